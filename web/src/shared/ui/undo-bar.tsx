import { i18n } from "@lingui/core";
import { useEffect, useRef, useState } from "react";
import { useKeys } from "@/shared/lib/keys";
import { sentence } from "@/shared/ui/sentence";

/** How long a decision can be taken back before it is sent. */
export const UNDO_MS = 10_000;
const TICK_MS = 250;

interface UndoBarProps {
  /** What is about to be sent, without the time. */
  text: string;
  /** When it is sent, in milliseconds. */
  until: number;
  onUndo: () => void;
  onSendNow: () => void;
}

/** What is about to be sent, with the seconds left to take it back, by key, pointer or finger. */
export function UndoBar({ text, until, onUndo, onSendNow }: UndoBarProps) {
  const bar = useRef<HTMLElement>(null);
  const seconds = useSecondsLeft(until);
  useKeys({ u: onUndo, "mod+z": onUndo });
  useFocusElsewhereAfter(bar);
  return (
    <section
      ref={bar}
      aria-label={i18n._("Pending decision")}
      className="floats fixed inset-x-3 bottom-18 z-10 mx-auto flex max-w-[38rem] flex-wrap items-center gap-x-4 gap-y-1 rounded-large bg-act px-4 py-2.5 text-onact desk:bottom-6"
    >
      <p className="min-w-48 flex-1">
        {text}
        <span className="whitespace-nowrap">
          {" "}
          {sentence((at) => i18n._("in {seconds} s", at), {
            seconds: <span className="inline-block min-w-[1.3em] text-right">{seconds}</span>,
          })}
        </span>
      </p>
      <div className="flex gap-2">
        <BarButton onClick={onUndo}>
          {i18n._("Undo")}{" "}
          <kbd className="hidden font-mono text-[0.8em] opacity-80 desk:inline">U</kbd>
        </BarButton>
        <BarButton onClick={onSendNow}>{i18n._("Send now")}</BarButton>
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

function useSecondsLeft(until: number): number {
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
