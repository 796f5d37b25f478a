import { i18n } from "@lingui/core";
import type { RequestCheck } from "@/shared/api/types";
import { LEVELS } from "@/shared/lib/interview-words";
import { inputLook } from "@/shared/ui/field";
import type { NewInterview } from "../facts";
import type { Remarks } from "../new";
import { AskedField } from "./asked-field";
import { DocumentField } from "./document-field";

export interface FieldsProps {
  draft: NewInterview;
  remarks: Remarks;
  onChange: (more: Partial<NewInterview>) => void;
}

/** The job text first: position, level and skills are read from it, and can be changed. */
export function JobFields({
  draft,
  remarks,
  onChange,
  found,
}: FieldsProps & { found: RequestCheck["jobText"] | undefined }) {
  const isFound = (value: string | null, of: string | null | undefined) =>
    Boolean(of) && value === of;
  const fromText = i18n._("From the job text.");
  return (
    <fieldset className="grid gap-5">
      <legend className="mb-4 text-section font-semibold">{i18n._("Job")}</legend>
      <DocumentField
        name="jobDescription"
        label={i18n._("Job text")}
        hint={i18n._("Paste it, or drop a PDF, Word or text file.")}
        rows={9}
        remarks={remarks}
        value={draft.jobText}
        onChange={(jobText) => onChange({ jobText })}
      />
      <div className="grid gap-5 pad:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <AskedField
          name="position"
          label={i18n._("Position")}
          hint={isFound(draft.position, found?.position) ? fromText : undefined}
          remarks={remarks}
        >
          {(control) => (
            <input
              {...control}
              className={inputLook}
              maxLength={200}
              value={draft.position ?? ""}
              onChange={(event) => onChange({ position: event.target.value })}
              onBlur={(event) => event.target.value.trim() || onChange({ position: null })}
            />
          )}
        </AskedField>
        <AskedField
          name="level"
          label={i18n._("Level")}
          hint={
            isFound(draft.level, found?.level) && found?.levelWords
              ? i18n._("From “{levelWords}”.", { levelWords: found.levelWords })
              : undefined
          }
          remarks={remarks}
        >
          {(control) => (
            <select
              {...control}
              className={inputLook}
              value={draft.level ?? ""}
              onChange={(event) => onChange({ level: event.target.value || null })}
            >
              <option value="">{i18n._("Choose a level")}</option>
              {Object.entries(LEVELS).map(([level, name]) => (
                <option key={level} value={level}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </AskedField>
      </div>
      <AskedField
        name="skills"
        label={i18n._("Skills")}
        hint={
          isFound(draft.skills, found?.skills.join(", "))
            ? i18n._("From the job text. Separate them with commas.")
            : i18n._("Separate them with commas.")
        }
        remarks={remarks}
      >
        {(control) => (
          <textarea
            {...control}
            rows={2}
            className={inputLook}
            maxLength={2000}
            value={draft.skills ?? ""}
            onChange={(event) => onChange({ skills: event.target.value })}
            onBlur={(event) => event.target.value.trim() || onChange({ skills: null })}
          />
        )}
      </AskedField>
    </fieldset>
  );
}
