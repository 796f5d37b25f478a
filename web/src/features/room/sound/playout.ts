import { Resampler } from "./resampler";
import { isLater } from "./wire";

/** How much of one generation was really played, in samples of the rate it came in. */
export interface Played {
  gen: number;
  samples: number;
}

interface Generation {
  gen: number;
  chunks: Float32Array[];
  /** Where in the first chunk the next sample stands. */
  from: number;
  queued: number;
  played: number;
  received: number;
  resampler: Resampler;
  isWhole: boolean;
  isFlowing: boolean;
}

const JITTER_S = 0.08;
const FADE_S = 0.005;

/**
 * The interviewer's sound between the connection and the loudspeaker, one generation after the other.
 *
 * A generation begins when enough of it is there to bear a late chunk, or when all of it is.
 */
export class Playout {
  #inRate: number;
  #outRate: number;
  #queue: Generation[] = [];
  #flushed: number | null = null;
  #over = new Map<number, number>();
  #tail = new Float32Array(0);
  #news: Played[] = [];

  constructor(inRate: number, outRate: number) {
    this.#inRate = inRate;
    this.#outRate = outRate;
  }

  /** Whether anything is left to be heard. */
  get isPlaying(): boolean {
    return this.#tail.length > 0 || this.#queue.some((each) => each.queued > 0 || !each.isWhole);
  }

  push(gen: number, samples: Int16Array): void {
    const into = this.#opened(gen);
    if (!into || into.isWhole) return;
    const heights = Float32Array.from(samples, (sample) => sample / 32_768);
    into.received += samples.length;
    keep(into, into.resampler.push(heights));
  }

  /** Take note that all the sound of a generation has come. */
  spoken(gen: number): void {
    const whole = this.#opened(gen);
    if (whole) this.#complete(whole);
  }

  /** Drop every generation up to `gen`; return how much of each was heard, the oldest first. */
  flush(gen: number): Played[] {
    const dropped = this.#queue.filter((each) => !isLater(each.gen, gen));
    this.#queue = this.#queue.filter((each) => isLater(each.gen, gen));
    if (this.#flushed === null || isLater(gen, this.#flushed)) this.#flushed = gen;
    if (dropped[0]?.isFlowing) this.#soften(dropped[0]);
    const heard = dropped.map((each) => ({ gen: each.gen, samples: this.#samplesOf(each) }));
    for (const { gen: ended, samples } of heard) this.#close(ended, samples);
    if (heard.at(-1)?.gen === gen) return heard;
    return [...heard, { gen, samples: this.#over.get(gen) ?? 0 }];
  }

  /** Fill `out` with what is to be heard next; return the generations that came to their end. */
  pull(out: Float32Array): Played[] {
    out.fill(0);
    let at = this.#pullTail(out);
    for (let each = this.#queue[0]; each && at < out.length; each = this.#queue[0]) {
      if (each.queued === 0 && each.isWhole) {
        this.#queue.shift();
        this.#close(each.gen, each.received);
        this.#news.push({ gen: each.gen, samples: each.received });
        continue;
      }
      each.isFlowing ||= each.isWhole || each.queued >= JITTER_S * this.#outRate;
      if (!each.isFlowing) break;
      at += take(each, out.subarray(at));
      if (each.queued === 0 && !each.isWhole) each.isFlowing = false;
    }
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** How far the generation that plays now has come; nothing while none does. */
  get now(): Played | null {
    const first = this.#queue[0];
    return first && first.played > 0 ? { gen: first.gen, samples: this.#samplesOf(first) } : null;
  }

  #opened(gen: number): Generation | null {
    if (this.#flushed !== null && !isLater(gen, this.#flushed)) return null;
    const known = this.#queue.find((each) => each.gen === gen);
    if (known) return known;
    if (this.#over.has(gen)) return null;
    for (const older of this.#queue) this.#complete(older);
    const resampler = new Resampler(this.#inRate, this.#outRate);
    const made = { gen, chunks: [], from: 0, queued: 0, played: 0, received: 0, resampler };
    this.#queue.push({ ...made, isWhole: false, isFlowing: false });
    return this.#queue.at(-1) ?? null;
  }

  #complete(whole: Generation): void {
    if (whole.isWhole) return;
    keep(whole, whole.resampler.finish());
    whole.isWhole = true;
  }

  /** A cut in the middle of a wave cracks; five milliseconds towards silence do not. */
  #soften(dropped: Generation): void {
    const tail = new Float32Array(Math.round(FADE_S * this.#outRate));
    const length = take(dropped, tail);
    for (let place = 0; place < length; place += 1) {
      tail[place] = (tail[place] ?? 0) * (1 - place / length);
    }
    this.#tail = tail.subarray(0, length);
  }

  #pullTail(out: Float32Array): number {
    const length = Math.min(out.length, this.#tail.length);
    out.set(this.#tail.subarray(0, length));
    this.#tail = this.#tail.slice(length);
    return length;
  }

  #samplesOf(each: Generation): number {
    return Math.min(each.received, Math.round((each.played * this.#inRate) / this.#outRate));
  }

  #close(gen: number, samples: number): void {
    this.#over.set(gen, samples);
    const oldest = this.#over.keys().next().value;
    if (this.#over.size > 64 && oldest !== undefined) this.#over.delete(oldest);
  }
}

function keep(into: Generation, samples: Float32Array): void {
  if (samples.length === 0) return;
  into.chunks.push(samples);
  into.queued += samples.length;
}

function take(each: Generation, out: Float32Array): number {
  let at = 0;
  while (at < out.length) {
    const chunk = each.chunks[0];
    if (!chunk) break;
    const length = Math.min(out.length - at, chunk.length - each.from);
    out.set(chunk.subarray(each.from, each.from + length), at);
    at += length;
    each.from += length;
    if (each.from === chunk.length) {
      each.chunks.shift();
      each.from = 0;
    }
  }
  each.queued -= at;
  each.played += at;
  return at;
}
