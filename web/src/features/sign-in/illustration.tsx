import { i18n } from "@lingui/core";

const HEIGHTS = [
  3, 4, 5, 6, 9, 14, 24, 17, 20, 30, 22, 14, 11, 13, 18, 26, 34, 48, 62, 44, 33, 22, 18, 21, 14, 10,
  9, 12, 17, 24, 19, 22, 15, 9, 6, 5, 4, 3,
];
const GAP = 12;
const WIDTH = HEIGHTS.length * GAP;

/** The sentence the product stands for, between the machine's voice and the person's. */
export function Illustration() {
  return (
    <div className="hidden content-center gap-14 border-l border-line bg-sunken px-12 text-center desk:grid">
      <LevelMeter direction={-1} color="var(--tide)" />
      <p className="mx-auto max-w-[24rem] font-voice text-[2.125rem] leading-[1.25] tracking-[-0.012em] text-balance">
        {i18n._("Every score quotes the candidate.")}
      </p>
      <LevelMeter direction={1} color="var(--clay)" />
    </div>
  );
}

function LevelMeter({ direction, color }: { direction: 1 | -1; color: string }) {
  const middle = direction === 1 ? 4 : 68;
  const heights = direction === 1 ? HEIGHTS.toReversed() : HEIGHTS;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 72`}
      className="status-line mx-auto w-full max-w-2xl"
      aria-hidden="true"
    >
      <path d={`M0 ${middle}H${WIDTH}`} stroke="var(--edge)" strokeWidth="1" />
      {heights.map((height, place) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
          key={place}
          d={`M${place * GAP + GAP / 2} ${middle + direction * 3}v${direction * height}`}
          stroke={color}
          strokeWidth="4.5"
          strokeLinecap="round"
        />
      ))}
    </svg>
  );
}
