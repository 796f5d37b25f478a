import { i18n } from "@lingui/core";
import type { ComparedOverall } from "@/shared/api/types";

/** An overall score from 0 to 100 with the range that its evidence allows. */
export function ScoreTrack({ overall }: { overall: ComparedOverall }) {
  const { score, low, high } = overall;
  return (
    <div
      role="img"
      aria-label={i18n._("Proposed score {score} of 100, range {low} to {high}.", {
        score: Math.round(score),
        low: Math.round(low),
        high: Math.round(high),
      })}
      className="relative h-6"
    >
      <span className="drawn-line absolute inset-x-0 top-[11px] h-0.5 bg-line" />
      <span
        className="drawn absolute top-[7px] h-2.5 rounded-full bg-tide opacity-35"
        style={{ left: `${low}%`, width: `${Math.max(1, high - low)}%` }}
      />
      <span
        className="drawn absolute top-[5px] -ml-[7px] size-3.5 rounded-full border-2 border-bg bg-tide"
        style={{ left: `${score}%` }}
      />
    </div>
  );
}
