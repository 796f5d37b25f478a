import { i18n } from "@lingui/core";
import type { Interview } from "@/shared/api/types";
import { useAssessment } from "../queries";
import { RECOMMENDATIONS, scorerOf } from "../words";
import { Provenance } from "./provenance";

/** What was proposed after an interview, and who judged: the rules, or a model with its certificate. */
export function AssessmentSummary({ interview }: { interview: Interview }) {
  const { data: assessment } = useAssessment(interview.id, interview.updatedAt);
  if (!assessment) return null;
  const { scorecard } = assessment;
  const { overall_score: overall, recommendation } = scorecard;
  return (
    <section className="mb-8">
      <h2>{i18n._("Assessment")}</h2>
      <div className="mt-3 border-y border-line py-3">
        <p className="flex items-baseline gap-2.5">
          <span aria-hidden="true" className="drawn size-2.5 shrink-0 rounded-full bg-tide" />
          <span>
            <strong className="font-semibold text-tidetext">
              {recommendation ? RECOMMENDATIONS[recommendation] : i18n._("No proposal")}
            </strong>
            {overall === null
              ? ""
              : `, ${i18n._("{score} of 100", { score: Math.round(overall) })}`}
          </span>
        </p>
        <p className="text-small text-text3">
          {i18n._("Proposed by {scorer}", { scorer: scorerOf(scorecard) })}
        </p>
        <Provenance assessment={assessment} />
      </div>
    </section>
  );
}
