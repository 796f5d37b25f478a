import { expect, it } from "vitest";
import type { Replay } from "./shapes";
import { spokenOf } from "./spoken";

const turn = (number: number, role: string, text: string) =>
  ({ turn: number, role, text }) as Replay["turns"][number];
const event = (type: string, payload: Record<string, unknown>) =>
  ({ type, payload }) as Replay["events"][number];

function told(...events: Replay["events"]): ReturnType<typeof spokenOf> {
  const turns = [turn(1, "agent", "Tell me more."), turn(2, "candidate", "I stopped it.")];
  return spokenOf({ turns, events } as unknown as Replay);
}

const ears = { turn: 2, engine: "pocketsphinx", is_draft: true, confidence: null };

it("says nothing of what was typed and read", () => {
  expect(told(event("turn.completed", { turn: 2 })).size).toBe(0);
});

it("marks a spoken draft until the candidate has checked it", () => {
  const draft = told(event("stt.final", ears));
  const checked = told(
    event("stt.final", ears),
    event("turn.amended", { turn: 2, reason: "checked", dropped: [] }),
  );

  expect(draft.get(2)).toMatchObject({ isDraft: true, transcribedBy: "pocketsphinx" });
  expect(checked.get(2)).toMatchObject({ isDraft: false, transcribedBy: "pocketsphinx" });
});

it("is as sure of a turn as at its least sure place", () => {
  const chunk = (confidence: number | null) =>
    event("stt.final", { ...ears, is_draft: false, confidence });

  expect(told(chunk(0.9), chunk(0.6), chunk(null)).get(2)?.confidence).toBe(0.6);
});

it("keeps what was heard of a cut question, the better of two times", () => {
  const cut = (chars: number) =>
    event("agent.utterance.spoken", { turn: 1, is_interrupted: true, chars_heard: chars });
  const whole = event("agent.utterance.spoken", {
    turn: 1,
    is_interrupted: false,
    chars_heard: 13,
  });

  expect(told(cut(4)).get(1)).toMatchObject({ isHeardInPart: true, heard: "Tell" });
  expect(told(cut(7), cut(4)).get(1)?.heard).toBe("Tell me");
  expect(told(cut(4), whole).size).toBe(0);
  expect(told(cut(13)).size).toBe(0);
});

it("marks what counts as never put", () => {
  const went = event("turn.amended", { turn: 2, reason: "went_on", dropped: [3] });

  expect(told(went).get(3)?.isDropped).toBe(true);
});

it("marks what was said before the question was heard, and nothing else", () => {
  const early = told(
    event("stt.final", { ...ears, is_draft: false }),
    event("question.not_heard", { turn: 1, remark_turn: 2, is_repeated: true }),
  );
  const late = told(event("question.not_heard", { turn: 1, remark_turn: null, is_repeated: true }));

  expect(early.get(2)).toMatchObject({ isDropped: true, role: "candidate" });
  expect(late.size).toBe(0);
});
