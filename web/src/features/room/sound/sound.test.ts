import { describe, expect, it } from "vitest";
import { follow, loudness, Ripple, rmsOf } from "./level";
import { Playout } from "./playout";
import { Resampler } from "./resampler";
import { audioChunkOf, isLater, microphoneMessage } from "./wire";

const tone = (hz: number, rate: number, count: number) =>
  Float32Array.from({ length: count }, (_, at) => Math.sin((2 * Math.PI * hz * at) / rate));

function resampled(samples: Float32Array, from: number, to: number, chunk: number): number[] {
  const resampler = new Resampler(from, to);
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += chunk) {
    out.push(...resampler.push(samples.subarray(at, at + chunk)));
  }
  return [...out, ...resampler.finish()];
}

const loud = (count: number) => new Int16Array(count).fill(8000);

/** Play for a while; return how many samples of sound came out. */
function heard(playout: Playout, samples: number): number {
  let sound = 0;
  const out = new Float32Array(128);
  for (let at = 0; at < samples; at += out.length) {
    playout.pull(out);
    sound += out.filter((each) => each !== 0).length;
  }
  return sound;
}

describe("sound on the wire", () => {
  it("is 648 bytes for twenty milliseconds of the microphone", () => {
    const message = microphoneMessage(
      258,
      Int16Array.from({ length: 320 }, () => -2),
    );

    expect(message.byteLength).toBe(648);
    expect([...new Uint8Array(message, 0, 10)]).toEqual([1, 0, 0, 0, 2, 1, 0, 0, 0xfe, 0xff]);
  });

  it("reads a piece of the interviewer and refuses everything else", () => {
    const bytes = new Uint8Array([2, 0, 7, 1, 9, 0, 0, 0, 0x34, 0x12]);

    expect(audioChunkOf(bytes.buffer)).toEqual({
      generation: 263,
      sequence: 9,
      samples: Int16Array.of(0x1234),
    });
    expect(audioChunkOf(bytes.slice(0, 9).buffer)).toBeNull();
    expect(audioChunkOf(bytes.slice(0, 8).buffer)).toBeNull();
    expect(audioChunkOf(microphoneMessage(1, loud(4)))).toBeNull();
  });

  it("knows the later generation also when the numbers start again", () => {
    expect(isLater(2, 1)).toBe(true);
    expect(isLater(1, 1)).toBe(false);
    expect(isLater(0, 65_535)).toBe(true);
    expect(isLater(65_535, 0)).toBe(false);
  });
});

describe("changing the rate", () => {
  it.each([44_100, 48_000, 8_000, 16_000])("keeps a tone of speech at %i Hz whole", (rate) => {
    const out = resampled(tone(440, rate, rate), rate, 16_000, 128);
    const want = tone(440, 16_000, 16_000);

    expect(Math.abs(out.length - 16_000)).toBeLessThanOrEqual(2);
    for (let at = 200; at < 15_800; at += 1) {
      expect(Math.abs((out[at] ?? 0) - (want[at] ?? 0))).toBeLessThan(0.01);
    }
  });

  it("lets nothing through that the new rate cannot carry", () => {
    const out = resampled(tone(11_000, 48_000, 48_000), 48_000, 16_000, 128);

    expect(rmsOf(Float32Array.from(out.slice(200, -200)))).toBeLessThan(0.002);
  });

  it("gives the same whatever the pieces are cut like", () => {
    const samples = tone(300, 44_100, 8_820);

    const one = resampled(samples, 44_100, 16_000, 128);
    const other = resampled(samples, 44_100, 16_000, 1013);

    expect(other.length).toBe(one.length);
    expect(Math.max(...one.map((each, at) => Math.abs(each - (other[at] ?? 9))))).toBeLessThan(
      1e-4,
    );
  });
});

