const ATTACK_MS = 80;
const RELEASE_MS = 240;
const QUIETEST_DB = -60;
const LOUDEST_DB = -12;

/** Return how loud it is, from the root of the mean square, as the eye takes it: 0 to 1. */
export function loudness(rms: number): number {
  if (rms <= 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.max(0, Math.min(1, (db - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)));
}

export function rmsOf(samples: Float32Array | Int16Array, full = 1): number {
  let sum = 0;
  for (const sample of samples) sum += (sample / full) ** 2;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Return the shown level after `ms` more: it rises fast and falls slowly. */
export function follow(shown: number, real: number, ms: number): number {
  const over = real > shown ? ATTACK_MS : RELEASE_MS;
  return shown + (real - shown) * (1 - Math.exp(-ms / over));
}

/**
 * The last levels, newest in the middle and older ones further out on both sides.
 *
 * Each stroke has a height of its own as well, so that a steady voice is not a block.
 */
export class Ripple {
  #levels: number[] = [];

  add(level: number): void {
    this.#levels.unshift(level);
    if (this.#levels.length > 200) this.#levels.pop();
  }

  heights(count: number): number[] {
    const middle = (count - 1) / 2;
    return Array.from({ length: count }, (_, place) => {
      const away = Math.abs(place - middle);
      const level = this.#levels[Math.floor(away / 2)] ?? 0;
      const own = 0.62 + 0.38 * Math.abs(Math.sin(place * 1.7) * Math.cos(place * 0.45));
      return level * own * (1 - 0.55 * (away / (middle || 1)) ** 2);
    });
  }
}
