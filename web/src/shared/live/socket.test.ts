import { describe, expect, it } from "vitest";
import { openSocket } from "./socket";

/** The browser's socket: it says nothing of what it swallows. */
class Quiet {
  readyState: number = WebSocket.CONNECTING;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  binaryType = "blob";
  sent: unknown[] = [];
  send = (message: unknown) => void this.sent.push(message);
  close = () => undefined;
}

function opened() {
  const inner = new Quiet();
  const socket = openSocket("wss://house.example/ws", [], inner as unknown as WebSocket);
  return { inner, socket };
}

describe("the browser's socket", () => {
  it("hands over what is sent while it is open", () => {
    const { inner, socket } = opened();
    inner.readyState = WebSocket.OPEN;

    socket.send("a frame");

    expect(inner.sent).toEqual(["a frame"]);
    expect(inner.binaryType).toBe("arraybuffer");
  });

  it.each(["CONNECTING", "CLOSING", "CLOSED"] as const)("takes nothing while it is %s", (state) => {
    const { inner, socket } = opened();
    inner.readyState = WebSocket[state];

    expect(() => socket.send("a frame")).toThrow();

    expect(inner.sent).toEqual([]);
  });

  it("passes on what it hears until nobody listens", () => {
    const { inner, socket } = opened();
    const heard: unknown[] = [];
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onclose = ({ code, reason }) => heard.push(code, reason);

    inner.onmessage?.({ data: "one" });
    inner.onclose?.({ code: 4409, reason: "superseded" });
    socket.onmessage = socket.onclose = null;
    inner.onmessage?.({ data: "two" });

    expect(heard).toEqual(["one", 4409, "superseded"]);
  });
});
