import { openApi } from "@/shared/api/client";
import { answered, asProblem } from "@/shared/api/problem";
import { openSocket, type Socket } from "./socket";

const UNREACHED = 1006;

export type AskTicket = (sessionId: string) => Promise<string>;
export type OpenSocket = (address: string, protocols: string[]) => Socket;

const askTicket: AskTicket = async (sessionId) => {
  const path = { handle: sessionId };
  const { ticket } = await answered(
    openApi.POST("/sessions/{handle}/ticket", { params: { path } }),
  );
  return ticket;
};

/**
 * A socket that fetches a one-time ticket first, so that the session's id is in no address.
 *
 * Where the server gives no ticket it connects with the id itself; the server then says what it thinks.
 * Where the server is not reached at all, the connection counts as closed.
 */
export class TicketSocket implements Socket {
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  #inner: Socket | null = null;
  #isClosed = false;

  constructor(address: string, ask: AskTicket = askTicket, open: OpenSocket = openSocket) {
    void this.#dial(new URL(address), ask, open);
  }

  send(message: string | ArrayBuffer): void {
    if (!this.#inner) throw new Error("The socket is not open yet.");
    this.#inner.send(message);
  }

  close(): void {
    this.#isClosed = true;
    this.#inner?.close();
  }

  async #dial(address: URL, ask: AskTicket, open: OpenSocket): Promise<void> {
    const protocols = await ask(address.searchParams.get("sessionId") ?? "").then(
      (ticket) => ["vivavoce.v1", `ticket.${ticket}`],
      (error: unknown) => (asProblem(error).status === 0 ? null : []),
    );
    if (this.#isClosed) return;
    if (protocols === null) {
      this.onclose?.({ code: UNREACHED });
      return;
    }
    if (protocols.length > 0) {
      address.searchParams.delete("sessionId");
      address.searchParams.delete("tenantId");
    }
    const inner = open(address.href, protocols);
    inner.onmessage = (event) => this.onmessage?.(event);
    inner.onclose = (event) => this.onclose?.(event);
    this.#inner = inner;
  }
}
