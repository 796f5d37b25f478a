import { TriangleAlert } from "lucide-react";
import { useId } from "react";
import { Icon } from "@/shared/ui/icon";

interface CheckListProps<Value extends string> {
  legend: string;
  hint?: string | undefined;
  /** Each option's value and its name. */
  options: [Value, string][];
  chosen: Value[];
  error?: string | null;
  onChange: (chosen: Value[]) => void;
}

/** Any of several. */
export function CheckList<Value extends string>({
  legend,
  hint,
  options,
  chosen,
  error,
  onChange,
}: CheckListProps<Value>) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="font-[550]">{legend}</legend>
      {hint ? <p className="text-small text-text3">{hint}</p> : null}
      <div className="mt-2 grid gap-x-4 pad:grid-cols-2">
        {options.map(([value, name]) => (
          <label key={value} className="flex min-h-11 items-center gap-3 py-1 desk:min-h-9">
            <input
              type="checkbox"
              className="size-4.5 shrink-0"
              aria-invalid={error ? true : undefined}
              checked={chosen.includes(value)}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...chosen, value]
                    : chosen.filter((other) => other !== value),
                )
              }
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      {error ? (
        <p
          id={`${id}-error`}
          role="alert"
          className="mt-2 flex items-baseline gap-2 font-[550] text-rosetext"
        >
          <span className="translate-y-0.5">
            <Icon of={TriangleAlert} small />
          </span>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
