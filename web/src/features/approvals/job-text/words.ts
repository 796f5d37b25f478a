import type { CompetencyGroup, JobStatement, StatementKind } from "@/shared/api/types";
import { count } from "@/shared/lib/words";

export const KINDS: Record<StatementKind, string> = {
  task: "Task",
  requirement: "Requirement",
  condition: "Working condition",
  context: "Background",
  offer: "Offer",
  legal: "Legal notice",
};

const NEEDS = {
  essential: "Requirement",
  nice: "Nice to have",
  learned_here: "Learned on the job",
  waived: "Not required",
};

const CHECKS = {
  license: "license or certificate",
  years: "years of experience",
  degree: "degree or training",
  language: "language",
  physical: "physical demands",
  time: "working hours",
  screening: "screening",
};

/** What a statement was read as, in the words of somebody who hires. */
export function readAs(statement: Pick<JobStatement, "kind" | "need">): string {
  return statement.need ? NEEDS[statement.need] : KINDS[statement.kind];
}

/** What is checked with a proof instead of being asked about. */
export function checkedAs(statement: JobStatement): string | null {
  return statement.check ? `Check: ${CHECKS[statement.check.kind]}` : null;
}

/** The name of a competency group; its code while the names are not there. */
export function groupName(groups: CompetencyGroup[], code: string): string {
  const name = groups.find((group) => group.code === code)?.name ?? code;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const COUNTED: [(statement: JobStatement) => boolean, string, string][] = [
  [({ kind }) => kind === "task", "task", "tasks"],
  [({ kind, check }) => kind === "requirement" && !check, "requirement", "requirements"],
  [({ check }) => Boolean(check), "check", "checks"],
  [({ kind, check }) => kind === "condition" && !check, "working condition", "working conditions"],
  [({ kind }) => kind === "offer", "offer", "offers"],
];

/** "8 tasks, 3 requirements, 2 checks": what the text holds, without what it does not. */
export function summaryOf(statements: JobStatement[]): string {
  return COUNTED.map(([is, one, many]) => {
    const amount = statements.filter(is).length;
    return amount ? count(amount, one, many) : "";
  })
    .filter(Boolean)
    .join(", ");
}
