import { openSocket, type Socket } from "./socket";

/** `over`: everything was shown, and nothing more will come. */
export type StreamLink = "joining" | "open" | "lost" | "refused" | "over";

export interface StreamParts<Message> {
  address: string;
  /** Asked anew at each dial: the token may be another one by then. */
  protocols: () => string[];
  /** Nothing for what cannot be understood; it is passed over. */
  read: (said: unknown) => Message | null;
  onMessage: (message: Message) => void;
  onLink: (link: StreamLink) => void;
  /** Nobody knows this caller, or not any more. */
  onUnauthenticated?: () => void;
  dial: Dial;
  chance?: () => number;
}

export type Dial = (address: string, protocols: string[]) => Socket;

export const dialSocket: Dial = openSocket;

const UNAUTHENTICATED = 4401;
const REFUSALS = new Set([UNAUTHENTICATED, 4403, 4404]);
const OVER = 4410;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** The server says at least every five seconds that all is well. */
const SILENCE_MS = 12_000;

/** A connection that only listens. It comes back by itself, waiting longer each time. */
export class Stream<Message> {
  #parts: StreamParts<Message>;
  #socket: Socket | null = null;
  #tries = 0;
  #redial: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isShut = false;

  constructor(parts: StreamParts<Message>) {
    this.#parts = parts;
  }

  open(): void {
    clearTimeout(this.#redial);
    this.#drop();
    const { dial, address, protocols } = this.#parts;
    const socket = dial(address, protocols());
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code }) => this.#onClose(code);
  }

  /** Dial at once instead of after the wait. */
  retryNow(): void {
    this.#tries = 0;
    this.open();
  }

  shut(): void {
    this.#isShut = true;
    clearTimeout(this.#redial);
    this.#drop();
  }

  #hear(data: unknown): void {
    const said = parsed(data);
    if (said === undefined) return;
    this.#watchSilence();
    const message = this.#parts.read(said);
    if (message === null) return;
    this.#tries = 0;
    this.#parts.onLink("open");
    this.#parts.onMessage(message);
  }

  /** A stream that has spoken and then says nothing, not even a heartbeat, is dead. */
  #watchSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#onClose(0), SILENCE_MS);
  }

  #onClose(code: number): void {
    this.#drop();
    if (this.#isShut) return;
    if (code === UNAUTHENTICATED) this.#parts.onUnauthenticated?.();
    if (REFUSALS.has(code)) {
      this.#parts.onLink("refused");
      return;
    }
    if (code === OVER) {
      this.#parts.onLink("over");
      return;
    }
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

function parsed(data: unknown): unknown {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}

/** This page's own host, as a socket's address. */
export function streamAddress(path: string): string {
  const address = new URL(path, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}
