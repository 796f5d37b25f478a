import { useCallback, useSyncExternalStore } from "react";

export type Switch = "still" | "larger" | "quiet" | "timeless" | "letterless" | "captionless";
const KEY = "vivavoce_";
const listeners = new Set<() => void>();

/** A choice about how the page behaves, kept on this device and mirrored on the root element. */
export function useSwitch(name: Switch): [boolean, (on: boolean) => void] {
  const isOn = useSyncExternalStore(subscribe, () => isSwitchedOn(name));
  const change = useCallback((on: boolean) => write(name, on), [name]);
  return [isOn, change];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export type Theme = "system" | "light" | "dark";

export function readTheme(): Theme {
  const theme = held("theme");
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function setTheme(theme: Theme): void {
  keep("theme", theme === "system" ? null : theme);
  applyPreferences();
}

/** Put the kept choices on the root element, before the first paint of a page. */
export function applyPreferences(): void {
  const root = document.documentElement;
  const theme = readTheme();
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
  for (const name of ["still", "larger"] as const) mirror(name, isSwitchedOn(name));
}

/** Whether the person turned this on, on this device. */
export function isSwitchedOn(name: Switch): boolean {
  return held(name) === "on";
}

function write(name: Switch, on: boolean): void {
  keep(name, on ? "on" : null);
  mirror(name, on);
  for (const listener of listeners) listener();
}

function mirror(name: Switch, on: boolean): void {
  if (on) document.documentElement.dataset[name] = "";
  else delete document.documentElement.dataset[name];
}

function held(name: string): string | null {
  try {
    return localStorage.getItem(KEY + name);
  } catch {
    return null;
  }
}

function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(KEY + name);
    else localStorage.setItem(KEY + name, value);
  } catch {
    // The choice holds for this page only.
  }
}
