import type { NoCamera } from "./camera";
import type { Recorder } from "./recording-segment";
import type { RecordedChunk, Sent } from "./uploader";
import type { Equipment } from "./video-recorder";

/** A server of videos as a test sees it: what arrived, and what it answers next. */
export class FakeShelf {
  readonly kept = new Map<number, RecordedChunk>();
  readonly tries: number[] = [];
  /** What the next tries are answered; after them, everything is kept. */
  answers: (Sent | "lost")[] = [];
  /** How long a chunk takes on the way. */
  takesMs = 0;

  send = async (seq: number, chunk: RecordedChunk, signal: AbortSignal): Promise<Sent> => {
    this.tries.push(seq);
    if (this.takesMs > 0) await passed(this.takesMs, signal);
    const answer = this.answers.shift() ?? { kind: "stored" };
    if (answer === "lost") throw new TypeError("Failed to fetch");
    if (answer.kind === "stored") this.kept.set(seq, chunk);
    return answer;
  };
}

function passed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(signal.reason);
    });
  });
}

/** A recorder that gives as many bytes a second as configured. */
class FakeRecorder implements Recorder {
  ondataavailable: Recorder["ondataavailable"] = null;
  onstop: Recorder["onstop"] = null;
  onerror: Recorder["onerror"] = null;
  #bytesPerSecond: number;
  #from = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  start(): void {
    this.#from = Date.now();
  }

  requestData(): void {
    const size = Math.round(((Date.now() - this.#from) / 1000) * this.#bytesPerSecond);
    this.#from = Date.now();
    this.ondataavailable?.({ data: new Blob([new Uint8Array(size)]) });
  }

  /** As in a browser, the last bytes and the end come a little later. */
  stop(): void {
    setTimeout(() => {
      this.requestData();
      this.onstop?.();
    }, 1);
  }
}

/** Cameras that a test opens, refuses and pulls out. */
export class FakeEquipment implements Equipment<string> {
  opened: string[] = [];
  closed: string[] = [];
  refusal: NoCamera | null = null;
  bytesPerSecond = 37_500;
  hasRecorder = true;
  pull: () => void = () => undefined;
  recorders: FakeRecorder[] = [];

  open = async (deviceId: string | null): Promise<string> => {
    if (this.refusal) throw new Error(this.refusal);
    const name = `${deviceId ?? "camera"} ${this.opened.length + 1}`;
    this.opened.push(name);
    return name;
  };
  close = (stream: string): void => void this.closed.push(stream);
  why = (error: unknown): NoCamera => (error as Error).message as NoCamera;
  recorder = (): Recorder | null => {
    if (!this.hasRecorder) return null;
    const recorder = new FakeRecorder(this.bytesPerSecond);
    this.recorders.push(recorder);
    return recorder;
  };
  onLost = (_: string, lost: () => void): void => {
    this.pull = lost;
  };
}
