import { describe, expect, it } from "vitest";
import type { Replay } from "../shapes";
import {
  gapsOf,
  type ListedChunk,
  placeAt,
  playableChunks,
  type VideoRecording,
  videoStart,
} from "./chunks";
import { firstCluster, typeOf } from "./video-loader";
import { noVideoReason, videoStatus } from "./words";

const playableChunk = (
  seq: number,
  timestamp: number,
  isFileStart = false,
  durationMs = 30_000,
): ListedChunk => ({
  seq,
  timestamp,
  durationMs,
  isFileStart,
});
const AT = "2030-01-01T10:00:30.000Z";
const agreed = (chunks: ListedChunk[]): VideoRecording => ({
  chunks,
  consent: "agreed",
  consentAt: AT,
});
const stored = (chunk: number) => ({
  seq: 5 + chunk,
  offsetMs: 60_000,
  at: "2030-01-01T10:01:00.000Z",
  type: "recording.chunk_stored" as const,
  v: 1,
  actor: "system" as const,
  payload: { chunk },
});

function interviewOf(chunks: number[] = [], transcriptErased = false): Replay {
  const began = {
    ...stored(0),
    seq: 1,
    type: "interview.started" as const,
    payload: {},
    offsetMs: 2000,
  };
  return {
    session: {
      interviewId: "i1",
      profile: "hiring",
      state: "completed",
      channel: "text",
      attempt: 1,
    },
    questions: [],
    turns: [],
    events: [{ ...began, at: "2030-01-01T10:00:02.000Z" }, ...chunks.map(stored)],
    transcriptErased,
    media: { recording: null, clock: [] },
  };
}

describe("a reel", () => {
  it("says of each piece which file it is part of, and where that one's time begins", () => {
    const playable = playableChunks([
      playableChunk(2, 90_000, true),
      playableChunk(0, 0, true),
      playableChunk(1, 30_000),
      playableChunk(3, 120_000),
    ]);
    expect(playable.map(({ seq, opener, fileMs }) => [seq, opener, fileMs])).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [2, 2, 90_000],
      [3, 2, 90_000],
    ]);
  });

  it("leaves out what cannot be read because the beginning of its file is missing", () => {
    expect(
      playableChunks([playableChunk(1, 30_000), playableChunk(2, 60_000, true)]).map(
        (each) => each.seq,
      ),
    ).toEqual([2]);
  });

  it("finds what is shown at a moment, and nothing before, between and behind", () => {
    const playable = playableChunks([
      playableChunk(0, 1000, true),
      playableChunk(1, 31_000, false, 9000),
      playableChunk(4, 90_000, true),
    ]);
    const shown = [999, 1000, 30_999, 31_000, 40_000, 90_000, 120_000].map((ms) =>
      placeAt(playable, ms),
    );
    expect(shown).toEqual([null, 0, 0, 1, null, 2, null]);
    expect(gapsOf(playable)).toEqual([[40_000, 90_000]]);
  });

  it("begins in the talk where the candidate agreed", () => {
    expect(videoStart(agreed([]), interviewOf())).toBe(30_000);
    expect(videoStart({ ...agreed([]), consent: "withdrawn" }, interviewOf())).toBeNull();
  });
});

describe("what is said of a film", () => {
  const none = (list: Partial<VideoRecording>, replay = interviewOf()) =>
    noVideoReason({ ...agreed([]), ...list }, replay, playableChunks(list.chunks ?? []));

  it("is why there is none", () => {
    expect(none({ consent: "not_answered", consentAt: null })).toBeNull();
    expect(none({ consent: "declined" })).toContain("did not agree");
    expect(none({ consent: "withdrawn" })).toMatch(/withdrew consent on \w+ \d+, \d\d:\d\d/);
    expect(none({})).toContain("no video was received");
    expect(none({}, interviewOf([0, 1]))).toContain("deleted after 30 days");
    expect(none({}, interviewOf([0, 1], true))).toContain("deleted together with the transcript");
  });

  it("is what of it is missing: time that was not filmed, and pieces that are gone", () => {
    const list = agreed([
      playableChunk(0, 0, true),
      playableChunk(1, 30_000),
      playableChunk(3, 150_000, true),
    ]);
    const words = videoStatus(list, interviewOf([0, 1, 2, 3]), playableChunks(list.chunks));
    expect(words).toContain("1 gap, 1:30 in total");
    expect(words).toContain("1 part is missing");
    const whole = agreed([playableChunk(0, 0, true), playableChunk(1, 30_000)]);
    expect(videoStatus(whole, interviewOf([0, 1]), playableChunks(whole.chunks))).not.toMatch(
      /gap|missing/,
    );
  });
});

describe("the bytes of a piece", () => {
  const cluster = [0x1f, 0x43, 0xb6, 0x75];
  it("begin anew at a cluster, and only at a whole mark of one", () => {
    expect(firstCluster(new Uint8Array([1, 0x1f, 0x43, 2, ...cluster, 9]))).toBe(4);
    expect(firstCluster(new Uint8Array([0x1f, 0x43, 0xb6]))).toBe(-1);
  });

  it("say how their picture is written", () => {
    const head = (codec: string) => new TextEncoder().encode(`\u001aE..${codec}..`);
    expect(typeOf(head("V_VP8"))).toBe('video/webm;codecs="vp8"');
    expect(typeOf(head("V_VP9..A_OPUS"))).toBe('video/webm;codecs="vp9,opus"');
  });
});
