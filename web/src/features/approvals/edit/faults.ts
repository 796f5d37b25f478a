import type { Problem } from "@/shared/api/problem";
import type { ScriptName } from "./plan-draft";

export interface Fault {
  code: string;
  message: string;
}

/** What the server refused about an edited plan: at its question, message or sentence, or about the whole plan. */
export interface Faults {
  plan: Fault[];
  questions: Record<number, Fault[]>;
  scripts: Partial<Record<ScriptName, Fault[]>>;
  /** By the English of the sentence. */
  sentences: Record<string, Fault[]>;
}

const SCRIPT_OF_FIELD: Record<string, ScriptName> = {
  greetingScript: "greeting_script",
  closingScript: "closing_script",
  inmailDraft: "inmail_draft",
};

/** Only these can be overridden with a reason. */
const WARNINGS = new Set([
  "long_question",
  "several_questions",
  "leading_question",
  "closed_question",
  "jargon",
  "meaning_changed",
]);

export const isWarning = ({ code }: Fault) => WARNINGS.has(code);

export function faultsOf(problem: Problem | null): Faults {
  const faults: Faults = { plan: [], questions: {}, scripts: {}, sentences: {} };
  for (const { field, code, message } of problem?.body.errors ?? []) {
    const place = Number(/^questions\.(\d+)/.exec(field)?.[1] ?? Number.NaN);
    const script = SCRIPT_OF_FIELD[field];
    const english = field.startsWith("sentences.") ? field.slice("sentences.".length) : "";
    if (english)
      faults.sentences[english] = [...(faults.sentences[english] ?? []), { code, message }];
    else if (script)
      faults.scripts[script] = [...(faults.scripts[script] ?? []), { code, message }];
    else if (Number.isNaN(place)) faults.plan.push({ code, message });
    else faults.questions[place] = [...(faults.questions[place] ?? []), { code, message }];
  }
  return faults;
}
