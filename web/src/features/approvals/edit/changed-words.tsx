import { i18n } from "@lingui/core";
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
          <span className="sr-only">{i18n._("removed:")} </span>
          {text}
        </del>
      ) : kind === "added" ? (
        <ins className="bg-tidesoft decoration-tide">
          <span className="sr-only">{i18n._("added:")} </span>
          {text}
        </ins>
      ) : (
        text
      )}
    </span>
  ));
}

const MARKS = {
  new: {
    icon: Plus,
    tone: "tide",
    get name() {
      return i18n._("New");
    },
  },
  reworded: {
    icon: Pencil,
    tone: "tide",
    get name() {
      return i18n._("Reworded");
    },
  },
  removed: {
    icon: X,
    tone: "plain",
    get name() {
      return i18n._("Removed");
    },
  },
  moved: {
    icon: ArrowUpDown,
    tone: "tide",
    get name() {
      return i18n._("Moved");
    },
  },
  changed: {
    icon: Pencil,
    tone: "tide",
    get name() {
      return i18n._("Changed");
    },
  },
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
