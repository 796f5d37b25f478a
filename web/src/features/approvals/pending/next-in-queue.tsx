import { i18n } from "@lingui/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { useKeys } from "@/shared/lib/keys";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { isTask, reviewPath } from "../parts/queue-row";
import { useQueue } from "../queries";
import { nameOf } from "../words";

/** After a decision or a hand-in: the next thing in the queue, and the way back to the interview. */
export function WayOn({ interviewId }: { interviewId: string }) {
  return (
    <nav aria-label={i18n._("What next")} className="grid justify-items-center gap-1">
      <NextInQueue after={interviewId} />
      <Link
        to="/interviews/$id"
        params={{ id: interviewId }}
        className="inline-flex min-h-11 items-center px-2"
      >
        {i18n._("Go to the interview")}
      </Link>
    </nav>
  );
}

/** What is due next, or the queue where nothing is left. */
export function NextInQueue({ after }: { after: string }) {
  const next = useQueue().data?.data.find(
    (item) => !isTask(item) && item.kind !== "intake" && item.interview.id !== after,
  )?.interview;
  const navigate = useNavigate();
  useKeys({
    j: () =>
      void (next
        ? navigate({ to: reviewPath(next), params: { id: next.id } })
        : navigate({ to: "/queue" })),
  });
  const look = `${buttonLook("outline")} mt-4 w-full`;
  if (!next) {
    return (
      <Link to="/queue" className={look}>
        {i18n._("Back to the queue")}
      </Link>
    );
  }
  return (
    <Link to={reviewPath(next)} params={{ id: next.id }} className={look}>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {i18n._("Next: {name}", { name: nameOf(next) })}
      </span>{" "}
      <Icon of={ArrowRight} small />
      <kbd className="ml-2 hidden font-mono text-[0.8em] text-text3 desk:inline">J</kbd>
    </Link>
  );
}
