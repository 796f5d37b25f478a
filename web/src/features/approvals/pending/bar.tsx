import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useKeys } from "@/shared/lib/keys";
import { type Decision, type Entry, UNDO_MS } from "./outbox";
import { useEntries, useOutbox } from "./pending-decisions";
import { doing, done } from "./words";

const TICK_MS = 250;

/** The decision that is about to be sent: ten seconds to take it back, by key, pointer or finger. */
export function DecisionBar() {
  const entries = useEntries();
  const held = entries.find(({ stage }) => stage.at === "held");
  return (
    <>
      <TranscriptEntry entries={entries} />
      {held ? <Bar key={held.decision.interviewId} entry={held} /> : null}
    </>
  );
}

function Bar({ entry }: { entry: Entry }) {
  const outbox = useOutbox();
  const back = useWayBack();
  const bar = useRef<HTMLElement>(null);
  const seconds = useSecondsLeft(entry);
  const undo = () => {
    const decision = outbox.undo();
    if (decision) back(decision);
  };
  useKeys({ u: undo, "mod+z": undo });
  useFocusElsewhereAfter(bar);
  return (
    <section
      ref={bar}
      aria-label="Pending decision"
      className="floats fixed inset-x-3 bottom-18 z-10 mx-auto flex max-w-[38rem] flex-wrap items-center gap-x-4 gap-y-1 rounded-large bg-act px-4 py-2.5 text-onact desk:bottom-6"
    >
      <p className="min-w-48 flex-1">
        {doing(entry.decision)}
        <span className="whitespace-nowrap">
          {" "}
          in <span className="inline-block min-w-[1.3em] text-right">{seconds}</span> s
        </span>
      </p>
      <div className="flex gap-2">
        <BarButton onClick={undo}>
          Undo <kbd className="hidden font-mono text-[0.8em] opacity-80 desk:inline">U</kbd>
        </BarButton>
        <BarButton onClick={() => void outbox.sendNow()}>Send now</BarButton>
      </div>
    </section>
  );
}

function BarButton({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="inline-flex min-h-11 items-center gap-2 rounded-control border border-current px-4 font-[550] focus-visible:outline-onact"
    >
      {children}
    </button>
  );
}

/** Undone on another page, a decision leads back to where it was taken, with its words. */
function useWayBack(): (decision: Decision) => void {
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return ({ interviewId, verdict }) => {
    const to = verdict.endsWith("_plan")
      ? ("/interviews/$id/plan" as const)
      : ("/interviews/$id/assessment" as const);
    if (path === to.replace("$id", interviewId)) return;
    void navigate({ to, params: { id: interviewId } });
  };
}

function useSecondsLeft({ stage }: Entry): number {
  const until = stage.at === "held" ? stage.until : 0;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.min(UNDO_MS / 1000, Math.max(0, Math.ceil((until - now) / 1000)));
}

/** When the bar goes with the keyboard's place in it, the page's heading takes it. */
function useFocusElsewhereAfter(bar: React.RefObject<HTMLElement | null>) {
  useEffect(() => {
    const element = bar.current;
    let wasInside = false;
    const note = (event: FocusEvent) => {
      wasInside = element?.contains(event.target as Node) ?? false;
    };
    document.addEventListener("focusin", note);
    return () => {
      document.removeEventListener("focusin", note);
      if (!wasInside) return;
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        document.querySelector<HTMLElement>("#main h1")?.focus({ preventScroll: true });
      });
    };
  }, [bar]);
}

/** The polite voice of the bar: it says what begins and what came of it, and never counts. */
function TranscriptEntry({ entries }: { entries: readonly Entry[] }) {
  const [words, setWords] = useState("");
  const before = useRef<readonly Entry[]>([]);
  useEffect(() => {
    const was = new Map(before.current.map((each) => [each.decision.interviewId, each.stage.at]));
    before.current = entries;
    const said: string[] = [];
    for (const { decision, stage } of entries) {
      const former = was.get(decision.interviewId);
      was.delete(decision.interviewId);
      if (former === stage.at) continue;
      if (stage.at === "held") {
        said.push(`${doing(decision)} in ${UNDO_MS / 1000} seconds. Press U to undo.`);
      } else if (stage.at === "sent") said.push(done(decision));
    }
    if ([...was.values()].includes("held")) said.push("Decision undone. Nothing was sent.");
    if (said.length > 0) setWords(said.join(" "));
  }, [entries]);
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
