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
