import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import {
  CircleHelp,
  Eye,
  FileText,
  type LucideIcon,
  MessagesSquare,
  UserRound,
} from "lucide-react";
import type { InterviewRow, QueueItem } from "@/shared/api/types";
import { fieldName } from "@/shared/lib/field-names";
import { withinSentence } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Status } from "@/shared/ui/status";
import { TestMark } from "@/shared/ui/test-mark";
import { jobOf, nameOf, RECOMMENDATIONS, TASKS, type TaskKind } from "../words";
import { Claims, DueTime } from "./queue-facts";
import { TaskDone } from "./task-done";

/** Where a waiting thing is decided, or an intake is held. */
export function reviewPath(row: InterviewRow) {
  if (row.profile === "intake") return "/intake/$id" as const;
  if (row.state === "ASSESSMENT_PENDING") return "/interviews/$id/assessment" as const;
  if (row.state === "PENDING") return "/interviews/$id/plan" as const;
  return "/interviews/$id" as const;
}

/** Whether a candidate or a colleague asked for something beside the interview's own next step. */
export function isTask(item: QueueItem): item is QueueItem & { kind: TaskKind } {
  return item.taskId !== null;
}

interface QueueRowProps {
  item: QueueItem;
  onOpen: () => void;
}

/** Who, what is wanted, when it is due, who works on it, and one action; the row opens it too. */
export function QueueRow({ item, onOpen }: QueueRowProps) {
  const row = item.interview;
  return (
    // The link in the row is the real one; a press beside it is a convenience for the pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside carries the keyboard
    <li
      className="grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line py-3.5 hover:bg-sunken @max-[15rem]:grid-cols-[minmax(0,1fr)] desk:grid-cols-[minmax(0,1.1fr)_minmax(0,1.2fr)_10rem_9.5rem_7rem] desk:px-2.5"
      onClick={onOpen}
    >
      <div className="min-w-0">
        <p className="font-[550] [overflow-wrap:anywhere]">
          {isTask(item) ? (
            <Link
              data-row
              to="/interviews/$id"
              params={{ id: row.id }}
              onClick={(event) => event.stopPropagation()}
            >
              {nameOf(row)}
            </Link>
          ) : (
            titleOf(item)
          )}{" "}
          {row.isTest ? <TestMark /> : null}
        </p>
        <p className="text-small text-text3">
          {item.kind === "intake" ? i18n._("An interview about the role") : jobOf(row)}
        </p>
      </div>
      <div className="col-start-1 min-w-0 text-small desk:col-start-2">
        <Wanted item={item} />
      </div>
      <div className="col-start-1 text-small text-text2 desk:col-start-3">
        <DueTime item={item} />
      </div>
      <div className="col-start-1 text-small desk:col-start-4">
        {item.kind === "intake" ? null : <Claims item={item} />}
      </div>
      <div className="col-start-2 row-span-3 row-start-1 self-center justify-self-end @max-[15rem]:col-start-1 @max-[15rem]:row-span-1 @max-[15rem]:row-start-auto @max-[15rem]:justify-self-start desk:col-start-5 desk:row-span-1">
        {isTask(item) ? (
          <TaskDone item={item} />
        ) : (
          <Link
            data-row
            to={reviewPath(row)}
            params={{ id: row.id }}
            onClick={(event) => event.stopPropagation()}
            className={buttonLook("outline", "small")}
            aria-label={i18n._("{action} {name}", { action: actionOf(item), name: titleOf(item) })}
          >
            {actionOf(item)}
          </Link>
        )}
      </div>
    </li>
  );
}

function Wanted({ item }: { item: QueueItem }) {
  if (isTask(item)) {
    return (
      <Status icon={UserRound} tone="amber">
        {TASKS[item.kind].did}
      </Status>
    );
  }
  if (item.kind === "intake") {
    return (
      <Status icon={MessagesSquare} tone="tide">
        {item.interview.state === "IN_PROGRESS" ? i18n._("In progress") : i18n._("Ready to start")}
      </Status>
    );
  }
  if (item.kind === "assessment" || item.kind === "plan") {
    const [icon, title]: [LucideIcon, string] =
      item.kind === "assessment"
        ? [Eye, i18n._("Ready for a decision")]
        : [FileText, i18n._("Plan to approve")];
    return (
      <>
        <Status icon={icon} tone="tide">
          {title}
        </Status>
        <p className="text-text3">{aboutOf(item)}</p>
      </>
    );
  }
  const fields = item.interview.missingFields.map((field) =>
    withinSentence(fieldName(field.field)),
  );
  return (
    <>
      <Status icon={CircleHelp} tone="amber">
        {i18n._("{count, plural, one {# detail needed} other {# details needed}}", {
          count: fields.length,
        })}
      </Status>
      <p className="text-text3">{fields.join(", ")}</p>
    </>
  );
}

/** "Proposed: hire · 2 flags · 6 min to read" */
function aboutOf(item: QueueItem): string {
  const proposed = RECOMMENDATIONS[item.recommendation as keyof typeof RECOMMENDATIONS];
  const proposal = proposed
    ? i18n._("Proposed: {recommendation}", { recommendation: withinSentence(proposed) })
    : i18n._("No proposal");
  return [
    ...(item.kind === "assessment" ? [proposal] : []),
    ...(item.flagCount
      ? [
          i18n._("{count, plural, one {# flag} other {# flags}}", {
            count: item.flagCount,
          }),
        ]
      : []),
    ...(item.readingMinutes
      ? [i18n._("{minutes} min to read", { minutes: item.readingMinutes })]
      : []),
  ].join(" · ");
}

function titleOf({ kind, interview }: QueueItem): string {
  return kind === "intake" ? (interview.position ?? i18n._("Untitled role")) : nameOf(interview);
}

function actionOf({ kind, interview }: QueueItem): string {
  if (kind === "intake")
    return interview.state === "IN_PROGRESS" ? i18n._("Continue") : i18n._("Open");
  return interview.state === "INFO_NEEDED" ? i18n._("Fill in") : i18n._("Review");
}
