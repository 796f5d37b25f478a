import { TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Icon } from "./icon";

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  children: (control: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}

/** Label, hint, control, and the error under it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean);
  return (
    <div>
      <label htmlFor={id} className="font-[550]">
        {label}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="text-small text-text3">
          {hint}
        </p>
      ) : null}
      <div className="mt-2">
        {children({
          id,
          "aria-describedby": describedBy.join(" ") || undefined,
          "aria-invalid": error ? true : undefined,
        })}
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
    </div>
  );
}

export const inputLook =
  "w-full rounded-control border border-edge bg-surface px-3.5 py-2.5 text-text aria-invalid:border-2 aria-invalid:border-rose placeholder:text-text3";
