import { i18n } from "@lingui/core";
import { useState } from "react";
import type { ParsedResume } from "@/shared/api/types";
import { inputLook } from "@/shared/ui/field";
import { useInterviewCalls } from "../calls";
import { AskedField } from "./asked-field";
import { DocumentField } from "./document-field";
import type { FieldsProps } from "./job-fields";
import { filledFrom, ResumeFacts } from "./resume-facts";

/** Who is interviewed, and how they are reached. */
export function CandidateFields({ draft, remarks, onChange }: FieldsProps) {
  const calls = useInterviewCalls();
  const [resume, setResume] = useState<ParsedResume | null>(null);
  const isPhone = draft.kind === "phone_screen";
  return (
    <fieldset className="grid gap-5">
      <legend className="mb-4 text-section font-semibold">{i18n._("Candidate")}</legend>
      <div className="grid gap-5 pad:grid-cols-2">
        <AskedField name="candidateName" label={i18n._("Name")} remarks={remarks}>
          {(control) => (
            <input
              {...control}
              className={inputLook}
              maxLength={200}
              autoComplete="off"
              value={draft.name}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </AskedField>
        <AskedField
          name="candidateEmail"
          label={isPhone ? i18n._("E-mail (optional)") : i18n._("E-mail")}
          remarks={remarks}
        >
          {(control) => (
            <input
              {...control}
              type="email"
              className={inputLook}
              maxLength={254}
              autoComplete="off"
              value={draft.email}
              onChange={(event) => onChange({ email: event.target.value })}
            />
          )}
        </AskedField>
        {isPhone ? (
          <AskedField
            name="candidatePhone"
            label={i18n._("Phone")}
            hint={i18n._("With country code, such as +44 113 496 0123.")}
            remarks={remarks}
          >
            {(control) => (
              <input
                {...control}
                type="tel"
                className={inputLook}
                maxLength={40}
                autoComplete="off"
                value={draft.phone}
                onChange={(event) => onChange({ phone: event.target.value })}
              />
            )}
          </AskedField>
        ) : null}
      </div>
      <details open={draft.resume !== ""}>
        <summary className="py-2 font-[550]">{i18n._("Résumé (optional)")}</summary>
        <div className="mt-2">
          <DocumentField
            name="resumeText"
            label={i18n._("Résumé")}
            hint={i18n._(
              "Paste it, or drop a PDF, Word or text file. It is erased with the candidate's data.",
            )}
            rows={6}
            remarks={remarks}
            value={draft.resume}
            onChange={(resume) => onChange({ resume })}
            read={async (file) => {
              const found = await calls.readResume(file);
              setResume(found);
              onChange(filledFrom(found, draft));
              return found.resumeText;
            }}
          />
          {resume ? <ResumeFacts found={resume} draft={draft} onChange={onChange} /> : null}
        </div>
      </details>
    </fieldset>
  );
}
