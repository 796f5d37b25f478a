import { useId } from "react";

export interface ChoiceItem {
  value: string;
  name: string;
  under?: string;
}

interface ChoiceListProps {
  legend: string;
  options: ChoiceItem[];
  value: string;
  onChange: (value: string) => void;
}

/** One of several, each with what it means. */
export function ChoiceList({ legend, options, value, onChange }: ChoiceListProps) {
  const id = useId();
  return (
    <fieldset>
      <legend className="font-[550]">{legend}</legend>
      <div className="mt-2 grid gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="choice flex min-h-11 items-baseline gap-3 rounded-control border border-edge px-3.5 py-2"
          >
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              className="size-4.5 shrink-0 translate-y-0.5"
            />
            <span>
              <span className="font-[550]">{option.name}</span>
              {option.under ? (
                <span className="block text-small text-text3">{option.under}</span>
              ) : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
