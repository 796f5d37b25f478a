import type { InterviewFacts, PositionOverview, RequestCheck } from "@/shared/api/types";
import { momentOf } from "@/shared/lib/time-zone";
import { cleaned, hasHistory, type ResumeHistory } from "./parts/resume-history";

/** What is written on the page of a new interview; empty is not given. */
export interface NewInterview {
  jobText: string;
  /** Of these three, null is what the job text says. */
  position: string | null;
  level: string | null;
  skills: string | null;
  name: string;
  email: string;
  phone: string;
  resume: string;
  /** The jobs and the education that were read out of the résumé, as a person corrected them. */
  history: ResumeHistory;
  minutes: string;
  language: string;
  kind: NonNullable<InterviewFacts["profile"]>;
  /** A date and a time of the console's time zone, such as 2030-05-31T09:30. */
  scheduled: string;
  video: boolean;
  /** Names this request, so that a second press makes no second interview. */
  key: string;
}

export const EMPTY: NewInterview = {
  jobText: "",
  position: null,
  level: null,
  skills: null,
  name: "",
  email: "",
  phone: "",
  resume: "",
  history: { work: [], education: [] },
  minutes: "",
  language: "en",
  kind: "hiring",
  scheduled: "",
  video: false,
  key: "",
};

export const LENGTHS: Record<string, number> = { hiring: 30, panel: 30, phone_screen: 15 };

/** What the page offers to choose from. */
export const MINUTES = [10, 15, 20, 30, 45, 60, 90];
export const LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pl", "pt"];

/** What another interview for the position begins with; nothing about a candidate is among it. */
export function asForPosition({ position, facts }: PositionOverview): Partial<NewInterview> {
  return {
    position,
    jobText: facts.jobDescription ?? "",
    level: facts.level,
    skills: facts.skills.length ? facts.skills.join(", ") : null,
    ...(MINUTES.includes(facts.durationMinutes) ? { minutes: String(facts.durationMinutes) } : {}),
    ...(LANGUAGES.includes(facts.language) ? { language: facts.language } : {}),
    key: "",
  };
}

/** What the gateway is sent; what stands empty is left out. */
export function factsOf(draft: NewInterview): InterviewFacts {
  const facts: InterviewFacts = { profile: draft.kind, language: draft.language };
  const texts = {
    jobDescription: draft.jobText,
    position: draft.position,
    level: draft.level,
    candidateName: draft.name,
    candidateEmail: draft.email,
    candidatePhone: draft.phone,
    resumeText: draft.resume,
  };
  for (const [name, text] of Object.entries(texts)) {
    if (text?.trim()) facts[name] = text.trim();
  }
  const skills = splitSkills(draft.skills ?? "");
  if (skills.length) facts.skills = skills;
  const history = cleaned(draft.history);
  if (hasHistory(history)) facts.resume = { ...history };
  if (draft.minutes) facts.durationMinutes = Number(draft.minutes);
  if (draft.scheduled) facts.scheduledAt = momentOf(draft.scheduled).toISOString();
  if (draft.video) facts.abilities = { videoPresence: true };
  return facts;
}

export function splitSkills(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((skill) => skill.trim())
    .filter(Boolean);
}

/** The draft with what the job text says, where a person wrote nothing: what they see is what is sent. */
export function filledIn(draft: NewInterview, check: RequestCheck | undefined): NewInterview {
  const found = draft.jobText.trim() ? check?.jobText : undefined;
  return {
    ...draft,
    position: draft.position ?? found?.position ?? null,
    level: draft.level ?? found?.level ?? null,
    skills: draft.skills ?? found?.skills.join(", ") ?? null,
  };
}
