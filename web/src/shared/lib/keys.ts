import { i18n } from "@lingui/core";
import { type KeyboardEvent as FieldKeyEvent, useEffect, useRef } from "react";
import { isSwitchedOn } from "./preferences";

const SEQUENCE_MS = 1500;

/**
 * Run the action of a key, unless the person types in a field or a dialog is open.
 *
 * `mod+enter` is Ctrl or ⌘ with Enter, `mod+k` with K; they also work in a text field. `mod+z` is Ctrl or ⌘
 * with Z, where nothing is typed. The space bar is `space`, and arrows with Shift are `shift+arrowleft` and
 * so on. Keys without Ctrl or ⌘ do nothing where the person turned them off. An action that returns false had
 * nothing to do: the key keeps what the browser does with it.
 */
export function useKeys(keys: Record<string, () => unknown>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const run = latest.current[nameOf(event)];
      if (run && run() !== false) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** Run an action when the key `first` is followed by another one; no other shortcut gets the second key. */
export function useKeysAfter(first: string, keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let pressedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const run = event.timeStamp - pressedAt < SEQUENCE_MS ? latest.current[name] : undefined;
      pressedAt = name === first ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (!run) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      run();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [first]);
}

export const isMac = (platform = navigator.platform) => /Mac/.test(platform);

/** The keys of `submitByKey`, as this machine calls them. */
export const sendKeys = (platform?: string) =>
  isMac(platform) ? i18n._("Command+Enter") : i18n._("Ctrl+Enter");

/** What stands beside a field with `submitByKey`. */
export const sendKeysHint = () => i18n._("Press {keys} to send.", { keys: sendKeys() });

/** Have Ctrl or ⌘ with Enter in a field send its form, as the form's own button does. */
export function submitByKey(event: FieldKeyEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function nameOf(event: KeyboardEvent): string {
  const isModified = event.ctrlKey || event.metaKey;
  const isFind = isModified && !event.shiftKey && event.key.toLowerCase() === "k";
  if (isFind && !inDialog(event.target)) return "mod+k";
  if (isModified && event.key === "Enter" && !inDialog(event.target)) return "mod+enter";
  // In a text field it takes back what was typed, as everywhere.
  const isUndo = isModified && !event.shiftKey && event.key.toLowerCase() === "z";
  if (isUndo && !isTyping(event.target)) return "mod+z";
  if (isModified || event.altKey || isTyping(event.target) || isSwitchedOn("letterless")) return "";
  if (event.key === " ") return isPressed(event.target) ? "" : "space";
  const isArrow = event.key.startsWith("Arrow");
  return `${isArrow && event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`;
}

/** What Space already presses keeps it. */
function isPressed(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, summary, a, label") !== null;
}

function inDialog(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("dialog") !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.closest(
      "textarea, input:not([type=radio]):not([type=checkbox]):not([type=range]), select, dialog",
    ) !== null ||
      target.isContentEditable)
  );
}
