import { asProblem } from "@/shared/api/problem";
import { CLOSED } from "./frames";
import { fromPracticeFrame, toPracticeFrame } from "./practice-wire";
import { openSocket, type Socket } from "./socket";

const LOST = 1006;
const DONE = 1000;
const NO_SESSION = 4404;
const OVER = "session_ended";
const SUPERSEDED = "superseded";

export type AskRoomTicket = (sessionId: string) => Promise<string>;
export type OpenRoomSocket = (address: string) => Socket;

/**
 * The socket of a practice session, in the words of the room.
 *
 * Each time it goes in with a new one-time ticket, at this page's own host.
 */
export class PracticeSocket implements Socket {
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  #inner: Socket | null = null;
  #isClosed = false;

  constructor(address: string, ask: AskRoomTicket, open: OpenRoomSocket = openSocket) {
    void this.#dial(new URL(address), ask, open);
  }

  send(message: string | ArrayBuffer): void {
    if (!this.#inner) throw new Error("The socket is not open yet.");
    const said = typeof message === "string" ? toPracticeFrame(message) : message;
    if (said) this.#inner.send(said);
  }

  close(): void {
    this.#isClosed = true;
    this.#inner?.close();
  }

  async #dial(room: URL, ask: AskRoomTicket, open: OpenRoomSocket): Promise<void> {
    const sessionId = room.searchParams.get("sessionId") ?? "";
    let ticket: string;
    try {
      ticket = await ask(sessionId);
    } catch (error) {
      if (!this.#isClosed) this.onclose?.({ code: codeOfRefusal(error) });
      return;
    }
    if (this.#isClosed) return;
    const address = new URL(`/api/v1/session/${encodeURIComponent(sessionId)}`, room);
    address.searchParams.set("ticket", ticket);
    address.searchParams.set("lastEventId", room.searchParams.get("lastEventId") ?? "0");
    const inner = open(address.href);
    inner.onmessage = ({ data }) => this.#hear(data);
    inner.onclose = ({ code, reason }) => this.onclose?.({ code: codeOfClose(code, reason) });
    this.#inner = inner;
  }

  #hear(data: unknown): void {
    if (data instanceof ArrayBuffer) this.onmessage?.({ data });
    if (typeof data !== "string") return;
    const frame = fromPracticeFrame(data);
    if (frame) this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

/** A refusal of the ticket is an end of the connection; only a server that is away is worth a redial. */
function codeOfRefusal(error: unknown): number {
  const { status, body } = asProblem(error);
  if (body.code === OVER) return CLOSED.over;
  return status === 0 || status === 429 || status >= 500 ? LOST : CLOSED.unknown;
}

function codeOfClose(code: number, reason: string | undefined): number {
  if (code === DONE) return CLOSED.over;
  if (code === NO_SESSION) return CLOSED.unknown;
  // The same code says two things: the session is open elsewhere, or cannot be entered yet.
  if (code === CLOSED.elsewhere) return reason === SUPERSEDED ? code : CLOSED.unknown;
  return code;
}
