import { i18n } from "@lingui/core";
import type { Hint } from "@/shared/live/frames";
import { Button } from "@/shared/ui/button";

interface HintBesideProps {
  hint: Hint | null;
  /** Put these words into the box, where they can be changed before they are sent. */
  onTake: (words: string) => void;
}

/** Help with a question: answers to begin from, and one that shows what is meant. */
export function HintBeside({ hint, onTake }: HintBesideProps) {
  if (!hint) return null;
  return (
    <div className="mb-4 grid gap-2">
      {hint.options.length > 0 ? (
        <fieldset>
          <legend className="mb-2 text-small text-text3">{i18n._("Suggestions")}</legend>
          <div className="flex flex-wrap gap-2">
            {hint.options.map((option) => (
              <Button key={option} size="small" onClick={() => onTake(option)}>
                {option}
              </Button>
            ))}
          </div>
        </fieldset>
      ) : null}
      {hint.sampleAnswer ? (
        <details>
          <summary className="py-1 text-small text-text3">{i18n._("Sample answer")}</summary>
          <p className="mt-1 font-voice text-voice text-text2">{hint.sampleAnswer}</p>
        </details>
      ) : null}
    </div>
  );
}
