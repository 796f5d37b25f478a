import { i18n } from "@lingui/core";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Field, inputLook } from "@/shared/ui/field";
import { Switch } from "@/shared/ui/switch";
import { OrganizationPage } from "./parts/organization-page";

/** Who approves and confirms, and what candidates need for an interview. */
export function InterviewRules() {
  return (
    <OrganizationPage
      title={i18n._("Interview rules")}
      under={i18n._("Rules that hold for every interview of your organization.")}
      fields={["decisionDueHours"]}
    >
      {({ edited, problem, set }) => (
        <>
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
            <Switch
              name={i18n._("Allow recordings of the voice")}
              under={i18n._(
                "Candidates who speak, in the browser or on the telephone, are asked separately. With their consent, you can listen to what they said for up to 30 days.",
              )}
              isOn={edited.voiceRecordingAllowed}
              onChange={(voiceRecordingAllowed) => set({ voiceRecordingAllowed })}
            />
          </div>
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
        </>
      )}
    </OrganizationPage>
  );
}
