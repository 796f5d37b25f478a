import { useId } from "react";

interface SwitchProps {
  name: string;
  under?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Something that is on or off, and what that means. */
export function Switch({ name, under, isOn, onChange }: SwitchProps) {
  const id = useId();
  return (
    <label className="flex min-h-11 items-baseline gap-3 py-2">
      <input
        type="checkbox"
        className="size-4.5 shrink-0 translate-y-0.5"
        aria-describedby={under ? id : undefined}
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span className="font-[550]">{name}</span>
        {under ? (
          <span id={id} className="block text-small text-text3">
            {under}
          </span>
        ) : null}
      </span>
    </label>
  );
}
