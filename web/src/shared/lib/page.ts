import { i18n } from "@lingui/core";
import { type RefObject, useEffect, useRef } from "react";

/** Set the document's title while the page stands. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Where a heading took the focus last. */
let arrivedAt = "";

/**
 * Move focus to the heading when the page, or the step of it, is new.
 *
 * A page whose heading only comes anew, because its data did, leaves the focus where the reader has gone meanwhile.
 */
export function useArrival(step: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const language = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: focus follows the step, nothing else
  useEffect(() => {
    const isOnlyTranslated = language.current !== "" && language.current !== i18n.locale;
    language.current = i18n.locale;
    const isSamePage = arrivedAt === window.location.pathname;
    arrivedAt = window.location.pathname;
    if (isOnlyTranslated || (isSamePage && isElsewhere(heading.current))) return;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo?.(0, 0);
  }, [step]);
  return heading;
}

/** Whether the reader has put the focus on something that still stands. */
function isElsewhere(heading: HTMLElement | null): boolean {
  const at = document.activeElement;
  return at !== null && at !== document.body && at !== heading;
}

/**
 * Keep the keyboard's place when a control is replaced by another.
 *
 * Focus moves only if it stood in the box and fell out because its element went away; the first of
 * `heirs` takes it.
 */
export function useKeptFocus(
  state: string,
  heirs = "textarea, button",
): RefObject<HTMLDivElement | null> {
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
    box.current?.querySelector<HTMLElement>(heirs)?.focus();
  }, [state]);
  return box;
}

/** When what has the focus in here goes away, the first heading in here takes it, and not the body. */
export function useHeadingTakesFocus<Box extends HTMLElement>(): RefObject<Box | null> {
  const box = useRef<Box>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let wasInside = false;
    const enter = (event: FocusEvent) => {
      wasInside = element.contains(event.target as Node);
    };
    const leave = ({ target }: FocusEvent) => {
      // Focus that a person put elsewhere is theirs; only what was taken away is given back.
      setTimeout(() => {
        if (target instanceof Node && target.isConnected) {
          wasInside = element.contains(document.activeElement);
        }
      });
    };
    const look = () => {
      const heading = element.querySelector<HTMLElement>("h2, h3");
      if (!wasInside || document.activeElement !== document.body || !heading) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(look);
    document.addEventListener("focusin", enter);
    element.addEventListener("focusout", leave);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      document.removeEventListener("focusin", enter);
      element.removeEventListener("focusout", leave);
    };
  }, []);
  return box;
}
