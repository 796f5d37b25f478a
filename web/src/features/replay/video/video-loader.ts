import { type PlayableChunk, videoLength } from "./chunks";

export type FetchChunk = (seq: number) => Promise<ArrayBuffer>;

/** What a file's head calls its tracks, and what a browser calls them. */
const CODECS = { V_VP8: "vp8", V_VP9: "vp9", A_OPUS: "opus", A_VORBIS: "vorbis" };
/** How many chunks are held ready: the one that is looked at, and those behind it. */
const READY = 3;
/** What is let go takes along what follows it up to the next whole picture; so the end of a chunk stays. */
const LEFT_MS = 10_000;
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75];

/** Return where the first cluster of a WebM file begins in these bytes, or -1. */
export function firstCluster(bytes: Uint8Array): number {
  const [first = 0] = CLUSTER;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (CLUSTER.every((byte, place) => bytes[at + place] === byte)) return at;
  }
  return -1;
}

/** Return how these bytes say that their picture is written, and their sound where there is some. */
export function typeOf(head: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(head.subarray(0, 4096));
  const codecs = Object.entries(CODECS).filter(([name]) => text.includes(name));
  return `video/webm;codecs="${codecs.map(([, codec]) => codec).join(",")}"`;
}

interface VideoLoaderOptions {
  video: HTMLVideoElement;
  playable: PlayableChunk[];
  fetch: FetchChunk;
  /** A chunk could not be had or read. */
  onFailed: () => void;
}

/**
 * Puts the chunks of a video into a video element, each at its own time, around the shown position.
 *
 * Chunks are fetched as they are needed, so that hours of video are no load. Where one does not follow the
 * one that was put in last, the file's head and the end of the chunk before go ahead of it: a picture is whole only with those.
 */
export class VideoLoader {
  #video: HTMLVideoElement;
  #playable: PlayableChunk[];
  #fetch: FetchChunk;
  #onFailed: () => void;
  #source: MediaSource;
  #buffer: SourceBuffer | null = null;
  #heads = new Map<number, Uint8Array>();
  #held = new Set<number>();
  #last: PlayableChunk | null = null;
  #wanted = 0;
  #isBusy = false;
  #isShut = false;

  constructor(source: MediaSource, { video, playable, fetch, onFailed }: VideoLoaderOptions) {
    this.#source = source;
    this.#video = video;
    this.#playable = playable;
    this.#fetch = fetch;
    this.#onFailed = onFailed;
    const address = URL.createObjectURL(source);
    source.onsourceopen = () => {
      URL.revokeObjectURL(address);
      void this.#work();
    };
    video.src = address;
  }

  /** Have ready what is shown around this moment of the video. */
  show(videoMs: number): void {
    this.#wanted = videoMs;
    void this.#work();
  }

  close(): void {
    this.#isShut = true;
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  async #work(): Promise<void> {
    if (this.#isBusy || this.#source.readyState !== "open") return;
    this.#isBusy = true;
    try {
      for (let chunk = this.#missing(); chunk && !this.#isShut; chunk = this.#missing()) {
        await this.#putIn(chunk);
      }
    } catch {
      if (!this.#isShut) this.#onFailed();
    }
    this.#isBusy = false;
  }

  #missing(): PlayableChunk | undefined {
    return this.#near().find((chunk) => !this.#held.has(chunk.seq));
  }

  /** What is looked at, or comes next in a gap, and what follows. */
  #near(): PlayableChunk[] {
    const at = this.#playable.findIndex((chunk) => chunk.endMs > this.#wanted);
    return at < 0 ? [] : this.#playable.slice(at, at + READY);
  }

  async #putIn(chunk: PlayableChunk): Promise<void> {
    const bytes = await this.#bytesOf(chunk.seq);
    const isNext = this.#last !== null && follows(chunk, this.#last);
    const ahead = isNext || chunk.isFileStart ? [] : await this.#aheadOf(chunk);
    if (this.#isShut) return;
    const buffer = this.#opened(ahead[0] ?? bytes);
    await this.#forgetOthers(buffer);
    if (!isNext) {
      buffer.abort();
      buffer.timestampOffset = chunk.fileMs / 1000;
    }
    for (const part of [...ahead, bytes]) await appended(buffer, part);
    this.#held.add(chunk.seq);
    this.#last = chunk;
  }

  async #bytesOf(seq: number): Promise<Uint8Array> {
    return new Uint8Array(await this.#fetch(seq));
  }

  /** The head of the chunk's file, and what of the chunk before it can be read by itself. */
  async #aheadOf(chunk: PlayableChunk): Promise<Uint8Array[]> {
    let head = this.#heads.get(chunk.opener);
    if (!head) {
      const opener = await this.#bytesOf(chunk.opener);
      head = opener.slice(0, Math.max(0, firstCluster(opener)));
      this.#heads.set(chunk.opener, head);
    }
    const before = this.#playable.find((each) => follows(chunk, each));
    if (!before) return [head];
    const bytes = await this.#bytesOf(before.seq);
    return [head, bytes.subarray(Math.max(0, firstCluster(bytes)))];
  }

  #opened(head: Uint8Array): SourceBuffer {
    if (this.#buffer) return this.#buffer;
    this.#buffer = this.#source.addSourceBuffer(typeOf(head));
    this.#source.duration = videoLength(this.#playable) / 1000;
    return this.#buffer;
  }

  /** What is far from the playhead is let go, so that a long video does not fill the memory. */
  async #forgetOthers(buffer: SourceBuffer): Promise<void> {
    const near = new Set(this.#near().map((chunk) => chunk.seq));
    for (const chunk of this.#playable) {
      if (near.has(chunk.seq) || !this.#held.has(chunk.seq)) continue;
      this.#held.delete(chunk.seq);
      if (this.#last === chunk) this.#last = null;
      const until = chunk.endMs - LEFT_MS;
      if (until <= chunk.timestamp) continue;
      await finished(buffer, () => buffer.remove(chunk.timestamp / 1000, until / 1000));
    }
  }
}

/** Whether a chunk goes on in the stream of another one. */
function follows(chunk: PlayableChunk, other: PlayableChunk): boolean {
  return !chunk.isFileStart && other.opener === chunk.opener && other.seq === chunk.seq - 1;
}

function appended(buffer: SourceBuffer, bytes: Uint8Array): Promise<void> {
  return finished(buffer, () => buffer.appendBuffer(bytes as BufferSource));
}

function finished(buffer: SourceBuffer, begin: () => void): Promise<void> {
  return new Promise((done, fail) => {
    buffer.onupdateend = () => done();
    buffer.onerror = () => fail(new Error("The video chunk could not be read."));
    begin();
  });
}
