import type { ComparedOverall } from "@/shared/api/types";

/** An overall score from 0 to 100 with the range that its evidence allows. */
export function ScoreTrack({ overall }: { overall: ComparedOverall }) {
  const { score, low, high } = overall;
  return (
    <div
      role="img"
      aria-label={`Proposed score ${Math.round(score)} of 100, range ${Math.round(low)} to ${Math.round(high)}.`}
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
