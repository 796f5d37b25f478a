import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { BankQuestionPage, QuestionSet, SkillPage } from "@/shared/api/types";

export interface BankQuery {
  words: string;
  setId: string;
}

/** What the question bank and the skills ask of the gateway; a test hands in its own. */
export interface LibraryCalls {
  sets: () => Promise<QuestionSet[]>;
  questions: (query: BankQuery) => Promise<BankQuestionPage>;
  /** Skills that match; without words the first of the list. */
  skills: (words: string) => Promise<SkillPage>;
}

const MOST_QUESTIONS = 100;
const MOST_SKILLS = 50;

export const libraryCalls: LibraryCalls = {
  sets: async () => (await answered(staffApi.GET("/question-sets"))).data,
  questions: ({ words, setId }) =>
    answered(
      staffApi.GET("/bank-questions", {
        params: { query: { words, limit: MOST_QUESTIONS, ...(setId ? { set_id: setId } : {}) } },
      }),
    ),
  skills: (q) =>
    q
      ? answered(
          staffApi.GET("/mcp/skills/search", { params: { query: { q, limit: MOST_SKILLS } } }),
        )
      : answered(staffApi.GET("/mcp/skills", { params: { query: { limit: MOST_SKILLS } } })),
};

export const LibraryCallsContext = createContext<LibraryCalls>(libraryCalls);

export function useLibraryCalls(): LibraryCalls {
  return useContext(LibraryCallsContext);
}
