import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { store, storedJson } from "@/shared/lib/stored";
import { Connection, type ConnectionOptions } from "@/shared/live/connection";
import type { ClientFrame, ServerFrame } from "@/shared/live/frames";
import type { Socket } from "@/shared/live/socket";
import { TicketSocket } from "@/shared/live/ticket-socket";
import { type Answer, newRoomSession, type RoomSession, roomSessionReducer } from "./session";

/** The open connection beside the interview, for the code that adds sound. */
export interface RoomConnection {
  send: (frame: ClientFrame) => boolean;
  sendSound: (bytes: ArrayBuffer) => boolean;
  /** Hear every frame and every chunk of sound until the returned function is called. */
  listen: (listener: ConnectionListener) => () => void;
}

export interface ConnectionListener {
  onFrame: (frame: ServerFrame) => void;
  onSound: (bytes: ArrayBuffer) => void;
}

export interface RoomControls {
  begin: () => void;
  consent: (accepted: boolean) => void;
  answer: (text: string) => void;
  repeat: () => void;
  skip: () => void;
  pause: () => void;
  resume: () => void;
  finish: () => void;
  retryNow: () => void;
  dismiss: () => void;
  line: RoomConnection;
}

export interface RoomParts {
  dial?: (address: string) => Socket;
  newId?: () => string;
  now?: () => number;
}

const ticketDial = (address: string) => new TicketSocket(address);
const pendingKey = (sessionId: string) => `interview_unsent_${sessionId}`;

/** Hold the room's line open and fold what it says; unsent answers outlive a reload. */
export function useRoomSession(
  sessionId: string,
  tenantId: string,
  parts: RoomParts = {},
): [RoomSession, RoomControls] {
  const {
    dial = ticketDial,
    newId = () => crypto.randomUUID(),
    now = Date.now,
  } = useRef(parts).current;
  const [session, dispatch] = useReducer(roomSessionReducer, sessionId, restored);
  const latest = useRef(session);
  latest.current = session;
  const line = useRef<Connection | null>(null);
  const listeners = useRef(new Set<ConnectionListener>()).current;

  useEffect(() => {
    const lineParts: ConnectionOptions = {
      address: () => roomAddress(sessionId, tenantId, latest.current.lastSeq),
      onFrame: (frame) => {
        dispatch({ type: "frame", frame, at: now() });
        if (frame.type === "READY") for (const answer of latest.current.pending) tell(answer);
        for (const listener of listeners) listener.onFrame(frame);
      },
      onSound: (bytes) => {
        for (const listener of listeners) listener.onSound(bytes);
      },
      onLink: (link) => dispatch({ type: "link", link, at: now() }),
      dial,
    };
    const opened = new Connection(lineParts);
    const tell = (answer: Answer) => opened.send({ type: "TEXT", ...answer });
    const comeBack = () => {
      if (latest.current.link === "lost") opened.retryNow();
    };
    line.current = opened;
    opened.open();
    const goAway = () => opened.lose();
    window.addEventListener("online", comeBack);
    window.addEventListener("offline", goAway);
    return () => {
      window.removeEventListener("online", comeBack);
      window.removeEventListener("offline", goAway);
      opened.shut();
    };
  }, [sessionId, tenantId, dial, now, listeners]);

  useEffect(() => {
    store(pendingKey(sessionId), session.pending.length ? JSON.stringify(session.pending) : null);
  }, [sessionId, session.pending]);

  const send = useCallback((frame: ClientFrame) => line.current?.send(frame) ?? false, []);
  const roomConnection = useMemo<RoomConnection>(
    () => ({
      send,
      sendSound: (bytes) => line.current?.sendSound(bytes) ?? false,
      listen: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    }),
    [send, listeners],
  );
  const controls: RoomControls = {
    begin: () => {
      if (send({ type: "GREETING_REQUEST" })) dispatch({ type: "begun" });
    },
    consent: (accepted) => {
      if (send({ type: "CONSENT", accepted })) dispatch({ type: "consented" });
    },
    answer: (text) => {
      const answer = { clientMessageId: newId(), text };
      dispatch({ type: "answered", answer });
      // Before READY nothing may be sent; what is pending goes out when it comes.
      if (latest.current.link === "open") send({ type: "TEXT", ...answer });
    },
    repeat: () => {
      if (send({ type: "REPEAT" })) dispatch({ type: "asked" });
    },
    skip: () => {
      if (send({ type: "SKIP" })) dispatch({ type: "asked" });
    },
    pause: () => {
      if (send({ type: "PAUSE" })) dispatch({ type: "paused", isPaused: true });
    },
    resume: () => {
      if (send({ type: "RESUME" })) dispatch({ type: "paused", isPaused: false });
    },
    finish: () => {
      if (send({ type: "END" })) dispatch({ type: "left" });
    },
    retryNow: () => line.current?.retryNow(),
    dismiss: () => dispatch({ type: "noticed" }),
    line: roomConnection,
  };
  return [session, controls];
}

function restored(sessionId: string): RoomSession {
  return newRoomSession(storedJson<Answer[]>(pendingKey(sessionId)) ?? []);
}

function roomAddress(sessionId: string, tenantId: string, lastSeq: number): string {
  const address = new URL("/ws", window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.search = new URLSearchParams({
    sessionId,
    tenantId,
    lastEventId: String(lastSeq),
  }).toString();
  return address.href;
}
