import { rmsOf } from "./level";
import type { PlaybackCommand, PlaybackReport } from "./messages";
import { type Played, Playout } from "./playout";

const REPORT_EVERY_S = 0.5;
const LEVEL_EVERY_S = 1 / 30;

/** Plays what comes, and says how much of it was played. */
class Speaker extends AudioWorkletProcessor {
  #playout: Playout | null = null;
  #sinceReport = 0;
  #sinceLevel = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlaybackCommand>) => this.#hear(data);
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [first, ...others] = outputs[0] ?? [];
    if (!first || !this.#playout) return true;
    const ended = this.#playout.pull(first);
    for (const other of others) other.set(first);
    for (const played of ended) this.#say({ type: "played", played, how: "ended" });
    this.#post(first, ended);
    return true;
  }

  #hear(said: PlaybackCommand): void {
    if (said.type === "rate") this.#playout = new Playout(said.rate, sampleRate);
    else if (said.type === "piece") this.#playout?.push(said.gen, said.samples);
    else if (said.type === "spoken") this.#playout?.spoken(said.gen);
    else {
      for (const played of this.#playout?.flush(said.gen) ?? []) {
        this.#say({ type: "played", played, how: "flushed" });
      }
    }
  }

  #post(sound: Float32Array, ended: Played[]): void {
    const passed = sound.length / sampleRate;
    this.#sinceReport = ended.length > 0 ? 0 : this.#sinceReport + passed;
    this.#sinceLevel += passed;
    if (this.#sinceReport >= REPORT_EVERY_S) {
      this.#sinceReport = 0;
      const now = this.#playout?.now;
      if (now) this.#say({ type: "played", played: now, how: "still" });
    }
    if (this.#sinceLevel >= LEVEL_EVERY_S) {
      this.#sinceLevel = 0;
      const isPlaying = this.#playout?.isPlaying ?? false;
      this.#say({ type: "level", rms: rmsOf(sound), isPlaying });
    }
  }

  #say(news: PlaybackReport): void {
    this.port.postMessage(news);
  }
}

registerProcessor("vivavoce-speaker", Speaker);
