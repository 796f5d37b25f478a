import type { CompletedReview, Difficulty, InterviewType, SessionStatus } from "./shapes";

export const KINDS: [InterviewType, string][] = [
  ["warm_up", "Warm-up"],
  ["behavioral", "Behavioural"],
  ["role_related", "Role"],
  ["coding", "Coding, spoken"],
];

export const HARDNESS: [Difficulty, string][] = [
  ["student", "Student"],
  ["easy", "Easy"],
  ["medium", "Medium"],
  ["hard", "Hard"],
];

export function kindName(type: string | null): string {
  return KINDS.find(([one]) => one === type)?.[1] ?? "Practice";
}

const STATUS: Record<SessionStatus, string> = {
  draft: "Draft, not started",
  configured: "Ready to start",
  in_progress: "Begun, not finished",
  completed: "Finished",
  abandoned: "Broken off",
  failed: "Failed on our side",
  expired: "Ran out",
  cancelled: "Called off",
};

export function statusName(status: SessionStatus): string {
  return STATUS[status];
}

const ROUNDS: Record<string, string> = {
  warm_up: "Warm-up",
  behavioral: "Behavioural",
  technical: "Technical",
};

export function roundName(round: string): string {
  return ROUNDS[round] ?? round;
}

const NOT_ELIGIBLE: Record<string, string> = {
  not_started: "This practice was never started, so there is nothing to review.",
  too_short:
    "Too little was said to review: it takes an answer to a planned question, and some forty words.",
  no_candidate_speech: "No answer of yours arrived, so there is nothing to review.",
  cancelled: "This practice was called off before there was enough to review.",
  consent_declined: "You said no to being recorded, so nothing was kept and nothing is reviewed.",
};

export function whyNotEligible(reason: string): string {
  return NOT_ELIGIBLE[reason] ?? "There is nothing to review.";
}

const STAGES: Record<string, string> = {
  queued: "Your answers wait for the reader.",
  transcribing: "Your answers are being written down.",
  scoring: "Your answers are being read against the questions.",
  comparing: "This time is being compared with the last.",
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
