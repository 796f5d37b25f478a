import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeShelf } from "./fake-recorder";
import { type RecordedChunk, type Sent, Uploader } from "./uploader";

const KEPT: Sent = { kind: "stored" };
const refused = (code: string): Sent => ({ kind: "refused", code });

function chunk(atMs: number, bytes = 10): RecordedChunk {
  return { atMs, durationMs: 30_000, content: new Blob([new Uint8Array(bytes)]) };
}

function uploaderOn(shelf: FakeShelf, next = 0) {
  const passed: { isSlow: boolean; waitingBytes: number }[] = [];
  const closed: string[] = [];
  const uploader = new Uploader(next, {
    send: shelf.send,
    now: () => Date.now(),
    chance: () => 0.5,
    onPassed: (each) => passed.push(each),
    onClosed: (code) => closed.push(code),
  });
  return { uploader, passed, closed };
}

const times = (shelf: FakeShelf) =>
  [...shelf.kept].map(([seq, { atMs }]) => [seq, atMs] as [number, number]);

describe("pieces of a film", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("go one after the other, in order, though a later one were faster", async () => {
    const shelf = new FakeShelf();
    shelf.takesMs = 200;
    const { uploader } = uploaderOn(shelf);
    for (const at of [0, 30, 60]) uploader.add(chunk(at));
    await vi.advanceTimersByTimeAsync(300);
    expect(shelf.tries).toEqual([0, 1]);

    await vi.advanceTimersByTimeAsync(300);
    expect(times(shelf)).toEqual([
      [0, 0],
      [1, 30],
      [2, 60],
    ]);
  });

  it("are tried again, ever more rarely, until the server has them", async () => {
    const shelf = new FakeShelf();
    shelf.answers = ["lost", { kind: "again" }, "lost", KEPT];
    const { uploader } = uploaderOn(shelf);
    const began = Date.now();
    uploader.add(chunk(0));
    uploader.add(chunk(30));
    await vi.advanceTimersByTimeAsync(6999);
    expect(shelf.tries).toEqual([0, 0, 0]);

    await vi.advanceTimersByTimeAsync(1);
    await uploader.settled();
    expect(shelf.tries).toEqual([0, 0, 0, 0, 1]);
    expect(Date.now() - began).toBe(1000 + 2000 + 4000);
    expect(uploader.waitingBytes).toBe(0);
  });

  it("wait as long as a server asks, and not a moment longer once the line is back", async () => {
    const shelf = new FakeShelf();
    shelf.answers = [{ kind: "again", afterMs: 20_000 }, "lost"];
    const { uploader } = uploaderOn(shelf);
    uploader.add(chunk(0));
    await vi.advanceTimersByTimeAsync(19_999);
    expect(shelf.tries).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(shelf.tries).toEqual([0, 0]);

    uploader.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(shelf.kept.size).toBe(1);
  });

  it("go on behind what the server has after the page was loaded again", async () => {
    const shelf = new FakeShelf();
    const { uploader } = uploaderOn(shelf, 4);
    uploader.add(chunk(120));
    await uploader.settled();
    expect(times(shelf)).toEqual([[4, 120]]);
  });

  it("pass over a number that another page's piece took meanwhile, and lose nothing", async () => {
    const shelf = new FakeShelf();
    shelf.answers = [refused("chunk_conflict")];
    const { uploader } = uploaderOn(shelf, 4);
    uploader.add(chunk(120));
    uploader.add(chunk(150));
    await uploader.settled();
    expect(times(shelf)).toEqual([
      [5, 120],
      [6, 150],
    ]);
  });

  it("leave the number empty of one that the server will not have", async () => {
    const shelf = new FakeShelf();
    shelf.answers = [KEPT, refused("upload_too_large")];
    const { uploader, closed } = uploaderOn(shelf);
    for (const at of [0, 30, 60]) uploader.add(chunk(at));
    await uploader.settled();
    expect(times(shelf)).toEqual([
      [0, 0],
      [2, 60],
    ]);
    expect(closed).toEqual([]);
  });

  it.each(["video_consent_required", "recording_ended", "recording_too_large", "not_found"])(
    "are no longer sent once the server says %s",
    async (code) => {
      const shelf = new FakeShelf();
      shelf.answers = [refused(code)];
      const { uploader, closed } = uploaderOn(shelf);
      uploader.add(chunk(0));
      uploader.add(chunk(30));
      await uploader.settled();
      uploader.add(chunk(60));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(shelf.tries).toEqual([0]);
      expect(closed).toEqual([code]);
    },
  );

  it("are cut off in the middle and forgotten when somebody takes their word back", async () => {
    const shelf = new FakeShelf();
    shelf.takesMs = 5000;
    const { uploader, passed } = uploaderOn(shelf);
    uploader.add(chunk(0));
    uploader.add(chunk(30));
    await vi.advanceTimersByTimeAsync(1000);

    uploader.drop();
    await uploader.settled();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shelf.kept.size).toBe(0);
    expect(shelf.tries).toEqual([0]);
    expect(passed).toEqual([]);
    expect(uploader.waitingBytes).toBe(0);
  });

  it("tell of a line under 300 kbit/s, and leave it to the talk for as long as they took", async () => {
    const shelf = new FakeShelf();
    shelf.takesMs = 4000;
    const { uploader, passed } = uploaderOn(shelf);
    uploader.add(chunk(0, 149_000)); // 298 kbit/s
    uploader.add(chunk(30, 151_000)); // 302 kbit/s
    await vi.advanceTimersByTimeAsync(7999);
    expect(shelf.tries).toEqual([0]);
    await vi.advanceTimersByTimeAsync(4001);
    expect(passed.map((each) => each.isSlow)).toEqual([true, false]);
  });

  it("do not call a line slow because a small piece paused", async () => {
    const shelf = new FakeShelf();
    shelf.takesMs = 900;
    const { uploader, passed } = uploaderOn(shelf);
    uploader.add(chunk(0, 1000));
    await vi.advanceTimersByTimeAsync(1000);
    expect(passed).toEqual([{ isSlow: false, waitingBytes: 0 }]);
  });

  it("are given up after a minute and a half on the way, and begun anew", async () => {
    const shelf = new FakeShelf();
    shelf.takesMs = 100_000;
    const { uploader } = uploaderOn(shelf);
    uploader.add(chunk(0));
    await vi.advanceTimersByTimeAsync(90_000);
    shelf.takesMs = 10;
    await vi.advanceTimersByTimeAsync(2000);
    expect(shelf.tries).toEqual([0, 0]);
    expect(shelf.kept.size).toBe(1);
  });
});
