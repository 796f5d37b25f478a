import { i18n } from "@lingui/core";
import { type Loudness, louder, NOTHING_YET } from "./check-result";
import type { NoMicrophone } from "./equipment";
import { Loudspeaker, Microphone, openSound, wake, whyNoMicrophone } from "./equipment";
import { follow, loudness } from "./level";
import type { Levels } from "./voice-session";
import { CAPTURE_RATE, CAPTURE_SAMPLES } from "./wire";

const KEPT_PIECES = 200;
const NOTE_S = 0.35;
const NOTES_HZ = [440, 554, 659];

interface SoundTestOptions {
  onHeard: (heard: Loudness) => void;
  onMicrophone: (why: NoMicrophone | "lost" | null) => void;
  onPlayed: () => void;
}

/** Microphone and loudspeaker without a line: what is said here goes nowhere. */
export class SoundTest {
  readonly levels: Levels = { above: 0, below: 0 };
  #parts: SoundTestOptions;
  #context: AudioContext | null = null;
  #loudspeaker: Loudspeaker | null = null;
  #microphone: Microphone | null = null;
  #kept: Int16Array[] = [];
  #heard: Loudness = NOTHING_YET;
  #generation = 0;
  #isShut = false;

  constructor(parts: SoundTestOptions) {
    this.#parts = parts;
  }

  async listen(deviceId?: string): Promise<void> {
    this.#microphone?.close();
    this.#microphone = null;
    this.#heard = NOTHING_YET;
    this.#kept = [];
    try {
      const context = await this.#opened();
      const opened = await Microphone.open(
        context,
        {
          onChunk: ({ samples, rms }) => this.#said(samples, rms),
          onLost: () => this.#parts.onMicrophone("lost"),
        },
        deviceId,
      );
      if (this.#isShut) return opened.close();
      this.#microphone = opened;
      this.#parts.onMicrophone(null);
    } catch (error) {
      this.#parts.onMicrophone(whyNoMicrophone(error));
    }
  }

  /** The microphones there are, by the names that the browser tells once one was opened. */
  async devices(): Promise<{ id: string; name: string; isOpen: boolean }[]> {
    const all = await navigator.mediaDevices.enumerateDevices();
    const now = this.#microphone?.deviceId;
    return all
      .filter((each) => each.kind === "audioinput" && each.deviceId)
      .map(({ deviceId, label }, place) => ({
        id: deviceId,
        name: label || i18n._("Microphone {place}", { place: place + 1 }),
        isOpen: deviceId === now,
      }));
  }

  async playNotes(): Promise<void> {
    await this.#play(notes());
  }

  /** Play the last four seconds back, which are kept nowhere but here. */
  async playBack(): Promise<void> {
    const samples = new Int16Array(this.#kept.length * CAPTURE_SAMPLES);
    for (const [place, chunk] of this.#kept.entries()) samples.set(chunk, place * CAPTURE_SAMPLES);
    await this.#play(samples);
  }

  close(): void {
    this.#isShut = true;
    this.#microphone?.close();
    this.#loudspeaker?.close();
    void this.#context?.close();
  }

  async #opened(): Promise<AudioContext> {
    if (this.#context) return this.#context;
    this.#context = await openSound();
    this.#loudspeaker = new Loudspeaker(this.#context, (news) => {
      if (news.type === "level")
        this.levels.above = follow(this.levels.above, loudness(news.rms), 33);
      else if (news.how === "ended" && news.played.gen === this.#generation) this.#parts.onPlayed();
    });
    this.#loudspeaker.post({ type: "rate", rate: CAPTURE_RATE });
    return this.#context;
  }

  async #play(samples: Int16Array): Promise<void> {
    const context = await this.#opened();
    await wake(context);
    const former = this.#generation;
    this.#generation += 1;
    this.#loudspeaker?.post({ type: "flush", gen: former });
    this.#loudspeaker?.post({ type: "piece", gen: this.#generation, samples });
    this.#loudspeaker?.post({ type: "spoken", gen: this.#generation });
  }

  #said(samples: Int16Array, rms: number): void {
    this.levels.below = follow(this.levels.below, loudness(rms), 20);
    this.#kept.push(samples);
    if (this.#kept.length > KEPT_PIECES) this.#kept.shift();
    this.#heard = louder(this.#heard, rms);
    this.#parts.onHeard(this.#heard);
  }
}

/** Three soft notes, each fading in and out. */
function notes(): Int16Array {
  const length = Math.round(NOTE_S * CAPTURE_RATE);
  return Int16Array.from({ length: length * NOTES_HZ.length }, (_, at) => {
    const place = at % length;
    const hz = NOTES_HZ[Math.floor(at / length)] ?? 0;
    const swell = Math.sin((Math.PI * place) / length) ** 2;
    return 6000 * swell * Math.sin((2 * Math.PI * hz * place) / CAPTURE_RATE);
  });
}
