import { waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { type ListedChunk, playableChunks } from "./chunks";
import { VideoLoader } from "./video-loader";

const MARK = "\u001f\u0043\u00b6\u0075";

/** A buffer that keeps what was put into it, as letters. */
class FakeBuffer {
  did: string[] = [];
  onupdateend: (() => void) | null = null;
  onerror: (() => void) | null = null;
  set timestampOffset(seconds: number) {
    this.did.push(`at ${seconds}`);
  }
  abort(): void {
    this.did.push("anew");
  }
  appendBuffer(bytes: Uint8Array): void {
    this.did.push(String.fromCharCode(...bytes).replaceAll(MARK, "#"));
    queueMicrotask(() => this.onupdateend?.());
  }
  remove(from: number, to: number): void {
    this.did.push(`without ${from}–${to}`);
    queueMicrotask(() => this.onupdateend?.());
  }
}

/** Chunks of 30 s: the first of a file has its head, each begins in the middle of a cluster. */
function projecting(openers: number[], count: number) {
  const buffer = new FakeBuffer();
  // An address is made only for what is a Blob here.
  const media = { readyState: "open", duration: 0, addSourceBuffer: () => buffer };
  const source = Object.assign(new Blob(), media);
  const chunks: ListedChunk[] = Array.from({ length: count }, (_, seq) => ({
    seq,
    timestamp: seq * 30_000,
    durationMs: 30_000,
    isFileStart: openers.includes(seq),
  }));
  const asked: number[] = [];
  const loader = new VideoLoader(source as unknown as MediaSource, {
    video: document.createElement("video"),
    playable: playableChunks(chunks),
    fetch: async (seq) => {
      asked.push(seq);
      const start = openers.includes(seq) ? `head${seq}` : `tail${seq}`;
      const text = `${start}${MARK}${seq}`;
      return Uint8Array.from(text, (email) => email.charCodeAt(0)).buffer;
    },
    onFailed: () => buffer.did.push("failed"),
  });
  const shown = async (videoMs: number) => {
    buffer.did = [];
    loader.show(videoMs);
    await waitFor(() => expect(buffer.did.at(-1)).toMatch(/#|failed/));
    await new Promise((done) => setTimeout(done, 5));
    return buffer.did;
  };
  return { shown, asked, source };
}

it("puts in what is looked at and what follows, piece behind piece, and knows the whole length", async () => {
  const { shown, source } = projecting([0], 9);
  expect(await shown(0)).toEqual(["anew", "at 0", "head0#0", "tail1#1", "tail2#2"]);
  expect(source.duration).toBe(270);
  const next = await shown(30_000);
  expect(next).toEqual(["without 0–20", "tail3#3"]);
});

it("begins in the middle with the file's head and the end of the piece before, each read by itself", async () => {
  const { shown } = projecting([0], 9);
  expect(await shown(195_000)).toEqual([
    "anew",
    "at 0",
    "head0",
    "#5",
    "tail6#6",
    "tail7#7",
    "tail8#8",
  ]);
});

it("lets go of what is far away, but for its end, when somebody jumps back, and begins there anew", async () => {
  const { shown } = projecting([0], 9);
  await shown(195_000);
  const back = await shown(36_000);
  expect(back.slice(0, 3)).toEqual(["without 180–200", "without 210–230", "without 240–260"]);
  expect(back.slice(3, 8)).toEqual(["anew", "at 0", "head0", "head0#0".slice(5), "tail1#1"]);
});

it("puts a file that was begun anew at its own time", async () => {
  const { shown } = projecting([0, 2], 5);
  expect(await shown(30_000)).toContain("head2#2");
  const did = await shown(123_000);
  expect(did).toEqual(expect.arrayContaining(["tail4#4"]));
});

it("says so when a piece cannot be had", async () => {
  const { shown, source } = projecting([0], 3);
  Object.assign(source, {
    addSourceBuffer: () => {
      throw new Error("not this");
    },
  });
  expect(await shown(0)).toEqual(["failed"]);
});
