import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Plus, Upload } from "lucide-react";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { BulkResult } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { useArrival, useTitle } from "@/shared/lib/page";
import { clockTime } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { useColumns } from "./columns";
import { useHeldApproval } from "./parts/bulk-approval";
import { BulkBar, BulkResults } from "./parts/bulk-bar";
import { ColumnChoice } from "./parts/column-choice";
import { ExportButton } from "./parts/export-button";
import { Filters, OrderChoice } from "./parts/filters";
import { SavedViewBar } from "./parts/saved-view-bar";
import { InterviewTable } from "./parts/table";
import { useInterviews } from "./queries";
import { isFiltered, type ListSearch, queryOf } from "./search";

interface InterviewListProps {
  search: ListSearch;
  /** Puts other filters into the address. */
  onSearch: (search: ListSearch) => void;
}

/** Every hiring interview: found by filters that stand in the address, and acted on by the dozen. */
export function InterviewList({ search, onSearch }: InterviewListProps) {
  const heading = useArrival("interviews");
  useTitle(`${i18n._("Interviews")} · Vivavoce`);
  const canAct = useIsAllowed("interview:update");
  const mayRequest = useIsAllowed("interview:create");
  const found = useInterviews(search);
  const [columns, chooseColumns] = useColumns();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [results, setResults] = useState<BulkResult[]>([]);
  const approval = useHeldApproval(setResults);
  const rows = found.data?.pages.flatMap((page) => page.data) ?? [];
  const shown = rows.filter((row) => selected.has(row.id));
  // The empty list itself leads to the first interview.
  const isEmpty = found.data !== undefined && rows.length === 0 && !isFiltered(search);

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1 ref={heading} tabIndex={-1}>
          {i18n._("Interviews")}
        </h1>
        <div className="flex flex-wrap gap-2.5">
          {mayRequest ? (
            <>
              <Link to="/interviews/import" className={`${buttonLook()} max-pad:hidden`}>
                <Icon of={Upload} small /> {i18n._("Import")}
              </Link>
              {isEmpty ? null : (
                <Link to="/interviews/new" className={buttonLook("primary")}>
                  <Icon of={Plus} small /> {i18n._("New interview")}
                </Link>
              )}
            </>
          ) : null}
        </div>
      </div>
      <SavedViewBar
        search={search}
        columns={columns.map((column) => column.key)}
        onSearch={onSearch}
        onColumns={chooseColumns}
      />
      <Filters search={search} onSearch={onSearch} />
      {found.isError && found.data ? (
        <div className="mt-4">
          <Note
            tone="amber"
            title={i18n._("Disconnected since {time}.", {
              time: clockTime(new Date(found.dataUpdatedAt)),
            })}
          >
            {i18n._("The list may be out of date. It updates when you are connected again.")}
          </Note>
        </div>
      ) : null}
      {approval.trouble ? (
        <div className="mt-4">
          <Failure
            problem={asProblem(approval.trouble)}
            what={i18n._("It is not known whether the plans were approved.")}
          />
        </div>
      ) : null}
      <BulkResults results={results} rows={rows} onClose={() => setResults([])} />
      {content()}
      {approval.bar}
    </>
  );

  function content() {
    if (found.isPending) {
      return (
        <div className="mt-6">
          <Skeleton rows={6} label={i18n._("Loading the interviews")} />
        </div>
      );
    }
    const first = found.data?.pages[0];
    if (!first) {
      return (
        <div className="mt-6">
          <Failure
            problem={asProblem(found.error)}
            what={i18n._("The interviews did not load.")}
            onRetry={() => found.refetch()}
          />
        </div>
      );
    }
    if (rows.length === 0)
      return <NoRows isFiltered={isFiltered(search)} mayRequest={mayRequest} />;
    const total = first.isTotalExact
      ? i18n._("{count, plural, one {# interview} other {# interviews}}", { count: first.total })
      : i18n._("More than {total} interviews", {
          total: first.total.toLocaleString(dateLocale() ?? "en"),
        });
    return (
      <section aria-label={i18n._("Interviews found")} className="mt-5">
        <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 max-desk:pb-3">
          <p className="text-small whitespace-nowrap text-text3" aria-live="polite">
            {total}
          </p>
          <div className="flex items-center justify-end gap-x-1.5 max-pad:w-full max-pad:justify-between">
            <OrderChoice search={search} onSearch={onSearch} />
            <ExportButton look="quiet" query={queryOf(search)} />
            <ColumnChoice columns={columns} onChoose={chooseColumns} />
          </div>
        </div>
        <InterviewTable
          rows={rows}
          columns={columns}
          selected={canAct ? selected : null}
          onSelect={setSelected}
        />
        {found.hasNextPage ? (
          <div className="mt-5 flex flex-wrap items-center gap-3">
            <Button
              busy={found.isFetchingNextPage && i18n._("Loading…")}
              onClick={() => found.fetchNextPage()}
            >
              {i18n._("Show more")}
            </Button>
            <span className="text-small text-text3">
              {i18n._("{rows} shown", { rows: rows.length })}
            </span>
          </div>
        ) : null}
        {shown.length > 0 ? (
          <BulkBar
            rows={shown}
            onClear={() => setSelected(new Set())}
            onApprove={(planIds) => {
              setResults([]);
              setSelected(new Set());
              approval.hold(planIds);
            }}
            onDone={(done) => {
              setResults(done);
              setSelected(new Set());
            }}
          />
        ) : null}
      </section>
    );
  }

  function NoRows({ isFiltered, mayRequest }: { isFiltered: boolean; mayRequest: boolean }) {
    return (
      <div className="mt-6">
        {isFiltered ? (
          <Empty title={i18n._("No interviews found")}>
            <p>{i18n._("Names are found by whole words. Change or clear the filters.")}</p>
            <div className="mt-4">
              <Button onClick={() => onSearch({})}>{i18n._("Clear filters")}</Button>
            </div>
          </Empty>
        ) : (
          <Empty title={i18n._("No interviews yet")}>
            <p>
              {mayRequest
                ? i18n._(
                    "Paste a job text, add the candidate, and Vivavoce writes the questions for you to approve.",
                  )
                : i18n._("Interviews appear here when a recruiter creates them.")}
            </p>
            {mayRequest ? (
              <div className="mt-4">
                <Link to="/interviews/new" className={buttonLook("primary")}>
                  {i18n._("Create the first interview")}
                </Link>
              </div>
            ) : null}
          </Empty>
        )}
      </div>
    );
  }
}
