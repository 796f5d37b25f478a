import { ArrowUpDown, Pencil, Plus, X } from "lucide-react";
import { Status } from "@/shared/ui/status";
import type { Change } from "./plan-changes";
import { wordDiff } from "./word-diff";

/** The words of a question with what went and what came, readable without color and by ear. */
export function ChangedWords({ before, after }: { before: string; after: string }) {
  return wordDiff(before, after).map(({ at, text, kind }) => (
    <span key={at}>
      {at > 0 ? " " : ""}
      {kind === "removed" ? (
        <del className="text-text3">
          <span className="sr-only">removed: </span>
          {text}
        </del>
      ) : kind === "added" ? (
        <ins className="bg-tidesoft decoration-tide">
          <span className="sr-only">added: </span>
          {text}
        </ins>
      ) : (
        text
      )}
    </span>
  ));
}

const MARKS = {
  new: { icon: Plus, tone: "tide", name: "New" },
  reworded: { icon: Pencil, tone: "tide", name: "Reworded" },
  removed: { icon: X, tone: "plain", name: "Removed" },
  moved: { icon: ArrowUpDown, tone: "tide", name: "Moved" },
  changed: { icon: Pencil, tone: "tide", name: "Changed" },
} as const;

export function ChangeMark({ change }: { change: Change }) {
  if (change === "unchanged") return null;
  const { icon, tone, name } = MARKS[change];
  return (
    <Status icon={icon} tone={tone}>
      {name}
    </Status>
  );
}
