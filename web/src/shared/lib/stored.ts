/**
 * Values kept in this tab.
 *
 * Private windows, and frames in pages of another origin, may refuse storage. Then the values are kept until
 * the page is closed or loaded again.
 */
const kept = new Map<string, string>();

export function stored(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return kept.get(key) ?? null;
  }
}

export function store(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    if (value === null) kept.delete(key);
    else kept.set(key, value);
  }
}

/** Return whether what is stored outlives loading the page again. */
export function isStorageOpen(): boolean {
  try {
    return Boolean(sessionStorage);
  } catch {
    return false;
  }
}

export function storedJson<Value>(key: string): Value | null {
  const text = stored(key);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}
