import type { LiveCard } from "../shapes";

const MOST = 9;
const GAP = 5.5;
const MIDDLE = 11;

/** The interview so far in small: each stroke is a turn, longer ones took longer. A picture of the log. */
export function TileLine({ card }: { card: LiveCard }) {
  const isLost = card.state === "reconnecting";
  return (
    <svg
      viewBox="0 0 58 22"
      aria-hidden="true"
      fill="none"
      strokeLinecap="round"
      className="tile-line block h-[22px] w-[58px]"
    >
      <path
        d={`M0 ${MIDDLE}h58`}
        stroke={isLost ? "var(--amber)" : "var(--line)"}
        strokeWidth={isLost ? 2 : 1}
        strokeDasharray={isLost ? "4 4" : undefined}
      />
      <path d={turnBars(card, "agent")} stroke="var(--tide)" strokeWidth="2.5" />
      <path d={turnBars(card, "candidate")} stroke="var(--clay)" strokeWidth="2.5" />
      <Speaking card={card} />
    </svg>
  );
}

/** The interviewer above the line, the candidate below it. */
function turnBars({ turnDurations: turns }: LiveCard, role: "agent" | "candidate"): string {
  const side = role === "agent" ? -1 : 1;
  return turns
    .slice(-MOST)
    .map((turn, place) => ({ turn, x: 2.5 + place * GAP }))
    .filter(({ turn }) => turn.role === role)
    .map(
      ({ turn, x }) => `M${x} ${MIDDLE + side * 2}v${(side * heightOf(turn.seconds)).toFixed(1)}`,
    )
    .join("");
}

function heightOf(seconds: number): number {
  return Math.min(7, 1 + Math.log2(1 + Math.max(0, seconds)));
}

/** Who has the word now: a dot at the end of the connection, on their side of it. */
function Speaking({ card }: { card: LiveCard }) {
  if (card.speaking === "nobody") return null;
  const isAgent = card.speaking === "agent";
  return (
    <circle
      cx="54"
      cy={isAgent ? 6 : 16}
      r="2.5"
      fill={isAgent && !card.takenOverBy ? "var(--tide)" : "var(--clay)"}
    />
  );
}
