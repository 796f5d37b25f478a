import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { HumanTask, InterviewRow } from "@/shared/api/types";
import { useKeys } from "@/shared/lib/keys";
import { useArrival, useTitle } from "@/shared/lib/page";
import { clockTime } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { EmptyQueue } from "./parts/empty-queue";
import { QueueRow, reviewPath } from "./parts/queue-row";
import { TaskRow } from "./parts/task-row";
import { useTasks, useWaiting } from "./queries";
import { canDecide, TASKS } from "./words";

const GROUPS = [
  { state: "ASSESSMENT_PENDING", title: "Assessments to decide" },
  { state: "PENDING", title: "Plans to approve" },
  { state: "INFO_NEEDED", title: "Missing details" },
] as const;

/** Everything that waits for a person, the longest wait first, by kind of decision. */
export function Queue() {
  const [page, setPage] = useState(1);
  const waiting = useWaiting(page);
  const tasks = useTasks().data;
  const role = useCaller()?.user.role;
  const heading = useArrival("queue");
  const list = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const total = waiting.data && waiting.data.total + (tasks?.total ?? 0);
  useTitle(total ? `Queue (${total}) · Vivavoce` : "Queue · Vivavoce");
  useKeys({ j: () => move(1), k: () => move(-1) });

  function move(step: number) {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  }

  const rows = waiting.data?.data ?? [];
  const asked = tasks?.data ?? [];
  const isEmpty = waiting.data !== undefined && rows.length + asked.length === 0;
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <h1 ref={heading} tabIndex={-1} className={isEmpty ? "sr-only" : ""}>
          {total ? `Needs your attention (${total})` : "Queue"}
        </h1>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          {rows.length > 1 ? (
            <p className="hidden text-small text-text3 desk:block">
              <Key>J</Key> <Key>K</Key> move · <Key>Enter</Key> open
            </p>
          ) : null}
          {canDecide(role) && rows.length > 0 ? (
            <Link to="/interviews/new" className={buttonLook("primary")}>
              <Icon of={Plus} small /> New interview
            </Link>
          ) : null}
        </div>
      </div>
      <div ref={list} className="mt-6">
        {waiting.isError && waiting.data ? (
          <div className="mb-4">
            <Note
              tone="amber"
              title={`Disconnected since ${clockTime(new Date(waiting.dataUpdatedAt))}.`}
            >
              The queue may be out of date. It updates when you are connected again.
            </Note>
          </div>
        ) : null}
        {content()}
      </div>
    </>
  );

  function content() {
    if (waiting.isPending) return <Skeleton rows={5} label="Loading the queue" />;
    if (!waiting.data) {
      return (
        <Failure
          problem={asProblem(waiting.error)}
          what="The queue did not load."
          onRetry={() => waiting.refetch()}
        />
      );
    }
    if (isEmpty) {
      return <EmptyQueue />;
    }
    const { limit, total: interviews } = waiting.data;
    return (
      <>
        {TASK_KINDS.map((kind) => (
          <Tasks key={kind} kind={kind} tasks={asked.filter((task) => task.kind === kind)} />
        ))}
        {GROUPS.map(({ state, title }) => (
          <Group
            key={state}
            title={title}
            rows={rows.filter((row) => row.state === state)}
            onOpen={(row) => navigate({ to: reviewPath(row), params: { id: row.id } })}
          />
        ))}
        {interviews > limit ? (
          <div className="mt-6 flex items-center gap-3">
            <Button aria-disabled={page === 1} onClick={() => setPage(page - 1)}>
              {" "}
              Previous
            </Button>
            <Button aria-disabled={page * limit >= interviews} onClick={() => setPage(page + 1)}>
              {" "}
              Next
            </Button>
            <span className="text-small text-text3">
              {(page - 1) * limit + 1} to {Math.min(page * limit, interviews)} of {interviews}
            </span>
          </div>
        ) : null}
      </>
    );
  }
}

const TASK_KINDS = Object.keys(TASKS) as HumanTask["kind"][];

function Tasks({ kind, tasks }: { kind: HumanTask["kind"]; tasks: HumanTask[] }) {
  if (tasks.length === 0) return null;
  return (
    <section className="mb-8">
      <h2 className="flex items-baseline gap-2.5 border-b border-line pb-2.5 text-[1.0625rem]">
        {TASKS[kind].title}{" "}
        <span className="text-small font-normal text-text3">{tasks.length}</span>
      </h2>
      <ul>
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
    </section>
  );
}

interface GroupProps {
  title: string;
  rows: InterviewRow[];
  onOpen: (row: InterviewRow) => void;
}

function Group({ title, rows, onOpen }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <section className="mb-8">
      <h2 className="flex items-baseline gap-2.5 border-b border-line pb-2.5 text-[1.0625rem]">
        {title} <span className="text-small font-normal text-text3">{rows.length}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <QueueRow key={row.id} row={row} onOpen={() => onOpen(row)} />
        ))}
      </ul>
    </section>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd className="rounded-chip border border-b-2 border-line bg-surface px-1.5 py-0.5 font-mono text-[0.75rem]">
      {children}
    </kbd>
  );
}
