import { i18n } from "@lingui/core";
import { useEffect } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { OrganizationChanges, OrganizationSettings } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { TimeZoneField } from "@/shared/ui/time-zone-field";
import { changedOnly } from "./changed";
import { CandidateEmails } from "./parts/candidate-emails";
import { CandidatePageRules } from "./parts/candidate-page-rules";
import { EmailLook } from "./parts/email-look";
import { EmbeddingRules } from "./parts/embedding-rules";
import { ModelMarks } from "./parts/model-marks";
import { SettingsPage, useMay } from "./parts/settings-page";
import { Switch } from "./parts/switch";
import { useChange, useOrganization } from "./queries";

const LANGUAGES = [
  ["en", "English"],
  ["de", "Deutsch"],
] as const;
const FIELDS = [
  "language",
  "timeZone",
  "replyDays",
  "contactEmail",
  "decisionDueHours",
  "accentColor",
  "emailFooter",
  "embedOrigins",
];
const NOTHING_WRITTEN: { written: Partial<OrganizationSettings> } = { written: {} };
const leaderboardChoices = () => [
  { value: "on", name: i18n._("Everyone who practices") },
  { value: "opt_in", name: i18n._("Only people who join it") },
  { value: "off", name: i18n._("Off"), under: i18n._("There is no leaderboard.") },
];

/** The name of the organization, and its rules for interviews. */
export function Organization() {
  const organization = useOrganization();
  return (
    <SettingsPage
      title={i18n._("Organization")}
      needs="tenant:read"
      under={i18n._("Rules that hold for every interview of your organization.")}
    >
      <Loaded of={organization} what={i18n._("The settings")} rows={5}>
        {(settings) => <OrganizationForm settings={settings} />}
      </Loaded>
      <ModelMarks />
    </SettingsPage>
  );
}

