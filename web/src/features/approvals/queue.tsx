import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { QueueItem } from "@/shared/api/types";
import { useKeys } from "@/shared/lib/keys";
import { useArrival, useHeadingTakesFocus, useTitle } from "@/shared/lib/page";
import { clockTime } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { EmptyQueue } from "./parts/empty-queue";
import { QueueChoice } from "./parts/queue-choice";
import { isTask, QueueRow, reviewPath } from "./parts/queue-row";
import { useQueue } from "./queries";
import { type QueueSearch, readQueueSearch } from "./queue-search";
import { TASKS, type TaskKind } from "./words";

const GROUPS: { kind: QueueItem["kind"]; title: string }[] = [
  ...(Object.keys(TASKS) as TaskKind[]).map((kind) => ({ kind, title: TASKS[kind].title })),
  { kind: "assessment", title: "Assessments to decide" },
  { kind: "plan", title: "Plans to approve" },
  { kind: "details", title: "Missing details" },
  { kind: "intake", title: "Intake interviews with you" },
];

interface QueueProps {
  search: QueueSearch;
  /** Puts another choice into the address. */
  onSearch: (search: QueueSearch) => void;
}

/** Everything that waits for a decision of this person, what is due first, by kind of decision. */
export function Queue({ search, onSearch }: QueueProps) {
  const [page, setPage] = useState(1);
  const waiting = useQueue(search, page);
  const mayRequest = useIsAllowed("interview:create");
  const heading = useArrival("queue");
  const list = useHeadingTakesFocus<HTMLDivElement>();
  const navigate = useNavigate();
  const all = waiting.data?.counts.team;
  useTitle(all ? `Queue (${all}) · Vivavoce` : "Queue · Vivavoce");
  useKeys({ j: () => move(1), k: () => move(-1) });

  function move(step: number) {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  }

  function choose(chosen: QueueSearch) {
    setPage(1);
    onSearch(chosen);
  }

  const items = waiting.data?.data ?? [];
  const isEmpty = all === 0;
  // Whoever has only their own intakes has nothing to share, to claim or to test.
  const decides = waiting.data?.decides.filter((kind) => kind !== "intake") ?? [];
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <h1 ref={heading} tabIndex={-1} className={isEmpty ? "sr-only" : ""}>
          {all
            ? `${search.tests ? "Tests that need your attention" : "Needs your attention"} (${all})`
            : "Queue"}
        </h1>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          {items.length > 1 ? (
            <p className="hidden text-small text-text3 desk:block">
              <Key>J</Key> <Key>K</Key> move · <Key>Enter</Key> open
            </p>
          ) : null}
          {mayRequest && items.length > 0 ? (
            <Link to="/interviews/new" className={buttonLook("primary")}>
              <Icon of={Plus} small /> New interview
            </Link>
          ) : null}
        </div>
      </div>
      <div ref={list}>
        {decides.length > 0 && (all || search.tests) ? (
          <QueueChoice search={search} counts={waiting.data?.counts} onSearch={choose} />
        ) : null}
        <div className="mt-6">
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
    if (decides.length === 0 && isEmpty) return <NothingToDecide />;
    if (isEmpty && search.tests) {
      return (
        <Empty title="No tests need your attention">
          Tests are interviews that a test key created. The other items are in the queue.
          <div className="mt-4">
            <Button onClick={() => choose(readQueueSearch({ ...search, tests: false }))}>
              Show the queue
            </Button>
          </div>
        </Empty>
      );
    }
    if (isEmpty) return <EmptyQueue onTests={() => choose({ ...search, tests: true })} />;
    if (items.length === 0 && page === 1) {
      return (
        <Empty title={search.owner === "mine" ? "You have no items" : "Everything is claimed"}>
          <p>{all === 1 ? "1 item needs" : `${all} items need`} your team’s attention.</p>
          <div className="mt-4">
            <Button onClick={() => onSearch({ ...search, owner: "team" })}>Show all</Button>
          </div>
        </Empty>
      );
    }
    const { limit, total } = waiting.data;
    return (
      <>
        {GROUPS.map(({ kind, title }) => (
          <Group
            key={kind}
            title={title}
            items={items.filter((item) => item.kind === kind)}
            onOpen={(item) =>
              navigate({
                to: isTask(item) ? "/interviews/$id" : reviewPath(item.interview),
                params: { id: item.interview.id },
              })
            }
          />
        ))}
        {total > limit ? (
          <div className="mt-6 flex items-center gap-3">
            <Button aria-disabled={page === 1} onClick={() => page > 1 && setPage(page - 1)}>
              Previous
            </Button>
            <Button
              aria-disabled={page * limit >= total}
              onClick={() => page * limit < total && setPage(page + 1)}
            >
              Next
            </Button>
            <span className="text-small text-text3">
              {(page - 1) * limit + 1} to {Math.min(page * limit, total)} of {total}
            </span>
          </div>
        ) : null}
      </>
    );
  }
}

/** The queue of somebody who reads: it says so, and where their own work is. */
function NothingToDecide() {
  const holdsIntakes = useIsAllowed("intake:use");
  return (
    <Empty title="Nothing for you to decide">
      <p>Your role lets you read plans and assessments, but not decide on them.</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2.5">
        {holdsIntakes ? (
          <Link to="/intake" className={buttonLook("primary")}>
            Your intakes
          </Link>
        ) : null}
        <Link to="/interviews" className={buttonLook("outline")}>
          Interviews
        </Link>
      </div>
    </Empty>
  );
}

interface GroupProps {
  title: string;
  items: QueueItem[];
  onOpen: (item: QueueItem) => void;
}

function Group({ title, items, onOpen }: GroupProps) {
  if (items.length === 0) return null;
  return (
    <section className="mb-8">
      <h2 className="flex items-baseline gap-2.5 border-b border-line pb-2.5 text-[1.0625rem]">
        {title} <span className="text-small font-normal text-text3">{items.length}</span>
      </h2>
      <ul>
        {items.map((item) => (
          <QueueRow
            key={`${item.kind} ${item.interview.id}`}
            item={item}
            onOpen={() => onOpen(item)}
          />
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
