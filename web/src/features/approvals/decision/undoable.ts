import { useSyncExternalStore } from "react";
import type { HiringDecision } from "@/shared/api/types";
import { store, storedJson } from "@/shared/lib/stored";

/** A decision about a candidate that this person made in this tab, while it can be undone. */
export interface Undoable {
  interviewId: string;
  /** The candidate's name, for the sentence about it. */
  name: string;
  decision: HiringDecision;
  /** When it can no longer be undone, by this machine's clock, in milliseconds. */
  until: number;
}

const KEY = "vivavoce_undoable_decision";
const listeners = new Set<() => void>();
let held: Undoable | null | undefined;

/** The server holds the decision; this tab only remembers which one it may offer to undo. */
export const undoableStore = {
  get(): Undoable | null {
    if (held === undefined) held = storedJson<Undoable>(KEY);
    return held;
  },
  set(next: Undoable | null): void {
    held = next;
    store(KEY, next ? JSON.stringify(next) : null);
    for (const listener of listeners) listener();
  },
};

export function useUndoable(): Undoable | null {
  return useSyncExternalStore(subscribe, undoableStore.get);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
