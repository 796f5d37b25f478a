import { Link } from "@tanstack/react-router";
import { UserRound } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { HumanTask } from "@/shared/api/types";
import { exactly, lasting } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Status } from "@/shared/ui/status";
import { useTaskDone } from "../queries";
import { TASKS } from "../words";

/** What a candidate asked for or did: who, for how long, and a button when it is done. */
export function TaskRow({ task }: { task: HumanTask }) {
  const done = useTaskDone();
  const since = new Date(task.askedAt);
  const name = task.candidateName ?? "Candidate";
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line py-3.5 desk:grid-cols-[minmax(0,1.1fr)_minmax(0,1.3fr)_9rem_7rem] desk:px-2.5">
      <div className="min-w-0">
        <p className="font-[550] [overflow-wrap:anywhere]">
          <Link data-row to="/interviews/$id" params={{ id: task.interviewId }}>
            {name}
          </Link>
        </p>
        <p className="text-small text-text3">{task.position ?? "Position not stated"}</p>
      </div>
      <div className="col-start-1 min-w-0 text-small desk:col-start-2">
        <Status icon={UserRound} tone="amber">
          {TASKS[task.kind].did}
        </Status>
        {task.status === "claimed" ? <p className="text-text3">A team member is on it</p> : null}
        {done.isError ? (
          <p role="alert" className="text-text2">
            {asProblem(done.error).message || "The task could not be marked as done. Try again."}
          </p>
        ) : null}
      </div>
      <p className="col-start-1 text-small text-text2 desk:col-start-3">
        <time dateTime={since.toISOString()} title={exactly(since)}>
          {TASKS[task.kind].since} {lasting(since, new Date())}
        </time>
      </p>
      <div className="col-start-2 row-span-3 row-start-1 self-center justify-self-end desk:col-start-4 desk:row-span-1">
        <Button
          size="small"
          aria-label={`Mark as done: ${name}`}
          aria-disabled={done.isPending}
          onClick={() => (done.isPending ? undefined : done.mutate(task.id))}
        >
          Mark as done
        </Button>
      </div>
    </li>
  );
}
