import { i18n } from "@lingui/core";
import { memo, useMemo, useState } from "react";
import { useLanguage } from "@/shared/i18n/language";
import { describeEvent } from "@/shared/lib/event-texts";
import { countdown } from "@/shared/lib/words";
import type { PlacedEvent } from "../shapes";
import { whyOf } from "../timeline";
import { Reason } from "./transcript";

interface EventKind {
  name: () => string;
  isOf: (type: string) => boolean;
}

const KINDS: Record<string, EventKind> = {
  followUps: {
    name: () => i18n._("Follow-up decisions"),
    isOf: (type) => type.startsWith("followup."),
  },
  transcript: { name: () => i18n._("Transcript"), isOf: (type) => type === "turn.completed" },
  evaluations: {
    name: () => i18n._("Evaluations"),
    isOf: (type) => /^(evaluation|perspective)\./.test(type),
  },
  connections: {
    name: () => i18n._("Connections and workers"),
    isOf: (type) => /^(connection|participant|worker|session)\./.test(type),
  },
  team: { name: () => i18n._("Hiring team"), isOf: (type) => type.startsWith("staff.") },
  models: { name: () => i18n._("Models"), isOf: (type) => type.startsWith("llm.") },
};

interface EventListProps {
  events: PlacedEvent[];
  /** The kind of interview, which says who answered. */
  profile: string;
  /** Events up to here have happened; those after it are still to come. */
  passed: number;
  onSeek: (atMs: number) => void;
}

/** The log itself, as far as one wants to see it. */
export const EventList = memo(function EventList(props: EventListProps) {
  const { events, profile, passed, onSeek } = props;
  useLanguage();
  const [kind, setKind] = useState("");
  const [words, setWords] = useState("");
  const kinds = useMemo(
    () =>
      Object.entries(KINDS)
        .filter(([, { isOf }]) => events.some((event) => isOf(event.type)))
        .map(([key]) => key),
    [events],
  );
  const wanted = words.trim().toLowerCase();
  const shown = events.filter(
    (event) =>
      (KINDS[kind]?.isOf(event.type) ?? true) &&
      `${event.type} ${describeEvent(event, profile)}`.toLowerCase().includes(wanted),
  );
  return (
    <section className="min-w-0">
      <h2>{i18n._("Events")}</h2>
      <div className="mt-3 grid gap-2.5">
        <label className="grid gap-1 text-small text-text2">
          {i18n._("Event type")}
          <select
            value={kind}
            onChange={(event) => setKind(event.target.value)}
            className="press min-h-10 w-full rounded-control border border-edge bg-surface px-3 text-body text-text"
          >
            <option value="">{i18n._("All events")}</option>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {KINDS[each]?.name()}
              </option>
            ))}
          </select>
        </label>
        <label className="grid gap-1 text-small text-text2">
          {i18n._("Search")}
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
          ? i18n._("{count, plural, one {# event} other {# events}}", { count: events.length })
          : i18n._("{shown} of {count, plural, one {# event} other {# events}}", {
              shown: shown.length,
              count: events.length,
            })}
      </p>
      <ol className="mt-2 max-h-[38rem] overflow-y-auto border-t border-line">
        {shown.map((event) => (
          <Row
            key={event.seq}
            event={event}
            profile={profile}
            isPassed={event.seq <= passed}
            onSeek={onSeek}
          />
        ))}
      </ol>
    </section>
  );
});

interface RowProps {
  event: PlacedEvent;
  profile: string;
  isPassed: boolean;
  onSeek: (atMs: number) => void;
}

const Row = memo(function Row({ event, profile, isPassed, onSeek }: RowProps) {
  useLanguage();
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
          <span className="text-small text-text2">{describeEvent(event, profile)}</span>
        </summary>
        <div className="py-1.5 text-small">
          {event.type === "followup.chosen" ? <Reason why={whyOf(event, profile)} /> : null}
          <Payload event={event} />
          <button
            type="button"
            className="min-h-8 text-tidetext underline underline-offset-3"
            onClick={() => onSeek(event.offsetMs)}
          >
            {i18n._("Go to {time}", { time })}
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
      {[[i18n._("actor"), event.actor] as [string, unknown], ...facts].map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-text3">{name}</dt>
          <dd className="font-mono text-text2 [overflow-wrap:anywhere]">{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
