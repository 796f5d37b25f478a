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
import { humanised } from "@/shared/lib/words";
import type { LiveCard, Need } from "./shapes";

interface NeedLabel {
  icon: LucideIcon;
  tone: "clay" | "amber" | "rose" | "leaf";
  word: string;
}

export const NEEDS: Record<Need["kind"], NeedLabel> = {
  reconnecting: { icon: WifiOff, tone: "amber", word: "Disconnected" },
  asked_for_human: { icon: Hand, tone: "clay", word: "Asked for a person" },
  stuck: { icon: Flag, tone: "amber", word: "No progress" },
  errors: { icon: TriangleAlert, tone: "rose", word: "Errors" },
  slow: { icon: Clock, tone: "rose", word: "Slow responses" },
  taken_over: { icon: User, tone: "clay", word: "Taken over" },
  flag: { icon: Flag, tone: "amber", word: "Flagged" },
};

export const RESOLVED: NeedLabel = { icon: CircleCheck, tone: "leaf", word: "Resolved" };

const STATES: Record<string, string> = {
  created: "not started",
  waiting: "waiting for the candidate",
  queued: "waiting for capacity",
  connected: "about to start",
  consent_pending: "asking for consent",
  in_progress: "in progress",
  paused: "paused",
  reconnecting: "disconnected",
  wrapping_up: "wrapping up",
};

const CHANNELS: Record<string, string> = {
  text: "typed",
  voice: "spoken",
  phone: "by phone",
  livekit: "spoken",
};

/** How the candidate answers. */
export function channelWords(channel: string): string {
  return CHANNELS[channel] ?? channel;
}

/** What goes on in a session, as one would say it. */
export function activityOf(card: LiveCard): string {
  if (card.takenOverBy) return "a team member is speaking";
  if (card.state === "in_progress" && card.speaking === "agent")
    return "the interviewer is speaking";
  if (card.state === "in_progress" && card.speaking === "candidate")
    return "the candidate is speaking";
  return STATES[card.state] ?? humanised(card.state).toLowerCase();
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
    card.question.index > 0 ? `question ${card.question.index} of ${card.question.of}` : "",
    `minute ${card.minute}`,
    card.replySeconds === null ? "" : `${card.replySeconds.toFixed(1)} seconds`,
  ];
  return parts.filter((part, place) => part || place === 0).join(", ");
}
