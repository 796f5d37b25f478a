import { i18n } from "@lingui/core";
import type { ApiKey, AtsConnection, EmailKind, Role, WebhookMessage } from "@/shared/api/types";
import { nameOfRole } from "@/shared/lib/roles";
import type { ChoiceItem } from "@/shared/ui/choice-list";

/** Texts of the settings pages: one wording for each thing. */

/** What each fixed role may do, in the order in which they are offered. */
export const ROLES: { role: string; may: string }[] = [
  {
    role: "ADMIN",
    get may() {
      return i18n._("Everything, including people, keys and settings.");
    },
  },
  {
    role: "RECRUITER",
    get may() {
      return i18n._("Request interviews, approve plans, decide on assessments.");
    },
  },
  {
    role: "HIRING_MANAGER",
    get may() {
      return i18n._("Read interviews, and describe a role in an intake interview.");
    },
  },
  {
    role: "VIEWER",
    get may() {
      return i18n._("Read interviews and assessments.");
    },
  },
  {
    role: "SEEKER",
    get may() {
      return i18n._("Practice interviews, and nothing else.");
    },
  },
];

/** The roles that a person with these permissions can give; the fixed ones while none are known. */
export function grantableRoles(
  roles: Role[] | undefined,
  own: readonly string[] | undefined,
): ChoiceItem[] {
  if (!roles || !own)
    return ROLES.map(({ role, may }) => ({ value: role, name: nameOfRole(role, ""), under: may }));
  return roles
    .filter(({ permissions }) => permissions.every(({ code }) => own.includes(code)))
    .map(({ id, name, description }) => ({
      value: id,
      name: nameOfRole(id, name),
      under: ROLES.find(({ role }) => role === id)?.may ?? description,
    }));
}

type WebhookEvent = WebhookMessage["event"];

/** The events with their names, in the order of an interview; one that the API adds fails the build here. */
export const listWebhookEvents = (): [WebhookEvent, string][] =>
  Object.entries({
    "interview.info_needed": i18n._("Details needed"),
    "interview.info_completed": i18n._("Details completed"),
    "interview.plan_generated": i18n._("Plan written"),
    "interview.approved": i18n._("Plan approved"),
    "interview.rejected": i18n._("Plan rejected"),
    "interview.modification_requested": i18n._("Plan changes requested"),
    "interview.scheduled": i18n._("Interview scheduled"),
    "interview.started": i18n._("Interview started"),
    "interview.completed": i18n._("Interview completed"),
    "interview.assessment_pending": i18n._("Assessment ready to decide"),
    "interview.assessment_approved": i18n._("Assessment approved"),
    "interview.assessment_rejected": i18n._("Assessment rejected"),
    "interview.decided": i18n._("Decision about the candidate final"),
    "interview.cancelled": i18n._("Interview canceled"),
  } satisfies Record<WebhookEvent, string>) as [WebhookEvent, string][];

export function eventName(event: string): string {
  return listWebhookEvents().find(([known]) => known === event)?.[1] ?? event;
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
    get does() {
      return i18n._("Lists your templates as take-home tests, sends them, and reads the score.");
    },
    get keyHint() {
      return i18n._("The Vivavoce API key that you gave to Greenhouse.");
    },
    usualUrl: "https://app.greenhouse.io",
  },
  {
    ats: "ashby",
    name: "Ashby",
    get does() {
      return i18n._(
        "Lists your templates as assessments, starts and cancels them, and gets the result.",
      );
    },
    get keyHint() {
      return i18n._("The API key that Ashby gave you.");
    },
    usualUrl: "https://api.ashbyhq.com",
  },
  {
    ats: "lever",
    name: "Lever",
    get does() {
      return i18n._(
        "Starts an interview when a candidate reaches a stage. The result becomes a note.",
      );
    },
    get keyHint() {
      return i18n._("A Lever API key.");
    },
    usualUrl: "https://api.lever.co/v1",
  },
];

const noAnswer = (): Record<string, string> => ({
  refused_address: i18n._("The address is not on the public Internet."),
  dns: i18n._("The name of the server was not found."),
  connect: i18n._("The server refused the connection."),
  connect_timeout: i18n._("The server did not accept the connection in time."),
  tls: i18n._("The certificate of the server is not valid."),
  timeout: i18n._("The server did not answer in time."),
  reset: i18n._("The server closed the connection without an answer."),
  protocol: i18n._("The server did not answer with HTTP."),
});

/** What came back from a receiver, in a sentence: its status, or why there was none. */
export function answerOf(status: number | null, error: string | null): string {
  if (status !== null) return i18n._("The receiver answered with status {status}.", { status });
  return noAnswerWords(error);
}

function noAnswerWords(error: string | null): string {
  if (!error) return i18n._("There was no answer.");
  return noAnswer()[error] ?? i18n._("There was no answer ({error}).", { error });
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
  get invitation() {
    return i18n._("Invitation");
  },
  get appointment_moved() {
    return i18n._("Appointment moved");
  },
  get appointment_canceled() {
    return i18n._("Appointment canceled");
  },
  get appointment_reminder() {
    return i18n._("Reminder of the appointment");
  },
  get link_reminder() {
    return i18n._("Reminder before the link expires");
  },
  get code() {
    return i18n._("One-time code");
  },
  get decision_news() {
    return i18n._("Decision made");
  },
  get review_answered() {
    return i18n._("Review answered");
  },
};

const LANGUAGE_NAMES: Record<string, string> = { en: "English", de: "Deutsch" };

/** A language by its own name; by its tag if an installation has added it. */
export function languageName(tag: string): string {
  return LANGUAGE_NAMES[tag] ?? tag;
}
