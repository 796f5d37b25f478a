import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { reviewPath } from "../parts/queue-row";
import { useWaiting } from "../queries";
import { nameOf } from "../words";

/** After a decision: the one that has waited longest, or the queue where none is left. */
export function NextInQueue({ after }: { after: string }) {
  const next = useWaiting().data?.data.find((row) => row.id !== after);
  const look = `${buttonLook("outline")} mt-4 w-full`;
  if (!next) {
    return (
      <Link to="/queue" className={look}>
        Back to the queue
      </Link>
    );
  }
  return (
    <Link to={reviewPath(next)} params={{ id: next.id }} className={look}>
      Next: {nameOf(next)} <Icon of={ArrowRight} small />
    </Link>
  );
}
