import type { NoCamera } from "./camera";
import { finalUpload } from "./final-upload";
import { type Recorder, RecordingSegment } from "./recording-segment";
import { type RecordedChunk, type SendChunk, Uploader } from "./uploader";

/** What the page shows of the video. */
export type VideoState =
  | { kind: "opening" }
  /** The camera is open and nothing is recorded: the interview has not started, or stands. */
  | { kind: "waiting" }
  | { kind: "recording" }
  /** The connection is needed for the interview. */
  | { kind: "resting" }
  | { kind: "closed"; code: string }
  | { kind: "no camera"; why: NoCamera };

/** The camera and its recorder; a test hands in its own. */
export interface Equipment<Stream> {
  open: (deviceId: string | null) => Promise<Stream>;
  close: (stream: Stream) => void;
  why: (error: unknown) => NoCamera;
  recorder: (stream: Stream) => Recorder | null;
  /** Call back when the camera goes away by itself. */
  onLost: (stream: Stream, lost: () => void) => void;
}

interface VideoRecorderOptions<Stream> {
  equipment: Equipment<Stream>;
  send: SendChunk;
  /** The number of the next chunk, and how old the video is, as the server said. */
  nextSeq: number;
  recordingMs: number;
  now: () => number;
  onState: (state: VideoState) => void;
  onPicture: (stream: Stream | null) => void;
}

/** More than this does not wait in memory: about six minutes. */
export const MOST_WAITING_BYTES = 14 << 20;
export const REST_MS = 60_000;

/** Records video of one candidate, from their yes to their no or the end of the interview. */
export class VideoRecorder<Stream> {
  #parts: VideoRecorderOptions<Stream>;
  #uploader: Uploader;
  #began: number;
  #camera: Stream | null = null;
  #noCamera: NoCamera | null = null;
  #take: RecordingSegment | null = null;
  #isOn = false;
  #isResting = false;
  #isOver = false;
  #closedBy: string | null = null;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: VideoRecorderOptions<Stream>) {
    this.#parts = parts;
    this.#began = parts.now() - parts.recordingMs;
    this.#uploader = new Uploader(parts.nextSeq, {
      send: parts.send,
      now: parts.now,
      onPassed: (passed) => this.#passed(passed),
      onClosed: (code) => this.#close(code),
    });
    finalUpload.set("none");
  }

  /** Open a camera, or another one. What is recorded then begins a new file. */
  async open(deviceId: string | null): Promise<void> {
    this.#letGo();
    this.#noCamera = null;
    this.#parts.onState({ kind: "opening" });
    try {
      const camera = await this.#parts.equipment.open(deviceId);
      if (this.#isOver) return this.#parts.equipment.close(camera);
      this.#camera = camera;
      this.#parts.equipment.onLost(camera, () => this.#lose("lost"));
      this.#parts.onPicture(camera);
    } catch (error) {
      this.#noCamera = this.#parts.equipment.why(error);
    }
    this.#settle();
  }

  /** Whether the interview goes on: only the interview is recorded. */
  setOn(isOn: boolean): void {
    this.#isOn = isOn;
    this.#settle();
  }

  /** The connection is back. */
  onReconnected(): void {
    this.#uploader.retryNow();
  }

  /** They took their word back: the camera goes off now, and nothing more is sent. */
  drop(): void {
    this.#isOver = true;
    this.#uploader.drop();
    this.#letGo();
  }

  /** The interview is over: the camera goes off, the last chunk and what waits is still sent. */
  async finish(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const last = this.#take?.stop();
    this.#letGo();
    if (!last && this.#uploader.waitingBytes === 0) return;
    finalUpload.set("saving");
    await last;
    this.#uploader.retryNow();
    await this.#uploader.settled();
    finalUpload.set(this.#closedBy === null ? "saved" : "lost");
  }

  #videoNow(): number {
    return this.#parts.now() - this.#began;
  }

  #settle(): void {
    if (this.#isOver) return;
    const wants = this.#isOn && !this.#isResting && this.#closedBy === null;
    if (this.#camera && wants && !this.#take) this.#begin(this.#camera);
    if (!wants) void this.#stopTake();
    this.#parts.onState(this.#state());
  }

  #begin(camera: Stream): void {
    const recorder = this.#parts.equipment.recorder(camera);
    if (!recorder) {
      this.#lose("unfit");
      return;
    }
    this.#take = new RecordingSegment({
      recorder,
      videoNow: () => this.#videoNow(),
      onChunk: (chunk) => this.#keep(chunk),
      onBroken: () => this.#lose("lost"),
    });
  }

  #keep(chunk: RecordedChunk): void {
    this.#uploader.add(chunk);
    const isFull = this.#uploader.waitingBytes > MOST_WAITING_BYTES;
    if (isFull && !this.#isOver) this.#rest();
  }

  #passed({ isSlow, waitingBytes }: { isSlow: boolean; waitingBytes: number }): void {
    if (this.#isOver) return;
    if (isSlow) this.#rest();
    else if (this.#isResting && waitingBytes === 0 && this.#resting === undefined) this.#goOn();
  }

  /** Record nothing for a while, and then not before everything that waits is through. */
  #rest(): void {
    this.#isResting = true;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#resting = undefined;
      if (this.#uploader.waitingBytes === 0) this.#goOn();
    }, REST_MS);
    this.#settle();
  }

  #goOn(): void {
    this.#isResting = false;
    this.#settle();
  }

  #close(code: string): void {
    this.#closedBy = code;
    this.#letGo();
    if (!this.#isOver) this.#parts.onState(this.#state());
  }

  #lose(why: NoCamera): void {
    this.#letGo();
    this.#noCamera = why;
    this.#settle();
  }

  #stopTake(): Promise<void> | undefined {
    const take = this.#take;
    this.#take = null;
    return take?.stop();
  }

  /** The recorder first, so that its last chunk is whole; then the camera. */
  #letGo(): void {
    void this.#stopTake();
    if (this.#isOver) clearTimeout(this.#resting);
    if (!this.#camera) return;
    this.#parts.equipment.close(this.#camera);
    this.#camera = null;
    this.#parts.onPicture(null);
  }

  #state(): VideoState {
    if (this.#closedBy !== null) return { kind: "closed", code: this.#closedBy };
    if (this.#noCamera) return { kind: "no camera", why: this.#noCamera };
    if (!this.#camera) return { kind: "opening" };
    if (this.#isResting) return { kind: "resting" };
    return { kind: this.#take ? "recording" : "waiting" };
  }
}
