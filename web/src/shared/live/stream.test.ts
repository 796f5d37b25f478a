import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "./fake-socket";
import { Stream, type StreamLink, type StreamParts } from "./stream";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function opened(more: Partial<StreamParts<string>> = {}) {
  const sockets: FakeSocket[] = [];
  const protocols: string[][] = [];
  const links: StreamLink[] = [];
  const heard: string[] = [];
  let token = 0;
  const stream = new Stream<string>({
    address: "ws://here/api/v1/live",
    protocols: () => [`bearer.${++token}`],
    read: (said) => (typeof said === "object" && said && "word" in said ? String(said.word) : null),
    onMessage: (message) => heard.push(message),
    onLink: (link) => links.push(link),
    dial: (address, given) => {
      protocols.push(given);
      const socket = new FakeSocket(address);
      sockets.push(socket);
      return socket;
    },
    chance: () => 0.5,
    ...more,
  });
  stream.open();
  const says = (at: number, said: unknown) =>
    sockets[at]?.onmessage?.({ data: typeof said === "string" ? said : JSON.stringify(said) });
  return { stream, sockets, protocols, links, heard, says };
}

describe("a stream", () => {
  it("tells what it understands and passes over the rest", () => {
    const { heard, links, says } = opened();

    says(0, "not json");
    says(0, { other: 1 });
    expect(links).toEqual([]);
    says(0, { word: "yes" });

    expect(heard).toEqual(["yes"]);
    expect(links).toEqual(["open"]);
  });

  it("comes back by itself, waits longer each time, and asks for the token anew", () => {
    const { sockets, protocols, links } = opened();

    sockets[0]?.breaks(1006);
    expect(links).toEqual(["lost"]);
    vi.advanceTimersByTime(499);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
    sockets[1]?.breaks(1006);
    vi.advanceTimersByTime(999);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);

    expect(protocols).toEqual([["bearer.1"], ["bearer.2"], ["bearer.3"]]);
  });

  it("begins with the shortest wait again once it has heard something", () => {
    const { sockets, says } = opened();
    sockets[0]?.breaks(1006);
    vi.advanceTimersByTime(500);
    says(1, { word: "here" });

    sockets[1]?.breaks(1006);
    vi.advanceTimersByTime(500);

    expect(sockets).toHaveLength(3);
  });

  it("stays away where it was refused", () => {
    const { sockets, links } = opened();

    sockets[0]?.breaks(4403);
    vi.advanceTimersByTime(60_000);

    expect(links).toEqual(["refused"]);
    expect(sockets).toHaveLength(1);
  });

  it("says when nobody knows the caller any more", () => {
    const onUnauthenticated = vi.fn();
    const { sockets, links } = opened({ onUnauthenticated });

    sockets[0]?.breaks(4401);

    expect(onUnauthenticated).toHaveBeenCalledOnce();
    expect(links).toEqual(["refused"]);
  });

  it("rests when everything was shown", () => {
    const { sockets, links } = opened();

    sockets[0]?.breaks(4410);
    vi.advanceTimersByTime(60_000);

    expect(links).toEqual(["over"]);
    expect(sockets).toHaveLength(1);
  });

  it("takes a long silence for a lost line", () => {
    const { sockets, links, says } = opened();
    says(0, { word: "a" });

    vi.advanceTimersByTime(12_000);

    expect(links).toEqual(["open", "lost"]);
    expect(sockets[0]?.isClosed).toBe(true);
  });

  it("is over when it is shut", () => {
    const { stream, sockets } = opened();
    sockets[0]?.breaks(1006);

    stream.shut();
    vi.advanceTimersByTime(60_000);

    expect(sockets).toHaveLength(1);
  });
});
