import type { RecordedChunk } from "./uploader";

/** The part of a `MediaRecorder` that a take uses, so that a test can hand in its own. */
export interface Recorder {
  ondataavailable: ((event: { data: Blob }) => void) | null;
  onstop: (() => void) | null;
  onerror: (() => void) | null;
  start(): void;
  requestData(): void;
  stop(): void;
}

interface RecordingSegmentOptions {
  recorder: Recorder;
  /** The video's own time, in ms. */
  videoNow: () => number;
  onChunk: (chunk: RecordedChunk) => void;
  /** It ended without being asked to. */
  onBroken: () => void;
}

/** The first chunk is short: a way in that does not work, or is too slow, is known soon. */
export const FIRST_CHUNK_MS = 5000;
export const CHUNK_MS = 30_000;
const LONGEST_MS = 60_000;

/** One run of the recorder, cut into chunks; the first of them begins a file. */
export class RecordingSegment {
  #parts: RecordingSegmentOptions;
  #from: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended: Promise<void>;
  #isStopping = false;

  constructor(parts: RecordingSegmentOptions) {
    this.#parts = parts;
    const { recorder } = parts;
    this.#ended = new Promise((done) => {
      recorder.onstop = () => {
        clearTimeout(this.#timer);
        done();
        if (!this.#isStopping) parts.onBroken();
      };
    });
    recorder.onerror = () => undefined; // what follows is `onstop`
    recorder.ondataavailable = ({ data }) => this.#cut(data);
    recorder.start();
    this.#from = parts.videoNow();
    this.#wait(FIRST_CHUNK_MS);
  }

  /** Resolve once the last chunk was handed over. */
  stop(): Promise<void> {
    if (!this.#isStopping) {
      this.#isStopping = true;
      clearTimeout(this.#timer);
      this.#parts.recorder.stop();
    }
    return this.#ended;
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#parts.recorder.requestData();
      this.#wait(CHUNK_MS);
    }, ms);
  }

  #cut(content: Blob): void {
    if (content.size === 0) return;
    const atMs = Math.round(this.#from);
    this.#from = this.#parts.videoNow();
    const durationMs = Math.round(this.#from) - atMs;
    this.#parts.onChunk({
      atMs,
      durationMs: Math.max(1, Math.min(LONGEST_MS, durationMs)),
      content,
    });
  }
}