function OrganizationForm({ settings }: { settings: OrganizationSettings }) {
  const me = useCaller()?.user.id ?? "";
  const [{ written }, keep] = useDraft(me, "organization-settings", NOTHING_WRITTEN);
  const edited = { ...settings, ...written };
  const mayChange = useMay("tenant:update");
  const save = useChange((calls, changes: OrganizationChanges) =>
    calls.changeOrganization(changes),
  );
  const changes = changedOnly(settings, edited);
  const isChanged = Object.keys(changes).length > 0;
  const isDraftOver = !isChanged && Object.keys(written).length > 0;
  useEffect(() => {
    if (isDraftOver) keep(NOTHING_WRITTEN);
  });
  const problem = save.error ? asProblem(save.error) : null;
  const isOfField = FIELDS.some((name) => fieldRefusal(problem, name));
  const ofName =
    (edited.name.trim() ? null : i18n._("Enter a name.")) ?? fieldRefusal(problem, "name");
  const set = (change: Partial<OrganizationSettings>) =>
    keep({ written: { ...written, ...change } });
  return (
    <form
      noValidate
      className="max-w-[38rem]"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && edited.name.trim()) save.mutate(changes);
      }}
    >
      <fieldset disabled={!mayChange} className="grid gap-8">
        <Field
          label={i18n._("Name")}
          hint={i18n._("Candidates read it on their pages and in e-mails.")}
          error={ofName}
        >
          {(control) => (
            <input
              {...control}
              autoComplete="organization"
              maxLength={200}
              className={inputLook}
              value={edited.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <section aria-labelledby="rules">
          <h2 id="rules">{i18n._("Interviews")}</h2>
          <div className="mt-2 grid gap-1">
            <Switch
              name={i18n._("Approve plans automatically")}
              under={i18n._(
                "Candidates are invited without a person reading the plan first. Assessments always need a person.",
              )}
              isOn={edited.autoApprovePlans}
              onChange={(autoApprovePlans) => set({ autoApprovePlans })}
            />
            <Switch
              name={i18n._("Write a new plan when one is rejected with a reason")}
              isOn={edited.retryRejectedPlans}
              onChange={(retryRejectedPlans) => set({ retryRejectedPlans })}
            />
            <Switch
              name={i18n._("A second person confirms every decision about a candidate")}
              under={i18n._(
                "Nothing is sent before a colleague has read the assessment and confirmed it.",
              )}
              isOn={edited.secondDeciderRequired}
              onChange={(secondDeciderRequired) => set({ secondDeciderRequired })}
            />
            <Switch
              name={i18n._("Candidates confirm their e-mail address")}
              under={i18n._("They enter a code of six digits before the interview.")}
              isOn={edited.otpRequired}
              onChange={(otpRequired) => set({ otpRequired })}
            />
            <Switch
              name={i18n._("Allow video recording")}
              under={i18n._("Only if the interview request includes it and the candidate agrees.")}
              isOn={edited.videoAllowed}
              onChange={(videoAllowed) => set({ videoAllowed })}
            />
          </div>
        </section>
        <Field
          label={i18n._("Hours to decide")}
          hint={i18n._(
            "Plans, assessments and tasks in the queue are due after this many hours. Enter 0 for no due time.",
          )}
          error={fieldRefusal(problem, "decisionDueHours")}
        >
          {(control) => (
            <input
              {...control}
              type="number"
              inputMode="numeric"
              min={0}
              max={720}
              className={`${inputLook} max-w-32`}
              value={edited.decisionDueHours}
              onChange={(event) => set({ decisionDueHours: event.target.valueAsNumber || 0 })}
            />
          )}
        </Field>
        <CandidatePageRules edited={edited} problem={problem} set={set} />
        <CandidateEmails edited={edited} set={set} />
        <ChoiceList
          legend={i18n._("Practice leaderboard")}
          value={edited.leaderboard}
          options={leaderboardChoices()}
          onChange={(value) => set({ leaderboard: value as OrganizationSettings["leaderboard"] })}
        />
        <Field
          label={i18n._("Language of e-mails to members")}
          hint={i18n._(
            "E-mails to candidates are in the language that they chose, or else in that of their interview.",
          )}
          error={fieldRefusal(problem, "language")}
        >
          {(control) => (
            <select
              {...control}
              value={edited.language}
              className={`${inputLook} min-h-11`}
              onChange={(event) => set({ language: event.target.value })}
            >
              {withCurrent(edited.language).map(([tag, name]) => (
                <option key={tag} value={tag}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TimeZoneField
          label={i18n._("Time zone")}
          hint={i18n._(
            "For times in e-mails and on your organization’s pages. Members can choose their own. If empty, e-mails use UTC.",
          )}
          value={edited.timeZone}
          error={fieldRefusal(problem, "timeZone")}
          onChange={(timeZone) => set({ timeZone })}
        />
        <EmailLook edited={edited} problem={problem} set={set} />
        <EmbeddingRules edited={edited} problem={problem} set={set} />
      </fieldset>
      {problem && !ofName && !isOfField ? (
        <div className="mt-5">
          <Failure problem={problem} what={i18n._("The settings were not saved.")} />
        </div>
      ) : null}
      {mayChange ? (
        <div className="mt-7 flex flex-wrap items-center gap-2.5">
          <Button
            look={isChanged ? "primary" : "outline"}
            type="submit"
            aria-disabled={isChanged ? undefined : true}
            busy={save.isPending && i18n._("Saving…")}
          >
            {i18n._("Save changes")}
          </Button>
          {isChanged ? (
            <Button look="quiet" onClick={() => keep(NOTHING_WRITTEN)}>
              {i18n._("Discard changes")}
            </Button>
          ) : (
            <p className="text-small text-text3">{i18n._("No unsaved changes")}</p>
          )}
        </div>
      ) : (
        <p className="mt-6 text-text3">
          {i18n._("Only administrators can change these settings.")}
        </p>
      )}
    </form>
  );
}

/** The languages to choose from, with the current one if an installation has added it. */
function withCurrent(current: string): (readonly [string, string])[] {
  if (LANGUAGES.some(([tag]) => tag === current)) return [...LANGUAGES];
  return [...LANGUAGES, [current, current]];
}
