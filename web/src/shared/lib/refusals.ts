import { i18n } from "@lingui/core";
import type { Problem } from "@/shared/api/problem";
import { clockTime } from "@/shared/lib/words";

/** What the gateway says about a password or a name, for the field that it is about. */
export function fieldRefusal(problem: Problem | null, field: string): string | null {
  const found = problem?.body.errors?.find((error) => error.field === field);
  return found?.message ?? null;
}

/** When a person who tried too often can try again. */
export function tooManyTries(problem: Problem): string {
  const at = new Date(Date.now() + (problem.retryAfterSeconds ?? 60) * 1000);
  return i18n._("Too many attempts. Try again at {at}.", { at: clockTime(at) });
}
