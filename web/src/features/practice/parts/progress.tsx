import { i18n } from "@lingui/core";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { dayOf, lowerFirst, oneDecimal } from "@/shared/lib/words";
import type { ProgressGroup, ProgressSeries } from "../shapes";
import { difficulties, kindName } from "../words";

const WIDTH = 640;
const HEIGHT = 150;
const MOST_OVERALL = 100;

/** Sessions that can be compared: their overall scores, and each skill's. */
export function ProgressOf({ group }: { group: ProgressGroup }) {
  const { overall, criteria } = group;
  const scored = criteria.filter((one) => one.points.length > 0);
  return (
    <div>
      <p className="text-text2">{remarkOf(group)}</p>
      {overall.points.length > 0 ? <Points series={overall} /> : null}
      {scored.length > 0 ? (
        <div className="mt-3 overflow-x-auto">
          <table className="w-full text-left">
            <caption className="sr-only">{i18n._("Scores by skill, from 1 to 5")}</caption>
            <thead className="border-b border-line text-small text-text3">
              <tr>
                <th scope="col" className="py-2 pr-4 font-[550]">
                  {i18n._("Skill")}
                </th>
                <th scope="col" className="py-2 pr-4 font-[550]">
                  {i18n._("Scores of 5, oldest first")}
                </th>
                <th scope="col" className="py-2 font-[550]">
                  {i18n._("First to last")}
                </th>
              </tr>
            </thead>
            <tbody>
              {scored.map((one) => (
                <tr key={one.criterion} className="border-b border-line">
                  <th scope="row" className="py-2.5 pr-4 font-[550]">
                    {one.criterion}
                  </th>
                  <td className="py-2.5 pr-4 font-mono">
                    {one.points.map(({ score }) => oneDecimal(score)).join("  ")}
                  </td>
                  <td className="py-2.5">{changeOf(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </div>
  );
}

/** What the sessions of a group have in common. */
export function groupName({ interview_type, difficulty, target_role }: ProgressGroup): string {
  const level = difficulties().find(([one]) => one === difficulty)?.[1];
  return [kindName(interview_type), level && lowerFirst(level), target_role]
    .filter(Boolean)
    .join(", ");
}

function remarkOf({ sessions, overall, scorer_kind }: ProgressGroup): string {
  const amount = i18n._(
    "{count, plural, one {# interview} other {# interviews}}, scored by {scorer}.",
    { count: sessions, scorer: nameOfAuthor(scorer_kind) },
  );
  const meaning = overall.is_trend
    ? i18n._("The questions differ each time, so small differences mean little.")
    : i18n._(
        "That is too few for a trend: it needs three scores of the same type, difficulty and role.",
      );
  return `${amount} ${meaning}`;
}

function changeOf({ points, is_trend }: ProgressSeries): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!is_trend || !first || !last) return i18n._("Too few");
  const change = Math.round((last.score - first.score) * 10) / 10;
  return change === 0
    ? i18n._("No change")
    : `${change > 0 ? "+" : "−"}${oneDecimal(Math.abs(change))}`;
}

/** Each score as a point; a line joins them only where they are a trend. */
function Points({ series: { points, is_trend } }: { series: ProgressSeries }) {
  const step = points.length > 1 ? (WIDTH - 60) / (points.length - 1) : 0;
  const at = points.map((one, place) => ({
    x: 30 + place * step,
    y: HEIGHT - 20 - (one.score / MOST_OVERALL) * (HEIGHT - 55),
    ...one,
  }));
  return (
    <>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="mt-3 w-full overflow-visible"
        aria-hidden="true"
      >
        <path d={`M0 ${HEIGHT - 8}h${WIDTH}`} stroke="var(--line)" />
        {is_trend ? (
          <polyline
            points={at.map(({ x, y }) => `${x},${y}`).join(" ")}
            fill="none"
            stroke="var(--tide)"
            strokeWidth="2.5"
          />
        ) : null}
        {at.map(({ x, y, session_id, score }, place) => (
          <g key={session_id}>
            <circle
              cx={x}
              cy={y}
              r={place === at.length - 1 ? 6.5 : 4.5}
              fill={place === at.length - 1 ? "var(--text)" : "var(--tide)"}
              stroke="var(--bg)"
              strokeWidth="2"
              className="phone:scale-150 phone:[transform-box:fill-box] phone:[transform-origin:center]"
            />
            {/* A phone shows the drawing at half its size. */}
            <text
              x={x}
              y={y - 14}
              textAnchor="middle"
              fill="var(--text2)"
              className="text-[15px] phone:text-[28px]"
            >
              {Math.round(score)}
            </text>
          </g>
        ))}
      </svg>
      <ol className="sr-only">
        {points.map((one) => (
          <li key={one.session_id}>
            {i18n._("{day}: {score} of {most}", {
              day: dayOf(new Date(one.completed_at)),
              score: Math.round(one.score),
              most: MOST_OVERALL,
            })}
          </li>
        ))}
      </ol>
    </>
  );
}
