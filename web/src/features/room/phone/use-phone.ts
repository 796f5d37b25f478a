import { useCallback, useSyncExternalStore } from "react";

/** The same windows as the `phone` variant of the styles: narrow, or a phone held sideways. */
const PHONE = "(max-width: 39.99rem), ((max-height: 31rem) and (max-width: 60rem))";

/** The windows of the `low` variant: of a laptop, where question and answer need the height. */
const LOW = "(max-height: 53rem)";

/** Whether the window is a phone's. */
export function useIsPhone(): boolean {
  return useMatches(PHONE);
}

/** Whether the window is a phone's, or too low for a long text beside a question and its answer. */
export function useIsLow(): boolean {
  const isPhone = useMatches(PHONE);
  return useMatches(LOW) || isPhone;
}

function useMatches(media: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const query = matchMedia(media);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    [media],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(media).matches);
}

/** Whether the main pointer is a finger, so that focus in a text field opens an on-screen keyboard. */
export function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
