import { type RefObject, useEffect, useRef } from "react";

/** Set the document's title while the page stands. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Move focus to the heading when the page, or the step of it, is new. */
export function useArrival(step: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: focus follows the step, nothing else
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo?.(0, 0);
  }, [step]);
  return heading;
}

/**
 * Keep the keyboard's place when a control is replaced by another.
 *
 * Focus moves only if it stood in the box and fell out because its element went away.
 */
export function useKeptFocus(state: string): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const wasInside = useRef(false);
  useEffect(() => {
    const follow = (event: FocusEvent) => {
      wasInside.current = box.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener("focusin", follow);
    return () => document.removeEventListener("focusin", follow);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at after each change of state
  useEffect(() => {
    if (!wasInside.current || document.activeElement !== document.body) return;
    box.current?.querySelector<HTMLElement>("textarea, button")?.focus();
  }, [state]);
  return box;
}
