import type { LiveCard, Need, Totals } from "./shapes";

/** Builders for the tests of the dashboard: one whole card each, changed where a test needs it. */

export const START = Date.parse("2030-01-01T10:00:00Z");

export function aCard(id: string, more: Partial<LiveCard> = {}): LiveCard {
  return {
    sessionId: id,
    interviewId: `i-${id}`,
    initials: id.toUpperCase(),
    position: "Welder",
    profile: "HIRING",
    channel: "text",
    transport: "text",
    state: "in_progress",
    since: "2030-01-01T09:48:00Z",
    startedAt: "2030-01-01T09:48:00Z",
    minute: 12,
    question: { index: 3, of: 6 },
    remainingSeconds: 900,
    turns: 4,
    lastTurnAt: "2030-01-01T09:59:40Z",
    speaking: "candidate",
    replySeconds: 1.1,
    cost: null,
    observers: 0,
    takenOverBy: null,
    queuePosition: null,
    turnDurations: [
      { role: "agent", seconds: 4 },
      { role: "candidate", seconds: 30 },
    ],
    attention: [],
    ...more,
  };
}

export function aNeed(kind: Need["kind"], secondsAgo: number, text = "It says why."): Need {
  return { kind, text, since: new Date(START - secondsAgo * 1000).toISOString() };
}

export const TOTALS: Totals = {
  live: 2,
  waiting: 1,
  queued: 0,
  longestQueuedSeconds: 0,
  endedToday: 3,
  completedToday: 2,
  completionRate: null,
  replies: 0,
  replyP95Seconds: null,
  recentTurns: 0,
  recentTurnErrors: 0,
};
