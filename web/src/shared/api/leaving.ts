type Guard = () => Promise<boolean>;

const guards = new Set<Guard>();

/** Has `guard` asked before the person signs out; false keeps them here. Returns what takes it back. */
export function guardLeaving(guard: Guard): () => void {
  guards.add(guard);
  return () => {
    guards.delete(guard);
  };
}

/** Whether the person may be signed out now: nothing of theirs would be lost. */
export async function mayLeave(): Promise<boolean> {
  for (const guard of guards) {
    if (!(await guard())) return false;
  }
  return true;
}
