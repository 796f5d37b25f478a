import { i18n } from "@lingui/core";
import { Check, Minus } from "lucide-react";
import type { AbstainReason } from "@/shared/api/types";
import { describeReason } from "@/shared/lib/event-texts";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { modelFacts } from "@/shared/lib/model-facts";
import { outcomeText } from "@/shared/lib/proposal-outcomes";
import { oneDecimal, percent } from "@/shared/lib/words";
import { abstainTexts } from "@/shared/ui/abstain-texts";
import { InEnglish } from "@/shared/ui/in-english";
import { sentence } from "@/shared/ui/sentence";
import { Status } from "@/shared/ui/status";
import type { Evaluation, EvaluationProvenance, Opinion, Proposal, ReadAnswer } from "../shapes";
import { criterionName, perspectiveName, proposerName } from "./panel-words";

/** As many characters of a hash as tell two sets of instructions apart. */
const HASH_LENGTH = 12;

/** What read along made of each answer, the newest first, and what made it. */
export function PanelReadings({ answers }: { answers: ReadAnswer[] }) {
  const newest = answers.toSorted((one, other) => other.turn - one.turn);
  return (
    <ol className="mt-3 grid gap-4">
      {newest.map((answer, place) => (
        <li key={answer.turn} className="border-t border-line pt-3">
          <details open={place === 0}>
            <summary className="font-[550]">
              {i18n._("Turn {turn}", { turn: answer.turn })}
              {answer.question ? (
                <span className="block font-voice font-normal text-tidetext">
                  {answer.question}
                </span>
              ) : null}
            </summary>
            <Evaluations evaluations={answer.evaluations} />
            <Opinions opinions={answer.opinions} />
            <Proposals proposals={answer.proposals} />
            {isUnread(answer) ? (
              <p className="mt-1 text-small text-text2">{i18n._("No evaluation yet.")}</p>
            ) : null}
          </details>
        </li>
      ))}
    </ol>
  );
}

function isUnread({ evaluations, opinions, proposals }: ReadAnswer): boolean {
  return evaluations.length + opinions.length + proposals.length === 0;
}

/** First what was found, then in a line each what was not; the maker is named once where it is one. */
function Evaluations({ evaluations }: { evaluations: Evaluation[] }) {
  const makers = [...new Set(evaluations.map((one) => one.evaluatedBy))];
  const found = evaluations.filter((one) => one.score !== null);
  const open = evaluations.filter((one) => one.score === null);
  const provenances = [
    ...new Map(
      evaluations.flatMap(({ provenance }) =>
        provenance ? [[provenance.contentHash, provenance] as const] : [],
      ),
    ).values(),
  ];
  if (evaluations.length === 0) return null;
  return (
    <div className="mt-3 grid gap-2.5">
      {found.map((one) => (
        <Found key={keyOf(one)} evaluation={one} isSigned={makers.length > 1} />
      ))}
      {open.map((one) => (
        <p key={keyOf(one)} className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span>{criterionName(one.criterion)}</span>
          <span className="text-small text-text2">
            <span
              aria-hidden="true"
              className="hatched mr-2 inline-block h-2 w-8 border border-line"
            />
            {abstainTexts(one.abstained as AbstainReason | null).short}
          </span>
        </p>
      ))}
      {makers.length === 1 ? <MadeBy>{makers.join()}</MadeBy> : null}
      {provenances.map((one) => (
        <ModelSource key={one.contentHash} provenance={one} />
      ))}
    </div>
  );
}

/** What a model did for the evaluations: with which certificate and instructions, and what did not count. */
function ModelSource({ provenance }: { provenance: EvaluationProvenance }) {
  const isScored = provenance.role === "scored";
  const facts = modelFacts(provenance, isScored);
  if (isScored) facts.push([i18n._("Instructions"), provenance.promptHash.slice(0, HASH_LENGTH)]);
  return (
    <details className="text-small text-text2">
      <summary className="py-1 font-[550]">{i18n._("About the model")}</summary>
      {isScored ? null : (
        <p>
          {sentence((at) => i18n._("The built-in rules scored. {reason}", at), {
            reason: <InEnglish text={provenance.reason} />,
          })}
        </p>
      )}
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text3">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      {provenance.isImitated ? (
        <p className="mt-1 text-ambertext">
          {i18n._("This model is imitated, for tests. Its scores say nothing about the candidate.")}
        </p>
      ) : null}
    </details>
  );
}
function keyOf({ evaluator, criterion }: Evaluation): string {
  return `${evaluator} ${criterion}`;
}

