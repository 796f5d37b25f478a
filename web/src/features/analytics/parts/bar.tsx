interface BarProps {
  /** From 0 to 1; what is above is drawn as 1. */
  share: number;
  isOver?: boolean;
  /** Where a goal is marked, from 0 to 1. */
  mark?: number;
}

/** A bar beside a number that says the same: it is drawn for the eye only. */
export function Bar({ share, isOver = false, mark }: BarProps) {
  const width = Math.min(1, Math.max(0, share)) * 100;
  return (
    <svg
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      aria-hidden="true"
      className="h-2.5 w-full"
    >
      <rect width="100" height="10" fill="var(--sunken)" stroke="var(--line)" strokeWidth="0.5" />
      <rect width={width} height="10" fill={isOver ? "var(--amber)" : "var(--tide)"} />
      {mark === undefined ? null : (
        <line
          x1={mark * 100}
          x2={mark * 100}
          y2="10"
          stroke="var(--text)"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
