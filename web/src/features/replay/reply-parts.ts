import { numberIn } from "@/shared/api/events";
import type { PlacedEvent, Replay } from "./shapes";
import { REPLY_GOAL_MS, repliesOf } from "./timeline";

/** How many replies it takes before one of them stands for the slow ones, as on the live page. */
const FEWEST = 5;

export type ReplyStage = "stt" | "model" | "tts" | "own";

/** One reply taken apart, in ms: the parts add up to the whole. */
export interface ReplyParts {
  turn: number;
  wholeMs: number;
  parts: { stage: ReplyStage; ms: number }[];
  /** What is left of the target; 0 where it took longer. */
  leftMs: number;
}

/**
 * Take the reply at the 95th percentile apart; null where there are too few replies.
 *
 * It is one reply that was given and not a percentile of each stage: those do not add up. What no engine and no
 * model reported is the platform's own share.
 */
export function slowReplyOf(replay: Replay): ReplyParts | null {
  const waits = waitsOf(replay).toSorted((one, other) => one.ms - other.ms);
  const slow = waits[Math.ceil(0.95 * waits.length) - 1];
  if (waits.length < FEWEST || !slow) return null;
  const answer = replay.turns.findLast(
    ({ turn, role }) => role === "candidate" && turn < slow.turn,
  )?.turn;
  const reported: [ReplyStage, number][] = [
    ["stt", last(replay, "stt.final", "latency_ms", answer)],
    ["model", last(replay, "llm.response", "latency_ms", answer)],
    ["tts", last(replay, "tts.synthesized", "first_chunk_ms", slow.turn)],
  ];
  let rest = slow.ms;
  // Stages that overlap are counted once: a part is never longer than what is left of the whole.
  const parts = reported.map(([stage, ms]) => {
    const counted = Math.min(ms, rest);
    rest -= counted;
    return { stage, ms: counted };
  });
  return {
    turn: slow.turn,
    wholeMs: slow.ms,
    parts: [...parts, { stage: "own" as const, ms: rest }].filter(
      ({ stage, ms }) => ms > 0 || stage === "own",
    ),
    leftMs: Math.max(0, REPLY_GOAL_MS - slow.ms),
  };
}

/** What the candidate waited for each reply: measured at the sound where it was spoken. */
function waitsOf(replay: Replay): { turn: number; ms: number }[] {
  const heard = replay.events.flatMap((event) => {
    const ms = event.type === "agent.utterance.spoken" ? numberIn(event, "waited_ms") : null;
    return ms === null ? [] : [{ turn: numberIn(event, "turn") ?? 0, ms }];
  });
  // A typed reply that was logged together with its answer was not measured.
  return heard.length > 0 ? heard : repliesOf(replay).filter(({ ms }) => ms > 0);
}

function last(
  { events }: Replay,
  type: PlacedEvent["type"],
  name: string,
  turn: number | undefined,
): number {
  const found = events.findLast((event) => event.type === type && numberIn(event, "turn") === turn);
  return found ? Math.round(numberIn(found, name) ?? 0) : 0;
}
