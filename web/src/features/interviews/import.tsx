import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useRef, useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { ImportedRows } from "@/shared/api/types";
import { count } from "@/shared/lib/words";
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
        root={{ to: "/interviews", name: "Interviews" }}
        trail={["Import"]}
        title="Import interviews"
        documentTitle="Import interviews"
        under="A CSV file with one candidate a row, at most 500. Every row is checked before anything is created."
      />
      {mayRequest ? form() : <Note title="You cannot create interviews.">Ask a recruiter.</Note>}
    </>
  );

  function form() {
    return (
      <div className="mt-6 grid gap-8">
        <section className="grid max-w-3xl gap-5">
          <h2>For every row</h2>
          <p className="-mt-3 text-text2">
            These details hold for every row that does not state its own.
          </p>
          <DocumentField
            name="jobDescription"
            label="Job text (optional)"
            hint="Paste it, or drop a PDF, Word or text file."
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
          <h2>File</h2>
          <p className="-mt-2 text-text2">
            The first line names the columns: name, email, phone, position, level, skills, job text,
            minutes, language, external id. Only the name, the e-mail address and what is not above
            are needed.
          </p>
          <div className="flex flex-wrap items-center gap-3">
            <input
              ref={chooser}
              type="file"
              hidden
              tabIndex={-1}
              aria-label="CSV file"
              accept=".csv,text/csv,.tsv,.txt"
              onChange={(event) => {
                void choose(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
            <Button
              look={result ? "outline" : "primary"}
              busy={checking.isPending && "Checking…"}
              onClick={() => chooser.current?.click()}
            >
              {file ? "Choose another file" : "Choose a CSV file"}
            </Button>
            {file && result?.dryRun ? (
              <Button onClick={() => checking.mutate({ csv: file.csv, dryRun: true })}>
                Check again
              </Button>
            ) : null}
            <a
              className={buttonLook("quiet")}
              download="interviews-example.csv"
              href={`data:text/csv;charset=utf-8,${encodeURIComponent(EXAMPLE)}`}
            >
              <Icon of={Download} small /> Example file
            </a>
            {file ? <span className="text-small text-text3">{file.name}</span> : null}
          </div>
          {checking.error ? (
            <Failure
              problem={asProblem(checking.error)}
              what="The file was not read. Nothing was created."
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
      <section aria-label="Result">
        <div aria-live="polite">
          {found.dryRun ? (
            <h2>{summaryOf(found)}</h2>
          ) : (
            <Note
              tone="tide"
              title={`${count(found.created, "interview")} created.`}
              actions={
                <Link to="/interviews" className={buttonLook("outline", "small")}>
                  View interviews
                </Link>
              }
            >
              The plans are being written. You approve them before the candidates are invited.
            </Note>
          )}
        </div>
        {found.ignoredColumns.length ? (
          <div className="mt-3">
            <Note tone="amber" title="Some columns are not used:">
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
                Also create the {count(incomplete, "row")} with missing details, and add them later
              </label>
            ) : null}
            <Button
              look="primary"
              aria-disabled={creatable === 0}
              busy={checking.isPending && "Creating…"}
              onClick={() => checking.mutate({ csv: file.csv, dryRun: false })}
            >
              {creatable === 0 ? "Nothing to create" : `Create ${count(creatable, "interview")}`}
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
  return `${ready} of ${count(found.rows.length, "row")} ${ready === 1 ? "is" : "are"} ready`;
}
