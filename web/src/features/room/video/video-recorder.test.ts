import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeEquipment, FakeShelf } from "./fake-recorder";
import { finalUpload } from "./final-upload";
import { MOST_WAITING_BYTES, REST_MS, VideoRecorder, type VideoState } from "./video-recorder";

function studioWith({ nextSeq = 0, recordingMs = 0 } = {}) {
  const equipment = new FakeEquipment();
  const shelf = new FakeShelf();
  const states: VideoState[] = [];
  const recorder = new VideoRecorder<string>({
    equipment,
    send: shelf.send,
    nextSeq,
    recordingMs,
    now: () => Date.now(),
    onState: (state) => states.push(state),
    onPicture: () => undefined,
  });
  const state = () => states.at(-1);
  return { recorder, equipment, shelf, state };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const kept = (shelf: FakeShelf) =>
  [...shelf.kept].map(([seq, { atMs, durationMs }]) => [seq, atMs, durationMs]);

describe("a studio", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("opens the camera, records only while the talk goes on, and cuts it into pieces", async () => {
    const { recorder, shelf, state } = studioWith();
    await recorder.open(null);
    expect(state()).toEqual({ kind: "waiting" });
    await pass(2000);

    recorder.setOn(true);
    expect(state()).toEqual({ kind: "recording" });
    await pass(65_000);
    expect(kept(shelf)).toEqual([
      [0, 2000, 5000],
      [1, 7000, 30_000],
      [2, 37_000, 30_000],
    ]);
  });

  it("begins a new file after a pause, and says where in the film's time", async () => {
    const { recorder, equipment, shelf, state } = studioWith();
    await recorder.open(null);
    recorder.setOn(true);
    await pass(3000);
    recorder.setOn(false);
    await pass(60_000);
    expect(state()).toEqual({ kind: "waiting" });
    recorder.setOn(true);
    await pass(5000);

    expect(equipment.recorders).toHaveLength(2);
    expect(kept(shelf)).toEqual([
      [0, 0, 3001],
      [1, 63_000, 5000],
    ]);
  });

  it("goes on where the server has it after the page was loaded again", async () => {
    const { recorder, shelf } = studioWith({ nextSeq: 4, recordingMs: 200_000 });
    await recorder.open(null);
    recorder.setOn(true);
    await pass(5000);
    expect(kept(shelf)).toEqual([[4, 200_000, 5000]]);
  });

  it("sends its last piece and what waits after the talk, behind the goodbye", async () => {
    const { recorder, equipment, shelf } = studioWith();
    await recorder.open(null);
    recorder.setOn(true);
    shelf.answers = ["lost", "lost", "lost"];
    await pass(8000);
    expect(shelf.kept.size).toBe(0);

    const finished = recorder.finish();
    expect(equipment.closed).toEqual(["camera 1"]);
    expect(finalUpload.get()).toBe("saving");
    await pass(10_000);
    await finished;
    expect(kept(shelf)).toEqual([
      [0, 0, 5000],
      [1, 5000, 3001],
    ]);
    expect(finalUpload.get()).toBe("saved");
  });

  it("says that the last seconds are lost where the server will not have them", async () => {
    const { recorder, shelf } = studioWith();
    await recorder.open(null);
    recorder.setOn(true);
    await pass(3000);
    shelf.answers = [{ kind: "refused", code: "recording_ended" }];
    const finished = recorder.finish();
    await pass(10);
    await finished;
    expect(finalUpload.get()).toBe("lost");
  });

  it("closes the camera at once when somebody takes their word back, and sends nothing more", async () => {
    const { recorder, equipment, shelf } = studioWith();
    await recorder.open(null);
    recorder.setOn(true);
    await pass(8000);
    expect(shelf.kept.size).toBe(1);

    recorder.drop();
    expect(equipment.closed).toEqual(["camera 1"]);
    await recorder.finish();
    await pass(60_000);
    expect(shelf.tries).toEqual([0]);
    expect(finalUpload.get()).toBe("none");
  });

  it("closes a camera that opens after they took their word back", async () => {
    const { recorder, equipment } = studioWith();
    const opening = recorder.open(null);
    recorder.drop();
    await opening;
    expect(equipment.closed).toEqual(["camera 1"]);
  });

  it("rests while the line is weak, and goes on with a new file once all that waits is through", async () => {
    const { recorder, equipment, shelf, state } = studioWith();
    await recorder.open(null);
    recorder.setOn(true);
    shelf.takesMs = 6000; // 187,500 bytes: 250 kbit/s
    await pass(11_000);
    expect(state()).toEqual({ kind: "resting" });
    expect(equipment.closed).toEqual([]);

    shelf.takesMs = 100;
    await pass(REST_MS);
    expect(state()).toEqual({ kind: "recording" });
    expect(equipment.recorders).toHaveLength(2);
  });

  it("holds no more than it may while the line is gone, and then shows the gap", async () => {
    const { recorder, equipment, shelf, state } = studioWith();
    equipment.bytesPerSecond = 100_000;
    await recorder.open(null);
    recorder.setOn(true);
    shelf.answers = Array.from({ length: 500 }, () => "lost" as const);
    await pass(600_000);
    expect(state()).toEqual({ kind: "resting" });
    const recorded = equipment.recorders.length;
    expect(recorded).toBe(1);

    shelf.answers = [];
    recorder.onReconnected();
    await pass(REST_MS);
    const sizes = [...shelf.kept.values()].map((each) => each.content.size);
    const held = sizes.slice(0, -1).reduce((sum, size) => sum + size, 0);
    expect(held).toBeLessThan(MOST_WAITING_BYTES + 35 * 100_000);
    expect(state()).toEqual({ kind: "recording" });
    const gaps = [...shelf.kept.values()].map(
      (each, place, all) => (all[place + 1]?.atMs ?? 0) - each.atMs - each.durationMs,
    );
    expect(Math.max(...gaps)).toBeGreaterThan(300_000);
  });

  it.each(["blocked", "none", "busy", "insecure"] as const)(
    "says why there is no picture (%s), and tries again when asked",
    async (why) => {
      const { recorder, equipment, state } = studioWith();
      equipment.refusal = why;
      await recorder.open(null);
      recorder.setOn(true);
      expect(state()).toEqual({ kind: "no camera", why });

      equipment.refusal = null;
      await recorder.open(null);
      expect(state()).toEqual({ kind: "recording" });
    },
  );

  it("keeps what was recorded when the camera is pulled out", async () => {
    const { recorder, equipment, shelf, state } = studioWith();
    await recorder.open("front");
    recorder.setOn(true);
    await pass(3000);
    equipment.pull();
    await pass(10);
    expect(state()).toEqual({ kind: "no camera", why: "lost" });
    expect(kept(shelf)).toEqual([[0, 0, 3001]]);
  });

  it("says that a browser records nothing which can be kept", async () => {
    const { recorder, equipment, state } = studioWith();
    equipment.hasRecorder = false;
    await recorder.open(null);
    recorder.setOn(true);
    expect(state()).toEqual({ kind: "no camera", why: "unfit" });
  });

  it("takes another camera, and begins a new file with it", async () => {
    const { recorder, equipment, shelf } = studioWith();
    await recorder.open("front");
    recorder.setOn(true);
    await pass(2000);
    await recorder.open("back");
    await pass(5000);
    expect(equipment.closed).toEqual(["front 1"]);
    expect(equipment.opened).toEqual(["front 1", "back 2"]);
    expect(shelf.kept.size).toBe(2);
  });

  it("stops for good when the server has enough", async () => {
    const { recorder, equipment, shelf, state } = studioWith();
    await recorder.open(null);
    recorder.setOn(true);
    shelf.answers = [{ kind: "refused", code: "recording_too_large" }];
    await pass(5000);
    expect(state()).toEqual({ kind: "closed", code: "recording_too_large" });
    expect(equipment.closed).toEqual(["camera 1"]);
  });
});
