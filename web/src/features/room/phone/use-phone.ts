import { useSyncExternalStore } from "react";

/** The same windows as the `phone` variant of the styles: narrow, or a phone held sideways. */
const PHONE = "(max-width: 39.99rem), ((max-height: 31rem) and (max-width: 60rem))";

/** Whether the window is a phone's. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(PHONE).matches);
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(PHONE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the main pointer is a finger, so that focus in a text field opens an on-screen keyboard. */
export function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
