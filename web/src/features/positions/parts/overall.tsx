import { i18n } from "@lingui/core";
import type { ComparedCandidate } from "@/shared/api/types";
import { Note } from "@/shared/ui/note";
import { type Comparable, orderSentences } from "../order";
import { ScoreTrack } from "./score-track";

interface OverallProps {
  group: Comparable;
  /** Said above the scores where there is more than one set of questions or scorer. */
  title: string;
  nameOf: (candidate: ComparedCandidate) => string;
}

/** The overall scores that may stand side by side, and what can be said about their order. */
export function Overall({ group, title, nameOf }: OverallProps) {
  const sentences = orderSentences(group.candidates, nameOf);
  return (
    <section className="mt-5 rounded-card border border-line bg-surface p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2>{title}</h2>
        <p className="text-small text-text3">{i18n._("0 to 100, with the range of each score")}</p>
      </div>
      <ul className="mt-3 grid gap-2">
        {group.candidates.map((candidate) => (
          <li
            key={candidate.interviewId}
            className="grid items-center gap-x-5 pad:grid-cols-[11rem_minmax(0,1fr)_6.5rem]"
          >
            <span className="[overflow-wrap:anywhere]">{nameOf(candidate)}</span>
            {candidate.overall ? (
              <>
                <ScoreTrack overall={candidate.overall} />
                <span className="text-small text-text2 pad:text-right">
                  <strong className="font-[550] text-text">
                    {Math.round(candidate.overall.score)}
                  </strong>{" "}
                  {i18n._("({low} to {high})", {
                    low: Math.round(candidate.overall.low),
                    high: Math.round(candidate.overall.high),
                  })}
                </span>
              </>
            ) : (
              <span className="text-small text-text3 pad:col-span-2">
                {i18n._("No overall score: there is not enough evidence.")}
              </span>
            )}
          </li>
        ))}
      </ul>
      {sentences.length > 0 ? (
        <div className="mt-4">
          <Note tone="tide" title={sentences[0] ?? ""}>
            {sentences.slice(1).join(" ")}
          </Note>
        </div>
      ) : null}
    </section>
  );
}
