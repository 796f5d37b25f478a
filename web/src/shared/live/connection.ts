import { CLOSED, type ClientFrame, type ServerFrame } from "./frames";
import type { Socket } from "./socket";

export type Link = "joining" | "open" | "lost" | "elsewhere" | "closed" | "over";

export interface ConnectionOptions {
  address: () => string;
  onFrame: (frame: ServerFrame) => void;
  onSound?: (bytes: ArrayBuffer) => void;
  onLink: (link: Link) => void;
  dial: (address: string) => Socket;
  chance?: () => number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const SILENCE_MS = 45_000;

/**
 * One connection to the room that comes back by itself.
 *
 * Asks `address` anew at each dial, so that the caller can name the last event it has seen.
 */
export class Connection {
  #parts: ConnectionOptions;
  #socket: Socket | null = null;
  #tries = 0;
  #redial: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isShut = false;

  constructor(parts: ConnectionOptions) {
    this.#parts = parts;
  }

  open(): void {
    clearTimeout(this.#redial);
    this.#drop();
    this.#isShut = false;
    const socket = this.#parts.dial(this.#parts.address());
    this.#socket = socket;
    socket.onmessage = (event) => this.#hear(event.data);
    socket.onclose = (event) => this.#onClose(event.code);
  }

  /** The device says that the network is gone; a socket would notice only much later. */
  lose(): void {
    if (!this.#socket) return;
    this.#drop();
    this.#lose();
  }

  /** Dial at once instead of after the wait. */
  retryNow(): void {
    this.#tries = 0;
    this.open();
  }

  /** Return whether the frame was handed to an open connection. */
  send(frame: ClientFrame): boolean {
    return this.#pass(JSON.stringify(frame));
  }

  sendSound(bytes: ArrayBuffer): boolean {
    return this.#pass(bytes);
  }

  #pass(message: string | ArrayBuffer): boolean {
    if (!this.#socket) return false;
    try {
      this.#socket.send(message);
      return true;
    } catch {
      return false;
    }
  }

  shut(): void {
    this.#isShut = true;
    clearTimeout(this.#redial);
    this.#drop();
  }

  #hear(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      this.#parts.onSound?.(data);
      return;
    }
    const frame = parse(data);
    if (!frame) return;
    if (frame.type === "PING") {
      this.send({ type: "PONG" });
      this.#watchSilence();
    }
    if (frame.type === "READY") {
      this.#tries = 0;
      this.#parts.onLink("open");
    }
    this.#parts.onFrame(frame);
  }

  /** A line that has pinged once and then falls silent is dead, whatever the browser thinks. */
  #watchSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#drop();
      this.#lose();
    }, SILENCE_MS);
  }

  #onClose(code: number): void {
    this.#drop();
    if (this.#isShut) return;
    if (code === CLOSED.elsewhere) this.#parts.onLink("elsewhere");
    else if (code === CLOSED.over) this.#parts.onLink("over");
    else if (code === CLOSED.unknown || code === CLOSED.notYours) this.#parts.onLink("closed");
    else this.#lose();
  }

  #lose(): void {
    this.#parts.onLink("lost");
    const chance = this.#parts.chance ?? Math.random;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries);
    this.#tries += 1;
    this.#redial = setTimeout(() => this.open(), wait * (0.75 + chance() / 2));
  }

  #drop(): void {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }
}

function parse(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data) as ServerFrame;
    return typeof frame === "object" && frame !== null && "type" in frame ? frame : null;
  } catch {
    return null;
  }
}
