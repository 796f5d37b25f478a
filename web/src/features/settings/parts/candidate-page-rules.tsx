import { i18n } from "@lingui/core";
import type { OrganizationSettings } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Field, inputLook } from "@/shared/ui/field";
import { Switch } from "@/shared/ui/switch";
import type { OrganizationFields } from "./organization-page";

/** What candidates read and may do on their own page. */
export function CandidatePageRules({ edited, problem, set }: OrganizationFields) {
  return (
    <div>
      <div className="grid gap-1">
        <Switch
          name={i18n._("Candidates can ask for a review of the decision")}
          under={i18n._(
            "A person reads the request and answers it. The candidate receives the answer by e-mail.",
          )}
          isOn={edited.reviewAllowed}
          onChange={(reviewAllowed) => set({ reviewAllowed })}
        />
        <Switch
          name={i18n._("Explain decisions to candidates")}
          under={i18n._(
            "Their page shows what was decided and how clearly their answers showed each area, without scores.",
          )}
          isOn={edited.decisionsExplained}
          onChange={(decisionsExplained) => set({ decisionsExplained })}
        />
      </div>
      <div className="mt-4 grid gap-5">
        <Field
          label={i18n._("Voluntary questions for selection rates")}
          hint={i18n._(
            "After the interview, candidates may state gender, age, disability and, with a country's list, the ethnic group. No one sees an answer; Analytics shows groups only.",
          )}
          error={fieldRefusal(problem, "voluntaryQuestions")}
        >
          {(control) => (
            <select
              {...control}
              className={`${inputLook} min-h-11`}
              value={edited.voluntaryQuestions}
              onChange={(event) =>
                set({
                  voluntaryQuestions: event.target
                    .value as OrganizationSettings["voluntaryQuestions"],
                })
              }
            >
              <option value="off">{i18n._("Ask nothing")}</option>
              <option value="us">
                {i18n._("Ask, with the ethnic groups of the United States")}
              </option>
              <option value="gb">
                {i18n._("Ask, with the ethnic groups of the United Kingdom")}
              </option>
              <option value="other">{i18n._("Ask, without the ethnic group")}</option>
            </select>
          )}
        </Field>
        {edited.voluntaryQuestions === "off" ? null : (
          <Field
            label={i18n._("Smallest group of the selection rates")}
            hint={i18n._("Groups with fewer candidates are not shown. At least 5.")}
            error={fieldRefusal(problem, "selectionGroupMinimum")}
          >
            {(control) => (
              <input
                {...control}
                type="number"
                inputMode="numeric"
                min={5}
                max={1000}
                className={`${inputLook} max-w-32`}
                value={edited.selectionGroupMinimum}
                onChange={(event) =>
                  set({ selectionGroupMinimum: event.target.valueAsNumber || 5 })
                }
              />
            )}
          </Field>
        )}
        <Field
          label={i18n._("Days to reply to candidates")}
          hint={i18n._(
            "Their page promises a reply within this many days after the interview. 0 promises nothing.",
          )}
          error={fieldRefusal(problem, "replyDays")}
        >
          {(control) => (
            <input
              {...control}
              type="number"
              inputMode="numeric"
              min={0}
              max={90}
              className={`${inputLook} max-w-32`}
              value={edited.replyDays}
              onChange={(event) => set({ replyDays: event.target.valueAsNumber || 0 })}
            />
          )}
        </Field>
        <Field
          label={i18n._("Address for candidates’ questions")}
          hint={i18n._("Without one, the page asks them to write to the person who invited them.")}
          error={fieldRefusal(problem, "contactEmail")}
        >
          {(control) => (
            <input
              {...control}
              type="email"
              maxLength={254}
              className={inputLook}
              value={edited.contactEmail}
              onChange={(event) => set({ contactEmail: event.target.value })}
            />
          )}
        </Field>
      </div>
    </div>
  );
}
