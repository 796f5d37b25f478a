import { i18n } from "@lingui/core";
import { useId, useState } from "react";
import { dayOf, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";

/** The result in plain words, where the organization explains it, and the way to a review. */
export function Result(props: PartProps) {
  const { page } = props;
  const { explanation } = page;
  return (
    <>
      {explanation ? (
        <Section title={i18n._("The result")}>
          <p className="text-[1.1em]">
            {explanation.goesOn
              ? i18n._("{company} would like to continue with your application.", {
                  company: page.companyName,
                })
              : i18n._("{company} will not continue with your application.", {
                  company: page.companyName,
                })}
          </p>
          <p className="text-text2">
            {i18n._(
              "A person made this decision on {day}. This is how clearly your answers showed each area:",
              { day: dayOf(new Date(explanation.decidedAt)) },
            )}
          </p>
          <dl className="divide-y divide-line border-y border-line">
            {explanation.areas.map((area) => (
              <div key={area.name} className="flex flex-wrap justify-between gap-x-4 py-2.5">
                <dt className="[overflow-wrap:anywhere]">{area.name}</dt>
                <dd className="text-text2">{listImpressions()[area.impression]}</dd>
              </div>
            ))}
          </dl>
          <p className="text-small text-text3">
            {i18n._("This is about what you said in this one interview, not about you.")}
          </p>
        </Section>
      ) : null}
      <Review {...props} />
    </>
  );
}

function Review({ token, page, calls, onChange }: PartProps) {
  const action = useAction();
  const [text, setText] = useState("");
  const yours = useId();
  const asked = page.review;
  // Who goes on is not offered a review of the good news; "Questions" leads to a person all the same.
  const goesOn = page.explanation?.goesOn ?? false;
  const canAsk = page.actions.includes("request_review") && !asked && !goesOn;
  if (!asked && !canAsk) return null;
  return (
    <Section
      title={i18n._("Review by a person")}
      {...(asked
        ? {}
        : {
            intro: i18n._(
              "If you think that the result is wrong, ask for a review. A person will look at it again.",
            ),
          })}
      problem={action.problem}
    >
      {asked ? (
        <>
          <p role="status">
            {asked.answeredAt
              ? i18n._("A person answered on {at}:", { at: exactly(new Date(asked.answeredAt)) })
              : i18n._("You asked for a review on {at}. A person will answer.", {
                  at: exactly(new Date(asked.writtenAt)),
                })}
          </p>
          {asked.answer ? (
            <blockquote className="border-l-2 border-tide pl-4 font-voice text-voice whitespace-pre-wrap [overflow-wrap:anywhere]">
              {asked.answer}
            </blockquote>
          ) : null}
          {asked.text ? (
            <div className="text-text2">
              <p id={yours} className="text-small text-text3">
                {i18n._("You wrote:")}
              </p>
              <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{asked.text}</p>
            </div>
          ) : null}
        </>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void action.run(async () => onChange(await calls.requestReview(token, text)));
          }}
        >
          <Field
            label={i18n._("What should the person look at?")}
            hint={i18n._("You can leave this empty.")}
          >
            {(control) => (
              <textarea
                {...control}
                rows={4}
                maxLength={2000}
                value={text}
                onChange={(event) => setText(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
          <p>
            <Button size="large" type="submit" busy={action.isBusy && i18n._("Sending…")}>
              {i18n._("Ask for a review")}
            </Button>
          </p>
        </form>
      )}
    </Section>
  );
}

const listImpressions = () => ({
  clear: i18n._("Clear examples"),
  partial: i18n._("Some examples"),
  little: i18n._("Few examples"),
  not_assessed: i18n._("Not assessed"),
});
