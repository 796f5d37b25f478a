import { i18n } from "@lingui/core";
import type { Template } from "@/shared/api/types";
import { rubricRows } from "../edit/rubric-changes";
import { RECOMMENDATIONS } from "../words";
import { RubricCompetency } from "./rubric-row";

type RubricProps = Pick<Template, "rubric" | "language" | "questionItems">;

/** A rubric as it is, below its questions, which it calls by their numbers. */
export function Rubric({ rubric, language, questionItems }: RubricProps) {
  const numbers = new Map(questionItems.map(({ questionId }, at) => [questionId, at + 1]));
  return (
    <section className="mt-9">
      <h2>{i18n._("Rubric")}</h2>
      <ol className="mt-2 border-t border-line">
        {rubricRows(rubric, rubric).map((row) => (
          <RubricCompetency
            key={row.name}
            row={row}
            language={language}
            heading="h3"
            numbers={numbers}
          />
        ))}
      </ol>
      <div className="mt-5">
        <Thresholds thresholds={rubric.thresholds} heading="h3" />
      </div>
    </section>
  );
}

interface ThresholdsProps {
  thresholds: number[];
  heading?: "h2" | "h3";
}

/** The lowest overall scores for each proposal. */
export function Thresholds({ thresholds, heading: Heading = "h2" }: ThresholdsProps) {
  const [strong, hire, maybe] = thresholds;
  const rows = [
    [RECOMMENDATIONS.STRONG_HIRE, strong],
    [RECOMMENDATIONS.HIRE, hire],
    [RECOMMENDATIONS.MAYBE, maybe],
  ] as const;
  return (
    <section>
      <Heading>{i18n._("Proposals")}</Heading>
      <p className="mt-1 text-small text-text3">
        {i18n._("The lowest overall score for each. A person decides.")}
      </p>
      <dl className="mt-2 grid max-w-96 grid-cols-[minmax(0,1fr)_auto] gap-x-5 gap-y-1 text-small">
        {rows.map(([name, least]) => (
          <div key={name} className="contents">
            <dt className="text-text3">{name}</dt>
            <dd>{i18n._("{least} of 100", { least: least ?? 0 })}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