describe("playing", () => {
  it("waits until there is enough to bear a late piece", () => {
    const playout = new Playout(24_000, 24_000);
    playout.push(1, loud(1800));
    expect(heard(playout, 1280)).toBe(0);

    playout.push(1, loud(200));

    expect(heard(playout, 1280)).toBe(1280);
  });

  it("plays a short one at once when all of it is there, and says that it ended", () => {
    const playout = new Playout(24_000, 48_000);
    playout.push(1, loud(500));
    playout.spoken(1);
    const ended = Array.from({ length: 20 }, () => playout.pull(new Float32Array(128))).flat();

    expect(ended).toEqual([{ gen: 1, samples: 500 }]);
    expect(playout.isPlaying).toBe(false);
  });

  it("counts what was played in the samples that came, at whatever rate the device runs", () => {
    const playout = new Playout(24_000, 44_100);
    playout.push(1, loud(24_000));

    heard(playout, 22_016);

    expect(playout.now?.gen).toBe(1);
    expect(Math.abs((playout.now?.samples ?? 0) - 22_016 * (24 / 44.1))).toBeLessThan(2);
  });

  it("stops a flushed generation within five milliseconds and counts those too", () => {
    const playout = new Playout(24_000, 24_000);
    playout.push(3, loud(24_000));
    const before = heard(playout, 12_800);

    const [played, ...others] = playout.flush(3);
    const after = heard(playout, 12_800);

    expect(others).toEqual([]);
    expect(played).toEqual({ gen: 3, samples: before + 120 });
    expect(after).toBe(120);
  });

  it("drops what comes late for a flushed generation and plays the next", () => {
    const playout = new Playout(24_000, 24_000);
    playout.push(3, loud(2400));
    playout.flush(3);
    playout.push(3, loud(24_000));
    playout.push(2, loud(24_000));
    expect(heard(playout, 2560)).toBe(0);

    playout.push(4, loud(2400));

    expect(heard(playout, 2560)).toBe(2400);
  });

  it("tells of every generation that a flush drops, and of one that is over already", () => {
    const playout = new Playout(24_000, 24_000);
    playout.push(1, loud(480));
    playout.spoken(1);
    heard(playout, 1280);
    playout.push(2, loud(2400));
    playout.push(3, loud(2400));

    expect(playout.flush(1)).toEqual([{ gen: 1, samples: 480 }]);
    expect(playout.flush(3)).toEqual([
      { gen: 2, samples: 0 },
      { gen: 3, samples: 0 },
    ]);
    expect(playout.flush(9)).toEqual([{ gen: 9, samples: 0 }]);
  });

  it("fills itself again after the line ran dry instead of stuttering", () => {
    const playout = new Playout(24_000, 24_000);
    playout.push(1, loud(2048));
    expect(heard(playout, 4096)).toBe(2048);

    playout.push(1, loud(512));
    expect(heard(playout, 1280)).toBe(0);
    playout.push(1, loud(1500));

    expect(heard(playout, 2560)).toBe(2012);
  });
});

describe("the level", () => {
  it("is nothing in silence and all at a loud voice", () => {
    expect(loudness(0)).toBe(0);
    expect(loudness(0.0005)).toBe(0);
    expect(loudness(0.3)).toBe(1);
  });

  it("rises faster than it falls", () => {
    expect(follow(0, 1, 80)).toBeCloseTo(0.632, 2);
    expect(1 - follow(1, 0, 80)).toBeLessThan(0.3);
    expect(follow(1, 0, 240)).toBeCloseTo(0.368, 2);
  });

  it("shows the newest in the middle and the rest further out", () => {
    const ripple = new Ripple();
    for (const level of [0.1, 0.1, 0.1, 1]) ripple.add(level);

    const heights = ripple.heights(41);

    expect(heights.indexOf(Math.max(...heights))).toBeGreaterThanOrEqual(19);
    expect(heights.indexOf(Math.max(...heights))).toBeLessThanOrEqual(21);
    expect(heights[0]).toBe(0);
  });
});
