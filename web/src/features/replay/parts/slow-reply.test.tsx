import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { PlacedEvent, Replay } from "../shapes";
import { SlowReply } from "./slow-reply";

afterEach(cleanup);

const event = (type: PlacedEvent["type"], payload: PlacedEvent["payload"]): PlacedEvent => ({
  seq: 1,
  offsetMs: 0,
  at: "2030-01-01T10:00:00Z",
  type,
  v: 1,
  actor: "system",
  payload,
});

const waited = (turn: number, ms: number) =>
  event("agent.utterance.spoken", { turn, waited_ms: ms });

function spoken(events: PlacedEvent[]): Replay {
  return {
    session: {
      interviewId: "i1",
      profile: "hiring",
      state: "completed",
      channel: "voice",
      attempt: 1,
    },
    questions: [],
    turns: [],
    events,
    transcriptErased: false,
    media: { clock: [] },
  };
}

it("names each part of the slow response, its own share, and what is left of the target", () => {
  const fast = [2, 4, 6, 8].map((turn) => waited(turn, 300));
  const audio = event("tts.synthesized", { turn: 10, first_chunk_ms: 400 });

  render(<SlowReply replay={spoken([...fast, waited(10, 1500), audio])} />);

  const strip = screen.getByRole("region", { name: "Where the time of a response goes" });
  expect(
    within(strip).getByText(
      "Turn 10, the response at p95 of this interview: 1.50 s. The target is 2.00 s.",
    ),
  ).toBeTruthy();
  const named = within(strip).getAllByRole("term");
  expect(named.map((term) => [term.textContent, term.nextElementSibling?.textContent])).toEqual([
    ["First audio", "400 ms"],
    ["Vivavoce", "1,100 ms"],
    ["Left until the target", "500 ms"],
  ]);
});

it("is absent where too few responses were measured", () => {
  const { container } = render(<SlowReply replay={spoken([waited(2, 300)])} />);

  expect(container.textContent).toBe("");
});
