import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import { useArrival } from "@/shared/lib/page";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Failure, Skeleton } from "@/shared/ui/states";
import { usePracticeApi } from "../calls";

interface AgreeProps {
  sessionId: string;
  onAgreed: () => void;
}

/** What going in agrees to, said before anybody goes in. Asking for it opens nothing. */
export function Agree({ sessionId, onAgreed }: AgreeProps) {
  const calls = usePracticeApi();
  const heading = useArrival("agree");
  const ticket = useQuery({
    queryKey: ["consent", sessionId],
    queryFn: () => calls.ticket(sessionId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Before you begin
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">
        One question comes after the other, and you answer by typing. There is no hurry, a pause is
        fine, and spelling does not count.
      </p>
      <section className="mt-8">
        <h2>What you agree to</h2>
        <div className="mt-3">{content()}</div>
      </section>
    </>
  );

  function content() {
    if (ticket.error) {
      return (
        <Failure
          problem={asProblem(ticket.error)}
          what="The room did not open."
          onRetry={() => ticket.refetch()}
        />
      );
    }
    if (!ticket.data) return <Skeleton rows={2} label="Loading what you agree to" />;
    const { text, version } = ticket.data.consent;
    return (
      <>
        <p className="border-y border-line py-4 whitespace-pre-line text-text2">{text}</p>
        <p className="mt-2 text-small text-text3">Version {version}</p>
        <div className="mt-6 flex flex-wrap gap-3">
          <Button look="primary" size="large" onClick={onAgreed}>
            Agree and begin <Icon of={ArrowRight} />
          </Button>
          <Link to="/practice/reviews" className={buttonLook("outline", "large")}>
            Not now
          </Link>
        </div>
        <p className="mt-4 text-small text-text3">
          Nothing has been kept so far. You find this practice again under My reviews.
        </p>
      </>
    );
  }
}
