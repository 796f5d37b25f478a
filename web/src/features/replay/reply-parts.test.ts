import { describe, expect, it } from "vitest";
import { slowReplyOf } from "./reply-parts";
import type { PlacedEvent, Replay } from "./shapes";

function event(offsetMs: number, type: PlacedEvent["type"], payload: object): PlacedEvent {
  return {
    seq: offsetMs,
    offsetMs,
    at: "2030-01-01T10:00:00Z",
    type,
    v: 1,
    actor: "system",
    payload: { ...payload },
  };
}

/** An interview of answers and replies in turn; the reply to answer n waited that long. */
function interview(waits: number[], events: PlacedEvent[] = []): Replay {
  const turns = waits.flatMap((ms, place) => {
    const from = place * 10_000;
    const shared = { questionId: "q1", follows: 0, depth: 0, direction: null, text: "Words." };
    return [
      {
        ...shared,
        turn: place * 2 + 1,
        role: "candidate" as const,
        kind: "answer" as const,
        saidBy: "candidate" as const,
        startMs: from,
        endMs: from + 1000,
      },
      {
        ...shared,
        turn: place * 2 + 2,
        role: "agent" as const,
        kind: "question" as const,
        saidBy: "interviewer" as const,
        startMs: from + 1000 + ms,
        endMs: from + 3000 + ms,
      },
    ];
  });
  return {
    session: {
      interviewId: "i1",
      profile: "hiring",
      state: "completed",
      channel: "voice",
      attempt: 1,
    },
    questions: [],
    turns,
    events,
    transcriptErased: false,
    media: { clock: [] },
  };
}

describe("the response at p95 taken apart", () => {
  it("needs five responses", () => {
    expect(slowReplyOf(interview([10, 20, 30, 40]))).toBeNull();
    expect(slowReplyOf(interview([10, 20, 30, 40, 50]))?.wholeMs).toBe(50);
  });

  it("leaves out typed responses that were logged together with their answers", () => {
    expect(slowReplyOf(interview([0, 0, 0, 0, 0, 0]))).toBeNull();
    expect(slowReplyOf(interview([0, 10, 20, 30, 40]))).toBeNull();
  });

  it("adds up to what was waited, and the rest is our own share", () => {
    const spoken = [400, 1500, 500, 600, 700].map((ms, place) =>
      event(place, "agent.utterance.spoken", { turn: place * 2 + 2, waited_ms: ms }),
    );
    const slow = slowReplyOf(
      interview(
        [1, 1, 1, 1, 1],
        [
          ...spoken,
          event(11, "stt.final", { turn: 3, latency_ms: 300 }),
          event(12, "llm.response", { turn: 3, purpose: "compose", latency_ms: 700 }),
          event(13, "tts.synthesized", { turn: 4, first_chunk_ms: 200 }),
          event(14, "llm.response", { turn: 1, purpose: "compose", latency_ms: 9000 }),
        ],
      ),
    );

    expect(slow).toEqual({
      turn: 4,
      wholeMs: 1500,
      parts: [
        { stage: "stt", ms: 300 },
        { stage: "model", ms: 700 },
        { stage: "tts", ms: 200 },
        { stage: "own", ms: 300 },
      ],
      leftMs: 500,
    });
  });

  it("counts stages that overlap once, and has nothing left above the target", () => {
    const slow = slowReplyOf(
      interview(
        [100, 100, 100, 100, 2500],
        [
          event(1, "stt.final", { turn: 9, latency_ms: 1000 }),
          event(2, "llm.response", { turn: 9, purpose: "compose", latency_ms: 2000 }),
        ],
      ),
    );

    expect(slow?.parts).toEqual([
      { stage: "stt", ms: 1000 },
      { stage: "model", ms: 1500 },
      { stage: "own", ms: 0 },
    ]);
    expect(slow?.leftMs).toBe(0);
  });
});
