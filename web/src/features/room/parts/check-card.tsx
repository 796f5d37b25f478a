interface CheckCardProps {
  label: string;
  hint?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** A choice whose whole card is the target. */
export function CheckCard({ label, hint, isOn, onChange }: CheckCardProps) {
  return (
    <label className="choice flex min-h-11 items-start gap-3.5 rounded-large border border-edge bg-surface px-4 py-3">
      <input
        type="checkbox"
        className="mt-1 size-5 shrink-0"
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span className="block font-[550]">{label}</span>
        {hint ? <span className="block text-small text-text2">{hint}</span> : null}
      </span>
    </label>
  );
}
