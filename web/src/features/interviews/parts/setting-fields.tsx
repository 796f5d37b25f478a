import { i18n } from "@lingui/core";
import { useId } from "react";
import { KINDS } from "@/shared/lib/interview-words";
import { languageName } from "@/shared/lib/language-name";
import { timeZoneInUse } from "@/shared/lib/time-zone";
import { inputLook } from "@/shared/ui/field";
import { LANGUAGES, LENGTHS, MINUTES, type NewInterview } from "../facts";
import { AskedField } from "./asked-field";
import type { FieldsProps } from "./job-fields";

const MEANINGS: Record<NewInterview["kind"], string> = {
  get hiring() {
    return i18n._("By link in a browser. Answers are typed or, where available, spoken.");
  },
  get panel() {
    return i18n._(
      "Online, and several evaluators read along. Only your staff see what they write.",
    );
  },
  get phone_screen() {
    return i18n._("Vivavoce calls the candidate, outside 21:00 to 8:00 of their time zone.");
  },
};
const OFFERED = ["hiring", "panel", "phone_screen"] as const;

/** How the interview is taken: by link or by phone, how long, in which language and when. */
export function SettingFields({ draft, remarks, onChange }: FieldsProps) {
  const name = useId();
  return (
    <fieldset className="grid gap-5">
      <legend className="mb-4 text-section font-semibold">{i18n._("Interview")}</legend>
      <div
        role="radiogroup"
        aria-label={i18n._("Kind of interview")}
        className="grid gap-2.5 pad:grid-cols-3"
      >
        {OFFERED.map((kind) => (
          <label
            key={kind}
            className="choice flex items-start gap-2.5 rounded-control border border-edge bg-surface p-3.5"
          >
            <input
              type="radio"
              name={name}
              className="mt-1"
              checked={draft.kind === kind}
              onChange={() => onChange({ kind })}
            />
            <span>
              <span className="block font-[550]">{KINDS[kind]}</span>
              <span className="block text-small text-text3">{MEANINGS[kind]}</span>
            </span>
          </label>
        ))}
      </div>
      <div className="grid gap-5 pad:grid-cols-2">
        <AskedField name="durationMinutes" label={i18n._("Length")} remarks={remarks}>
          {(control) => (
            <select
              {...control}
              className={inputLook}
              value={draft.minutes || String(LENGTHS[draft.kind] ?? 30)}
              onChange={(event) => onChange({ minutes: event.target.value })}
            >
              {MINUTES.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {i18n._("{minutes} minutes", { minutes })}
                </option>
              ))}
            </select>
          )}
        </AskedField>
        <AskedField name="language" label={i18n._("Language")} remarks={remarks}>
          {(control) => (
            <select
              {...control}
              className={inputLook}
              value={draft.language}
              onChange={(event) => onChange({ language: event.target.value })}
            >
              {LANGUAGES.map((tag) => (
                <option key={tag} value={tag}>
                  {languageName(tag)}
                </option>
              ))}
            </select>
          )}
        </AskedField>
        <AskedField
          name="scheduledAt"
          label={i18n._("Opens (optional)")}
          hint={i18n._(
            "Time zone: {timeZone}. If it is empty, it opens once you approve the plan.",
            {
              timeZone: timeZoneInUse(),
            },
          )}
          remarks={remarks}
        >
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              className={inputLook}
              value={draft.scheduled}
              onChange={(event) => onChange({ scheduled: event.target.value })}
            />
          )}
        </AskedField>
      </div>
      {draft.kind === "phone_screen" ? null : (
        <label className="flex items-start gap-2.5">
          <input
            type="checkbox"
            className="mt-1 size-4.5"
            checked={draft.video}
            onChange={(event) => onChange({ video: event.target.checked })}
          />
          <span>
            {i18n._("Record video")}
            <span className="block text-small text-text3">
              {i18n._("Only with the candidate's consent. It is never part of the assessment.")}
            </span>
          </span>
        </label>
      )}
    </fieldset>
  );
}
