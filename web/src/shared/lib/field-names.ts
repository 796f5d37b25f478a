import { i18n } from "@lingui/core";
import { humanised } from "./words";

const NAMES: Record<string, string> = {
  get candidateName() {
    return i18n._("Candidate name");
  },
  get candidateEmail() {
    return i18n._("Candidate e-mail");
  },
  get candidatePhone() {
    return i18n._("Candidate phone");
  },
  get jobDescription() {
    return i18n._("Job description");
  },
  get position() {
    return i18n._("Position");
  },
  get level() {
    return i18n._("Level");
  },
  get skills() {
    return i18n._("Skills");
  },
  get resumeText() {
    return i18n._("Résumé");
  },
  get durationMinutes() {
    return i18n._("Length");
  },
  get language() {
    return i18n._("Language");
  },
  get scheduledAt() {
    return i18n._("Opens");
  },
  get externalId() {
    return i18n._("External ID");
  },
};

/** What a field of a request is called, whether the server writes it `jobDescription` or `job_description`. */
export function fieldName(field: string): string {
  return NAMES[camelOf(field)] ?? humanised(field);
}

/** Whether the field has a name in every language of these pages. */
export function isFieldNamed(field: string): boolean {
  return camelOf(field) in NAMES;
}

function camelOf(field: string): string {
  return field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
