import { numberIn } from "@/shared/api/events";
import type { Replay } from "./shapes";

interface Span {
  from: number;
  to: number;
}

/**
 * Give the turns of a spoken interview the times at which they were heard, in ms from the first event.
 *
 * The log completes a turn of the interviewer before it is spoken, and lets the candidate's begin there. Where the
 * log says what was played, the interviewer's turn lasts as long as its first playing did, and the candidate's
 * begins when speech was heard, or after what was played before it. All other turns keep their ends. A turn that
 * ended while another was played overlaps with it, and begins no earlier than the turn before.
 */
export function withSpokenTimes(replay: Replay): Replay {
  const played = new Map<number, Span>();
  const heardFrom = new Map<number, number>();
  for (const event of replay.events) {
    const turn = numberIn(event, "turn") ?? 0;
    const ms = numberIn(event, "spoken_ms");
    if (event.type === "agent.utterance.spoken" && ms && !played.has(turn)) {
      played.set(turn, { from: Math.max(0, event.offsetMs - ms), to: event.offsetMs });
    }
    if (event.type === "candidate.speech.started" && !heardFrom.has(turn)) {
      heardFrom.set(turn, event.offsetMs);
    }
  }
  if (played.size === 0 && heardFrom.size === 0) return replay;
  let lastStart = 0;
  let lastEnd = 0;
  const turns = replay.turns.map((turn) => {
    const span = turn.role === "agent" ? played.get(turn.turn) : undefined;
    const from = span?.from ?? heardFrom.get(turn.turn) ?? turn.startMs;
    const endMs = span?.to ?? turn.endMs;
    const startMs = Math.min(endMs, Math.max(from, endMs < lastEnd ? lastStart : lastEnd));
    lastStart = startMs;
    lastEnd = Math.max(lastEnd, endMs);
    return { ...turn, startMs, endMs };
  });
  return { ...replay, turns };
}
