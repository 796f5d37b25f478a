import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type {
  BankQuestionPage,
  CompetencyGroup,
  NewSkill,
  OccupationPage,
  QuestionSet,
  Skill,
  SkillMatch,
  SkillPage,
} from "@/shared/api/types";

export type BankLanguage = "en" | "de";

export interface BankQuery {
  words: string;
  setId: string;
  language: BankLanguage;
}

/** What the question bank and the skills ask of the gateway; a test hands in its own. */
export interface LibraryCalls {
  sets: (language: BankLanguage) => Promise<QuestionSet[]>;
  questions: (query: BankQuery) => Promise<BankQuestionPage>;
  /** Skills that match, best first; without words a page of all but the imported ones. */
  skills: (words: string, page: number) => Promise<SkillPage>;
  groups: () => Promise<CompetencyGroup[]>;
  addSkill: (skill: NewSkill) => Promise<Skill>;
  deleteSkill: (id: string) => Promise<unknown>;
  /** How a request would read these skills, in this order. */
  checkSkills: (skills: string[]) => Promise<SkillMatch[]>;
  /** What a job title is recognized as; empty if it names no occupation. */
  recognizeOccupation: (title: string) => Promise<OccupationPage>;
  /** Occupations that are called alike, best first. */
  findOccupations: (words: string) => Promise<OccupationPage>;
}

const MOST_QUESTIONS = 100;
export const SKILLS_ON_PAGE = 20;
const MOST_FOUND = 50;
const SIMILAR_OCCUPATIONS = 5;

export const libraryCalls: LibraryCalls = {
  sets: async (language) =>
    (await answered(staffApi.GET("/question-sets", { params: { query: { language } } }))).data,
  questions: ({ words, setId, language }) =>
    answered(
      staffApi.GET("/bank-questions", {
        params: {
          query: { words, language, limit: MOST_QUESTIONS, ...(setId ? { set_id: setId } : {}) },
        },
      }),
    ),
  skills: (q, page) =>
    q
      ? answered(
          staffApi.GET("/mcp/skills/search", { params: { query: { q, limit: MOST_FOUND } } }),
        )
      : answered(
          staffApi.GET("/mcp/skills", {
            params: { query: { limit: SKILLS_ON_PAGE, offset: (page - 1) * SKILLS_ON_PAGE } },
          }),
        ),
  groups: async () => (await answered(staffApi.GET("/competency-groups"))).data,
  addSkill: (body) => answered(staffApi.POST("/mcp/skills", { body })),
  deleteSkill: (id) =>
    answered(staffApi.DELETE("/mcp/skills/{skill_id}", { params: { path: { skill_id: id } } })),
  checkSkills: async (skills) =>
    (await answered(staffApi.POST("/mcp/skills/validate", { body: { skills } }))).results,
  recognizeOccupation: (title) =>
    answered(staffApi.GET("/mcp/occupations/match", { params: { query: { title } } })),
  findOccupations: (q) =>
    answered(
      staffApi.GET("/mcp/occupations/search", {
        params: { query: { q, limit: SIMILAR_OCCUPATIONS } },
      }),
    ),
};

export const LibraryCallsContext = createContext<LibraryCalls>(libraryCalls);

export function useLibraryCalls(): LibraryCalls {
  return useContext(LibraryCallsContext);
}
