import { i18n } from "@lingui/core";
import { useState } from "react";
import type { Plan } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import type { Faults } from "./faults";
import type { PlanDraft } from "./plan-draft";

const SHOWN_AT_ONCE = 20;

interface SentenceFieldsProps {
  plan: Plan;
  sentences: PlanDraft["sentences"];
  faults: Faults["sentences"];
  onSentences: (sentences: PlanDraft["sentences"]) => void;
}

/** What the interviewer says by itself in a language that only the plan speaks, each to be mended. */
export function SentenceFields({ plan, sentences, faults, onSentences }: SentenceFieldsProps) {
  const [wanted, setWanted] = useState("");
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const { language } = plan.document;
  const before = textsOf(plan);
  const found = find([...before.keys()], wanted, (english) => [
    english,
    sentences[english] ?? before.get(english) ?? "",
  ]);
  const faulty = [...before.keys()].filter((english) => faults[english]);
  const rows = [...faulty, ...found.filter((english) => !faults[english]).slice(0, shown)];
  if (before.size === 0) return null;
  return (
    <details className="mt-7" open={faulty.length > 0 || undefined}>
      <summary id="plan-sentences" className="cursor-pointer py-1.5 text-section font-semibold">
        {i18n._("Sentences of the interviewer")}
      </summary>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "The interviewer says each of these instead of the English above it. Leave one empty to keep the English. Do not change what is in braces.",
        )}
      </p>
      <div className="mt-3">
        <Field label={i18n._("Find a sentence")}>
          {(control) => (
            <input
              {...control}
              type="search"
              value={wanted}
              onChange={(event) => {
                setWanted(event.target.value);
                setShown(SHOWN_AT_ONCE);
              }}
              className={inputLook}
            />
          )}
        </Field>
      </div>
      <p role="status" className="mt-2 text-small text-text3">
        {i18n._("{found, plural, one {# sentence} other {# sentences}}", { found: found.length })}
      </p>
      <ul className="mt-2 grid gap-3">
        {rows.map((english) => (
          <li key={english}>
            <Field
              label={<span lang="en">{english}</span>}
              error={faults[english]?.map(({ message }) => message).join(" ") || null}
            >
              {(control) => (
                <textarea
                  {...control}
                  lang={language}
                  rows={1}
                  maxLength={2000}
                  placeholder={i18n._("Said in English")}
                  value={sentences[english] ?? before.get(english)}
                  onChange={(event) =>
                    onSentences(changed(sentences, english, event.target.value, before))
                  }
                  className={`${inputLook} scroll-mb-56 [field-sizing:content]`}
                />
              )}
            </Field>
          </li>
        ))}
      </ul>
      {found.length > shown ? (
        <Button className="mt-3" onClick={() => setShown(shown + 3 * SHOWN_AT_ONCE)}>
          {i18n._("Show more")}
        </Button>
      ) : null}
    </details>
  );
}

/** What is said by the English: the sentences of the plan, then those that it says in English. */
function textsOf(plan: Plan): Map<string, string> {
  const said = (plan.document.sentences ?? []).map(
    ({ english, text }) => [english, text] as [string, string],
  );
  const english = (plan.untranslatedSentences ?? []).map((one) => [one, ""] as [string, string]);
  return new Map([...said, ...english]);
}

function find(all: string[], wanted: string, textsFor: (english: string) => string[]): string[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((english) => {
    const text = textsFor(english).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The changed sentences; one that is as it was is not among them. */
function changed(
  sentences: PlanDraft["sentences"],
  english: string,
  text: string,
  before: Map<string, string>,
): PlanDraft["sentences"] {
  const { [english]: _, ...others } = sentences;
  return text === before.get(english) ? others : { ...others, [english]: text };
}
