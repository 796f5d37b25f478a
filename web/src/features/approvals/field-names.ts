import { i18n } from "@lingui/core";
import { humanised } from "@/shared/lib/words";

const NAMES: Record<string, string> = {
  get "Candidate name"() {
    return i18n._("Candidate name");
  },
  get "Candidate email"() {
    return i18n._("Candidate email");
  },
  get "Candidate phone"() {
    return i18n._("Candidate phone");
  },
  get "Job description"() {
    return i18n._("Job description");
  },
  get Position() {
    return i18n._("Position");
  },
  get Level() {
    return i18n._("Level");
  },
  get Skills() {
    return i18n._("Skills");
  },
};

/** What a missing field of a request is called, whether the server writes it `jobDescription` or `job_description`. */
export function fieldName(field: string): string {
  const name = humanised(field);
  return NAMES[name] ?? name;
}
