import { i18n } from "@lingui/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { asProblem } from "@/shared/api/problem";
import { forgetDraft, useDraft } from "@/shared/lib/draft";
import { useArrival, useTitle } from "@/shared/lib/page";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { VoiceOf } from "@/shared/voice/voice";
import { usePracticeApi } from "./calls";
import { AnswerParts } from "./parts/answer-parts";
import { Comparison } from "./parts/comparison";
import { PlayAnswer } from "./parts/play-answer";
import { useNewAnswers, useReview, useSeeker } from "./queries";
import type { CompletedReview, NewAnswer, QuestionAnalysis } from "./shapes";

const MOST_CHARACTERS = 8000;
const EMPTY = { text: "" };

interface AnswerAgainProps {
  sessionId: string;
  /** Which question of the session, from 1. */
  number: number;
}

/** Answer one question of a reviewed session again, and see both answers side by side. */
export function AnswerAgain({ sessionId, number }: AnswerAgainProps) {
  const review = useReview(sessionId);
  const heading = useArrival(`${sessionId}/${number}`);
  useTitle(`${i18n._("Answer again")} · Vivavoce`);
  return (
    <div className="mx-auto max-w-[56rem]">
      <nav aria-label={i18n._("Breadcrumb")} className="mb-2 text-small text-text3">
        <Link to="/practice/reviews" className="inline-block py-1 text-text3">
          {i18n._("My reviews")}
        </Link>{" "}
        /{" "}
        <Link
          to="/practice/$sessionId/review"
          params={{ sessionId }}
          className="inline-block py-1 text-text3"
        >
          {i18n._("Your review")}
        </Link>{" "}
        {"/ "}
        {i18n._("Question {number}", { number })}
      </nav>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Answer again")}
      </h1>
      <div className="mt-4">
        <Loaded of={review} what={i18n._("The review")}>
          {(found) =>
            found.status === "completed" ? (
              <Question review={found} number={number} />
            ) : (
              <Note title={i18n._("The review is not ready yet.")}>
                {i18n._("You can answer a question again when its review is there.")}
              </Note>
            )
          }
        </Loaded>
      </div>
    </div>
  );
}

function Question({ review, number }: { review: CompletedReview; number: number }) {
  const answers = useNewAnswers(review.session_id);
  const analysis = review.deep_analysis.per_question[number - 1];
  if (!analysis) {
    return <Note title={i18n._("This practice interview has no question {number}.", { number })} />;
  }
  return (
    <>
      <p className="font-voice text-[1.5rem] leading-snug text-tidetext [overflow-wrap:anywhere]">
        {analysis.question}
      </p>
      <Loaded of={answers} what={i18n._("Your new answers")}>
        {(found) => {
          const own = found.answers.filter((one) => one.question_number === number).reverse();
          return (
            <>
              {own.length === 0 ? <Earlier review={review} analysis={analysis} /> : null}
              <AnswerForm sessionId={review.session_id} number={number} />
              <Attempts answers={own} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Earlier({ review, analysis }: { review: CompletedReview; analysis: QuestionAnalysis }) {
  return (
    <section className="mt-5">
      <h2>{i18n._("In the interview")}</h2>
      <VoiceOf sessionId={review.session.mode === "text" ? null : review.session_id}>
        <PlayAnswer turns={analysis.answer_turns} />
      </VoiceOf>
      <AnswerParts parts={analysis.framework_match.parts} />
      {analysis.answer_summary ? (
        <blockquote className="mt-3 border-l-2 border-line pl-4 font-voice text-[1.1rem] leading-relaxed [overflow-wrap:anywhere]">
          {analysis.answer_summary}
        </blockquote>
      ) : (
        <p className="mt-3 text-text2">{i18n._("You did not answer this question.")}</p>
      )}
    </section>
  );
}

function AnswerForm({ sessionId, number }: AnswerAgainProps) {
  const calls = usePracticeApi();
  const queries = useQueryClient();
  const { userId } = useSeeker();
  const draftId = `answer ${sessionId} ${number}`;
  const [draft, setDraft] = useDraft(userId, draftId, EMPTY);
  const send = useMutation({
    mutationFn: (text: string) => calls.answerAgain(sessionId, number, text),
    onSuccess: () => {
      setDraft(EMPTY);
      forgetDraft(userId, draftId);
      return queries.invalidateQueries({ queryKey: ["new answers", sessionId] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.text.trim() && !send.isPending) send.mutate(draft.text.trim());
  };
  return (
    <form onSubmit={submit} className="mt-5 print:hidden">
      <Field
        label={i18n._("Your new answer")}
        hint={i18n._("Only you can see it. Write it as you would say it.")}
        error={send.error ? undefined : null}
      >
        {(control) => (
          <textarea
            {...control}
            rows={7}
            maxLength={MOST_CHARACTERS}
            className={inputLook}
            value={draft.text}
            onChange={(event) => setDraft({ text: event.target.value })}
          />
        )}
      </Field>
      {send.error ? (
        <div className="mt-3">
          <Failure
            problem={asProblem(send.error)}
            what={i18n._("The new answer was not scored. Your text is still in the box.")}
          />
        </div>
      ) : null}
      <div className="mt-3">
        <Button
          look="primary"
          type="submit"
          busy={send.isPending && i18n._("Comparing…")}
          aria-disabled={!draft.text.trim() || undefined}
        >
          {i18n._("Compare with before")}
        </Button>
      </div>
    </form>
  );
}

function Attempts({ answers }: { answers: NewAnswer[] }) {
  const [newest, ...older] = answers;
  return (
    <div aria-live="polite">
      {newest ? (
        <section className="mt-8">
          <h2>{i18n._("What changed")}</h2>
          <div className="mt-2">
            <Comparison answer={newest} />
          </div>
        </section>
      ) : null}
      {older.map((answer) => (
        <details key={answer.attempt} className="mt-4 border-t border-line">
          <summary className="min-h-11 cursor-pointer py-2.5 font-[550]">
            {i18n._("Attempt {attempt}, {time}", {
              attempt: answer.attempt,
              time: exactly(new Date(answer.answered_at)),
            })}
          </summary>
          <div className="pb-4">
            <Comparison answer={answer} />
          </div>
        </details>
      ))}
    </div>
  );
}
