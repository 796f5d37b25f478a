import { useId, useState } from "react";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import type { PartProps } from "./own-page";
import { Section } from "./section";
import { useAction } from "./use-action";
import { day, dayAndTime, words } from "./words";

/** The result in plain words, where the organization explains it, and the way to a review. */
export function Result(props: PartProps) {
  const { page } = props;
  const { result } = words;
  const { explanation } = page;
  return (
    <>
      {explanation ? (
        <Section title={result.heading}>
          <p className="text-[1.1em]">
            {explanation.goesOn
              ? result.goesOn(page.companyName)
              : result.doesNotGoOn(page.companyName)}
          </p>
          <p className="text-text2">{result.how(day(explanation.decidedAt))}</p>
          <dl className="divide-y divide-line border-y border-line">
            {explanation.areas.map((area) => (
              <div key={area.name} className="flex flex-wrap justify-between gap-x-4 py-2.5">
                <dt className="[overflow-wrap:anywhere]">{area.name}</dt>
                <dd className="text-text2">{result.impressions[area.impression]}</dd>
              </div>
            ))}
          </dl>
          <p className="text-small text-text3">{result.note}</p>
        </Section>
      ) : null}
      <Review {...props} />
    </>
  );
}

function Review({ token, page, calls, onChange }: PartProps) {
  const { review } = words;
  const action = useAction();
  const [text, setText] = useState("");
  const yours = useId();
  const asked = page.review;
  const canAsk = page.actions.includes("request_review") && !asked;
  if (!asked && !canAsk) return null;
  return (
    <Section
      title={review.heading}
      {...(asked ? {} : { intro: review.intro })}
      problem={action.problem}
      failed={words.notSaved}
    >
      {asked ? (
        <>
          <p role="status">
            {asked.answeredAt
              ? review.answered(dayAndTime(asked.answeredAt))
              : review.asked(dayAndTime(asked.writtenAt))}
          </p>
          {asked.answer ? (
            <blockquote className="border-l-2 border-tide pl-4 font-voice text-voice whitespace-pre-wrap [overflow-wrap:anywhere]">
              {asked.answer}
            </blockquote>
          ) : null}
          {asked.text ? (
            <div className="text-text2">
              <p id={yours} className="text-small text-text3">
                {review.yours}
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
          <Field label={review.label} hint={review.hint}>
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
            <Button size="large" type="submit" busy={action.isBusy && review.sending}>
              {review.send}
            </Button>
          </p>
        </form>
      )}
    </Section>
  );
}