interface FoundProps {
  evaluation: Evaluation;
  isSigned: boolean;
}

function Found({ evaluation, isSigned }: FoundProps) {
  const { criterion, score, confidence, quotes, evaluatedBy } = evaluation;
  return (
    <div>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-[550]">{criterionName(criterion)}</span>
        <span>
          {i18n._("{score} of 5", { score: oneDecimal(score ?? 0) })}
          {confidence === null ? null : (
            <span className="text-small text-text3">
              {`, ${i18n._("{percent} confidence", { percent: percent(confidence) })}`}
            </span>
          )}
        </span>
      </p>
      {quotes.map((quote) => (
        <p key={quote.start} className="mt-1 font-voice text-text2">
          {i18n._("“{text}”", { text: quote.text })}
        </p>
      ))}
      {isSigned ? <MadeBy>{evaluatedBy}</MadeBy> : null}
    </div>
  );
}

/** Where a concern only says again what the summary says, once is enough. */
function Opinions({ opinions }: { opinions: Opinion[] }) {
  if (opinions.length === 0) return null;
  const makers = [...new Set(opinions.map((one) => one.evaluatedBy))];
  return (
    <details className="mt-3">
      <summary className="font-[550]">
        {i18n._("{count, plural, one {# perspective} other {# perspectives}}", {
          count: opinions.length,
        })}{" "}
        <span className="font-normal text-text3">
          {opinions.map((one) => perspectiveName(one.perspective)).join(", ")}
        </span>
      </summary>
      {opinions.map((one) => (
        <div key={one.perspective} className="mt-2">
          <p className="font-[550]">{perspectiveName(one.perspective)}</p>
          <p className="mt-0.5 text-text2">{one.summary}</p>
          <Concerns opinion={one} />
          {makers.length > 1 ? <MadeBy>{one.evaluatedBy}</MadeBy> : null}
        </div>
      ))}
      {makers.length === 1 ? <MadeBy>{makers.join()}</MadeBy> : null}
    </details>
  );
}

function Concerns({ opinion }: { opinion: Opinion }) {
  const more = opinion.concerns.filter((concern) => !says(opinion.summary, concern));
  if (more.length === 0) return null;
  return (
    <ul className="mt-1 list-disc pl-5 text-text2">
      {more.map((concern) => (
        <li key={concern}>{concern}</li>
      ))}
    </ul>
  );
}

function says(summary: string, concern: string): boolean {
  const subject = concern.slice(concern.indexOf(":") + 1).replace(/\.$/, "");
  return summary.includes(subject.trim());
}

function Proposals({ proposals }: { proposals: Proposal[] }) {
  if (proposals.length === 0) return null;
  return (
    <div className="mt-3">
      <p className="font-[550]">{i18n._("Proposed questions")}</p>
      <ul className="mt-1 grid gap-2.5">
        {proposals.map((each) => (
          <li key={`${each.source} ${each.name} ${each.question}`}>
            <p className={`font-voice ${each.isAccepted ? "text-tidetext" : "text-text2"}`}>
              {each.question}
            </p>
            <p className="flex flex-wrap gap-x-3 text-small text-text3">
              <Status
                icon={each.isAccepted ? Check : Minus}
                tone={each.isAccepted ? "tide" : "plain"}
              >
                {fateOf(each)}
              </Status>
              <span>
                {each.outcome && !PLAIN_FATES.has(each.outcome)
                  ? `${outcomeText(each.outcome)}. `
                  : ""}
                {proposedBy(each)}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function proposedBy({ source, name, reason }: Proposal): string {
  const because = describeReason(reason);
  return source === "staff"
    ? i18n._("Proposed by a team member, because {because}", { because })
    : i18n._("Proposed by “{name}”, because {because}", { name: proposerName(name), because });
}

/** Fates that the status itself tells. */
const PLAIN_FATES = new Set(["waiting", "asked"]);

function fateOf({ isAccepted, outcome }: Proposal): string {
  if (isAccepted) return i18n._("Selected");
  return isAccepted === null || outcome === "waiting" ? i18n._("Waiting") : i18n._("Not selected");
}

function MadeBy({ children }: { children: string }) {
  return (
    <p className="mt-0.5 text-small text-text3">
      {i18n._("Source: {name}", { name: nameOfAuthor(children) })}
    </p>
  );
}
