import { i18n } from "@lingui/core";
import type { Notification } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";

type Kind = Notification["kind"];

const TITLES: Record<Exclude<Kind, "step_failed" | "item_claimed" | "certificate_ends">, string> = {
  get assessment() {
    return i18n._("Assessment to decide");
  },
  get plan() {
    return i18n._("Plan to approve");
  },
  get details() {
    return i18n._("Details are missing");
  },
  get person_requested() {
    return i18n._("Asks for a person");
  },
  get candidate_withdrew() {
    return i18n._("Withdrew");
  },
  get review_requested() {
    return i18n._("Asks for a review");
  },
  get decision_to_confirm() {
    return i18n._("Decision to confirm");
  },
  get intake() {
    return i18n._("Intake interview with you");
  },
};

const items = (): Record<keyof typeof TITLES, string> => ({
  assessment: i18n._("the assessment"),
  plan: i18n._("the plan"),
  details: i18n._("the missing details"),
  person_requested: i18n._("the request for a person"),
  candidate_withdrew: i18n._("the withdrawal"),
  review_requested: i18n._("the request for a review"),
  decision_to_confirm: i18n._("the decision"),
  intake: i18n._("the intake"),
});

const steps = (): Record<NonNullable<Notification["failure"]>["stage"], string> => ({
  planning: i18n._("planning"),
  assessment: i18n._("assessment"),
});

/** What a notification says, in a few words. */
export function titleOf(notification: Notification): string {
  const { kind, claimedBy, claimedKind, failure, endsAt } = notification;
  if (kind === "step_failed") {
    return failure
      ? i18n._("A step failed: {stage}", {
          stage: steps()[failure.stage],
        })
      : i18n._("A step failed");
  }
  if (kind === "item_claimed") {
    return i18n._("{name} works on {item}", {
      name: claimedBy ?? i18n._("A colleague"),
      item: claimedKind ? items()[claimedKind] : i18n._("it"),
    });
  }
  if (kind === "certificate_ends") {
    const at = endsAt ? new Date(endsAt) : null;
    return at && at.getTime() < Date.now()
      ? i18n._("The certificate of the model ended")
      : at
        ? i18n._("The certificate of the model ends on {at}", { at: exactly(at) })
        : i18n._("The certificate of the model ends");
  }
  return TITLES[kind];
}

/** Who or what it is about: the candidate and the position, as far as they are known. */
export function aboutOf({ candidateName, position, kind }: Notification): string {
  if (kind === "certificate_ends") return i18n._("Models of this installation");
  // The person who is interviewed reads it: their own name says nothing new.
  if (kind === "intake") return position ?? i18n._("Untitled role");
  return [candidateName ?? i18n._("Candidate not named yet"), position].filter(Boolean).join(" · ");
}

export type NotificationPlace =
  | { to: "/queue" | "/operations/models" }
  | {
      to: "/interviews/$id" | "/interviews/$id/plan" | "/interviews/$id/assessment" | "/intake/$id";
      params: { id: string };
    };

/** Where a person can do something about it. */
export function placeOf({ kind, interviewId }: Notification): NotificationPlace {
  if (kind === "certificate_ends") return { to: "/operations/models" };
  if (kind === "item_claimed" || !interviewId) return { to: "/queue" };
  const params = { id: interviewId };
  if (kind === "intake") return { to: "/intake/$id", params };
  if (kind === "plan") return { to: "/interviews/$id/plan", params };
  if (kind === "assessment" || kind === "decision_to_confirm") {
    return { to: "/interviews/$id/assessment", params };
  }
  return { to: "/interviews/$id", params };
}
