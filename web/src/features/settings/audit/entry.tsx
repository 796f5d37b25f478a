import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { AuditEntry } from "@/shared/api/types";
import { exactly, humanised } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import type { AuditSearch } from "./search";
import { actionWords, actorName, subjectOf } from "./words";

interface EntryProps {
  entry: AuditEntry;
  onSearch: (search: AuditSearch) => void;
}

/** One entry as a sentence; what changed and the ids unfold. */
export function Entry({ entry, onSearch }: EntryProps) {
  const { actorId, subject } = entry;
  const who = actorName(entry);
  const whom = subjectOf(entry);
  const interview = interviewOf(entry);
  const facts = [
    ...Object.entries(entry.details).map(([name, value]) => [humanised(name), valueWords(value)]),
    [i18n._("Action"), entry.action],
    [i18n._("Subject"), subject],
    [i18n._("Request"), entry.requestId],
  ].filter(([, value]) => value);
  return (
    <li className="border-b border-line py-2 [overflow-wrap:anywhere]">
      <p>
        <span className="font-[550]">{who}</span> {actionWords(entry.action)}
        {whom ? `: ${whom}` : ""}
        {interview ? (
          <Link to="/interviews/$id" params={{ id: interview }} className="ml-3 text-small">
            {i18n._("Interview")}
          </Link>
        ) : null}
      </p>
      <details className="text-small text-text2">
        <summary className="flex min-h-11 flex-wrap items-center gap-x-3 text-text3 desk:min-h-6">
          <time dateTime={entry.at}>{exactly(new Date(entry.at))}</time>
          <span className="font-[550] text-text2 underline underline-offset-3">
            {i18n._("Details")}
          </span>
        </summary>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-text3">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div className="mt-2 flex flex-wrap gap-2">
          {actorId ? (
            <Button size="small" onClick={() => onSearch({ actor: entry.actorName ?? actorId })}>
              {i18n._("Only entries of {who}", { who })}
            </Button>
          ) : null}
          {subject ? (
            <Button size="small" onClick={() => onSearch({ subject })}>
              {i18n._("Only entries about the same subject")}
            </Button>
          ) : null}
        </div>
      </details>
    </li>
  );
}

/** The interview that an entry is about and that still exists, as far as the entry knows. */
function interviewOf({ action, subject, details }: AuditEntry): string | null {
  if (action === "interview.delete") return null;
  const named = details["interview"];
  if (typeof named === "string") return named;
  return /^(interview|queue)\./.test(action) || action === "ats.order" ? subject : null;
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? i18n._("yes") : i18n._("no");
  if (Array.isArray(value)) return value.map(valueWords).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
