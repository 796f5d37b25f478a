import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { OrganizationSettings, Retention as Report, RetentionRun } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { exactly, withinSentence } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { SaveRow } from "./parts/save-row";
import { SettingsPage, useMay } from "./parts/settings-page";
import { type Periods, periodsOf, RETENTION_FIELDS, refusedDays, shortened } from "./periods";
import { useChange, useOrganization, useRetention } from "./queries";

/** How long data is kept, what is due for deletion, and what was deleted. */
export function Retention() {
  const organization = useOrganization();
  const report = useRetention();
  return (
    <SettingsPage
      title={i18n._("Retention")}
      needs="tenant:read"
      under={i18n._(
        "Days after the end of an interview. Once an hour, what is due is deleted for good.",
      )}
    >
      <Loaded of={organization} what={i18n._("The periods")} rows={5}>
        {(settings) => (
          <PeriodsForm key={JSON.stringify(periodsOf(settings))} settings={settings} />
        )}
      </Loaded>
      <section className="mt-10" aria-labelledby="due">
        <h2 id="due">{i18n._("Deleted by the next run")}</h2>
        <div className="mt-2">
          <Loaded of={report} what={i18n._("The report")} rows={2}>
            {(found) => <Due report={found} />}
          </Loaded>
        </div>
      </section>
    </SettingsPage>
  );
}

function PeriodsForm({ settings }: { settings: OrganizationSettings }) {
  const saved = periodsOf(settings);
  const [edited, setEdited] = useState<Periods>(saved);
  const [isAsking, setAsking] = useState(false);
  const mayChange = useMay("tenant:update");
  const save = useChange((calls, days: Record<string, number>) => calls.changeOrganization(days));
  const changed = RETENTION_FIELDS.filter(({ name }) => edited[name] !== saved[name]);
  const shorter = shortened(saved, edited);
  const problem = save.error ? asProblem(save.error) : null;

  function send() {
    setAsking(false);
    save.mutate(Object.fromEntries(changed.map(({ name }) => [name, Number(edited[name])])));
  }

  return (
    <form
      noValidate
      className="max-w-[38rem]"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed.length === 0 || changed.some((field) => refusedDays(field, edited))) return;
        if (shorter.length) setAsking(true);
        else send();
      }}
    >
      <fieldset disabled={!mayChange} className="grid gap-5">
        {RETENTION_FIELDS.map((field) => (
          <Field
            key={field.name}
            label={field.label}
            hint={field.hint}
            error={refusedDays(field, edited) ?? fieldRefusal(problem, field.name)}
          >
            {(control) => (
              <span className="flex items-center gap-2.5">
                <input
                  {...control}
                  inputMode="numeric"
                  autoComplete="off"
                  maxLength={4}
                  className={`${inputLook} max-w-28`}
                  value={edited[field.name]}
                  onChange={(event) => setEdited({ ...edited, [field.name]: event.target.value })}
                />
                {i18n._("days")}
              </span>
            )}
          </Field>
        ))}
      </fieldset>
      {problem ? (
        <div className="mt-5">
          <Failure problem={problem} what={i18n._("The periods were not saved.")} />
        </div>
      ) : null}
      <SaveRow
        mayChange={mayChange}
        forbidden={i18n._("Only administrators can change these periods.")}
        isChanged={changed.length > 0}
        isSaving={save.isPending}
        onDiscard={() => setEdited(saved)}
      />
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={i18n._("Delete data earlier?")}
      >
        <p className="text-text2">
          {i18n._(
            "You shorten: {periods}. The next run deletes what is then overdue. Deleted data cannot be brought back.",
            { periods: shorter.map(({ label }) => withinSentence(label)).join(", ") },
          )}
        </p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{i18n._("Keep the periods")}</Button>
          <Button look="danger" onClick={send}>
            {i18n._("Shorten and delete")}
          </Button>
        </DialogActions>
      </Dialog>
    </form>
  );
}

function Due({ report }: { report: Report }) {
  return (
    <>
      <p>{deletedBy(report.due) || i18n._("Nothing is due.")}</p>
      <h2 className="mt-9">{i18n._("Earlier runs")}</h2>
      {report.runs.length === 0 ? (
        <p className="mt-2 text-text2">{i18n._("No run has deleted anything yet.")}</p>
      ) : (
        <ul className="mt-2 border-t border-line">
          {report.runs.map((run) => (
            <li key={run.at} className="border-b border-line py-3">
              <p>{deletedBy(run) || i18n._("Nothing")}</p>
              <p className="text-small text-text3">{exactly(new Date(run.at))}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** "2 transcripts, 1 recording": what a run deletes or deleted; nothing where that is nothing. */
function deletedBy(run: RetentionRun): string {
  const parts = [
    run.transcripts
      ? i18n._(
          "{transcripts, plural, one {# transcript with its personal data} other {# transcripts with their personal data}}",
          { transcripts: run.transcripts },
        )
      : "",
    run.assessments
      ? i18n._("{assessments, plural, one {# assessment} other {# assessments}}", {
          assessments: run.assessments,
        })
      : "",
    run.recordings
      ? i18n._("{recordings, plural, one {# recording} other {# recordings}}", {
          recordings: run.recordings,
        })
      : "",
    run.conversations
      ? i18n._(
          "{conversations, plural, one {# conversation with the assistant} other {# conversations with the assistant}}",
          { conversations: run.conversations },
        )
      : "",
    run.failed
      ? i18n._(
          "{failed, plural, one {# interview} other {# interviews}} failed and will be tried again",
          { failed: run.failed },
        )
      : "",
  ];
  return parts.filter(Boolean).join(", ");
}
