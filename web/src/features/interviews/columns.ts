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
  { key: "position", name: "Position", text: (row) => row.position ?? "Not stated" },
  { key: "level", name: "Level", text: (row) => LEVELS[row.level ?? ""] ?? row.level ?? "" },
  { key: "status", name: "Status" },
  { key: "recommendation", name: "Recommendation" },
  { key: "decision", name: "Decision", text: decisionText },
  { key: "kind", name: "Kind", text: (row) => KINDS[row.profile] ?? row.profile },
  { key: "company", name: "Company", text: (row) => row.companyName ?? "" },
  { key: "reference", name: "Reference", text: (row) => row.candidateRef ?? "" },
  { key: "scheduled", name: "Scheduled", text: (row) => at(row.scheduledAt) },
  { key: "requested", name: "Requested", text: (row) => at(row.createdAt) },
  { key: "changed", name: "Last change", text: (row) => at(row.updatedAt) },
];

/** "Hire", and whether it can still change. */
function decisionText({ hiringDecision }: InterviewRow): string {
  if (!hiringDecision) return "";
  const outcome = OUTCOMES[hiringDecision.outcome];
  return hiringDecision.status === "final" ? outcome : `${outcome}, not final yet`;
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
