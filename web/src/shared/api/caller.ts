import { useSyncExternalStore } from "react";
import type { CallerCard, SignedIn } from "./types";

const KEY = "vivavoce_caller";
/** What a sign-in of an earlier version did not store; it is asked for with the first page. */
const NOTHING_KNOWN: Partial<SignedIn> = { permissions: [] };
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

/** What the console shows depends on permissions; the gateway decides. */
export function isAllowed(caller: SignedIn | null, permission: string): boolean {
  return caller?.permissions.includes(permission) ?? false;
}

/** Whether the person who is signed in has a permission, as far as the console knows. */
export function useIsAllowed(permission: string): boolean {
  return isAllowed(useCaller(), permission);
}

/** Take over what a person's role is and allows now, which an administrator can change at any time. */
export function renewPermissions({ id, role, roleName, permissions }: CallerCard): void {
  const caller = callerStore.get();
  if (!caller || caller.user.id !== id || role === null) return;
  const isSame =
    caller.user.role === role &&
    caller.user.roleName === roleName &&
    caller.permissions.join() === permissions.join();
  if (!isSame)
    callerStore.set({ ...caller, permissions, user: { ...caller.user, role, roleName } });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): SignedIn | null {
  const text = sessionStorage.getItem(KEY);
  if (!text) return null;
  try {
    return { ...NOTHING_KNOWN, ...(JSON.parse(text) as SignedIn) };
  } catch {
    return null;
  }
}
