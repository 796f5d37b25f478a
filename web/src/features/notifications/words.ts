import type { Notification } from "@/shared/api/types";
import { exactly, humanised } from "@/shared/lib/words";

type Kind = Notification["kind"];

const TITLES: Record<Exclude<Kind, "step_failed" | "item_claimed" | "certificate_ends">, string> = {
  assessment: "Assessment to decide",
  plan: "Plan to approve",
  details: "Details are missing",
  person_requested: "Asks for a person",
  candidate_withdrew: "Withdrew",
  review_requested: "Asks for a review",
  decision_to_confirm: "Decision to confirm",
  intake: "Intake interview with you",
};

const ITEMS: Record<keyof typeof TITLES, string> = {
  assessment: "the assessment",
  plan: "the plan",
  details: "the missing details",
  person_requested: "the request for a person",
  candidate_withdrew: "the withdrawal",
  review_requested: "the request for a review",
  decision_to_confirm: "the decision",
  intake: "the intake",
};

/** What a notification says, in a few words. */
export function titleOf(notification: Notification): string {
  const { kind, claimedBy, claimedKind, failure, endsAt } = notification;
  if (kind === "step_failed") {
    return failure ? `A step failed: ${humanised(failure.stage).toLowerCase()}` : "A step failed";
  }
  if (kind === "item_claimed") {
    return `${claimedBy ?? "A colleague"} works on ${claimedKind ? ITEMS[claimedKind] : "it"}`;
  }
  if (kind === "certificate_ends") {
    const at = endsAt ? new Date(endsAt) : null;
    return at && at.getTime() < Date.now()
      ? "The certificate of the model ended"
      : `The certificate of the model ends${at ? ` on ${exactly(at)}` : ""}`;
  }
  return TITLES[kind];
}

/** Who or what it is about: the candidate and the position, as far as they are known. */
export function aboutOf({ candidateName, position, kind }: Notification): string {
  if (kind === "certificate_ends") return "Models of this installation";
  // The person who is interviewed reads it: their own name says nothing new.
  if (kind === "intake") return position ?? "Untitled role";
  return [candidateName ?? "Candidate without a name", position].filter(Boolean).join(" · ");
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
