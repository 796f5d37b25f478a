import { dayOf } from "@/shared/lib/words";
import type { CompletedReview } from "../shapes";
import { scorerName } from "../words";

const WIDTH = 640;
const HEIGHT = 150;

/** The scores so far, oldest first; one session is a point and no line. */
export function Trend({ review }: { review: CompletedReview }) {
  const points = review.trend_data;
  if (points.length < 2) return null;
  const step = (WIDTH - 60) / (points.length - 1);
  const at = points.map((one, place) => ({
    x: 30 + place * step,
    y: HEIGHT - 20 - (one.overall_score / 100) * (HEIGHT - 55),
    ...one,
  }));
  return (
    <section className="mt-11">
      <h2>{points.length} practice interviews</h2>
      <p className="mt-1 text-text2">Scored by {scorerName(review)} each time.</p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="mt-3 w-full" aria-hidden="true">
        <path d={`M0 ${HEIGHT - 8}h${WIDTH}`} stroke="var(--line)" />
        <polyline
          points={at.map(({ x, y }) => `${x},${y}`).join(" ")}
          fill="none"
          stroke="var(--tide)"
          strokeWidth="2.5"
        />
        {at.map(({ x, y, session_id, overall_score }, place) => (
          <g key={session_id}>
            <circle
              cx={x}
              cy={y}
              r={place === at.length - 1 ? 6.5 : 4.5}
              fill={place === at.length - 1 ? "var(--text)" : "var(--tide)"}
              stroke="var(--bg)"
              strokeWidth="2"
            />
            <text x={x} y={y - 14} textAnchor="middle" fontSize="15" fill="var(--text2)">
              {Math.round(overall_score)}
            </text>
          </g>
        ))}
      </svg>
      <ol className="sr-only">
        {points.map((one) => (
          <li key={one.session_id}>
            {dayOf(new Date(one.completed_at))}: {Math.round(one.overall_score)} of 100
          </li>
        ))}
      </ol>
    </section>
  );
}
