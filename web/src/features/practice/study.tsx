import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Button, buttonLook } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Empty } from "@/shared/ui/states";
import type { StudyGuide } from "./calls";
import { useStudyGuide } from "./queries";

/** The questions of a practice plan one by one, with what a good answer contains; nothing is scored or kept. */
export function Study({ sessionId }: { sessionId: string }) {
  const guide = useStudyGuide(sessionId);
  const heading = useArrival(sessionId);
  useTitle(`${i18n._("Study")} · Vivavoce`);
  return (
    <div className="mx-auto max-w-[45rem]">
      <nav aria-label={i18n._("Breadcrumb")} className="mb-2 text-small text-text3">
        <Link to="/practice" search={{ draft: sessionId }} className="inline-block py-1 text-text3">
          {i18n._("Practice")}
        </Link>{" "}
        {"/ "}
        {i18n._("Study")}
      </nav>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Study the questions")}
      </h1>
      <p className="mt-1.5 text-text2">
        {i18n._(
          "Think of your answer first, then look at what a good answer contains. Nothing is scored or stored.",
        )}
      </p>
      <div className="mt-5">
        <Loaded of={guide} what={i18n._("The questions")} rows={4}>
          {({ questions }) =>
            questions.length === 0 ? (
              <Empty title={i18n._("There are no questions to study")}>
                <Link to="/practice">{i18n._("Create a draft")}</Link>
              </Empty>
            ) : (
              <Questions sessionId={sessionId} questions={questions} />
            )
          }
        </Loaded>
      </div>
    </div>
  );
}

type Question = StudyGuide["questions"][number];

function Questions({ sessionId, questions }: { sessionId: string; questions: Question[] }) {
  const [place, setPlace] = useState(0);
  const words = useRef<HTMLHeadingElement>(null);
  const question = questions[place];
  function go(next: number) {
    setPlace(next);
    words.current?.focus();
  }
  if (!question) return null;
  return (
    <section aria-labelledby="study-question">
      <p className="text-small text-text3">
        {i18n._("Question {index} of {count}", {
          index: question.index,
          count: questions.length,
        })}{" "}
        · {question.topic}
      </p>
      <h2
        id="study-question"
        ref={words}
        tabIndex={-1}
        className="mt-1 font-voice text-[1.375rem] leading-snug font-normal text-tidetext"
      >
        {question.question}
      </h2>
      <OneQuestion key={question.index} question={question} />
      <div className="mt-6 flex flex-wrap gap-2.5 border-t border-line pt-5">
        <Button disabled={place === 0} onClick={() => go(place - 1)}>
          {i18n._("Previous question")}
        </Button>
        {place < questions.length - 1 ? (
          <Button look="primary" onClick={() => go(place + 1)}>
            {i18n._("Next question")}
          </Button>
        ) : (
          <Link to="/practice" search={{ draft: sessionId }} className={buttonLook("primary")}>
            {i18n._("Back to the draft")}
          </Link>
        )}
      </div>
    </section>
  );
}

function OneQuestion({ question }: { question: Question }) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <div className="mt-4">
        <Field
          label={i18n._("Your notes")}
          hint={i18n._("They stay on this page and disappear when you go to another question.")}
        >
          {(control) => <textarea {...control} rows={4} className={inputLook} />}
        </Field>
      </div>
      <p className="mt-4">
        <Button aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown
            ? i18n._("Hide what a good answer contains")
            : i18n._("Show what a good answer contains")}
        </Button>
      </p>
      {isShown ? <Hints question={question} /> : null}
    </>
  );
}

function Hints({ question }: { question: Question }) {
  const { framework, parts, points, strong_answer } = question;
  return (
    <div className="mt-4 grid gap-5 border-l-2 border-tide pl-4">
      <section>
        <h3>{i18n._("A structure for it: {framework}", { framework })}</h3>
        <dl className="mt-2 grid gap-2">
          {parts.map(({ name, hint }) => (
            <div key={name}>
              <dt className="font-[550]">{name}</dt>
              {hint === name ? null : (
                <dd className="text-text2">{i18n._("Say {hint}.", { hint })}</dd>
              )}
            </div>
          ))}
        </dl>
      </section>
      {points.length > 0 ? (
        <section>
          <h3>{i18n._("What to mention")}</h3>
          <ul className="mt-2 list-disc pl-5">
            {points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {strong_answer ? (
        <section>
          <h3>{i18n._("What a strong answer does")}</h3>
          <p className="mt-2">{strong_answer}</p>
        </section>
      ) : null}
    </div>
  );
}
