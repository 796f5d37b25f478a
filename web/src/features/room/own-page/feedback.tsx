import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";
import { words } from "./words";

/** Stars and a few words. They are kept apart from the decision. */
export function Feedback({ token, page, calls, onChange }: PartProps) {
  const { feedback, notSaved } = words;
  const action = useAction();
  const [stars, setStars] = useState(page.feedback?.stars ?? 0);
  const [text, setText] = useState(page.feedback?.text ?? "");
  const [error, setError] = useState("");
  if (!page.actions.includes("give_feedback")) return null;
  function send() {
    setError(stars === 0 ? feedback.missing : "");
    if (stars === 0) return;
    void action.run(async () => onChange(await calls.giveFeedback(token, stars, text)));
  }
  return (
    <Section
      title={feedback.heading}
      intro={feedback.intro}
      problem={action.problem}
      failed={notSaved}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <fieldset>
          <legend className="font-[550]">{feedback.legend}</legend>
          <div className="mt-2 grid gap-1 pad:grid-cols-5">
            {feedback.stars.map((name, place) => (
              <label
                key={name}
                className="flex min-h-11 items-center gap-2.5 pad:flex-col pad:text-center pad:text-small"
              >
                <input
                  type="radio"
                  name="stars"
                  className="size-5 accent-act"
                  checked={stars === place + 1}
                  onChange={() => setStars(place + 1)}
                />
                {place + 1} · {name}
              </label>
            ))}
          </div>
        </fieldset>
        <Field label={feedback.label} hint={feedback.hint}>
          {(control) => (
            <textarea
              {...control}
              rows={3}
              maxLength={2000}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
        {error ? (
          <p role="alert" className="font-[550] text-rosetext">
            {error}
          </p>
        ) : null}
        <p>
          <Button size="large" type="submit" busy={action.isBusy && feedback.sending}>
            {feedback.send}
          </Button>
        </p>
        <p role="status" className="empty:hidden">
          {page.feedback ? feedback.thanks : ""}
        </p>
      </form>
    </Section>
  );
}
