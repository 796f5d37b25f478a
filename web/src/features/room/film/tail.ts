import { useSyncExternalStore } from "react";

/** The last seconds of a film after the talk: nothing to save, being saved, saved, or not saved. */
export type Tail = "none" | "saving" | "saved" | "lost";

let now: Tail = "none";
const listeners = new Set<() => void>();

/** Stands outside every page: the room is gone while its last seconds are still on their way. */
export const tail = {
  get: (): Tail => now,
  set(next: Tail): void {
    now = next;
    for (const listener of listeners) listener();
  },
};

export function useTail(): Tail {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, tail.get);
}
