import type { ClientFrame, ServerFrame } from "./frames";
import type { Socket } from "./socket";

/** A socket that a test speaks through: it keeps what was sent and sends what the test gives it. */
export class FakeSocket implements Socket {
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  sent: ClientFrame[] = [];
  sounds: ArrayBuffer[] = [];
  address: string;
  isClosed = false;

  constructor(address: string) {
    this.address = address;
  }

  send(message: string | ArrayBuffer): void {
    if (typeof message === "string") this.sent.push(JSON.parse(message) as ClientFrame);
    else this.sounds.push(message);
  }

  close(): void {
    this.isClosed = true;
  }

  says(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  plays(bytes: ArrayBuffer): void {
    this.onmessage?.({ data: bytes });
  }

  breaks(code: number): void {
    this.onclose?.({ code });
  }
}

/** Dial fake sockets and remember them in order. */
export function fakeDial(): { dial: (address: string) => FakeSocket; sockets: FakeSocket[] } {
  const sockets: FakeSocket[] = [];
  const dial = (address: string) => {
    const socket = new FakeSocket(address);
    sockets.push(socket);
    return socket;
  };
  return { dial, sockets };
}
