import { useSyncExternalStore } from "react";

/** The last seconds of a video after the interview: nothing to save, being saved, saved, or not saved. */
export type FinalUpload = "none" | "saving" | "saved" | "lost";

let now: FinalUpload = "none";
const listeners = new Set<() => void>();

/** Stands outside every page: the room is gone while its last seconds are still on their way. */
export const finalUpload = {
  get: (): FinalUpload => now,
  set(next: FinalUpload): void {
    now = next;
    for (const listener of listeners) listener();
  },
};

export function useFinalUpload(): FinalUpload {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, finalUpload.get);
}
