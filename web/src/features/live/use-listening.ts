import { useEffect, useReducer, useRef, useState } from "react";
import { signOut, staffProtocols } from "@/shared/live/staff-stream";
import { Stream, type StreamLink, streamAddress } from "@/shared/live/stream";
import { useLiveApi } from "./calls";
import { type Listening, listeningAfter, NOTHING_HEARD } from "./listening";
import { listenMessage } from "./shapes";

export interface Ear {
  heard: Listening;
  link: StreamLink;
  lostAt: number | null;
  retryNow: () => void;
}

/** Listen to one talk while the page stands. */
export function useListening(sessionId: string): Ear {
  const { dial, now } = useLiveApi();
  const [heard, hear] = useReducer(listeningAfter, NOTHING_HEARD);
  const [{ link, lostAt }, setLink] = useState<Pick<Ear, "link" | "lostAt">>({
    link: "joining",
    lostAt: null,
  });
  const stream = useRef<{ retryNow: () => void } | null>(null);
  useEffect(() => {
    const opened = new Stream({
      address: streamAddress(`/api/v1/live/${encodeURIComponent(sessionId)}`),
      protocols: staffProtocols,
      read: listenMessage,
      onMessage: hear,
      onLink: (next) =>
        setLink((before) =>
          before.link === next
            ? before
            : { link: next, lostAt: next === "open" ? null : (before.lostAt ?? now()) },
        ),
      onStranger: signOut,
      dial,
    });
    stream.current = opened;
    opened.open();
    return () => opened.shut();
  }, [sessionId, dial, now]);
  return { heard, link, lostAt, retryNow: () => stream.current?.retryNow() };
}
