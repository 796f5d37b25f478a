const LOBES = 16;
const STEPS = 256;
/** Less than the whole band, so that the filter's slope ends where folding would begin. */
const BAND = 0.94;

/**
 * Changes the rate of a stream, chunk by chunk, by a windowed sinc.
 *
 * What was pushed comes out delayed by the filter's half width; `finish` brings the rest.
 */
export class Resampler {
  #step: number;
  #half: number;
  #table: Float32Array;
  #held: Float32Array;
  #next: number;

  constructor(from: number, to: number) {
    this.#step = from / to;
    const cutoff = from === to ? 1 : Math.min(1, to / from) * BAND;
    this.#half = from === to ? 0 : Math.ceil(LOBES / cutoff);
    this.#table = kernel(this.#half, cutoff);
    this.#held = new Float32Array(this.#half);
    this.#next = this.#half;
  }

  push(samples: Float32Array): Float32Array {
    if (this.#half === 0) return samples.slice();
    const all = new Float32Array(this.#held.length + samples.length);
    all.set(this.#held);
    all.set(samples, this.#held.length);
    const last = all.length - this.#half - 1;
    const count = Math.max(0, Math.floor((last - this.#next) / this.#step) + 1);
    const out = new Float32Array(count);
    for (let place = 0; place < count; place += 1) {
      out[place] = this.#at(all, this.#next + place * this.#step);
    }
    this.#next += count * this.#step;
    const used = Math.max(0, Math.floor(this.#next) - this.#half);
    this.#held = all.slice(used);
    this.#next -= used;
    return out;
  }

  /** Return what the filter still holds back. */
  finish(): Float32Array {
    return this.push(new Float32Array(this.#half));
  }

  #at(samples: Float32Array, where: number): number {
    const first = Math.max(0, Math.ceil(where) - this.#half);
    const last = Math.min(samples.length - 1, Math.floor(where) + this.#half);
    let sum = 0;
    for (let place = first; place <= last; place += 1) {
      const away = Math.abs(where - place) * STEPS;
      const low = Math.floor(away);
      const under = this.#table[low] ?? 0;
      const over = this.#table[low + 1] ?? 0;
      sum += (samples[place] ?? 0) * (under + (over - under) * (away - low));
    }
    return sum;
  }
}

function kernel(half: number, cutoff: number): Float32Array {
  const table = new Float32Array(half * STEPS + 2);
  for (let place = 0; place < half * STEPS; place += 1) {
    const away = place / STEPS;
    const turn = Math.PI * cutoff * away;
    const sinc = place === 0 ? 1 : Math.sin(turn) / turn;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * away) / half);
    table[place] = cutoff * sinc * window;
  }
  return table;
}
