import { rmsOf } from "./level";
import type { CapturedAudio } from "./messages";
import { Resampler } from "./resampler";
import { asShort, CAPTURE_RATE, CAPTURE_SAMPLES } from "./wire";

/** The microphone, whatever its rate, in chunks of 20 ms at 16 kHz. */
class CaptureProcessor extends AudioWorkletProcessor {
  #resampler = new Resampler(sampleRate, CAPTURE_RATE);
  #chunk = new Float32Array(CAPTURE_SAMPLES);
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
    this.#chunk[this.#filled] = sample;
    this.#filled += 1;
    if (this.#filled < CAPTURE_SAMPLES) return;
    this.#filled = 0;
    const samples = Int16Array.from(this.#chunk, asShort);
    const said: CapturedAudio = { samples, rms: rmsOf(this.#chunk) };
    this.port.postMessage(said, [samples.buffer]);
  }
}

registerProcessor("vivavoce-ear", CaptureProcessor);
