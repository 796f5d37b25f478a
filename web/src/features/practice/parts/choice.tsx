import { useId } from "react";

interface ChoiceProps<Value extends string | number> {
  label: string;
  value: Value;
  options: [Value, string][];
  onChange: (value: Value) => void;
}

/** A few short alternatives side by side: radio buttons that look like one control. */
export function Choice<Value extends string | number>(props: ChoiceProps<Value>) {
  const { label, value, options, onChange } = props;
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="font-[550]">{label}</legend>
      <div
        className={`mt-2 grid auto-cols-fr overflow-hidden rounded-control border border-edge bg-surface pad:grid-flow-col pad:grid-cols-none ${options.length === 3 ? "grid-cols-3" : "grid-cols-2"}`}
      >
        {options.map(([one, words]) => (
          <label
            key={one}
            className="grid min-h-11 cursor-pointer place-items-center border-line px-2 py-1.5 text-center leading-snug has-checked:bg-act has-checked:text-onact has-focus-visible:outline-2 has-focus-visible:-outline-offset-4 has-focus-visible:outline-focus not-first:border-l"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={one === value}
              onChange={() => onChange(one)}
            />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
