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

interface Look {
  icon: LucideIcon;
  tone: "clay" | "amber" | "rose" | "leaf";
  word: string;
}

export const NEEDS: Record<Need["kind"], Look> = {
  reconnecting: { icon: WifiOff, tone: "amber", word: "Line lost" },
  asked_for_human: { icon: Hand, tone: "clay", word: "A person was asked for" },
  stuck: { icon: Flag, tone: "amber", word: "Does not move on" },
  errors: { icon: TriangleAlert, tone: "rose", word: "Errors" },
  slow: { icon: Clock, tone: "rose", word: "Replies slow" },
  taken_over: { icon: User, tone: "clay", word: "A person has taken over" },
  flag: { icon: Flag, tone: "amber", word: "Flagged" },
};

export const WELL_AGAIN: Look = { icon: CircleCheck, tone: "leaf", word: "Well again" };

const STATES: Record<string, string> = {
  created: "not begun",
  waiting: "waits for the candidate",
  queued: "waits for room",
  connected: "about to begin",
  consent_pending: "asks for consent",
  in_progress: "talking",
  paused: "takes a moment",
  reconnecting: "line lost",
  wrapping_up: "coming to an end",
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
export function goesOn(card: LiveCard): string {
  if (card.takenBy) return "a person speaks";
  if (card.state === "in_progress" && card.speaking === "agent") return "the interviewer speaks";
  if (card.state === "in_progress" && card.speaking === "candidate") return "the candidate speaks";
  return STATES[card.state] ?? humanised(card.state).toLowerCase();
}

/** A session is called by initials on the wall; before they are known by its position. */
export function whoseOf(card: LiveCard): string {
  return card.initials ?? "–";
}

/** What a tile draws, for those who do not see it; the initials stand before it. */
export function tileFacts(card: LiveCard): string {
  const parts = [
    "",
    goesOn(card),
    card.question.index > 0 ? `question ${card.question.index} of ${card.question.of}` : "",
    `minute ${card.minute}`,
    card.replySeconds === null ? "" : `${card.replySeconds.toFixed(1)} seconds`,
  ];
  return parts.filter((part, place) => part || place === 0).join(", ");
}
