import { i18n } from "@lingui/core";
import type { CompetencyGroup, JobStatement, StatementKind } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";

export const KINDS: Record<StatementKind, string> = {
  get task() {
    return i18n._("Task");
  },
  get requirement() {
    return i18n._("Requirement");
  },
  get condition() {
    return i18n._("Working condition");
  },
  get context() {
    return i18n._("Background");
  },
  get offer() {
    return i18n._("Offer");
  },
  get legal() {
    return i18n._("Legal notice");
  },
};

const NEEDS = {
  get essential() {
    return i18n._("Requirement");
  },
  get nice() {
    return i18n._("Nice to have");
  },
  get learned_here() {
    return i18n._("Learned on the job");
  },
  get waived() {
    return i18n._("Not required");
  },
};

const CHECKS = {
  get license() {
    return i18n._("license or certificate");
  },
  get years() {
    return i18n._("years of experience");
  },
  get degree() {
    return i18n._("degree or training");
  },
  get language() {
    return i18n._("language");
  },
  get physical() {
    return i18n._("physical demands");
  },
  get time() {
    return i18n._("working hours");
  },
  get screening() {
    return i18n._("screening");
  },
};

/** What a statement was read as, in the words of somebody who hires. */
export function readAs(statement: Pick<JobStatement, "kind" | "need">): string {
  return statement.need ? NEEDS[statement.need] : KINDS[statement.kind];
}

/** What is checked with a proof instead of being asked about. */
export function checkedAs(statement: JobStatement): string | null {
  return statement.check ? i18n._("Check: {what}", { what: CHECKS[statement.check.kind] }) : null;
}

/** The name of a competency group; its code while the names are not there. */
export function groupName(groups: CompetencyGroup[], code: string): string {
  const name = groups.find((group) => group.code === code)?.name ?? code;
  return competencyName(name.charAt(0).toUpperCase() + name.slice(1));
}

const COUNTED: [(statement: JobStatement) => boolean, (count: number) => string][] = [
  [
    ({ kind }) => kind === "task",
    (count) => i18n._("{count, plural, one {# task} other {# tasks}}", { count }),
  ],
  [
    ({ kind, check }) => kind === "requirement" && !check,
    (count) => i18n._("{count, plural, one {# requirement} other {# requirements}}", { count }),
  ],
  [
    ({ check }) => Boolean(check),
    (count) => i18n._("{count, plural, one {# check} other {# checks}}", { count }),
  ],
  [
    ({ kind, check }) => kind === "condition" && !check,
    (count) =>
      i18n._("{count, plural, one {# working condition} other {# working conditions}}", { count }),
  ],
  [
    ({ kind }) => kind === "offer",
    (count) => i18n._("{count, plural, one {# offer} other {# offers}}", { count }),
  ],
];

/** "8 tasks, 3 requirements, 2 checks": what the text holds, without what it does not. */
export function summaryOf(statements: JobStatement[]): string {
  return COUNTED.map(([is, say]) => {
    const amount = statements.filter(is).length;
    return amount ? say(amount) : "";
  })
    .filter(Boolean)
    .join(", ");
}
