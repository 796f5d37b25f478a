import { i18n } from "@lingui/core";
import type { EmailText } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";

interface PlaceholdersProps {
  of: EmailText["placeholders"];
  /** Puts one into the text; null for those who may not change it. */
  onInsert: ((placeholder: string) => void) | null;
}

/** What a text can contain, and what each placeholder stands for. */
export function Placeholders({ of: placeholders, onInsert }: PlaceholdersProps) {
  return (
    <section aria-labelledby="placeholders">
      <h2 id="placeholders" className="text-h3">
        {i18n._("Placeholders")}
      </h2>
      <ul className="mt-2 border-t border-line">
        {placeholders.map(({ placeholder, description, isRequired }) => (
          <li
            key={placeholder}
            className="flex items-start justify-between gap-3 border-b border-line py-2"
          >
            <p className="min-w-0 text-small text-text3">
              <span className="block text-text">{description}</span>
              <code className="[overflow-wrap:anywhere]">{placeholder}</code>
              {isRequired ? <span> · {i18n._("Must stay")}</span> : null}
            </p>
            {onInsert ? (
              <Button
                size="small"
                aria-label={i18n._("Insert {placeholder}", { placeholder })}
                onClick={() => onInsert(placeholder)}
              >
                {i18n._("Insert")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
