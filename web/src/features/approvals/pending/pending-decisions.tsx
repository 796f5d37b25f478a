import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { callerStore } from "@/shared/api/caller";
import { useCalls } from "../calls";
import { DecisionOutbox, type Entry } from "./outbox";

const Outbox = createContext<DecisionOutbox | null>(null);

/** Holds the decisions of the person who is signed in, on whatever page of the console they are. */
export function PendingDecisions({ me, children }: { me: string; children: ReactNode }) {
  const calls = useCalls();
  const queries = useQueryClient();
  const [outbox] = useState(
    () =>
      new DecisionOutbox({
        calls,
        me,
        who: () => callerStore.get()?.user.id ?? null,
        renew: (id) =>
          Promise.all([
            queries.invalidateQueries({ queryKey: ["waiting"] }),
            queries.invalidateQueries({ queryKey: ["interview", id] }),
          ]),
      }),
  );
  useEffect(() => {
    outbox.restore();
    const leave = () => void outbox.sendNow();
    const comeBack = () => outbox.retryUnreachable();
    const warn = (event: BeforeUnloadEvent) => {
      if (outbox.isAtRisk()) event.preventDefault();
    };
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", comeBack);
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", comeBack);
      window.removeEventListener("beforeunload", warn);
      leave();
    };
  }, [outbox]);
  return <Outbox value={outbox}>{children}</Outbox>;
}

export function useOutbox(): DecisionOutbox {
  const outbox = useContext(Outbox);
  if (!outbox) throw new Error("Decisions are held by the console's shell.");
  return outbox;
}

export function useEntries(): readonly Entry[] {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.subscribe, outbox.get);
}

/** The decision about one interview that is on its way, or came back. */
export function useEntry(interviewId: string): Entry | undefined {
  return useEntries().find((entry) => entry.decision.interviewId === interviewId);
}
