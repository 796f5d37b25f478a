import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { VoiceRecording } from "../api/types";
import { VoiceApi, type VoiceCalls } from "./calls";
import { partOf } from "./recording";
import { NoVoiceReason, PlayWords, VoiceOf } from "./voice";

afterEach(cleanup);

type Passage = VoiceRecording["passages"][number];

const passage = (turn: number, startMs: number, more: Partial<Passage> = {}): Passage => ({
  turn,
  start: 0,
  end: 20,
  startMs,
  endMs: startMs + 3000,
  isComplete: true,
  ...more,
});

const stored = (more: Partial<VoiceRecording> = {}): VoiceRecording => ({
  sessionId: "s1",
  consent: "agreed",
  consentAt: "2030-01-01T10:00:00Z",
  storedMs: 60_000,
  gaps: [],
  passages: [
    passage(2, 5000),
    passage(2, 9000, { start: 21, end: 40 }),
    passage(4, 20_000, { isComplete: false }),
  ],
  ...more,
});

function listening(
  recording: VoiceRecording,
  change: Partial<VoiceCalls> = {},
  { isOwn = false } = {},
) {
  const ends: (() => void)[] = [];
  const fails: (() => void)[] = [];
  const stopped: number[] = [];
  const calls: VoiceCalls = {
    recording: async () => recording,
    sound: vi.fn(async () => new ArrayBuffer(44)),
    play: (_, onEnd, onFail) => {
      const place = ends.push(onEnd);
      fails.push(onFail);
      return () => stopped.push(place);
    },
    ...change,
  };
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <VoiceApi.Provider value={calls}>
        <VoiceOf sessionId="s1">
          <NoVoiceReason hasSpoken isOwn={isOwn} />
          <PlayWords turn={2} start={22} end={30} />
          <PlayWords turn={4} />
          <PlayWords turn={6} />
        </VoiceOf>
      </VoiceApi.Provider>
    </QueryClientProvider>,
  );
  return { calls, ends, fails, stopped };
}

it("plays from a second before the words to their end, and the whole turn where they have no place", () => {
  expect(partOf(stored(), { turn: 2, start: 22, end: 30 })).toMatchObject({
    fromMs: 8000,
    toMs: 12_000,
  });
  expect(partOf(stored(), { turn: 2 })).toMatchObject({ fromMs: 4000, toMs: 12_000 });
  const corrected = stored({ passages: [passage(2, 500, { start: null, end: null })] });
  expect(partOf(corrected, { turn: 2, start: 22, end: 30 })).toMatchObject({
    fromMs: 0,
    toMs: 3500,
  });
  expect(partOf(stored(), { turn: 6 })).toBeNull();
  const long = stored({ passages: [passage(2, 5000), passage(2, 900_000)] });
  expect(partOf(long, { turn: 2 })).toEqual({ fromMs: 4000, toMs: 604_000, isComplete: false });
});

it("has a button where sound is stored, says what is missing, and plays one at a time", async () => {
  const user = userEvent.setup();
  const { calls, ends, stopped } = listening(stored());
  const quote = await screen.findByRole("button", { name: "Listen to turn 2, 4 s" });
  expect(screen.getAllByRole("button")).toHaveLength(2);
  expect(screen.getByText("Part of the sound is missing.")).toBeTruthy();

  await user.click(quote);
  await screen.findByRole("button", { name: "Stop listening to turn 2, 4 s" });
  expect(calls.sound).toHaveBeenLastCalledWith("s1", 8000, 12_000);
  await user.click(screen.getByRole("button", { name: "Listen to turn 4, 4 s" }));
  await waitFor(() => expect(ends).toHaveLength(2));
  expect(stopped).toEqual([1]);
  expect(screen.getByRole("button", { name: "Listen to turn 2, 4 s" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Stop listening to turn 4, 4 s" }));
  expect(stopped).toEqual([1, 2]);
});

it("says so where the sound does not load", async () => {
  const user = userEvent.setup();
  listening(stored(), {
    sound: async () => {
      throw new Error("gone");
    },
  });
  await user.click(await screen.findByRole("button", { name: "Listen to turn 2, 4 s" }));
  expect((await screen.findByRole("alert")).textContent).toBe("The sound did not load.");
});

it("says so where the browser does not play the sound", async () => {
  const user = userEvent.setup();
  const { fails } = listening(stored());
  await user.click(await screen.findByRole("button", { name: "Listen to turn 2, 4 s" }));
  await waitFor(() => expect(fails).toHaveLength(1));
  act(() => fails[0]?.());
  expect(screen.getByRole("alert").textContent).toBe("The sound did not load.");
  expect(screen.getByRole("button", { name: "Listen to turn 2, 4 s" })).toBeTruthy();
});

it("says once that the list of recordings did not load", async () => {
  listening(stored(), {
    recording: async () => {
      throw new Error("gone");
    },
  });
  expect(
    await screen.findAllByText("The list of recordings of the voice did not load."),
  ).toHaveLength(1);
  expect(screen.queryAllByRole("button")).toHaveLength(0);
});

it.each([
  ["declined", "did not agree"],
  ["withdrawn", "withdrew consent"],
  ["agreed", "nothing was received"],
  ["not_answered", "was not asked"],
] as const)("has no button and says why once: %s", async (consent, words) => {
  listening(stored({ consent, storedMs: 0, passages: [] }));
  expect(await screen.findByText(new RegExp(words))).toBeTruthy();
  expect(screen.queryAllByRole("button")).toHaveLength(0);
});

it.each([
  ["declined", "you kept no recording"],
  ["withdrawn", "you stopped the recording"],
  ["agreed", "nothing was received"],
  ["not_answered", "you kept no recording"],
] as const)("says why to the person who spoke: %s", async (consent, words) => {
  listening(stored({ consent, storedMs: 0, passages: [] }), {}, { isOwn: true });
  expect(await screen.findByText(new RegExp(words))).toBeTruthy();
});
