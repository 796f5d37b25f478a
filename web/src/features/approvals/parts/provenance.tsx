import type { Assessment } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";

/** Where the proposal came from. */
export function Provenance({ assessment }: { assessment: Assessment }) {
  const { scorer, competencies } = assessment.scorecard;
  const quotes = competencies.reduce((sum, each) => sum + each.evidence.length, 0);
  const facts: [string, string][] = [
    ["Scorer", `${scorer.kind} ${scorer.version}`],
    ["Assessment", `version ${assessment.version}, ${exactly(new Date(assessment.createdAt))}`],
    ["Quotes", `${quotes}, each checked against the transcript`],
  ];
  return (
    <section className="px-1 pt-6">
      <h3>Source</h3>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text3">{name}</dt>
            <dd className="text-right text-text2">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
