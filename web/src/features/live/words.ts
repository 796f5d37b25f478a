import { i18n } from "@lingui/core";
import {
  CircleCheck,
  Clock,
  Flag,
  Hand,
  type LucideIcon,
  TriangleAlert,
  User,
  WifiOff,
} from "lucide-react";
import { dateLocale } from "@/shared/i18n/language";
import { isIntake } from "@/shared/lib/person-words";
import { humanised } from "@/shared/lib/words";
import type { LiveCard, Need } from "./shapes";

interface NeedLabel {
  icon: LucideIcon;
  tone: "clay" | "amber" | "rose" | "leaf";
  word: string;
}

export const NEEDS: Record<Need["kind"], NeedLabel> = {
  reconnecting: {
    icon: WifiOff,
    tone: "amber",
    get word() {
      return i18n._("Disconnected");
    },
  },
  asked_for_human: {
    icon: Hand,
    tone: "clay",
    get word() {
      return i18n._("Asked for a person");
    },
  },
  stuck: {
    icon: Flag,
    tone: "amber",
    get word() {
      return i18n._("No progress");
    },
  },
  errors: {
    icon: TriangleAlert,
    tone: "rose",
    get word() {
      return i18n._("Errors");
    },
  },
  slow: {
    icon: Clock,
    tone: "rose",
    get word() {
      return i18n._("Slow responses");
    },
  },
  taken_over: {
    icon: User,
    tone: "clay",
    get word() {
      return i18n._("Taken over");
    },
  },
  flag: {
    icon: Flag,
    tone: "amber",
    get word() {
      return i18n._("Flagged");
    },
  },
};

/** Why a session needs attention, in a sentence; only a flag has words of its own. */
export function needText({ kind, text }: Need, profile: string | undefined): string {
  switch (kind) {
    case "reconnecting":
      return isIntake(profile)
        ? i18n._("The hiring manager is being reconnected.")
        : i18n._("The candidate is being reconnected.");
    case "asked_for_human":
      return isIntake(profile)
        ? i18n._("The hiring manager needs to speak with a person.")
        : i18n._("The candidate needs to speak with a person.");
    case "stuck":
      return i18n._("There was no new answer or question.");
    case "errors":
      return i18n._("The model failed several times in a row.");
    case "slow":
      return i18n._("The last reply was slow.");
    case "taken_over":
      return i18n._("A team member has taken over.");
    case "flag":
      return text;
  }
}

export const RESOLVED: NeedLabel = {
  icon: CircleCheck,
  tone: "leaf",
  get word() {
    return i18n._("Resolved");
  },
};

const STATES: Record<string, string> = {
  get created() {
    return i18n._("not started");
  },
  get scheduled() {
    return i18n._("scheduled");
  },
  get dialing() {
    return i18n._("dialing");
  },
  get waiting() {
    return i18n._("waiting for the candidate");
  },
  get queued() {
    return i18n._("waiting for capacity");
  },
  get connected() {
    return i18n._("about to start");
  },
  get consent_pending() {
    return i18n._("asking for consent");
  },
  get in_progress() {
    return i18n._("in progress");
  },
  get paused() {
    return i18n._("paused");
  },
  get reconnecting() {
    return i18n._("disconnected");
  },
  get wrapping_up() {
    return i18n._("wrapping up");
  },
  get completed() {
    return i18n._("completed");
  },
  get abandoned() {
    return i18n._("ended early");
  },
  get cancelled() {
    return i18n._("canceled");
  },
  get failed() {
    return i18n._("failed");
  },
  get expired() {
    return i18n._("expired");
  },
  get no_show() {
    return i18n._("the candidate did not join");
  },
};

const INTAKE_STATES: Record<string, string> = {
  get waiting() {
    return i18n._("waiting for the hiring manager");
  },
  get no_show() {
    return i18n._("the hiring manager did not join");
  },
};

const CHANNELS: Record<string, string> = {
  get text() {
    return i18n._("typed");
  },
  get voice() {
    return i18n._("spoken");
  },
  get phone() {
    return i18n._("by phone");
  },
  get livekit() {
    return i18n._("spoken");
  },
};

/** How the candidate answers. */
export function channelWords(channel: string): string {
  return CHANNELS[channel] ?? channel;
}

/** What goes on in a session, as one would say it. */
export function activityOf(card: LiveCard): string {
  if (card.takenOverBy) return i18n._("a team member is speaking");
  if (card.state === "in_progress" && card.speaking === "agent")
    return i18n._("the interviewer is speaking");
  if (card.state === "in_progress" && card.speaking === "candidate") return answeringOf(card);
  const ofIntake = isIntake(card.profile) ? INTAKE_STATES[card.state] : undefined;
  return ofIntake ?? STATES[card.state] ?? humanised(card.state).toLowerCase();
}

function answeringOf(card: LiveCard): string {
  if (card.channel === "text")
    return isIntake(card.profile)
      ? i18n._("the hiring manager is answering")
      : i18n._("the candidate is answering");
  return isIntake(card.profile)
    ? i18n._("the hiring manager is speaking")
    : i18n._("the candidate is speaking");
}

/** Seconds with one digit, without the unit. */
export function secondsLong(value: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return value.toLocaleString(dateLocale() ?? "en", digits);
}

/** A session is called by initials on the dashboard; before they are known by its position. */
export function initialsOf(card: LiveCard): string {
  return card.initials ?? "–";
}

/** What a tile draws, for those who do not see it; the initials stand before it. */
export function tileFacts(card: LiveCard): string {
  const parts = [
    "",
    activityOf(card),
    card.question.index > 0
      ? i18n._("question {index} of {of}", { index: card.question.index, of: card.question.of })
      : "",
    i18n._("minute {minute}", { minute: card.minute }),
    card.replySeconds === null
      ? ""
      : i18n._("{seconds} seconds", { seconds: secondsLong(card.replySeconds) }),
  ];
  return parts.filter((part, place) => part || place === 0).join(", ");
}
