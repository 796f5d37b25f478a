import { i18n } from "@lingui/core";
import type { EmailText } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { placeholderName } from "../placeholder-names";

interface PlaceholdersProps {
  of: EmailText["placeholders"];
  /** Puts one into the text; null for those who may not change it. */
  onInsert: ((placeholder: string) => void) | null;
}

/** What a text can contain: each to be put in with one press, and what it stands for. */
export function Placeholders({ of: placeholders, onInsert }: PlaceholdersProps) {
  return (
    <section aria-labelledby="placeholders">
      <h2 id="placeholders" className="text-h3">
        {i18n._("Placeholders")}
      </h2>
      <p className="text-small text-text3">
        {i18n._(
          "Each stands in the text in double braces. In the e-mail, the candidate’s own facts take its place; the preview shows examples.",
        )}
      </p>
      {onInsert ? (
        <ul className="mt-3 flex flex-wrap gap-2">
          {placeholders.map(({ placeholder }) => (
            <li key={placeholder}>
              <Button
                size="small"
                aria-label={i18n._("Insert {placeholder}", {
                  placeholder: placeholderName(placeholder),
                })}
                onClick={() => onInsert(placeholder)}
              >
                {placeholderName(placeholder)}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <details className="mt-1">
        <summary className="min-h-11 py-2.5 text-small font-[550] desk:min-h-8 desk:py-1.5">
          {i18n._("What each stands for")}
        </summary>
        <dl className="border-t border-line text-small">
          {placeholders.map(({ placeholder, description, isRequired }) => (
            <div key={placeholder} className="border-b border-line py-2">
              <dt className="font-[550]">
                {placeholderName(placeholder)}
                {isRequired ? (
                  <span className="font-normal text-text3"> · {i18n._("Must stay")}</span>
                ) : null}
              </dt>
              <dd className="text-text2">{description}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
