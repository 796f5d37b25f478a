/** Four strokes above the line and four below: the machine's voice and the person's. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 30 26"
      width="30"
      height="26"
      aria-hidden="true"
      fill="none"
      strokeWidth="2.4"
      strokeLinecap="round"
      className="shrink-0"
    >
      <path stroke="var(--tide)" d="M4 12v-2M9.5 12V5M15 12V2M20.5 12V7" />
      <path stroke="var(--clay)" d="M9.5 14v3M15 14v8M20.5 14v10M26 14v3" />
    </svg>
  );
}
