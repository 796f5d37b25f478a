import { i18n } from "@lingui/core";
import type { Problem } from "@/shared/api/problem";
import { withinSentence } from "@/shared/lib/words";
import { STATES } from "../words";
import type { Decision, Entry, Stage, Verdict } from "./outbox";

const DOING: Record<Verdict, (name: string) => string> = {
  approve_plan: (name) => i18n._("Approving the plan for {name}", { name }),
  reject_plan: (name) => i18n._("Rejecting the plan for {name}", { name }),
  rescore: (name) => i18n._("Having the answers of {name} scored again", { name }),
};

const DONE: Record<Verdict, (name: string) => string> = {
  approve_plan: (name) => i18n._("The plan for {name} is approved.", { name }),
  reject_plan: (name) => i18n._("The plan for {name} is rejected.", { name }),
  rescore: (name) => i18n._("The answers of {name} are being scored again.", { name }),
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
  if (stage.at === "refused") {
    const title = overtaken(stage, decision.by.name);
    return {
      title,
      rest: [i18n._("“{what}” was not recorded.", { what: doing(decision) }), quoted(decision)]
        .filter(Boolean)
        .join(" "),
      mayRetry: false,
    };
  }
  if (stage.at !== "unsent") return null;
  return {
    title: i18n._("Not sent yet: {what}.", { what: doing(decision) }),
    rest: whyUnsent(stage.problem),
    mayRetry: true,
  };
}

function overtaken({ decidedBy, problem }: Extract<Stage, { at: "refused" }>, me: string): string {
  if (CHANGED.has(problem.code)) return i18n._("There is a newer version now.");
  const state = problem.body.currentState;
  const now = state ? withinSentence(STATES[state]) : null;
  if (decidedBy === null) {
    return now
      ? i18n._("This has changed since you opened it: {now}.", { now })
      : i18n._("This has changed since you opened it.");
  }
  if (decidedBy === me) {
    return now
      ? i18n._("You have already decided this: {now}.", { now })
      : i18n._("You have already decided this.");
  }
  return now
    ? i18n._("{name} has already decided this: {now}.", { name: decidedBy, now })
    : i18n._("{name} has already decided this.", { name: decidedBy });
}

const CHANGED = new Set(["plan_changed", "assessment_changed"]);

function whyUnsent({ status, code, body }: Problem): string {
  if (code === "interrupted")
    return i18n._(
      "The page was closed, or you were signed out, before your decision was sent. Send it now, or discard it.",
    );
  if (status === 0) {
    return i18n._(
      "Vivavoce cannot be reached. Your decision will be sent when you are connected again. Keep this tab open.",
    );
  }
  if (status === 401) return i18n._("You were signed out before your decision was sent.");
  return (
    body.detail ?? i18n._("Vivavoce could not record your decision. Your text is kept. Try again.")
  );
}

function quoted({ comments }: Decision): string {
  return comments ? i18n._("You wrote: “{comments}”", { comments }) : "";
}
