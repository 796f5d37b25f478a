import type { BankQuestion, PlanDocument, PlanEdit, PlanQuestion } from "@/shared/api/types";
import { questionsOf } from "../reading";

/** One question of a plan under the hand: of the plan, of the bank, or written. */
export interface DraftQuestion {
  /** Stays the same while the question moves. */
  key: string;
  id: string | null;
  bankQuestion: string | null;
  form: "a" | "b";
  text: string;
  competency: string;
  seconds: number;
  isMandatory: boolean;
  /** The words that the plan or the bank has; empty for a written question. */
  original: string;
  /** Null leaves it to the rule: what a person wrote is pinned. */
  isPinned: boolean | null;
  /** What a good answer covers, one point a line; for written questions only. */
  goodAnswer: string;
  /** Why a warning does not apply, by its code. */
  reasons: Record<string, string>;
}

export type ScriptName = "greeting_script" | "closing_script" | "inmail_draft";

export interface PlanDraft {
  /** The version that was edited; empty while nothing is. */
  planId: string;
  questions: DraftQuestion[];
  /** Shares in percent, of the competencies whose share was changed. */
  weights: Record<string, number>;
  /** The messages that were changed. */
  scripts: Partial<Record<ScriptName, string>>;
  /** The changed sentences of the interviewer, by their English; an empty one is said in English. */
  sentences: Record<string, string>;
}

export const NO_DRAFT: PlanDraft = {
  planId: "",
  questions: [],
  weights: {},
  scripts: {},
  sentences: {},
};
const USUAL_SECONDS = 180;

export function draftOf(planId: string, document: PlanDocument): PlanDraft {
  const competencies = new Map(
    document.competencies.flatMap(({ name, questions }) => questions.map(({ id }) => [id, name])),
  );
  const questions = questionsOf(document).map((question) =>
    fromPlan(question, competencies.get(question.id) ?? ""),
  );
  return { ...NO_DRAFT, planId, questions };
}

function fromPlan(question: PlanQuestion, competency: string): DraftQuestion {
  return {
    key: question.id,
    id: question.id,
    bankQuestion: null,
    form: "a",
    text: question.text,
    competency,
    seconds: question.time_budget_s,
    isMandatory: question.is_mandatory,
    original: question.text,
    isPinned: question.is_pinned || null,
    goodAnswer: "",
    reasons: {},
  };
}

export function addedFromBank(question: BankQuestion, form: "a" | "b"): DraftQuestion {
  const text = form === "a" ? question.text : question.otherForm;
  return {
    ...written(question.competency),
    key: `${question.id}.${form}`,
    bankQuestion: question.id,
    form,
    text,
    original: text,
  };
}

export function written(competency: string): DraftQuestion {
  return {
    key: `own-${crypto.randomUUID()}`,
    id: null,
    bankQuestion: null,
    form: "a",
    text: "",
    competency,
    seconds: USUAL_SECONDS,
    isMandatory: true,
    original: "",
    isPinned: null,
    goodAnswer: "",
    reasons: {},
  };
}

export function requestOf({ planId, questions, weights, scripts, sentences }: PlanDraft): PlanEdit {
  return {
    planId,
    weights,
    greetingScript: scripts.greeting_script ?? null,
    closingScript: scripts.closing_script ?? null,
    inmailDraft: scripts.inmail_draft ?? null,
    sentences: Object.fromEntries(
      Object.entries(sentences).map(([english, text]) => [english, text.trim() || null]),
    ),
    questions: questions.map((question) => ({
      questionId: question.id,
      bankQuestion: question.bankQuestion,
      form: question.form,
      text: question.text,
      competency: question.id || question.bankQuestion ? null : question.competency,
      timeBudgetS: question.seconds,
      isMandatory: question.isMandatory,
      isPinned: question.isPinned,
      goodAnswer: question.goodAnswer
        .split("\n")
        .map((point) => point.trim())
        .filter(Boolean),
      reasons: question.reasons,
    })),
  };
}

/** Whether saving would change anything. */
export function isChanged(draft: PlanDraft, document: PlanDocument): boolean {
  const before = draftOf(draft.planId, document);
  return JSON.stringify(draft) !== JSON.stringify(before);
}

/**
 * The same wishes for a newer version: a question that this version no longer has goes back in as one of
 * the bank, or as the person's own words.
 */
export function rebased(draft: PlanDraft, planId: string, document: PlanDocument): PlanDraft {
  const known = new Set(questionsOf(document).map((question) => question.id));
  const names = document.competencies.map((competency) => competency.name);
  const questions = draft.questions.map((question) =>
    question.id === null || known.has(question.id)
      ? question
      : {
          ...question,
          id: null,
          competency: names.includes(question.competency) ? question.competency : (names[0] ?? ""),
        },
  );
  const weights = Object.fromEntries(
    Object.entries(draft.weights).filter(([name]) => names.includes(name)),
  );
  return { ...draft, planId, questions, weights };
}

export function moved(questions: DraftQuestion[], from: number, to: number): DraftQuestion[] {
  const rest = questions.filter((_, place) => place !== from);
  const question = questions[from];
  return question ? rest.toSpliced(to, 0, question) : questions;
}
