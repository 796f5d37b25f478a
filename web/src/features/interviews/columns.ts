import { i18n } from "@lingui/core";
import { useState } from "react";
import type { InterviewRow } from "@/shared/api/types";
import { KINDS, LEVELS, OUTCOMES } from "@/shared/lib/interview-words";
import { exactly } from "@/shared/lib/words";

/** A column that can be shown or left out. Status and recommendation have cells of their own. */
export interface Column {
  key: string;
  name: string;
  text?: (row: InterviewRow) => string;
}

const at = (moment: string | null) => (moment ? exactly(new Date(moment)) : "");

export const COLUMNS: Column[] = [
  {
    key: "position",
    get name() {
      return i18n._("Position");
    },
    text: (row) => row.position ?? i18n._("Not stated"),
  },
  {
    key: "level",
    get name() {
      return i18n._("Level");
    },
    text: (row) => (row.level ? LEVELS[row.level] : ""),
  },
  {
    key: "status",
    get name() {
      return i18n._("Status");
    },
  },
  {
    key: "recommendation",
    get name() {
      return i18n._("Recommendation");
    },
  },
  {
    key: "decision",
    get name() {
      return i18n._("Decision");
    },
    text: decisionText,
  },
  {
    key: "kind",
    get name() {
      return i18n._("Kind");
    },
    text: (row) => KINDS[row.profile] ?? row.profile,
  },
  {
    key: "company",
    get name() {
      return i18n._("Company");
    },
    text: (row) => row.companyName ?? "",
  },
  {
    key: "reference",
    get name() {
      return i18n._("Reference");
    },
    text: (row) => row.candidateRef ?? "",
  },
  {
    key: "scheduled",
    get name() {
      return i18n._("Scheduled");
    },
    text: (row) => at(row.scheduledAt),
  },
  {
    key: "requested",
    get name() {
      return i18n._("Requested");
    },
    text: (row) => at(row.createdAt),
  },
  {
    key: "changed",
    get name() {
      return i18n._("Last change");
    },
    text: (row) => at(row.updatedAt),
  },
];

/** "Hire", and whether it can still change. */
export function decisionText({ hiringDecision }: InterviewRow): string {
  if (!hiringDecision) return "";
  const outcome = OUTCOMES[hiringDecision.outcome];
  return hiringDecision.status === "final"
    ? outcome
    : i18n._("{outcome}, not final yet", { outcome });
}

const FIRST = ["position", "status", "recommendation", "requested"];
const KEY = "vivavoce_interview_columns";

/** Which columns are shown; the choice is kept on this device. */
export function useColumns(): [Column[], (keys: string[]) => void] {
  const [keys, setKeys] = useState(read);
  function choose(chosen: string[]) {
    setKeys(chosen);
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // The choice holds for this page only.
    }
  }
  return [COLUMNS.filter((column) => keys.includes(column.key)), choose];
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (Array.isArray(kept)) return kept.filter((key) => typeof key === "string");
  } catch {
    // Nothing can be read; the first columns are shown.
  }
  return FIRST;
}
