import { i18n } from "@lingui/core";
import { useState } from "react";
import type { CandidatePage } from "@/shared/api/types";
import { useKeptFocus } from "@/shared/lib/page";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";

type Turn = CandidatePage["transcript"][number];

/** What was heard, question by question, with a correction beside it where the candidate wrote one. */
export function Answers(props: PartProps) {
  const { page } = props;
  const pairs = pairsOf(page.transcript);
  const [isOpen, setOpen] = useState(false);
  if (!page.actions.includes("correct") && pairs.length === 0) return null;
  return (
    <Section
      title={i18n._("Your answers")}
      intro={
        pairs.length > 0
          ? i18n._(
              "If we misheard something, write what you said. People who read your answer see both versions.",
            )
          : i18n._("Your answers are no longer stored.")
      }
    >
      {pairs.length > 0 ? (
        <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary className="min-h-11 py-2 font-[550]">
            {isOpen
              ? i18n._("Hide the answers")
              : i18n._("{count, plural, one {Show # answer} other {Show # answers}}", {
                  count: pairs.length,
                })}
          </summary>
          <ol className="divide-y divide-line border-t border-line">
            {pairs.map(({ question, answer }) => (
              <Answer key={answer.turn} {...props} question={question} answer={answer} />
            ))}
          </ol>
        </details>
      ) : null}
    </Section>
  );
}

function Answer(props: PartProps & { question: string; answer: Turn }) {
  const { token, page, calls, onChange, question, answer } = props;
  const action = useAction();
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const box = useKeptFocus(draft === null ? "read" : "write");
  async function save() {
    const text = draft?.trim() ?? "";
    setError(text ? null : i18n._("Enter what you said, or cancel."));
    if (!text) return;
    const isSaved = await action.run(async () =>
      onChange(await calls.correct(token, answer.turn, text)),
    );
    if (isSaved) setDraft(null);
  }
  return (
    <li className="py-5">
      <p lang={page.language} className="font-voice text-voice leading-snug text-tidetext">
        {question}
      </p>
      <p
        lang={page.language}
        className="mt-2 font-voice text-voice leading-normal whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {answer.text}
      </p>
      <div ref={box} className="mt-3 grid gap-3">
        {answer.correction && draft === null ? (
          <div className="border-l-2 border-clay pl-4">
            <p className="text-small text-claytext">{i18n._("Your correction:")}</p>
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{answer.correction}</p>
          </div>
        ) : null}
        {draft === null ? (
          page.actions.includes("correct") ? (
            <p>
              <Button size="small" onClick={() => setDraft(answer.correction ?? answer.text)}>
                {answer.correction
                  ? i18n._("Change the correction")
                  : i18n._("Correct this answer")}
              </Button>
            </p>
          ) : null
        ) : (
          <form
            className="grid gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <Field label={i18n._("What you said")} error={error}>
              {(control) => (
                <textarea
                  {...control}
                  rows={4}
                  maxLength={2000}
                  value={draft}
                  onChange={(event) => setDraft(event.target.value)}
                  className={inputLook}
                />
              )}
            </Field>
            <div className="flex flex-wrap gap-2.5">
              <Button look="primary" type="submit" busy={action.isBusy && i18n._("Saving…")}>
                {i18n._("Save the correction")}
              </Button>
              <Button onClick={() => setDraft(null)}>{i18n._("Cancel")}</Button>
            </div>
            {action.problem ? (
              <Failure
                problem={action.problem}
                what={i18n._("That did not work. Please try again.")}
              />
            ) : null}
          </form>
        )}
      </div>
    </li>
  );
}

/** Each answer with the words of the interviewer that came before it. */
export function pairsOf(turns: Turn[]): { question: string; answer: Turn }[] {
  let question = "";
  const pairs: { question: string; answer: Turn }[] = [];
  for (const turn of turns) {
    if (turn.role === "agent") question = turn.text;
    else if (turn.text) pairs.push({ question, answer: turn });
  }
  return pairs;
}
