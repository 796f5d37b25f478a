import { Check, Minus } from "lucide-react";
import type { AbstainReason } from "@/shared/api/types";
import { reasonWords } from "@/shared/lib/happenings";
import { humanised, percent } from "@/shared/lib/words";
import { abstainWords } from "@/shared/ui/abstain-words";
import { Status } from "@/shared/ui/status";
import type { Evaluation, Opinion, Proposal, ReadAnswer } from "../shapes";

/** What read along made of each answer, the newest first, and what made it. */
export function PanelReadings({ answers }: { answers: ReadAnswer[] }) {
  const newest = answers.toSorted((one, other) => other.turn - one.turn);
  return (
    <ol className="mt-3 grid gap-4">
      {newest.map((answer, place) => (
        <li key={answer.turn} className="border-t border-line pt-3">
          <details open={place === 0}>
            <summary className="font-[550]">
              Answer {answer.turn}
              {answer.question ? (
                <span className="block font-voice font-normal text-tidetext">
                  {answer.question}
                </span>
              ) : null}
            </summary>
            {answer.evaluations.map((one) => (
              <Read key={`${one.evaluator} ${one.criterion}`} evaluation={one} />
            ))}
            {answer.opinions.map((one) => (
              <Seen key={one.perspective} opinion={one} />
            ))}
            <Proposals proposals={answer.proposals} />
          </details>
        </li>
      ))}
    </ol>
  );
}

function Read({ evaluation }: { evaluation: Evaluation }) {
  const { criterion, score, abstained, confidence, quotes, madeBy } = evaluation;
  return (
    <div className="mt-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-[550]">{criterion}</span>
        {score === null ? (
          <span className="text-small text-text2">
            <span
              aria-hidden="true"
              className="hatched mr-2 inline-block h-2 w-8 border border-line"
            />
            {abstainWords(abstained as AbstainReason | null).short}
          </span>
        ) : (
          <span>
            {Number(score.toFixed(1))} of 5
            {confidence === null ? null : (
              <span className="text-small text-text3">, {percent(confidence)} sure</span>
            )}
          </span>
        )}
      </p>
      {quotes.map((quote) => (
        <p key={quote.start} className="mt-1 font-voice text-text2">
          “{quote.text}”
        </p>
      ))}
      <MadeBy>{madeBy}</MadeBy>
    </div>
  );
}

function Seen({ opinion }: { opinion: Opinion }) {
  return (
    <div className="mt-3">
      <p className="font-[550]">{humanised(opinion.perspective)}</p>
      <p className="mt-0.5 text-text2">{opinion.summary}</p>
      {opinion.concerns.length > 0 ? (
        <ul className="mt-1 list-disc pl-5 text-text2">
          {opinion.concerns.map((concern) => (
            <li key={concern}>{concern}</li>
          ))}
        </ul>
      ) : null}
      <MadeBy>{opinion.madeBy}</MadeBy>
    </div>
  );
}

function Proposals({ proposals }: { proposals: Proposal[] }) {
  if (proposals.length === 0) return null;
  return (
    <div className="mt-3">
      <p className="font-[550]">Proposed to ask</p>
      <ul className="mt-1 grid gap-2.5">
        {proposals.map((each) => (
          <li key={`${each.by} ${each.name} ${each.question}`}>
            <p className={`font-voice ${each.taken ? "text-tidetext" : "text-text2"}`}>
              {each.question}
            </p>
            <p className="flex flex-wrap gap-x-3 text-small text-text3">
              <Status icon={each.taken ? Check : Minus} tone={each.taken ? "tide" : "plain"}>
                {fateOf(each)}
              </Status>
              <span>
                {each.why && !PLAIN_FATES.has(each.why) ? `${humanised(each.why)}. ` : ""}By{" "}
                {each.by === "staff" ? "a person" : each.name}, because {reasonWords(each.reason)}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Fates that the status itself tells. */
const PLAIN_FATES = new Set(["waiting", "asked"]);

function fateOf({ taken, why }: Proposal): string {
  if (taken) return "Taken";
  return taken === null || why === "waiting" ? "Waits" : "Not taken";
}

function MadeBy({ children }: { children: string }) {
  return <p className="mt-0.5 text-small text-text3">By {children}</p>;
}
