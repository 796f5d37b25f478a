import type { TranscriptEntry } from "./session";

export interface Answered {
  seq: number;
  question: string;
  answer: string;
}

/** Pair each thing the candidate said with what was asked last before it. */
export function answersOf(said: TranscriptEntry[]): Answered[] {
  const answers: Answered[] = [];
  let question = "";
  for (const each of said) {
    if (each.role === "candidate") answers.push({ seq: each.seq, question, answer: each.text });
    else if (each.kind !== "remark" && each.kind !== "closing") question = each.text;
  }
  return answers;
}

/** How many questions have an answer: a follow-up belongs to its question, and a request answers none. */
export function countAnsweredQuestions(said: TranscriptEntry[]): number {
  const answers = said.filter(({ role, kind }) => role === "candidate" && kind === "answer");
  return new Set(answers.map(({ questionId }) => questionId).filter(Boolean)).size;
}

export function answersAsText(answers: Answered[]): string {
  return answers.map((each) => `${each.question}\n\n${each.answer}\n`).join("\n---\n\n");
}
