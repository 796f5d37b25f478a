import { i18n } from "@lingui/core";
import type { OrganizationSettings } from "@/shared/api/types";
import { fieldRefusal } from "@/shared/lib/refusals";
import { ChoiceList } from "@/shared/ui/choice-list";
import { Field, inputLook } from "@/shared/ui/field";
import { TimeZoneField } from "@/shared/ui/time-zone-field";
import { OrganizationPage } from "./parts/organization-page";

const LANGUAGES = [
  ["en", "English"],
  ["de", "Deutsch"],
] as const;
const leaderboardChoices = () => [
  {
    value: "opt_in",
    name: i18n._("Only people who choose to appear"),
    under: i18n._("People choose it when they set up a practice interview."),
  },
  { value: "off", name: i18n._("Off"), under: i18n._("There is no leaderboard.") },
];

/** The name of the organization, its language and its time zone. */
export function Organization() {
  return (
    <OrganizationPage
      title={i18n._("Organization")}
      under={i18n._("Name, language, time zone and practice leaderboard of your organization.")}
      fields={["name", "language", "timeZone", "leaderboard"]}
    >
      {({ edited, problem, set }) => (
        <>
          <Field
            label={i18n._("Name")}
            hint={i18n._("Candidates read it on their pages and in e-mails.")}
            error={
              (edited.name.trim() ? null : i18n._("Enter a name.")) ?? fieldRefusal(problem, "name")
            }
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
          <ChoiceList
            legend={i18n._("Practice leaderboard")}
            value={edited.leaderboard}
            options={leaderboardChoices()}
            onChange={(value) => set({ leaderboard: value as OrganizationSettings["leaderboard"] })}
          />
        </>
      )}
    </OrganizationPage>
  );
}

/** The languages to choose from, with the current one if an installation has added it. */
function withCurrent(current: string): (readonly [string, string])[] {
  if (LANGUAGES.some(([tag]) => tag === current)) return [...LANGUAGES];
  return [...LANGUAGES, [current, current]];
}
