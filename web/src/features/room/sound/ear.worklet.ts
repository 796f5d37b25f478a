import { rmsOf } from "./level";
import type { FromEar } from "./messages";
import { Resampler } from "./resampler";
import { asShort, EAR_RATE, EAR_SAMPLES } from "./wire";

/** The microphone, whatever its rate, in pieces of 20 ms at 16 kHz. */
class Ear extends AudioWorkletProcessor {
  #resampler = new Resampler(sampleRate, EAR_RATE);
  #piece = new Float32Array(EAR_SAMPLES);
  #filled = 0;
  #isClosed = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#isClosed = true;
    };
  }

  process([input]: Float32Array[][]): boolean {
    const [first] = input ?? [];
    if (first && !this.#isClosed)
      for (const sample of this.#resampler.push(first)) this.#gather(sample);
    return !this.#isClosed;
  }

  #gather(sample: number): void {
    this.#piece[this.#filled] = sample;
    this.#filled += 1;
    if (this.#filled < EAR_SAMPLES) return;
    this.#filled = 0;
    const samples = Int16Array.from(this.#piece, asShort);
    const said: FromEar = { samples, rms: rmsOf(this.#piece) };
    this.port.postMessage(said, [samples.buffer]);
  }
}

registerProcessor("vivavoce-ear", Ear);
