import { i18n } from "@lingui/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Button, buttonLook } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { usePracticeApi } from "./calls";
import { ReviewArticle } from "./parts/review-article";
import { useReview } from "./queries";
import { stageName, whyNotEligible } from "./words";

/** The review of one practice: an article when it is there, the plain truth while it is not. */
export function PracticeReview({ sessionId }: { sessionId: string }) {
  const review = useReview(sessionId);
  useTitle(`${i18n._("Your review")} · Vivavoce`);
  if (review.data?.status === "completed") return <ReviewArticle review={review.data} />;
  return (
    <div className="mx-auto max-w-[45rem]">
      <Waiting title={titleOf(review.data?.status)} />
      <div className="mt-6">{content()}</div>
    </div>
  );

  function content() {
    if (review.error) {
      return (
        <Failure
          problem={asProblem(review.error)}
          what={i18n._("The review did not load.")}
          onRetry={() => review.refetch()}
        />
      );
    }
    switch (review.data?.status) {
      case "processing":
        return (
          <Note tone="tide" title={stageName(review.data.stage)}>
            {i18n._("The review will appear on this page when it is ready.")}
          </Note>
        );
      case "failed":
        return <NotMade sessionId={sessionId} review={review.data} />;
      case "not_eligible":
        return (
          <Note
            title={whyNotEligible(review.data.reason)}
            actions={
              <Link to="/practice" className={buttonLook("outline", "small")}>
                {i18n._("Practice again")}
              </Link>
            }
          />
        );
      default:
        return <Skeleton rows={5} label={i18n._("Loading the review")} />;
    }
  }
}

function titleOf(status: string | undefined): string {
  if (status === "not_eligible") return i18n._("No review available");
  if (status === "failed") return i18n._("The review could not be written");
  return i18n._("Your review is being prepared");
}

function Waiting({ title }: { title: string }) {
  const heading = useArrival(title);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {title}
    </h1>
  );
}

interface NotMadeProps {
  sessionId: string;
  review: { error: { message: string }; retryable: boolean };
}

function NotMade({ sessionId, review }: NotMadeProps) {
  const calls = usePracticeApi();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => calls.retryReview(sessionId),
    onSettled: () => queries.invalidateQueries({ queryKey: ["review", sessionId] }),
  });
  return (
    <Note
      tone="rose"
      title={review.error.message}
      actions={
        review.retryable ? (
          <Button
            size="small"
            busy={retry.isPending && i18n._("Requesting…")}
            onClick={() => retry.mutate()}
          >
            {i18n._("Try again")}
          </Button>
        ) : null
      }
    >
      {i18n._("Your answers are saved. No score was given.")}
    </Note>
  );
}
