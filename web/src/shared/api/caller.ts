import { useSyncExternalStore } from "react";
import { forgetDrafts } from "@/shared/lib/draft";
import { store, storedJson } from "@/shared/lib/stored";
import type { CallerCard, Permission, SignedIn } from "./types";

const KEY = "vivavoce_caller";
/** Whose session this browser has. All tabs see it change; the session itself is in a cookie. */
const SHARED = "vivavoce_session";
const listeners = new Set<() => void>();
let held: SignedIn | null | undefined;
let isConfirmed = false;
let interrupted: Interruption | null = null;

/** Why a page that stands open does nothing more for now. */
export type Interruption = "ended" | "another_person";

/** Whom this tab shows. What is kept here opens nothing: the session is in a cookie that no script can read. */
export const callerStore = {
  get(): SignedIn | null {
    if (held === undefined) held = storedJson<SignedIn>(KEY);
    return held;
  },

  /** A person signed in here, or signed out: in this tab, and so in every other tab. */
  set(caller: SignedIn | null): void {
    const before = callerStore.get();
    show(caller);
    if (caller) share(caller.user.id);
    else if (before?.user.id === sharedUserId()) share(null);
  },

  /** The gateway still knows the person. */
  confirm(): void {
    isConfirmed = true;
  },

  /**
   * The gateway does not know the person any more.
   *
   * A page on which something may have been typed stays as it is until they sign in again.
   */
  end(): void {
    const caller = callerStore.get();
    if (!caller) return;
    const shared = sharedUserId();
    if (shared && shared !== caller.user.id) interrupt("another_person");
    else if (isConfirmed) interrupt("ended");
    else show(null);
  },

  /** Show nobody, in this tab only. */
  forget(): void {
    show(null);
  },
};

/** Whether this browser may have a session that this tab does not know of yet. */
export function mayBeSignedIn(): boolean {
  return callerStore.get() === null && sharedUserId() !== null;
}

export function useCaller(): SignedIn | null {
  return useSyncExternalStore(subscribe, callerStore.get);
}

export function useInterruption(): Interruption | null {
  return useSyncExternalStore(subscribe, () => interrupted);
}

/** What the console shows depends on permissions; the gateway decides. */
export function isAllowed(caller: SignedIn | null, permission: Permission): boolean {
  return caller?.permissions.includes(permission) ?? false;
}

/** Whether the person who is signed in has a permission, as far as the console knows. */
export function useIsAllowed(permission: Permission): boolean {
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
  if (!isSame) show({ ...caller, permissions, user: { ...caller.user, role, roleName } });
}

function show(caller: SignedIn | null): void {
  if (caller?.user.id !== held?.user.id) isConfirmed = false;
  held = caller && { user: caller.user, permissions: caller.permissions };
  interrupted = null;
  store(KEY, held && JSON.stringify(held));
  notify();
}

function interrupt(why: Interruption): void {
  interrupted = why;
  notify();
}

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Each sign-in is another value, so that other tabs hear also of the same person's. */
function share(userId: string | null): void {
  try {
    if (userId) localStorage.setItem(SHARED, `${userId} ${Date.now()}`);
    else localStorage.removeItem(SHARED);
  } catch {
    // Where nothing may be kept, each tab is on its own.
  }
}

function sharedUserId(): string | null {
  try {
    return localStorage.getItem(SHARED)?.split(" ")[0] ?? null;
  } catch {
    return null;
  }
}

/** Another tab signed in or out. */
globalThis.addEventListener?.("storage", ({ key }) => {
  const caller = callerStore.get();
  if (!caller || (key !== SHARED && key !== null)) return;
  const shared = sharedUserId();
  if (shared === null) {
    forgetDrafts();
    show(null);
  } else if (shared !== caller.user.id) interrupt("another_person");
  else if (interrupted) show(caller);
});
