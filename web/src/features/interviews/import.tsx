import { i18n } from "@lingui/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useRef, useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { ImportedRows } from "@/shared/api/types";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure } from "@/shared/ui/states";
import { useInterviewCalls } from "./calls";
import { EMPTY, factsOf } from "./facts";
import { DocumentField } from "./parts/document-field";
import { ImportedTable } from "./parts/imported-table";
import { SettingFields } from "./parts/setting-fields";
import { renew } from "./queries";

const EXAMPLE = `name,email,position,level,skills
Ada Lovelace,ada@example.com,Analyst,SENIOR,SQL; Statistics; Reporting
`;
const NO_REMARKS = new Map();

/** Ask for many interviews at once: every row is checked first, then the right ones are created. */
export function ImportPage() {
  const mayRequest = useIsAllowed("interview:create");
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ name: string; csv: string } | null>(null);
  const [shared, setShared] = useState(EMPTY);
  const [createsIncomplete, setCreatesIncomplete] = useState(false);
  const checking = useMutation({
    mutationFn: ({ csv, dryRun }: { csv: string; dryRun: boolean }) =>
      calls.importCsv(csv, { factsForAll: factsOf(shared), dryRun, createsIncomplete }),
    onSuccess: (found) => (found.dryRun ? undefined : renew(queries)),
  });
  const result = checking.data;
  const creatable = result ? creatableOf(result, createsIncomplete) : 0;

  async function choose(chosen: File | undefined) {
    if (!chosen) return;
    const csv = await chosen.text();
    setFile({ name: chosen.name, csv });
    checking.mutate({ csv, dryRun: true });
  }

  return (
    <>
      <PageHead
        trail={[i18n._("Import")]}
        title={i18n._("Import interviews")}
        documentTitle={i18n._("Import interviews")}
        under={i18n._(
          "A CSV file with one candidate a row, at most 500. Every row is checked before anything is created.",
        )}
      />
      {mayRequest ? (
        form()
      ) : (
        <Note title={i18n._("You cannot create interviews.")}>{i18n._("Ask a recruiter.")}</Note>
      )}
    </>
  );

  function form() {
    return (
      <div className="mt-6 grid gap-8">
        <section className="grid max-w-3xl gap-5">
          <h2>{i18n._("For every row")}</h2>
          <p className="-mt-3 text-text2">
            {i18n._("These details hold for every row that does not state its own.")}
          </p>
          <DocumentField
            name="jobDescription"
            label={i18n._("Job text (optional)")}
            hint={i18n._("Paste it, or drop a PDF, Word or text file.")}
            rows={5}
            remarks={NO_REMARKS}
            value={shared.jobText}
            onChange={(jobText) => setShared({ ...shared, jobText })}
          />
          <SettingFields
            draft={shared}
            remarks={NO_REMARKS}
            onChange={(more) => setShared({ ...shared, ...more })}
          />
        </section>
        <section className="grid max-w-3xl gap-4">
          <h2>{i18n._("File")}</h2>
          <p className="-mt-2 text-text2">
            {i18n._(
              "The first line names the columns: name, email, phone, position, level, skills, job text, minutes, language, external id. Only the name, the e-mail address and what is not above are needed.",
            )}
          </p>
          <div className="flex flex-wrap items-center gap-3">
            <input
              ref={chooser}
              type="file"
              hidden
              tabIndex={-1}
              aria-label={i18n._("CSV file")}
              accept=".csv,text/csv,.tsv,.txt"
              onChange={(event) => {
                void choose(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
            <Button
              look={result ? "outline" : "primary"}
              busy={checking.isPending && i18n._("Checking…")}
              onClick={() => chooser.current?.click()}
            >
              {file ? i18n._("Choose another file") : i18n._("Choose a CSV file")}
            </Button>
            {file && result?.dryRun ? (
              <Button onClick={() => checking.mutate({ csv: file.csv, dryRun: true })}>
                {i18n._("Check again")}
              </Button>
            ) : null}
            <a
              className={buttonLook("quiet")}
              download="interviews-example.csv"
              href={`data:text/csv;charset=utf-8,${encodeURIComponent(EXAMPLE)}`}
            >
              <Icon of={Download} small /> {i18n._("Example file")}
            </a>
            {file ? <span className="text-small text-text3">{file.name}</span> : null}
          </div>
          {checking.error ? (
            <Failure
              problem={asProblem(checking.error)}
              what={i18n._("The file was not read. Nothing was created.")}
            />
          ) : null}
        </section>
        {result ? checked(result) : null}
      </div>
    );
  }

  function checked(found: ImportedRows) {
    const incomplete = found.rows.filter((row) => row.status === "incomplete").length;
    return (
      <section aria-label={i18n._("Result")}>
        <div aria-live="polite">
          {found.dryRun ? (
            <h2>{summaryOf(found)}</h2>
          ) : (
            <Note
              tone="tide"
              title={i18n._("{count, plural, one {# interview} other {# interviews}} created.", {
                count: found.created,
              })}
              actions={
                <Link to="/interviews" className={buttonLook("outline", "small")}>
                  {i18n._("View interviews")}
                </Link>
              }
            >
              {i18n._(
                "The plans are being written. You approve them before the candidates are invited.",
              )}
            </Note>
          )}
        </div>
        {found.ignoredColumns.length ? (
          <div className="mt-3">
            <Note tone="amber" title={i18n._("Some columns are not used:")}>
              {found.ignoredColumns.join(", ")}.
            </Note>
          </div>
        ) : null}
        <ImportedTable rows={found.rows} />
        {found.dryRun && file ? (
          <div className="mt-5 grid justify-items-start gap-4">
            {incomplete > 0 ? (
              <label className="flex items-start gap-2.5">
                <input
                  type="checkbox"
                  className="mt-1 size-4.5"
                  checked={createsIncomplete}
                  onChange={(event) => setCreatesIncomplete(event.target.checked)}
                />
                {i18n._(
                  "Also create the {count, plural, one {# row} other {# rows}} with missing details, and add them later",
                  { count: incomplete },
                )}
              </label>
            ) : null}
            <Button
              look="primary"
              aria-disabled={creatable === 0}
              busy={checking.isPending && i18n._("Creating…")}
              onClick={() => checking.mutate({ csv: file.csv, dryRun: false })}
            >
              {creatable === 0
                ? i18n._("Nothing to create")
                : i18n._("Create {count, plural, one {# interview} other {# interviews}}", {
                    count: creatable,
                  })}
            </Button>
          </div>
        ) : null}
      </section>
    );
  }
}

function creatableOf(found: ImportedRows, createsIncomplete: boolean): number {
  return found.rows.filter(
    (row) => row.status === "ready" || (createsIncomplete && row.status === "incomplete"),
  ).length;
}

function summaryOf(found: ImportedRows): string {
  const ready = found.rows.filter((row) => row.status === "ready").length;
  return i18n._("{ready, plural, one {# of {rows} is ready} other {# of {rows} are ready}}", {
    ready,
    rows: i18n._("{count, plural, one {# row} other {# rows}}", { count: found.rows.length }),
  });
}
