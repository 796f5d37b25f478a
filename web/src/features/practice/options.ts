import type { Difficulty, Draft, Minutes, PracticeOptions } from "./shapes";

/** What an assignment asks for. */
export interface Assigned {
  id: string;
  role: string;
}

const FIRST_PERSONA: PracticeOptions["persona_id"] = "emma";
const DIFFICULTIES = new Set<string>(["student", "easy", "medium", "hard"] satisfies Difficulty[]);

/** What was chosen when a draft was made, as far as the form can say it. */
export function optionsOf({ config }: Draft): PracticeOptions {
  const known = config.context as Record<string, string | null | undefined>;
  const { leaderboard } = config.context as { leaderboard?: unknown };
  const { target_role, company_name, job_description, assignment_id } = known;
  const difficulty = config.difficulty ?? "";
  return {
    persona_id: config.persona_id ?? FIRST_PERSONA,
    interview_type: config.interview_type as PracticeOptions["interview_type"],
    duration_minutes: config.duration_minutes as Minutes,
    context: {
      difficulty: DIFFICULTIES.has(difficulty) ? (difficulty as Difficulty) : "medium",
      language: config.language,
      ...(target_role ? { target_role } : {}),
      ...(company_name ? { company_name } : {}),
      ...(job_description ? { job_description } : {}),
      ...(assignment_id ? { assignment_id } : {}),
      ...(typeof leaderboard === "boolean" ? { leaderboard } : {}),
    },
  };
}

/** What the form begins with. */
export function defaultOptions(assignment: Assigned | undefined): PracticeOptions {
  return {
    persona_id: FIRST_PERSONA,
    interview_type: "behavioral",
    duration_minutes: 10,
    context: {
      difficulty: "medium",
      ...(assignment ? { assignment_id: assignment.id, target_role: assignment.role } : {}),
    },
  };
}
