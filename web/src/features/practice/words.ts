import { i18n } from "@lingui/core";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import type { CompletedReview, Difficulty, InterviewType, SessionStatus } from "./shapes";

export function kinds(): [InterviewType, string][] {
  return [
    ["warm_up", i18n._("Warm-up")],
    ["behavioral", i18n._("Behavioral")],
    ["role_related", i18n._("Role-related")],
    ["coding", i18n._("Coding (spoken)")],
  ];
}

export function difficulties(): [Difficulty, string][] {
  return [
    ["student", i18n._("Student")],
    ["easy", i18n._("Easy")],
    ["medium", i18n._("Medium")],
    ["hard", i18n._("Hard")],
  ];
}

export function kindName(type: string | null): string {
  return kinds().find(([one]) => one === type)?.[1] ?? i18n._("Practice");
}

const STATUS: Record<SessionStatus, string> = {
  get draft() {
    return i18n._("Draft");
  },
  get configured() {
    return i18n._("Ready to start");
  },
  get in_progress() {
    return i18n._("In progress");
  },
  get completed() {
    return i18n._("Completed");
  },
  get abandoned() {
    return i18n._("Stopped early");
  },
  get failed() {
    return i18n._("Failed");
  },
  get expired() {
    return i18n._("Expired");
  },
  get cancelled() {
    return i18n._("Canceled");
  },
};

export function statusName(status: SessionStatus): string {
  return STATUS[status];
}

const ROUNDS: Record<string, string> = {
  get warm_up() {
    return i18n._("Warm-up");
  },
  get behavioral() {
    return i18n._("Behavioral");
  },
  get technical() {
    return i18n._("Technical");
  },
};

export function roundName(round: string): string {
  return ROUNDS[round] ?? round;
}

const NOT_ELIGIBLE: Record<string, string> = {
  get not_started() {
    return i18n._("This practice interview was not started, so there is nothing to review.");
  },
  get too_short() {
    return i18n._(
      "There is too little to review. A review needs an answer to a planned question and about 40 words.",
    );
  },
  get no_candidate_speech() {
    return i18n._("You did not answer any questions, so there is nothing to review.");
  },
  get cancelled() {
    return i18n._("This practice interview was canceled before there was enough to review.");
  },
  get consent_declined() {
    return i18n._("You did not agree to being recorded, so nothing was stored or reviewed.");
  },
};

export function whyNotEligible(reason: string): string {
  return NOT_ELIGIBLE[reason] ?? i18n._("There is nothing to review.");
}

const STAGES: Record<string, string> = {
  get queued() {
    return i18n._("Your answers are queued for review.");
  },
  get transcribing() {
    return i18n._("Your answers are being transcribed.");
  },
  get scoring() {
    return i18n._("Your answers are being scored.");
  },
  get comparing() {
    return i18n._("Your results are being compared with last time.");
  },
};

export function stageName(stage: string): string {
  return STAGES[stage] ?? i18n._("Your review is being written.");
}

export function minutesOf(seconds: number): string {
  return i18n._("{minutes} min", { minutes: Math.max(1, Math.round(seconds / 60)) });
}

/** Who scored it; what stands after the plus tells builds apart and no reader. */
export function scorerName({ scorer }: Pick<CompletedReview, "scorer">): string {
  return nameOfAuthor(`${scorer.kind} ${scorer.version.split("+")[0]}`);
}
