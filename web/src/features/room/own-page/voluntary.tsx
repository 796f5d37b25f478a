import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";
import { words } from "./words";

/** Questions that may be left out, where the organization asks them; nobody but the candidate sees the answers. */
export function Voluntary({ token, page, calls, onChange }: PartProps) {
  const { voluntary, notSaved } = words;
  const action = useAction();
  const [chosen, setChosen] = useState(() =>
    Object.fromEntries(page.voluntaryQuestions.map(({ code, answer }) => [code, answer ?? ""])),
  );
  if (!page.actions.includes("answer_voluntary_questions")) return null;
  function send() {
    const given = Object.entries(chosen).map(([code, answer]) => [code, answer || null]);
    void action.run(async () =>
      onChange(await calls.answerVoluntaryQuestions(token, Object.fromEntries(given))),
    );
  }
  return (
    <Section
      title={voluntary.heading}
      intro={voluntary.intro(page.companyName)}
      problem={action.problem}
      failed={notSaved}
    >
      <p className="text-text2">{voluntary.privacy}</p>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {page.voluntaryQuestions.map(({ code, options }) => (
          <Field key={code} label={voluntary.questions[code] ?? code}>
            {(control) => (
              <select
                {...control}
                value={chosen[code] ?? ""}
                onChange={(event) => setChosen({ ...chosen, [code]: event.target.value })}
                className={`${inputLook} min-h-13`}
              >
                <option value="">{voluntary.silence}</option>
                {options.map((option) => (
                  <option key={option} value={option}>
                    {voluntary.answers[code]?.[option] ?? option}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
        <p>
          <Button size="large" type="submit" busy={action.isBusy && voluntary.sending}>
            {voluntary.send}
          </Button>
        </p>
        <p role="status" className="empty:hidden">
          {page.hasAnsweredVoluntaryQuestions ? voluntary.thanks : ""}
        </p>
      </form>
    </Section>
  );
}
