import { i18n } from "@lingui/core";
import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Field, inputLook } from "./field";
import { Icon } from "./icon";

/** What a password needs, in one sentence: shown wherever a new one is chosen. */
export const passwordHint = () =>
  i18n._("Use at least 12 characters, for example four unrelated words.");

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: "current-password" | "new-password";
  hint?: ReactNode;
  error?: string | null | undefined;
}

/** A password, which can be shown while it is typed. */
export function PasswordField({
  label,
  value,
  onChange,
  autoComplete,
  hint,
  error,
}: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="relative">
          <input
            {...control}
            type={isShown ? "text" : "password"}
            autoComplete={autoComplete}
            maxLength={512}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className={`${inputLook} min-h-12 pr-13`}
          />
          <button
            type="button"
            aria-label={
              isShown
                ? i18n._("Hide password: {label}", { label })
                : i18n._("Show password: {label}", { label })
            }
            onClick={() => setShown(!isShown)}
            className="absolute inset-y-0 right-0 grid w-12 place-items-center rounded-control text-text3"
          >
            <Icon of={isShown ? EyeOff : Eye} />
          </button>
        </div>
      )}
    </Field>
  );
}
