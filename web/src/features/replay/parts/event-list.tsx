import { memo, useMemo, useState } from "react";
import { describeEvent } from "@/shared/lib/event-texts";
import { count, countdown } from "@/shared/lib/words";
import type { PlacedEvent } from "../shapes";
import { whyOf } from "../timeline";
import { Reason } from "./transcript";

const KINDS: Record<string, (type: string) => boolean> = {
  "Follow-up decisions": (type) => type.startsWith("followup."),
  Transcript: (type) => type === "turn.completed",
  Evaluations: (type) => /^(evaluation|perspective)\./.test(type),
  "Connections and workers": (type) => /^(connection|participant|worker|session)\./.test(type),
  "Hiring team": (type) => type.startsWith("staff."),
  Models: (type) => type.startsWith("llm."),
};

interface EventListProps {
  events: PlacedEvent[];
  /** Events up to here have happened; those after it are still to come. */
  passed: number;
  onSeek: (atMs: number) => void;
}

/** The log itself, as far as one wants to see it. */
export const EventList = memo(function EventList({ events, passed, onSeek }: EventListProps) {
  const [kind, setKind] = useState("");
  const [words, setWords] = useState("");
  const kinds = useMemo(
    () =>
      Object.entries(KINDS)
        .filter(([, isOf]) => events.some((event) => isOf(event.type)))
        .map(([name]) => name),
    [events],
  );
  const wanted = words.trim().toLowerCase();
  const shown = events.filter(
    (event) =>
      (KINDS[kind]?.(event.type) ?? true) &&
      `${event.type} ${describeEvent(event)}`.toLowerCase().includes(wanted),
  );
  return (
    <section className="min-w-0">
      <h2>Events</h2>
      <div className="mt-3 grid gap-2.5">
        <label className="grid gap-1 text-small text-text2">
          {" "}
          Type{" "}
          <select
            value={kind}
            onChange={(event) => setKind(event.target.value)}
            className="press min-h-10 w-full rounded-control border border-edge bg-surface px-3 text-body text-text"
          >
            <option value="">All events</option>
            {kinds.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label className="grid gap-1 text-small text-text2">
          {" "}
          Search{" "}
          <input
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            className="press min-h-10 w-full rounded-control border border-edge bg-surface px-3 text-body text-text"
          />
        </label>
      </div>
      <p className="mt-2 text-small text-text3" role="status">
        {shown.length === events.length
          ? count(events.length, "event")
          : `${shown.length} of ${count(events.length, "event")}`}
      </p>
      <ol className="mt-2 max-h-[38rem] overflow-y-auto border-t border-line">
        {shown.map((event) => (
          <Row key={event.seq} event={event} isPassed={event.seq <= passed} onSeek={onSeek} />
        ))}
      </ol>
    </section>
  );
});

interface RowProps {
  event: PlacedEvent;
  isPassed: boolean;
  onSeek: (atMs: number) => void;
}

const Row = memo(function Row({ event, isPassed, onSeek }: RowProps) {
  const time = countdown(Math.floor(event.offsetMs / 1000));
  return (
    <li className="border-b border-line py-1.5">
      <details>
        <summary className={`grid gap-x-3 ${isPassed ? "" : "text-text3"}`}>
          <span className="flex items-baseline justify-between gap-3">
            <span className="font-mono text-small [overflow-wrap:anywhere]">
              <b className="font-normal text-text3">{event.seq}</b> {event.type}
            </span>
            <span className="text-small text-text3">{time}</span>
          </span>
          <span className="text-small text-text2">{describeEvent(event)}</span>
        </summary>
        <div className="py-1.5 text-small">
          {event.type === "followup.chosen" ? <Reason why={whyOf(event)} /> : null}
          <Payload event={event} />
          <button
            type="button"
            className="min-h-8 text-tidetext underline underline-offset-3"
            onClick={() => onSeek(event.offsetMs)}
          >
            Go to {time}
          </button>
        </div>
      </details>
    </li>
  );
});

const WORDS_OF_PEOPLE = new Set(["text", "question", "summary", "concerns"]);

/** The plain facts of an event. What people said stands in the transcript, not here. */
function Payload({ event }: { event: PlacedEvent }) {
  const facts = Object.entries(event.payload).filter(
    ([name, value]) =>
      !WORDS_OF_PEOPLE.has(name) && value !== null && value !== "" && typeof value !== "object",
  );
  return (
    <dl className="my-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
      {[["actor", event.actor] as [string, unknown], ...facts].map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-text3">{name}</dt>
          <dd className="font-mono text-text2 [overflow-wrap:anywhere]">{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
