import { i18n } from "@lingui/core";
import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";

/** Stars and a few words. They are kept apart from the decision. */
export function Feedback({ token, page, calls, onChange }: PartProps) {
  const action = useAction();
  const [stars, setStars] = useState(page.feedback?.stars ?? 0);
  const [text, setText] = useState(page.feedback?.text ?? "");
  const [error, setError] = useState("");
  if (!page.actions.includes("give_feedback")) return null;
  function send() {
    setError(stars === 0 ? i18n._("Choose a rating first.") : "");
    if (stars === 0) return;
    void action.run(async () => onChange(await calls.giveFeedback(token, stars, text)));
  }
  return (
    <Section
      title={i18n._("How was it?")}
      intro={i18n._("Your feedback is not part of the assessment.")}
      problem={action.problem}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <fieldset>
          <legend className="font-[550]">{i18n._("Your rating")}</legend>
          <div className="mt-2 grid gap-1 pad:grid-cols-5">
            {listRatings().map((name, place) => (
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
        <Field
          label={i18n._("What was good, and what was not?")}
          hint={i18n._("You can leave this empty.")}
        >
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
          <Button size="large" type="submit" busy={action.isBusy && i18n._("Sending…")}>
            {i18n._("Send feedback")}
          </Button>
        </p>
        <p role="status" className="empty:hidden">
          {page.feedback ? i18n._("Thank you. Your feedback is saved. You can change it.") : ""}
        </p>
      </form>
    </Section>
  );
}

const listRatings = () => [
  i18n._("Poor"),
  i18n._("Not so good"),
  i18n._("All right"),
  i18n._("Good"),
  i18n._("Excellent"),
];
