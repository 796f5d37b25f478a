import type { PlanDocument, PlanQuestion, Transcript, TranscriptTurn } from "@/shared/api/types";
import { questionsOf } from "./reading";

/** Milliseconds of speech where every turn was measured; otherwise words, as of typed answers. */
export type Measure = "ms" | "words";

export interface SpokenTurn {
  turn: number;
  role: TranscriptTurn["role"];
  amount: number;
}

/** The turns of one question; without any, the question was not asked. */
export interface QuestionTurns {
  id: string;
  /** The place in the plan, from 1; null if the current plan does not have the question. */
  number: number | null;
  question: PlanQuestion | undefined;
  turns: SpokenTurn[];
}

export interface Speaking {
  measure: Measure;
  /** In the order of the interview, then those that were not asked. */
  questions: QuestionTurns[];
}

/** Return who said how much to each question. What belongs to no question does not count. */
export function speakingOf(transcript: Transcript, document: PlanDocument | undefined): Speaking {
  const planned = document ? questionsOf(document) : [];
  const turns = transcript.turns.filter((turn) => turn.questionId !== null && !turn.isDropped);
  const measure = turns.every((turn) => turn.speechMs !== null) ? "ms" : "words";
  const asked = turns.map((turn) => turn.questionId ?? "");
  const questions = [...new Set([...asked, ...planned.map(({ id }) => id)])].map((id) => {
    const place = planned.findIndex((question) => question.id === id);
    return {
      id,
      number: place < 0 ? null : place + 1,
      question: planned[place],
      turns: turns
        .filter((turn) => turn.questionId === id)
        .map((turn) => ({
          turn: turn.turn,
          role: turn.role,
          amount: measure === "ms" ? (turn.speechMs ?? 0) : wordsIn(turn.text),
        })),
    };
  });
  return { measure, questions };
}

/** Return how much one side said in these turns. */
export function amountOf(turns: SpokenTurn[], role: TranscriptTurn["role"]): number {
  return turns
    .filter((turn) => turn.role === role)
    .reduce((total, { amount }) => total + amount, 0);
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
