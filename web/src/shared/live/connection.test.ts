import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection, type Link } from "./connection";
import { fakeDial } from "./fake-socket";
import type { ServerFrame } from "./frames";

const ready: ServerFrame = {
  type: "READY",
  sessionId: "int_1",
  state: "in_progress",
  lastSeq: 0,
  position: "",
  companyName: "",
  question: null,
  remainingSeconds: null,
};

function opened() {
  const links: Link[] = [];
  const frames: ServerFrame[] = [];
  const { dial, sockets } = fakeDial();
  let seen = 0;
  const line = new Connection({
    address: () => `/ws?lastEventId=${seen}`,
    onFrame: (frame) => frames.push(frame),
    onLink: (link) => links.push(link),
    dial,
    chance: () => 0.5,
  });
  line.open();
  return { line, links, frames, sockets, see: (seq: number) => (seen = seq) };
}

describe("the line", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("comes back by itself and names the last event it has seen", () => {
    const { links, sockets, see } = opened();
    sockets[0]?.says(ready);
    see(7);

    sockets[0]?.breaks(1006);
    vi.advanceTimersByTime(500);

    expect(sockets[1]?.address).toBe("/ws?lastEventId=7");
    expect(links).toEqual(["open", "lost"]);
  });

  it("waits longer after each failure, and briefly again after a success", () => {
    const { sockets } = opened();
    sockets[0]?.breaks(1006);
    vi.advanceTimersByTime(500);
    sockets[1]?.breaks(1006);
    vi.advanceTimersByTime(999);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(3);

    sockets[2]?.says(ready);
    sockets[2]?.breaks(1012);
    vi.advanceTimersByTime(500);

    expect(sockets).toHaveLength(4);
  });

  it.each([
    [4409, "elsewhere"],
    [4410, "over"],
    [4401, "closed"],
    [4403, "closed"],
  ])("takes close code %i as %s and stays away", (code, link) => {
    const { links, sockets } = opened();

    sockets[0]?.breaks(code);
    vi.advanceTimersByTime(60_000);

    expect(links).toEqual([link]);
    expect(sockets).toHaveLength(1);
  });

  it("answers a ping, and treats the silence after it as a lost line", () => {
    const { links, sockets } = opened();
    sockets[0]?.says(ready);
    sockets[0]?.says({ type: "PING" });
    expect(sockets[0]?.sent).toEqual([{ type: "PONG" }]);

    vi.advanceTimersByTime(45_000);

    expect(links).toEqual(["open", "lost"]);
    expect(sockets[0]?.isClosed).toBe(true);
  });

  it("survives words that are no frame", () => {
    const { frames, sockets } = opened();

    sockets[0]?.onmessage?.({ data: "not json" });
    sockets[0]?.onmessage?.({ data: "null" });
    sockets[0]?.onmessage?.({ data: new ArrayBuffer(2) });

    expect(frames).toEqual([]);
  });

  it("dials no more once it is shut", () => {
    const { line, sockets } = opened();
    sockets[0]?.breaks(1006);

    line.shut();
    vi.advanceTimersByTime(60_000);

    expect(sockets).toHaveLength(1);
  });
});
