import { i18n } from "@lingui/core";
import { asProblem } from "@/shared/api/problem";
import type { QueueItem } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { useTaskDone } from "../queries";
import { nameOf } from "../words";

/** Marks what a candidate asked for as done. */
export function TaskDone({ item }: { item: QueueItem }) {
  const done = useTaskDone();
  return (
    <>
      <Button
        size="small"
        aria-label={i18n._("Mark as done: {name}", { name: nameOf(item.interview) })}
        aria-disabled={done.isPending}
        onClick={(event) => {
          event.stopPropagation();
          if (!done.isPending && item.taskId) done.mutate(item.taskId);
        }}
      >
        {i18n._("Mark as done")}
      </Button>
      {done.isError ? (
        <p role="alert" className="mt-1 max-w-40 text-small text-text2">
          {asProblem(done.error).message ||
            i18n._("The task could not be marked as done. Try again.")}
        </p>
      ) : null}
    </>
  );
}
