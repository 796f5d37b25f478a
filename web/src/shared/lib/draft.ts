import { useEffect, useState } from "react";
import { store, storedJson } from "./stored";

/**
 * What a person has chosen and written about one thing, such as a plan, kept in this tab until it is sent.
 *
 * It outlives a decision that is undone, a page that is left, and signing in again as the same person.
 * Returns the draft, a function that changes fields, and one that empties fields after they were sent: what
 * was written since then stays.
 */
export function useDraft<Draft extends object>(
  me: string,
  readId: string,
  empty: Draft,
): [Draft, (more: Partial<Draft>) => void, (sent: Partial<Draft>) => void] {
  const key = draftKey(me, readId);
  const [draft, setDraft] = useState<Draft>(() => ({ ...empty, ...storedJson<Draft>(key) }));
  useEffect(() => {
    const isEmpty = JSON.stringify(draft) === JSON.stringify(empty);
    store(key, isEmpty ? null : JSON.stringify(draft));
  }, [key, draft, empty]);
  return [
    draft,
    (more) => setDraft((now) => ({ ...now, ...more })),
    (sent) => setDraft((now) => ({ ...now, ...stillAs(sent, now, empty) })),
  ];
}

/** Return the empty fields for those that have not changed since they were sent. */
function stillAs<Draft extends object>(sent: Partial<Draft>, now: Draft, empty: Draft) {
  const fields = (Object.keys(sent) as (keyof Draft)[]).filter(
    (field) => now[field] === sent[field],
  );
  return Object.fromEntries(fields.map((field) => [field, empty[field]])) as Partial<Draft>;
}

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
