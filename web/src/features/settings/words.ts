import type { ApiKey, AtsConnection, EmailKind, Role } from "@/shared/api/types";
import type { ChoiceItem } from "@/shared/ui/choice-list";

/** Texts of the settings pages: one wording for each thing. */

export const ROLES: { role: string; name: string; may: string }[] = [
  { role: "ADMIN", name: "Administrator", may: "Everything, including people, keys and settings." },
  {
    role: "RECRUITER",
    name: "Recruiter",
    may: "Request interviews, approve plans, decide on assessments.",
  },
  {
    role: "HIRING_MANAGER",
    name: "Hiring manager",
    may: "Read interviews, and describe a role in an intake interview.",
  },
  { role: "VIEWER", name: "Viewer", may: "Read interviews and assessments." },
  { role: "SEEKER", name: "Practice", may: "Practice interviews, and nothing else." },
];

/** The name of a role: ours for a fixed one, else the one that the organization gave. */
export function roleName(role: string, name: string): string {
  return ROLES.find((known) => known.role === role)?.name ?? name;
}

/** The roles that a person with these permissions can give; the fixed ones while none are known. */
export function grantableRoles(
  roles: Role[] | undefined,
  own: readonly string[] | undefined,
): ChoiceItem[] {
  if (!roles || !own)
    return ROLES.map(({ role, name, may }) => ({ value: role, name, under: may }));
  return roles
    .filter(({ permissions }) => permissions.every(({ code }) => own.includes(code)))
    .map(({ id, name, description }) => ({
      value: id,
      name: roleName(id, name),
      under: ROLES.find(({ role }) => role === id)?.may ?? description,
    }));
}

export const WEBHOOK_EVENTS: [string, string][] = [
  ["interview.info_needed", "Details needed"],
  ["interview.info_completed", "Details completed"],
  ["interview.plan_generated", "Plan written"],
  ["interview.approved", "Plan approved"],
  ["interview.rejected", "Plan rejected"],
  ["interview.modification_requested", "Plan changes requested"],
  ["interview.scheduled", "Interview scheduled"],
  ["interview.started", "Interview started"],
  ["interview.completed", "Interview completed"],
  ["interview.assessment_pending", "Assessment ready to decide"],
  ["interview.assessment_approved", "Assessment approved"],
  ["interview.assessment_rejected", "Assessment rejected"],
  ["interview.cancelled", "Interview canceled"],
];

export function eventName(event: string): string {
  return WEBHOOK_EVENTS.find(([known]) => known === event)?.[1] ?? event;
}

export interface AtsSystem {
  ats: AtsConnection["ats"];
  name: string;
  does: string;
  keyHint: string;
  usualUrl: string;
}

export const ATS_SYSTEMS: AtsSystem[] = [
  {
    ats: "greenhouse",
    name: "Greenhouse",
    does: "Lists your templates as take-home tests, sends them, and reads the score.",
    keyHint: "The Vivavoce API key that you gave to Greenhouse.",
    usualUrl: "https://app.greenhouse.io",
  },
  {
    ats: "ashby",
    name: "Ashby",
    does: "Lists your templates as assessments, starts and cancels them, and gets the result.",
    keyHint: "The API key that Ashby gave you.",
    usualUrl: "https://api.ashbyhq.com",
  },
  {
    ats: "lever",
    name: "Lever",
    does: "Starts an interview when a candidate reaches a stage. The result becomes a note.",
    keyHint: "A Lever API key.",
    usualUrl: "https://api.lever.co/v1",
  },
];

const NO_ANSWER: Record<string, string> = {
  refused_address: "The address is not on the public Internet.",
  dns: "The name of the server was not found.",
  connect: "The server refused the connection.",
  connect_timeout: "The server did not accept the connection in time.",
  tls: "The certificate of the server is not valid.",
  timeout: "The server did not answer in time.",
  reset: "The server closed the connection without an answer.",
  protocol: "The server did not answer with HTTP.",
};

/** What came back from a receiver, in a sentence: its status, or why there was none. */
export function answerOf(status: number | null, error: string | null): string {
  if (status !== null) return `The receiver answered with status ${status}.`;
  return (error && NO_ANSWER[error]) || `There was no answer${error ? ` (${error})` : ""}.`;
}

export type KeyState = "active" | "ending" | "expired" | "revoked";

const SOON_MS = 8 * 24 * 3600 * 1000;

/** Whether a key still works, works for a few more days, or has ended. */
export function keyState(key: ApiKey, now: Date): KeyState {
  if (key.revokedAt) return "revoked";
  if (!key.expiresAt) return "active";
  const left = new Date(key.expiresAt).getTime() - now.getTime();
  if (left <= 0) return "expired";
  return left < SOON_MS ? "ending" : "active";
}

/** The moment when a key of so many days expires; null if it does not. */
export function expiryAfter(days: number, now: Date): string | null {
  return days === 0 ? null : new Date(now.getTime() + days * 24 * 3600 * 1000).toISOString();
}

export const EMAIL_NAMES: Record<EmailKind, string> = {
  invitation: "Invitation",
  appointment_moved: "Appointment moved",
  appointment_canceled: "Appointment canceled",
  appointment_reminder: "Reminder of the appointment",
  link_reminder: "Reminder before the link expires",
  code: "One-time code",
  decision_news: "Decision made",
  review_answered: "Review answered",
};

const LANGUAGE_NAMES: Record<string, string> = { en: "English", de: "Deutsch" };

/** A language by its own name; by its tag if an installation has added it. */
export function languageName(tag: string): string {
  return LANGUAGE_NAMES[tag] ?? tag;
}
