import { useEffect, useState } from "react";
import { store, storedJson } from "./stored";

/**
 * What a person has chosen and written about one thing, such as a plan, kept in this tab until it is sent.
 *
 * It outlives a decision that is undone, a page that is left, and signing in again as the same person.
 */
export function useDraft<Draft extends object>(
  me: string,
  readId: string,
  empty: Draft,
): [Draft, (more: Change<Draft>) => void] {
  const key = draftKey(me, readId);
  const [draft, setDraft] = useState<Draft>(() => ({ ...empty, ...storedJson<Draft>(key) }));
  useEffect(() => {
    const isEmpty = JSON.stringify(draft) === JSON.stringify(empty);
    store(key, isEmpty ? null : JSON.stringify(draft));
  }, [key, draft, empty]);
  return [
    draft,
    (more) => setDraft((now) => ({ ...now, ...(typeof more === "function" ? more(now) : more) })),
  ];
}

/** The fields that change, or a function that returns them from what is written at that moment. */
type Change<Draft> = Partial<Draft> | ((now: Draft) => Partial<Draft>);

export function forgetDraft(me: string, readId: string): void {
  store(draftKey(me, readId), null);
}

/** Signing out leaves no unfinished words about candidates in the tab. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
    }
  } catch {
    // Where nothing may be kept, nothing was.
  }
}

const DRAFT = "vivavoce_draft_";
const draftKey = (me: string, readId: string) => `${DRAFT}${me}_${readId}`;
