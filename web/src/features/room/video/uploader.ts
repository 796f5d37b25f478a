/** A chunk of a video as it was recorded; its number is given when it is sent. */
export interface RecordedChunk {
  /** Where it begins, in ms since the candidate agreed. */
  atMs: number;
  durationMs: number;
  content: Blob;
}

export type Sent =
  | { kind: "stored" }
  /** Not now: the connection, or the server, is away. */
  | { kind: "again"; afterMs?: number }
  | { kind: "refused"; code: string };

export type SendChunk = (seq: number, chunk: RecordedChunk, signal: AbortSignal) => Promise<Sent>;

interface UploaderParts {
  send: SendChunk;
  now: () => number;
  /** After each chunk: how fast it was sent, and how many bytes still wait. */
  onPassed: (passed: { isSlow: boolean; waitingBytes: number }) => void;
  /** The video is over for the server; what waited is gone. */
  onClosed: (code: string) => void;
  chance?: () => number;
}

/** Below this a connection is too weak for a picture beside an interview. */
export const LEAST_BITS_PER_MS = 300;
const A_TRY_MS = 90_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const LONGEST_REST_MS = 60_000;
const CLOSING = new Set([
  "video_consent_required",
  "recording_ended",
  "recording_too_large",
  "not_found",
  "erased",
]);

/**
 * Sends chunks one after the other, each until the server has it.
 *
 * Nothing is thrown away here: recording stops while too much waits. A chunk that the server will
 * not have leaves its number empty, so that the gap is seen. A number that is taken by other bytes, by a
 * page that was loaded before this one, is passed over.
 */
export class Uploader {
  #parts: UploaderParts;
  #next: number;
  #queue: RecordedChunk[] = [];
  #isRunning = false;
  #attempt: AbortController | null = null;
  #wake: (() => void) | null = null;
  #failures = 0;
  #isShut = false;
  #settled: (() => void)[] = [];

  constructor(next: number, parts: UploaderParts) {
    this.#next = next;
    this.#parts = parts;
  }

  get waitingBytes(): number {
    return this.#queue.reduce((sum, each) => sum + each.content.size, 0);
  }

  add(chunk: RecordedChunk): void {
    if (this.#isShut) return;
    this.#queue.push(chunk);
    if (!this.#isRunning) void this.#run();
  }

  /** the connection is back: do not wait any longer. */
  retryNow(): void {
    this.#failures = 0;
    this.#wake?.();
  }

  /** Send nothing more, and forget what waits. */
  drop(): void {
    this.#isShut = true;
    this.#queue = [];
    this.#attempt?.abort();
    this.#wake?.();
  }

  /** Resolve once nothing waits any more, sent or forgotten. */
  settled(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve();
    return new Promise((done) => this.#settled.push(done));
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let chunk = this.#queue[0]; chunk; chunk = this.#queue[0]) await this.#pass(chunk);
    this.#isRunning = false;
    for (const done of this.#settled.splice(0)) done();
  }

  async #pass(chunk: RecordedChunk): Promise<void> {
    const began = this.#parts.now();
    const sent = await this.#tried(chunk);
    if (this.#isShut) return;
    if (sent.kind === "again") {
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
      this.#failures += 1;
      const chance = this.#parts.chance ?? Math.random;
      return this.#rest(sent.afterMs ?? wait * (0.75 + chance() / 2));
    }
    if (sent.kind === "refused" && CLOSING.has(sent.code)) {
      this.drop();
      return this.#parts.onClosed(sent.code);
    }
    this.#next += 1;
    if (sent.kind === "refused" && sent.code === "chunk_conflict") return;
    this.#queue.shift();
    this.#failures = 0;
    const took = this.#parts.now() - began;
    const isSlow =
      sent.kind === "stored" &&
      took > FIRST_WAIT_MS &&
      (chunk.content.size * 8) / took < LEAST_BITS_PER_MS;
    this.#parts.onPassed({ isSlow, waitingBytes: this.waitingBytes });
    // A weak connection belongs to the interview first: the next chunk leaves it alone for as long as this one took.
    if (isSlow && this.#queue.length > 0) await this.#rest(Math.min(LONGEST_REST_MS, took));
  }

  async #tried(chunk: RecordedChunk): Promise<Sent> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const late = setTimeout(() => attempt.abort(), A_TRY_MS);
    try {
      return await this.#parts.send(this.#next, chunk, attempt.signal);
    } catch {
      return { kind: "again" };
    } finally {
      clearTimeout(late);
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        done();
      };
    });
  }
}

/** Return how chunks of this session are sent. The session's id is what the candidate's tab holds. */
export function chunkSender(sessionId: string): SendChunk {
  return async (seq, { atMs, durationMs, content }, signal) => {
    const query = new URLSearchParams({ durationMs: String(durationMs), atMs: String(atMs) });
    const answer = await fetch(
      `/api/v1/recording/${encodeURIComponent(sessionId)}/chunks/${seq}?${query}`,
      {
        method: "PUT",
        headers: { "content-type": "video/webm" },
        body: content,
        priority: "low",
        signal,
      },
    );
    if (answer.ok) return { kind: "stored" };
    const seconds = Number(answer.headers.get("retry-after"));
    if (answer.status === 429) return { kind: "again", afterMs: Math.max(1, seconds) * 1000 };
    if (answer.status >= 500) return { kind: "again" };
    const { code = "unknown" } = (await answer.json().catch(() => ({}))) as { code?: string };
    return { kind: "refused", code };
  };
}
