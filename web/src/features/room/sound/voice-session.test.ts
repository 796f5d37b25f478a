import { expect, it } from "vitest";
import type { ClientFrame } from "@/shared/live/frames";
import type { ConnectionListener } from "../use-session";
import type { VoiceEvent } from "./voice";
import { VoiceSession } from "./voice-session";

it("hears the line only while it stands, so that one thrown away by the page says nothing", () => {
  const listeners = new Set<ConnectionListener>();
  const voiceSession = new VoiceSession(undefined, {
    line: {
      send: () => true,
      sendSound: () => true,
      listen: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    post: () => undefined,
    now: () => 0,
    onRefused: () => undefined,
  });
  expect(listeners.size).toBe(0);

  void voiceSession.start();
  expect([...listeners]).toEqual([voiceSession]);

  voiceSession.close();
  expect(listeners.size).toBe(0);
});

it("reports an ended answer only where the room was told of it", () => {
  const posted: VoiceEvent[] = [];
  const sent: ClientFrame[] = [];
  let isConnected = false;
  const voiceSession = new VoiceSession(undefined, {
    line: {
      send: (frame) => {
        if (isConnected) sent.push(frame);
        return isConnected;
      },
      sendSound: () => true,
      listen: () => () => undefined,
    },
    post: (event) => posted.push(event),
    now: () => 0,
    onRefused: () => undefined,
  });

  voiceSession.finishAnswer();
  expect(posted).toEqual([]);

  isConnected = true;
  voiceSession.finishAnswer();
  expect(sent).toEqual([{ type: "AUDIO_END" }]);
  expect(posted).toEqual([{ type: "finished" }]);
});

it("goes on with sound when the answer to an earlier turning off comes late", () => {
  const refused: string[] = [];
  const voiceSession = new VoiceSession(undefined, {
    line: { send: () => true, sendSound: () => true, listen: () => () => undefined },
    post: () => undefined,
    now: () => 0,
    onRefused: (reason) => refused.push(reason),
  });

  voiceSession.onFrame({ type: "VOICE", mode: "off" });
  expect(refused).toEqual([]);

  voiceSession.onFrame({ type: "VOICE", mode: "on" });
  voiceSession.onFrame({ type: "VOICE", mode: "off" });
  expect(refused).toEqual(["ended"]);
});
