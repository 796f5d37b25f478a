import { useSyncExternalStore } from "react";
import type { SignedIn } from "./types";

const KEY = "vivavoce_caller";
const listeners = new Set<() => void>();
let held: SignedIn | null | undefined;

/** Who is signed in, in this tab; kept over a reload, gone when the tab closes. */
export const callerStore = {
  get(): SignedIn | null {
    if (held === undefined) held = read();
    return held;
  },
  set(caller: SignedIn | null): void {
    held = caller;
    if (caller) sessionStorage.setItem(KEY, JSON.stringify(caller));
    else sessionStorage.removeItem(KEY);
    for (const listener of listeners) listener();
  },
};

export function useCaller(): SignedIn | null {
  return useSyncExternalStore(subscribe, callerStore.get);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): SignedIn | null {
  const text = sessionStorage.getItem(KEY);
  if (!text) return null;
  try {
    return JSON.parse(text) as SignedIn;
  } catch {
    return null;
  }
}
