import { useEffect, useReducer, useRef, useState } from "react";
import { signOut, staffProtocols } from "@/shared/live/staff-stream";
import { Stream, type StreamLink, streamAddress } from "@/shared/live/stream";
import { useLiveApi } from "./calls";
import { NOTHING_YET, type Observation, observationReducer } from "./observation";
import { observerMessage } from "./shapes";

export interface Observer {
  observation: Observation;
  link: StreamLink;
  lostAt: number | null;
  retryNow: () => void;
}

/** Listen to one interview while the page stands. */
export function useObservation(sessionId: string): Observer {
  const { dial, now } = useLiveApi();
  const [observation, hear] = useReducer(observationReducer, NOTHING_YET);
  const [{ link, lostAt }, setLink] = useState<Pick<Observer, "link" | "lostAt">>({
    link: "joining",
    lostAt: null,
  });
  const stream = useRef<{ retryNow: () => void } | null>(null);
  useEffect(() => {
    const opened = new Stream({
      address: streamAddress(`/api/v1/live/${encodeURIComponent(sessionId)}`),
      protocols: staffProtocols,
      read: observerMessage,
      onMessage: hear,
      onLink: (next) =>
        setLink((before) =>
          before.link === next
            ? before
            : { link: next, lostAt: next === "open" ? null : (before.lostAt ?? now()) },
        ),
      onUnauthenticated: signOut,
      dial,
    });
    stream.current = opened;
    opened.open();
    return () => opened.shut();
  }, [sessionId, dial, now]);
  return { observation, link, lostAt, retryNow: () => stream.current?.retryNow() };
}
