import { describe, expect, it } from "vitest";
import type { Replay } from "./shapes";
import { withSpokenTimes } from "./spoken-times";

const turn = (number: number, role: "agent" | "candidate", startMs: number, endMs: number) => ({
  turn: number,
  role,
  startMs,
  endMs,
});
const event = (offsetMs: number, type: string, payload: object) => ({ offsetMs, type, payload });
const played = (offsetMs: number, number: number, ms: number) =>
  event(offsetMs, "agent.utterance.spoken", { turn: number, spoken_ms: ms });

/** Return the times of the turns as they are shown. */
function times(turns: object[], events: object[]) {
  const replay = { turns, events } as unknown as Replay;
  return withSpokenTimes(replay).turns.map(({ startMs, endMs }) => [startMs, endMs]);
}

const LOGGED = [
  turn(1, "agent", 800, 800),
  turn(2, "agent", 800, 800),
  turn(3, "candidate", 800, 42_000),
  turn(4, "agent", 42_000, 42_000),
];

describe("the times of spoken turns", () => {
  it("are those at which the interviewer was played and the candidate began to speak", () => {
    const events = [
      played(29_000, 1, 22_000),
      played(37_000, 2, 7_500),
      event(38_500, "candidate.speech.started", { turn: 3, offset_ms: 30_000 }),
      event(40_500, "candidate.speech.started", { turn: 3, offset_ms: 32_000 }),
      played(46_000, 4, 3_000),
    ];

    expect(times(LOGGED, events)).toEqual([
      [7_000, 29_000],
      [29_500, 37_000],
      [38_500, 42_000],
      [43_000, 46_000],
    ]);
  });

  it("let an answer without heard speech begin after the question, and count a repeated question once", () => {
    const events = [played(29_000, 1, 22_000), played(37_000, 2, 7_500), played(41_000, 2, 3_000)];

    expect(times(LOGGED, events)[2]).toEqual([37_000, 42_000]);
  });

  it("never run backward where a person spoke over the interviewer", () => {
    const events = [
      event(36_000, "candidate.speech.started", { turn: 3, offset_ms: 27_000 }),
      played(37_000, 2, 7_500),
    ];

    expect(times(LOGGED, events)[2]).toEqual([37_000, 42_000]);
  });

  it("let an answer that was typed while the interviewer was played overlap with it", () => {
    const logged = [
      turn(1, "agent", 0, 0),
      turn(2, "candidate", 0, 6_000),
      turn(3, "agent", 6_000, 6_000),
    ];

    expect(times(logged, [played(10_000, 1, 9_000), played(14_000, 3, 3_000)])).toEqual([
      [1_000, 10_000],
      [1_000, 6_000],
      [11_000, 14_000],
    ]);
  });

  it("stay as they are where all was typed", () => {
    expect(times(LOGGED, [event(900, "interview.started", {})])).toEqual(
      LOGGED.map(({ startMs, endMs }) => [startMs, endMs]),
    );
  });
});
