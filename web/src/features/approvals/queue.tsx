import { i18n } from "@lingui/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Queue as QueueAnswer, QueueItem } from "@/shared/api/types";
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
  ...(Object.keys(TASKS) as TaskKind[]).map((kind) => ({
    kind,
    get title() {
      return TASKS[kind].title;
    },
  })),
  {
    kind: "assessment",
    get title() {
      return i18n._("Assessments to decide");
    },
  },
  {
    kind: "plan",
    get title() {
      return i18n._("Plans to approve");
    },
  },
  {
    kind: "details",
    get title() {
      return i18n._("Missing details");
    },
  },
  {
    kind: "intake",
    get title() {
      return i18n._("Intake interviews with you");
    },
  },
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
  useTitle(all ? i18n._("Queue ({all}) · Vivavoce", { all }) : i18n._("Queue · Vivavoce"));
  useKeys({ c: claimFocused });

  function claimFocused() {
    const row = document.activeElement?.closest("li");
    if (row && list.current?.contains(row)) {
      row.querySelector<HTMLElement>("[data-claim]")?.click();
    }
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
        <div>
          <h1 ref={heading} tabIndex={-1} className={isEmpty ? "sr-only" : ""}>
            {all
              ? search.tests
                ? i18n._("Tests that need your attention ({all})", { all })
                : i18n._("Needs your attention ({all})", { all })
              : i18n._("Queue")}
          </h1>
          <QueueSummary waiting={waiting.data} />
        </div>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          {items.length > 1 ? (
            <p className="hidden text-small text-text3 desk:block">
              <Key>J</Key> <Key>K</Key> {i18n._("move")} · <Key>{i18n._("Enter")}</Key>{" "}
              {i18n._("open")} · <Key>C</Key> {i18n._("claim")}
            </p>
          ) : null}
          {mayRequest && items.length > 0 ? (
            <Link to="/interviews/new" className={buttonLook("primary")}>
              <Icon of={Plus} small /> {i18n._("New interview")}
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
                title={i18n._("Disconnected since {time}.", {
                  time: clockTime(new Date(waiting.dataUpdatedAt)),
                })}
              >
                {i18n._("The queue may be out of date. It updates when you are connected again.")}
              </Note>
            </div>
          ) : null}
          {content()}
        </div>
      </div>
    </>
  );

  function content() {
    if (waiting.isPending) return <Skeleton rows={5} label={i18n._("Loading the queue")} />;
    if (!waiting.data) {
      return (
        <Failure
          problem={asProblem(waiting.error)}
          what={i18n._("The queue did not load.")}
          onRetry={() => waiting.refetch()}
        />
      );
    }
    if (decides.length === 0 && isEmpty) return <NothingToDecide />;
    if (isEmpty && search.tests) {
      return (
        <Empty title={i18n._("No tests need your attention")}>
          {i18n._(
            "Tests are interviews that a test key created. The other items are in the queue.",
          )}
          <div className="mt-4">
            <Button onClick={() => choose(readQueueSearch({ ...search, tests: false }))}>
              {i18n._("Show the queue")}
            </Button>
          </div>
        </Empty>
      );
    }
    if (isEmpty) return <EmptyQueue onTests={() => choose({ ...search, tests: true })} />;
    if (items.length === 0 && page === 1) {
      return (
        <Empty title={emptyTitle(search)}>
          <p>
            {i18n._(
              "{all, plural, one {# item needs your team’s attention.} other {# items need your team’s attention.}}",
              { all: all ?? 0 },
            )}
          </p>
          <div className="mt-4">
            <Button onClick={() => choose(readQueueSearch({ order: search.order }))}>
              {i18n._("Show all")}
            </Button>
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
              {i18n._("Previous")}
            </Button>
            <Button
              aria-disabled={page * limit >= total}
              onClick={() => page * limit < total && setPage(page + 1)}
            >
              {i18n._("Next")}
            </Button>
            <span className="text-small text-text3">
              {i18n._("{first} to {last} of {total}", {
                first: (page - 1) * limit + 1,
                last: Math.min(page * limit, total),
                total,
              })}
            </span>
          </div>
        ) : null}
      </>
    );
  }
}

function emptyTitle({ overdue, owner }: QueueSearch): string {
  if (overdue) return i18n._("Nothing is overdue");
  return owner === "mine" ? i18n._("You have no items") : i18n._("Everything is claimed");
}

/** How much is overdue, and how long the shown list takes to read where it is whole. */
function QueueSummary({ waiting }: { waiting: QueueAnswer | undefined }) {
  if (!waiting || waiting.data.length === 0) return null;
  const { counts, data, total } = waiting;
  const minutes = data.reduce((sum, item) => sum + (item.readingMinutes ?? 0), 0);
  const words = [
    ...(counts.overdue > 0
      ? [
          i18n._("{overdue, plural, one {# item is overdue.} other {# items are overdue.}}", {
            overdue: counts.overdue,
          }),
        ]
      : []),
    ...(minutes > 0 && data.length === total
      ? [
          i18n._(
            "{minutes, plural, one {Reading everything takes about # minute.} other {Reading everything takes about # minutes.}}",
            { minutes },
          ),
        ]
      : []),
  ];
  return words.length > 0 ? <p className="mt-1.5 text-text2">{words.join(" ")}</p> : null;
}

/** The queue of somebody who reads: it says so, and where their own work is. */
function NothingToDecide() {
  const holdsIntakes = useIsAllowed("intake:use");
  return (
    <Empty title={i18n._("Nothing for you to decide")}>
      <p>{i18n._("Your role lets you read plans and assessments, but not decide on them.")}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2.5">
        {holdsIntakes ? (
          <Link to="/intake" className={buttonLook("primary")}>
            {i18n._("Your intakes")}
          </Link>
        ) : null}
        <Link to="/interviews" className={buttonLook("outline")}>
          {i18n._("Interviews")}
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
      <ul className="@container">
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
