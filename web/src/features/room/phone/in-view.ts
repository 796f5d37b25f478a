import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useIsPhone } from "./use-phone";

/** From where to where something reaches, in pixels of the window. */
export interface Reach {
  top: number;
  bottom: number;
}

export interface Turn {
  /** What may stand at the top of the window, the most welcome first; the last is the question itself. */
  tops: number[];
  question: Reach;
  /** The end of the last control that has to be in the window. */
  end: number;
}

const MARGIN = 8;
const KEYBOARD_PX = 120;

/**
 * Return by how many pixels the page has to scroll so that question and controls share the window.
 *
 * Where both do not fit, the controls stand at the bottom, under the end of the question.
 */
export function scrollNeeded({ tops, question, end }: Turn, view: Reach): number {
  const last = Math.max(end, question.bottom);
  if (question.top >= view.top && last <= view.bottom) return 0;
  const room = view.bottom - view.top - MARGIN;
  const top = tops.find((each) => last - each <= room);
  if (top !== undefined) return top - view.top - Math.min(MARGIN, room - (last - top));
  return end + MARGIN - view.bottom;
}

/**
 * On a phone, bring each new question into the window together with what answers it.
 *
 * Between two questions the page stays where the reader scrolled it, but for an opening keyboard and a field
 * that grows under their fingers. The page jumps and does not glide: nothing here moves by itself.
 */
export function useTurnInView(asked: number | null): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const isPhone = useIsPhone();
  useLayoutEffect(() => {
    if (asked !== null && isPhone) bringIntoView(box.current);
  }, [asked, isPhone]);
  useEffect(() => {
    if (!isPhone) return;
    const isWriting = () =>
      document.activeElement instanceof HTMLTextAreaElement &&
      box.current?.contains(document.activeElement);
    const view = window.visualViewport ?? window;
    let size = sizeOfView();
    const onResize = () => {
      const now = sizeOfView();
      const isSmaller = size.height - now.height > KEYBOARD_PX || size.width !== now.width;
      // The address bar comes and goes while one scrolls, which is no reason to take the page away.
      if (isSmaller || now.height > size.height) size = now;
      if (isSmaller && isWriting()) bringIntoView(box.current);
    };
    const onInput = () => {
      if (isWriting()) keepEndInView(box.current);
    };
    const turn = box.current;
    view.addEventListener("resize", onResize);
    turn?.addEventListener("input", onInput);
    return () => {
      view.removeEventListener("resize", onResize);
      turn?.removeEventListener("input", onInput);
    };
  }, [isPhone]);
  return box;
}

function sizeOfView(): { width: number; height: number } {
  const { visualViewport: view } = window;
  return { width: view?.width ?? window.innerWidth, height: view?.height ?? window.innerHeight };
}

function bringIntoView(box: HTMLElement | null): void {
  const turn = box && turnIn(box);
  if (!turn || document.querySelector("dialog[open]")) return;
  const by = scrollNeeded(turn, viewOf());
  if (by !== 0) window.scrollBy?.({ top: by, behavior: "instant" });
}

/** A field that grows pushes the button that sends down: follow it, and no further. */
function keepEndInView(box: HTMLElement | null): void {
  const turn = box && turnIn(box);
  if (!turn) return;
  const by = turn.end + MARGIN - viewOf().bottom;
  if (by > 0) window.scrollBy?.({ top: by, behavior: "instant" });
}

function turnIn(box: HTMLElement): Turn | null {
  const question = box.querySelector("[data-asked]")?.getBoundingClientRect();
  const heading = box.querySelector("[data-asked] :is(h1, h2)")?.getBoundingClientRect();
  const end = box.querySelector("[data-dock-end]")?.getBoundingClientRect();
  if (!question || !heading || !end) return null;
  const tops = [box.getBoundingClientRect().top, question.top, heading.top];
  return { tops, question: heading, end: end.bottom };
}

/** The part of the window that neither a keyboard nor a bar covers. */
function viewOf(): Reach {
  const { visualViewport: view } = window;
  const top = view?.offsetTop ?? 0;
  const bottom = top + sizeOfView().height;
  return {
    top: Math.max(top, endOf("[data-video]")),
    bottom: bottom - heightOf("[data-bottom-bar]"),
  };
}

/** Where a bar that sticks to the top of the window ends. */
function endOf(selector: string): number {
  const bar = document.querySelector<HTMLElement>(selector);
  return bar ? bar.offsetHeight + MARGIN : 0;
}

function heightOf(selector: string): number {
  return document.querySelector<HTMLElement>(selector)?.offsetHeight ?? 0;
}
