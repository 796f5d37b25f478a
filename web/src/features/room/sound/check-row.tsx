import { i18n } from "@lingui/core";
import { CircleDashed, type LucideIcon, Check as Tick, TriangleAlert, Wifi, X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useAnnounce } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Status } from "@/shared/ui/status";
import { type CheckResult, type CheckState, checkConnection } from "./check-result";

const LOOKS: Record<CheckState, { icon: LucideIcon; tone: "plain" | "leaf" | "amber" | "rose" }> = {
  untried: { icon: CircleDashed, tone: "plain" },
  trying: { icon: CircleDashed, tone: "plain" },
  works: { icon: Tick, tone: "leaf" },
  little: { icon: TriangleAlert, tone: "amber" },
  fails: { icon: X, tone: "rose" },
};
const GROUNDS: Record<CheckState, string> = {
  untried: "bg-sunken text-text2",
  trying: "bg-sunken text-text2",
  works: "bg-leafsoft text-leaftext",
  little: "bg-ambersoft text-ambertext",
  fails: "bg-rosesoft text-rosetext",
};

interface CheckRowProps {
  icon: LucideIcon;
  name: string;
  result: CheckResult;
  children?: ReactNode;
}

/** One thing that was tried, and what came of it; it is said aloud once it is known. */
export function CheckRow({ icon, name, result, children }: CheckRowProps) {
  const say = useAnnounce();
  const { state, word, rest } = result;
  const look = LOOKS[state];
  useEffect(() => {
    if (state !== "untried" && state !== "trying") say(`${name}: ${word}. ${rest}`);
  }, [name, state, word, rest, say]);
  return (
    <li className="flex flex-wrap gap-3.5 py-4" data-state={state}>
      <span
        className={`grid size-10 shrink-0 place-items-center rounded-control ${GROUNDS[state]}`}
      >
        <Icon of={icon} />
      </span>
      <div className="min-w-[min(100%,11rem)] flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
          <h2 className="text-body">{name}</h2>
          <span className="text-small">
            <Status icon={look.icon} tone={look.tone}>
              {word}
            </Status>
          </span>
        </div>
        {rest ? <p className="mt-1 text-small text-text2">{rest}</p> : null}
        {children ? <div className="mt-2.5">{children}</div> : null}
      </div>
    </li>
  );
}

const TRIPS = 5;

/** The way to the room and back, tried at once: it needs no permission. */
export function ConnectionRow() {
  const [result, setResult] = useState<CheckResult>({
    state: "trying",
    word: i18n._("Testing"),
    rest: "",
  });
  const isBegun = useRef(false);
  const measure = useCallback(async () => {
    setResult({ state: "trying", word: i18n._("Testing"), rest: "" });
    const trips: (number | null)[] = [];
    for (let trip = 0; trip < TRIPS; trip += 1) trips.push(await roundTrip());
    // The first one opens the connection; it says little about the connection.
    setResult(checkConnection(trips.slice(1)));
  }, []);
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    void measure();
  }, [measure]);
  return (
    <CheckRow icon={Wifi} name={i18n._("Connection")} result={result}>
      {result.state === "little" || result.state === "fails" ? (
        <Button size="small" onClick={() => void measure()}>
          {i18n._("Try again")}
        </Button>
      ) : null}
    </CheckRow>
  );
}

async function roundTrip(): Promise<number | null> {
  const began = performance.now();
  try {
    const { ok } = await fetch("/health", { cache: "no-store" });
    return ok ? performance.now() - began : null;
  } catch {
    return null;
  }
}
