import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleHelp, Copy, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { DoctorReport } from "@/shared/api/types";
import { copyText } from "@/shared/lib/clipboard";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useOperationsCalls } from "./calls";
import { OperatorPage } from "./operator-page";
import { componentName } from "./words";

type Check = DoctorReport["checks"][number];

const statuses = () =>
  ({
    ok: { icon: CircleCheck, tone: "leaf", word: i18n._("Holds") },
    note: { icon: CircleAlert, tone: "amber", word: i18n._("Worth a look") },
    broken: { icon: TriangleAlert, tone: "rose", word: i18n._("Broken") },
    unknown: { icon: CircleHelp, tone: "amber", word: i18n._("Not checked") },
  }) as const;

/** The checks of `vivavoce doctor`, run now. They change nothing. */
export function Doctor() {
  const calls = useOperationsCalls();
  const run = useMutation({ mutationFn: calls.runDoctor });
  return (
    <OperatorPage
      title={i18n._("Doctor")}
      under={i18n._(
        "Checks the settings, what is missing, and the consistency of all stored data. It changes nothing, and makes no call.",
      )}
    >
      <div className="flex flex-wrap items-center gap-2.5">
        <Button
          look={run.data ? "outline" : "primary"}
          busy={run.isPending && i18n._("Checking…")}
          onClick={() => run.mutate()}
        >
          {run.data ? i18n._("Run again") : i18n._("Run the checks")}
        </Button>
        {run.data ? <CopyText text={run.data.text} /> : null}
      </div>
      <div className="mt-6">
        {run.error ? (
          <Failure problem={asProblem(run.error)} what={i18n._("The checks did not run.")} />
        ) : null}
        {run.isPending && !run.data ? <Skeleton rows={5} label={i18n._("Checking")} /> : null}
        {run.data ? <Report report={run.data} /> : null}
        {run.isIdle ? (
          <Empty title={i18n._("Not run yet")}>
            {i18n._(
              "A run takes a few seconds. The command “vivavoce doctor” on the server does the same, and also lists what it finds.",
            )}
          </Empty>
        ) : null}
      </div>
    </OperatorPage>
  );
}

function CopyText({ text }: { text: string }) {
  const [state, setState] = useState<"new" | "copied" | "failed">("new");
  async function copy() {
    setState((await copyText(text)) ? "copied" : "failed"); // the report is at the end of the page and can be selected
  }
  return (
    <>
      <Button icon={<Icon of={Copy} small />} onClick={copy}>
        {i18n._("Copy as text")}
      </Button>
      <p role="status" className="text-small text-text3">
        {state === "copied" ? i18n._("Copied.") : null}
        {state === "failed"
          ? i18n._("Your browser did not allow copying. The text is below.")
          : null}
      </p>
    </>
  );
}

function Report({ report }: { report: DoctorReport }) {
  const unusable = report.components.filter(({ isUsable }) => !isUsable);
  const unwell = report.checks.filter(({ status }) => status !== "ok");
  const well = report.checks.filter(({ status }) => status === "ok");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-9">
      <div role="status">
        <Note tone={report.isHealthy ? "tide" : "rose"} title={report.summary}>
          {i18n._("Version {version}, {at}.", {
            version: report.version,
            at: exactly(new Date(report.ranAt)),
          })}{" "}
          {report.databaseError ?? ""}
        </Note>
      </div>
      {unwell.length ? <Checks title={i18n._("To look at")} checks={unwell} /> : null}
      {unusable.length ? (
        <section aria-labelledby="unusable">
          <h2 id="unusable">{i18n._("Not usable")}</h2>
          <Facts rows={unusable.map(({ name, detail }) => [componentName(name), detail])} />
        </section>
      ) : null}
      {report.missing.length ? (
        <section aria-labelledby="missing">
          <h2 id="missing">{i18n._("Not configured")}</h2>
          <Facts rows={report.missing.map(({ name, adds }) => [name, adds])} />
        </section>
      ) : null}
      <details>
        <summary className="min-h-11 py-2.5 font-[550]">
          {i18n._("{checks, plural, one {# check} other {# checks}} without a finding", {
            checks: well.length,
          })}
        </summary>
        <Checks title={i18n._("Without a finding")} checks={well} />
      </details>
      <details>
        <summary className="min-h-11 py-2.5 font-[550]">{i18n._("The report as text")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
        <pre tabIndex={0} className="overflow-x-auto rounded-control bg-sunken p-4 text-small">
          <span lang="en">{report.text}</span>
        </pre>
      </details>
    </div>
  );
}

function Checks({ title, checks }: { title: string; checks: Check[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="mt-2 border-t border-line">
        {checks.map(({ name, sentence, status, found, error }) => {
          const { icon, tone, word } = statuses()[status];
          return (
            <li key={name} className="border-b border-line py-2.5">
              <p className="flex flex-wrap items-center gap-x-3 [overflow-wrap:anywhere]">
                <Status icon={icon} tone={tone}>
                  {word}
                </Status>
                <code className="text-small text-text3">{name}</code>
              </p>
              <p className="text-small text-text2">{sentence}</p>
              {status === "ok" ? null : (
                <p className="text-small text-text2">
                  {error ??
                    i18n._(
                      "{found, plural, one {# finding} other {# findings}}; “vivavoce doctor” on the server lists them.",
                      { found },
                    )}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Facts({ rows }: { rows: (readonly [string, string])[] }) {
  return (
    <dl className="mt-2 border-t border-line">
      {rows.map(([name, words]) => (
        <div key={name} className="border-b border-line py-2.5">
          <dt className="font-[550]">{name}</dt>
          <dd className="text-small text-text2 first-letter:uppercase [overflow-wrap:anywhere]">
            {words}
          </dd>
        </div>
      ))}
    </dl>
  );
}
