import { i18n } from "@lingui/core";
import { useState } from "react";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";

type QuestionCode = PartProps["page"]["voluntaryQuestions"][number]["code"];

/** Questions that may be left out, where the organization asks them; nobody but the candidate sees the answers. */
export function Voluntary({ token, page, calls, onChange }: PartProps) {
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
      title={i18n._("Voluntary questions")}
      intro={i18n._(
        "You can answer these or leave them out. {company} counts from the answers whether it treats groups equally.",
        { company: page.companyName },
      )}
      problem={action.problem}
    >
      <p className="text-text2">
        {i18n._(
          "Your answers are stored apart from your interview. No person sees them, only you. They are not part of the assessment and never reach the decision. They are deleted together with your data.",
        )}
      </p>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {page.voluntaryQuestions.map(({ code, options }) => (
          <Field key={code} label={listQuestions()[code]}>
            {(control) => (
              <select
                {...control}
                value={chosen[code] ?? ""}
                onChange={(event) => setChosen({ ...chosen, [code]: event.target.value })}
                className={`${inputLook} min-h-13`}
              >
                <option value="">{i18n._("Prefer not to say")}</option>
                {options.map((option) => (
                  <option key={option} value={option}>
                    {listAnswers()[code]?.[option] ?? option}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
        <p>
          <Button size="large" type="submit" busy={action.isBusy && i18n._("Saving…")}>
            {i18n._("Save my answers")}
          </Button>
        </p>
        <p role="status" className="empty:hidden">
          {page.hasAnsweredVoluntaryQuestions
            ? i18n._("Saved. You can change your answers or take them back here.")
            : ""}
        </p>
      </form>
    </Section>
  );
}

const listQuestions = (): Record<QuestionCode, string> => ({
  gender: i18n._("Gender"),
  ethnicity: i18n._("Ethnic group"),
  age: i18n._("Age"),
  disability: i18n._("Do you have a disability?"),
});

const listAnswers = (): Record<string, Record<string, string>> => ({
  gender: {
    woman: i18n._("Woman"),
    man: i18n._("Man"),
    non_binary: i18n._("Non-binary"),
    other: i18n._("Another gender"),
  },
  age: {
    under_30: i18n._("Under 30"),
    "30_to_39": i18n._("30 to 39"),
    "40_to_49": i18n._("40 to 49"),
    "50_to_59": i18n._("50 to 59"),
    "60_or_over": i18n._("60 or over"),
  },
  disability: {
    yes: i18n._("Yes"),
    no: i18n._("No"),
  },
  ethnicity: {
    hispanic_or_latino: i18n._("Hispanic or Latino"),
    white: i18n._("White"),
    black_or_african_american: i18n._("Black or African American"),
    asian: i18n._("Asian"),
    native_hawaiian_or_pacific_islander: i18n._("Native Hawaiian or other Pacific Islander"),
    american_indian_or_alaska_native: i18n._("American Indian or Alaska Native"),
    two_or_more: i18n._("Two or more of these"),
    black: i18n._("Black"),
    mixed: i18n._("Mixed"),
    other: i18n._("Another ethnic group"),
  },
});
