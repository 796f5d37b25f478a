import type { Problem } from "@/shared/api/problem";
import { STATES } from "../words";
import type { Decision, Entry, Stage, Verdict } from "./outbox";

const DOING: Record<Verdict, (name: string) => string> = {
  approve_plan: (name) => `Approving the plan for ${name}`,
  reject_plan: (name) => `Rejecting the plan for ${name}`,
  rescore: (name) => `Having the answers of ${name} scored again`,
};

const DONE: Record<Verdict, (name: string) => string> = {
  approve_plan: (name) => `The plan for ${name} is approved.`,
  reject_plan: (name) => `The plan for ${name} is rejected.`,
  rescore: (name) => `The answers of ${name} are being scored again.`,
};

export const doing = ({ verdict, name }: Decision) => DOING[verdict](name);
export const done = ({ verdict, name }: Decision) => DONE[verdict](name);

interface Trouble {
  title: string;
  rest: string;
  /** Whether sending it again may help. */
  mayRetry: boolean;
}

/** Why a decision is not recorded, and what becomes of it. */
export function troubleOf({ decision, stage }: Entry): Trouble | null {
  const what = `“${doing(decision)}”`;
  if (stage.at === "refused") {
    const title = overtaken(stage, decision.by.name);
    return { title, rest: `${what} was not recorded.${quoted(decision)}`, mayRetry: false };
  }
  if (stage.at !== "unsent") return null;
  return {
    title: `Not sent yet: ${doing(decision)}.`,
    rest: whyUnsent(stage.problem),
    mayRetry: true,
  };
}

function overtaken({ decidedBy, problem }: Extract<Stage, { at: "refused" }>, me: string): string {
  if (CHANGED.has(problem.code)) return "There is a newer version now.";
  const state = problem.body.currentState;
  const now = state ? `: ${STATES[state].toLowerCase()}` : "";
  if (decidedBy === null) return `This has changed since you opened it${now}.`;
  const who = decidedBy === me ? "You have" : `${decidedBy} has`;
  return `${who} already decided this${now}.`;
}

const CHANGED = new Set(["plan_changed", "assessment_changed"]);

function whyUnsent({ status, code, body }: Problem): string {
  if (code === "interrupted")
    return "The page was closed, or you were signed out, before your decision was sent. Send it now, or discard it.";
  if (status === 0) {
    return "Vivavoce cannot be reached. Your decision will be sent when you are connected again. Keep this tab open.";
  }
  if (status === 401) return "You were signed out before your decision was sent.";
  return body.detail ?? "Vivavoce could not record your decision. Your text is kept. Try again.";
}

function quoted({ comments }: Decision): string {
  return comments ? ` You wrote: “${comments}”` : "";
}
