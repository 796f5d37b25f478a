import { i18n } from "@lingui/core";
import type { Assessment, HiringDecision, Scorecard } from "@/shared/api/types";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { exactly, oneDecimal } from "@/shared/lib/words";
import { sentence } from "@/shared/ui/sentence";
import { extremesOf, levelsIn } from "../reading";
import { OUTCOMES, RECOMMENDATIONS, scorerOf } from "../words";

interface ProposalProps {
  assessment: Assessment;
  decision: HiringDecision | null;
  /** The language of the interview. */
  language: string | undefined;
  /** Whether it says which level is the highest and which the lowest. */
  hasExtremes: boolean;
}

/** The same three cases as in the scorer: see `derive_recommendation`. */
function whyNoProposal({ competencies, overall_score: overall }: Scorecard): string {
  if (competencies.some((each) => each.is_required && each.score === null)) {
    return i18n._(
      "There is no evidence for a required competency, so there is no proposal. Read the transcript before you decide.",
    );
  }
  return overall === null
    ? i18n._(
        "Too few competencies have a level, so there is no proposal. Read the transcript before you decide.",
      )
    : i18n._(
        "The levels are low, but no quote shows a weakness, so there is no proposal. Read the transcript before you decide.",
      );
}

/** What the machine proposes, and beside it, never over it, what a person decided. */
export function Proposal(props: ProposalProps) {
  const { assessment, decision: decided, language, hasExtremes } = props;
  const { scorecard, decision } = assessment;
  const { overall_score: overall, overall_range: range, recommendation } = scorecard;
  const left = scorecard.competencies.filter((each) => each.score === null).length;
  return (
    <section className="grid gap-5 border-y border-line py-5 pad:grid-cols-[auto_minmax(0,1fr)] pad:gap-7">
      <div className="flex flex-wrap gap-x-8 gap-y-4 pad:border-r pad:border-line pad:pr-7">
        <div>
          <p className="text-small text-text3">
            {decision || decided
              ? i18n._("Proposed by {scorer}", { scorer: scorerOf(scorecard) })
              : i18n._("Proposed by {scorer}, not yet decided", { scorer: scorerOf(scorecard) })}
          </p>
          {recommendation ? (
            <p className="mt-1 text-[1.875rem] leading-tight font-semibold tracking-[-0.015em] text-tidetext">
              {RECOMMENDATIONS[recommendation]}
            </p>
          ) : (
            <p className="mt-1 text-section leading-tight font-semibold text-tidetext">
              {i18n._("No proposal")}
            </p>
          )}
          {overall === null ? null : (
            <p>
              <span className="text-[1.0625rem] font-[550]">{Math.round(overall)}</span>{" "}
              <span className="text-small text-text3">{i18n._("of 100")}</span>
              {range && Math.round(range.low) < Math.round(range.high) ? (
                <span className="block text-small text-text3">
                  {i18n._("between {low} and {high}", {
                    low: Math.round(range.low),
                    high: Math.round(range.high),
                  })}
                </span>
              ) : null}
            </p>
          )}
        </div>
        {decided ? <Decided decision={decided} /> : null}
      </div>
      <div className="grid content-center gap-3 text-[1.0625rem] text-text2">
        {recommendation ? null : <p>{whyNoProposal(scorecard)}</p>}
        <p>
          {levelsIn(scorecard.competencies)}
          {left > 0 && left < scorecard.competencies.length
            ? ` ${i18n._(
                "{left, plural, one {The one without a level is left out of the score.} other {The # without a level are left out of the score.}}",
                { left },
              )}`
            : null}
        </p>
        {hasExtremes ? (
          <Extremes competencies={scorecard.competencies} language={language} />
        ) : null}
        {decision && !decided ? (
          <p className="flex items-baseline gap-2.5 text-claytext">
            <span className="drawn size-2.5 shrink-0 rotate-45 bg-clay" aria-hidden="true" />
            <span>
              <strong className="font-semibold">
                {decision.approved
                  ? i18n._("Assessment approved by {name}", { name: decision.by })
                  : i18n._("Assessment not approved by {name}", { name: decision.by })}
              </strong>
              , {exactly(new Date(decision.at))}
              {decision.comments ? `: ${i18n._("“{words}”", { words: decision.comments })}` : "."}
            </span>
          </p>
        ) : null}
      </div>
    </section>
  );
}

function Decided({ decision }: { decision: HiringDecision }) {
  return (
    <div>
      <p className="text-small text-text3">
        {decision.status === "final" ? i18n._("Decided") : i18n._("Not final yet")}
      </p>
      <p className="mt-1 flex items-center gap-3 text-[1.875rem] leading-tight font-semibold tracking-[-0.015em] text-claytext">
        <span className="drawn size-3.5 shrink-0 rotate-45 bg-clay" aria-hidden="true" />
        {OUTCOMES[decision.outcome]}
      </p>
      <p className="text-small text-text2">
        {decision.confirmedBy
          ? i18n._("by {name}, confirmed by {other}", {
              name: decision.decidedBy,
              other: decision.confirmedBy,
            })
          : i18n._("by {name}", { name: decision.decidedBy })}
      </p>
    </div>
  );
}

interface ExtremesProps {
  competencies: Scorecard["competencies"];
  language: string | undefined;
}

/** What stands out, where the evidence allows to say so. */
function Extremes({ competencies, language }: ExtremesProps) {
  const extremes = extremesOf(competencies);
  if (!extremes) return null;
  const { highest, lowest } = extremes;
  const named = (name: string) => (
    <span lang={competencyLanguage(name, language)}>{competencyName(name)}</span>
  );
  return (
    <p>
      {sentence(
        (at) =>
          i18n._("Highest: {highest}, level {high}. Lowest: {lowest}, level {low}.", {
            ...at,
            high: oneDecimal(highest.level),
            low: oneDecimal(lowest.level),
          }),
        { highest: named(highest.name), lowest: named(lowest.name) },
      )}
    </p>
  );
}
