import type { Assessment, ScoreProvenance } from "@/shared/api/types";
import { count, exactly } from "@/shared/lib/words";
import { droppedWord } from "../words";

/** Where the proposal came from. */
export function Provenance({ assessment }: { assessment: Assessment }) {
  const { scorer, competencies, provenance } = assessment.scorecard;
  const quotes = competencies.reduce((sum, each) => sum + each.evidence.length, 0);
  const facts: [string, string][] = [
    ["Scorer", `${scorer.kind} ${scorer.version}`],
    ["Assessment", `version ${assessment.version}, ${exactly(new Date(assessment.createdAt))}`],
    ["Quotes", `${quotes}, each checked against the transcript`],
    ...(provenance ? modelFacts(provenance) : []),
  ];
  return (
    <section className="px-1 pt-6">
      <h3>Source</h3>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text3">{name}</dt>
            <dd className="text-right text-text2 [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      {provenance?.is_imitated ? (
        <p className="mt-2 text-small text-ambertext">
          This model is imitated, for tests. Its scores say nothing about the candidate.
        </p>
      ) : null}
      {provenance && provenance.role !== "scored" ? (
        <p className="mt-2 text-small text-text2">The built-in rules scored. {provenance.reason}</p>
      ) : null}
    </section>
  );
}

function modelFacts(provenance: ScoreProvenance): [string, string][] {
  if (provenance.role !== "scored") return [["Model", provenance.model]];
  const dropped = Object.entries(provenance.dropped);
  const total = dropped.reduce((sum, [, amount]) => sum + amount, 0);
  const reasons = dropped.map(([reason, amount]) => `${amount} ${droppedWord(reason)}`).join(", ");
  return [
    ["Certificate", provenance.certificate_line],
    ["Readings", "3 of each answer; the middle one counts"],
    [
      "Not counted",
      total === 0 ? "nothing" : `${count(total, "quote")} of ${provenance.items}: ${reasons}`,
    ],
  ];
}
