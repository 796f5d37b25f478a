import type { CompletedReview, Difficulty, InterviewType, SessionStatus } from "./shapes";

export const KINDS: [InterviewType, string][] = [
  ["warm_up", "Warm-up"],
  ["behavioral", "Behavioral"],
  ["role_related", "Role-related"],
  ["coding", "Coding (spoken)"],
];

export const DIFFICULTY_NAMES: [Difficulty, string][] = [
  ["student", "Student"],
  ["easy", "Easy"],
  ["medium", "Medium"],
  ["hard", "Hard"],
];

export function kindName(type: string | null): string {
  return KINDS.find(([one]) => one === type)?.[1] ?? "Practice";
}

const STATUS: Record<SessionStatus, string> = {
  draft: "Draft",
  configured: "Ready to start",
  in_progress: "In progress",
  completed: "Completed",
  abandoned: "Stopped early",
  failed: "Failed",
  expired: "Expired",
  cancelled: "Canceled",
};

export function statusName(status: SessionStatus): string {
  return STATUS[status];
}

const ROUNDS: Record<string, string> = {
  warm_up: "Warm-up",
  behavioral: "Behavioral",
  technical: "Technical",
};

export function roundName(round: string): string {
  return ROUNDS[round] ?? round;
}

const NOT_ELIGIBLE: Record<string, string> = {
  not_started: "This practice interview was not started, so there is nothing to review.",
  too_short:
    "There is too little to review. A review needs an answer to a planned question and about 40 words.",
  no_candidate_speech: "You did not answer any questions, so there is nothing to review.",
  cancelled: "This practice interview was canceled before there was enough to review.",
  consent_declined: "You did not agree to being recorded, so nothing was stored or reviewed.",
};

export function whyNotEligible(reason: string): string {
  return NOT_ELIGIBLE[reason] ?? "There is nothing to review.";
}

const STAGES: Record<string, string> = {
  queued: "Your answers are queued for review.",
  transcribing: "Your answers are being transcribed.",
  scoring: "Your answers are being scored.",
  comparing: "Your results are being compared with last time.",
};

export function stageName(stage: string): string {
  return STAGES[stage] ?? "Your review is being written.";
}

export function minutesOf(seconds: number): string {
  return `${Math.max(1, Math.round(seconds / 60))} min`;
}

/** Who scored it; what stands after the plus tells builds apart and no reader. */
export function scorerName({ scorer }: CompletedReview): string {
  return `${scorer.kind} ${scorer.version.split("+")[0]}`;
}
