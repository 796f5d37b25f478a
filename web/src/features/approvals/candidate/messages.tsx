import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useCaller, useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { CandidateMessages, Interview } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { sentence } from "@/shared/ui/sentence";
import { Failure } from "@/shared/ui/states";
import { NextInQueue } from "../pending/next-in-queue";
import { useAnswerReview, useCandidateMessages } from "../queries";

/** What the candidate wrote on their own page. Nothing stands here as long as there is nothing. */
export function CandidateMessagesSection({ interview }: { interview: Interview }) {
  const messages = useCandidateMessages(interview.id);
  if (messages.error) {
    return (
      <div className="mb-8">
        <Failure
          problem={asProblem(messages.error)}
          what={i18n._("The candidate’s messages did not load.")}
          onRetry={() => messages.refetch()}
        />
      </div>
    );
  }
  const { review, feedback, corrections } = messages.data ?? EMPTY;
  if (!review && !feedback && corrections.length === 0) return null;
  return (
    <section className="mb-8">
      <h2>{i18n._("From the candidate")}</h2>
      <div className="mt-3 grid gap-5 border-y border-line py-4">
        {review ? <Review interviewId={interview.id} review={review} /> : null}
        {corrections.length > 0 ? (
          <p>
            {sentence(
              (at) =>
                i18n._(
                  "{count, plural, one {# correction to the transcript. Each is shown next to its answer in the {assessment}.} other {# corrections to the transcript. Each is shown next to its answer in the {assessment}.}}",
                  { count: corrections.length, assessment: at.assessment },
                ),
              {
                assessment: (
                  <Link to="/interviews/$id/assessment" params={{ id: interview.id }}>
                    {i18n._("assessment")}
                  </Link>
                ),
              },
            )}
          </p>
        ) : null}
        {feedback ? (
          <div>
            <h3>
              {i18n._("Feedback: {stars} of 5", { stars: feedback.stars })}{" "}
              <span className="text-small font-normal text-text3">
                {i18n._("Not part of the assessment")}
              </span>
            </h3>
            {feedback.text ? <Words text={feedback.text} /> : null}
          </div>
        ) : null}
      </div>
    </section>
  );
}

const EMPTY: CandidateMessages = { corrections: [], feedback: null, review: null };

function Review(props: { interviewId: string; review: NonNullable<CandidateMessages["review"]> }) {
  const { interviewId, review } = props;
  const canDecide = useIsAllowed("interview:approve");
  const me = useCaller()?.user.id ?? "";
  const [{ text }, keep, forget] = useDraft(me, `${interviewId} review answer`, NOTHING_WRITTEN);
  const answer = useAnswerReview(interviewId, (sent) => forget({ text: sent }));
  return (
    <div>
      <h3>
        {i18n._("Asked for a review")}{" "}
        <span className="text-small font-normal text-text3">
          <time dateTime={review.writtenAt}>{exactly(new Date(review.writtenAt))}</time>
        </span>
      </h3>
      {review.text ? <Words text={review.text} /> : null}
      {review.answeredAt ? (
        <>
          <p className="mt-3 text-small text-text3">
            {i18n._("Answered by {name}, {time}", {
              name: review.answeredBy,
              time: exactly(new Date(review.answeredAt)),
            })}
          </p>
          {review.answer ? <Words text={review.answer} /> : null}
          {text ? (
            <div className="mt-3">
              <Note
                tone="clay"
                title={i18n._("Your answer was not sent, because this was answered meanwhile.")}
                actions={
                  <Button size="small" onClick={() => keep(NOTHING_WRITTEN)}>
                    {i18n._("Discard text")}
                  </Button>
                }
              >
                <q className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</q>
              </Note>
            </div>
          ) : null}
          {answer.isSuccess ? (
            <div role="status">
              <Note tone="tide" title={i18n._("Your answer was sent.")}>
                {i18n._(
                  "The candidate receives it by e-mail and sees it on their page. The task is done.",
                )}
              </Note>
              <NextInQueue after={interviewId} />
            </div>
          ) : null}
        </>
      ) : canDecide ? (
        <AnswerForm text={text} onText={(text) => keep({ text })} answer={answer} />
      ) : (
        <p className="mt-2 text-text3">{i18n._("There is no answer yet.")}</p>
      )}
    </div>
  );
}

const NOTHING_WRITTEN = { text: "" };

interface AnswerFormProps {
  text: string;
  onText: (text: string) => void;
  answer: ReturnType<typeof useAnswerReview>;
}

function AnswerForm({ text, onText, answer }: AnswerFormProps) {
  const [isMissing, setMissing] = useState(false);
  return (
    <form
      className="mt-3 grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!text.trim());
        if (text.trim()) answer.mutate(text);
      }}
    >
      <Field
        label={i18n._("Your answer")}
        hint={i18n._(
          "Read the interview again first. The candidate receives your answer by e-mail and on their page.",
        )}
        error={isMissing && !text.trim() ? i18n._("Write an answer.") : null}
      >
        {(control) => (
          <textarea
            {...control}
            rows={4}
            maxLength={2000}
            value={text}
            onChange={(event) => onText(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      {answer.error ? (
        <Failure problem={asProblem(answer.error)} what={i18n._("The answer was not sent.")} />
      ) : null}
      <p>
        <Button look="primary" type="submit" busy={answer.isPending && i18n._("Sending…")}>
          {i18n._("Send the answer")}
        </Button>
      </p>
    </form>
  );
}

function Words({ text }: { text: string }) {
  return (
    <p className="mt-1 max-w-prose font-voice text-[1.0625rem] leading-normal whitespace-pre-wrap [overflow-wrap:anywhere]">
      {text}
    </p>
  );
}
