import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { CandidateMessages, Interview } from "@/shared/api/types";
import { count, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { useAnswerReview, useCandidateMessages } from "../queries";

/** What the candidate wrote on their own page. Nothing stands here as long as there is nothing. */
export function CandidateMessagesSection({ interview }: { interview: Interview }) {
  const messages = useCandidateMessages(interview.id);
  if (messages.error) {
    return (
      <div className="mb-8">
        <Failure
          problem={asProblem(messages.error)}
          what="The candidate’s messages did not load."
          onRetry={() => messages.refetch()}
        />
      </div>
    );
  }
  const { review, feedback, corrections } = messages.data ?? EMPTY;
  if (!review && !feedback && corrections.length === 0) return null;
  return (
    <section className="mb-8">
      <h2>From the candidate</h2>
      <div className="mt-3 grid gap-5 border-y border-line py-4">
        {review ? <Review interviewId={interview.id} review={review} /> : null}
        {corrections.length > 0 ? (
          <p>
            {count(corrections.length, "correction")} to the transcript. Each is shown next to its
            answer in the{" "}
            <Link to="/interviews/$id/assessment" params={{ id: interview.id }}>
              assessment
            </Link>
            .
          </p>
        ) : null}
        {feedback ? (
          <div>
            <h3>
              Feedback: {feedback.stars} of 5{" "}
              <span className="text-small font-normal text-text3">Not part of the assessment</span>
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
  return (
    <div>
      <h3>
        Asked for a review{" "}
        <span className="text-small font-normal text-text3">
          <time dateTime={review.writtenAt}>{exactly(new Date(review.writtenAt))}</time>
        </span>
      </h3>
      {review.text ? <Words text={review.text} /> : null}
      {review.answeredAt ? (
        <>
          <p className="mt-3 text-small text-text3">
            Answered by {review.answeredBy}, {exactly(new Date(review.answeredAt))}
          </p>
          {review.answer ? <Words text={review.answer} /> : null}
        </>
      ) : canDecide ? (
        <AnswerForm interviewId={interviewId} />
      ) : (
        <p className="mt-2 text-text3">There is no answer yet.</p>
      )}
    </div>
  );
}

function AnswerForm({ interviewId }: { interviewId: string }) {
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const answer = useAnswerReview(interviewId);
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
        label="Your answer"
        hint="Read the interview again first. The candidate receives your answer by e-mail and on their page."
        error={isMissing && !text.trim() ? "Write an answer." : null}
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
      {answer.error ? (
        <Failure problem={asProblem(answer.error)} what="The answer was not sent." />
      ) : null}
      <p>
        <Button look="primary" type="submit" busy={answer.isPending && "Sending…"}>
          Send the answer
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
