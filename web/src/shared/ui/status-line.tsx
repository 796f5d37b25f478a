import type { ReactNode } from "react";

export type RoomStatus =
  | "ready"
  | "queued"
  | "thinking"
  | "read"
  | "typing"
  | "moment"
  | "lost"
  | "finished";

const WIDTH = 640;
const MIDDLE = WIDTH / 2;
const LEVEL = 32;

/** The room's line. It is hidden from screen readers: the state word always stands beside it. */
export function StatusLine({ state }: { state: RoomStatus }) {
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 64`}
      className={`block h-16 w-full ${state === "finished" ? "" : "status-line"}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      fill="none"
      strokeLinecap="round"
    >
      {SHAPES[state]}
    </svg>
  );
}

function base(from = 0, to = WIDTH): ReactNode {
  return <path d={`M${from} ${LEVEL}H${to}`} stroke="var(--edge)" strokeWidth="1" />;
}

const SHAPES: Record<RoomStatus, ReactNode> = {
  ready: (
    <>
      <path
        className="pulsing"
        d={`M150 ${LEVEL}Q${MIDDLE} 6 490 ${LEVEL}Q${MIDDLE} 58 150 ${LEVEL}Z`}
        fill="var(--edge)"
        opacity=".28"
      />
      {base()}
    </>
  ),
  thinking: (
    <>
      {base()}
      <path
        className="blinking"
        d={`M${MIDDLE - 12} 27v-6M${MIDDLE} 27V13M${MIDDLE + 12} 27v-6`}
        stroke="var(--tide)"
        strokeWidth="4.5"
      />
    </>
  ),
  queued: base(),
  read: (
    <>
      {base()}
      <path
        className="blinking"
        d={`M${MIDDLE - 12} 27v-6M${MIDDLE} 27V13M${MIDDLE + 12} 27v-6`}
        stroke="var(--clay)"
        strokeWidth="4.5"
      />
    </>
  ),
  typing: (
    <>
      {base()}
      <path d={`M${MIDDLE} 37v12`} stroke="var(--clay)" strokeWidth="4.5" />
    </>
  ),
  moment: (
    <>
      {base(0, MIDDLE - 22)}
      {base(MIDDLE + 22)}
      <path d={`M${MIDDLE - 7} 20v24M${MIDDLE + 7} 20v24`} stroke="var(--text)" strokeWidth="4.5" />
    </>
  ),
  lost: (
    <>
      <path
        d={`M0 ${LEVEL}H${MIDDLE - 44}M${MIDDLE + 44} ${LEVEL}H${WIDTH}`}
        stroke="var(--amber)"
        strokeWidth="3"
        strokeDasharray="7 7"
      />
      <path
        d={`M${MIDDLE - 18} ${LEVEL}h.1M${MIDDLE} ${LEVEL}h.1M${MIDDLE + 18} ${LEVEL}h.1`}
        stroke="var(--amber)"
        strokeWidth="5"
      />
    </>
  ),
  finished: (
    <>
      {base(220, MIDDLE + 66)}
      <circle cx={MIDDLE + 78} cy={LEVEL} r="4" fill="var(--text)" />
    </>
  ),
};
