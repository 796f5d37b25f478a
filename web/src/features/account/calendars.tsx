import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { StaffCalendar } from "@/shared/api/types";
import { count, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { type CalendarCalls, calendarCalls } from "./calendars-calls";
import { CalendarForm } from "./calendars-form";
import { CALENDAR_PROBLEMS } from "./calendars-words";

const QUERY = ["own-calendars"];

/** A person's own calendars: connected, failing with the cause and the remedy, or none. */
export function Calendars({ calls = calendarCalls }: { calls?: CalendarCalls }) {
  const queries = useQueryClient();
  const calendars = useQuery({ queryKey: QUERY, queryFn: calls.list });
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState("");

  async function changed(what: string) {
    await queries.invalidateQueries({ queryKey: QUERY });
    setDone(what);
  }

  return (
    <section aria-labelledby="calendars">
      <h2 id="calendars">Calendars</h2>
      <p className="mt-2 text-text2">
        Connect your calendars, so that no interview is offered at a time when you are busy.
        Colleagues who offer times with you as the host see when you are busy, never what for.
        Titles, places and participants are not stored.
      </p>
      <div className="mt-4 grid gap-4">
        <Loaded of={calendars} what="Your calendars" rows={1}>
          {(found) =>
            found.length === 0 ? (
              <p>No calendar is connected.</p>
            ) : (
              <ul className="grid gap-4">
                {found.map((calendar) => (
                  <CalendarRow
                    key={calendar.id}
                    calendar={calendar}
                    calls={calls}
                    onChanged={changed}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
        {isOpen ? (
          <CalendarForm
            calls={calls}
            onClose={() => setOpen(false)}
            onConnected={(calendar) => {
              setOpen(false);
              void changed(`“${calendar.name}” is connected.`);
            }}
          />
        ) : (
          <div>
            <Button
              icon={<Icon of={CalendarPlus} small />}
              onClick={() => {
                setDone("");
                setOpen(true);
              }}
            >
              Connect a calendar
            </Button>
          </div>
        )}
        <p role="status" className="text-small text-text2">
          {done}
        </p>
      </div>
    </section>
  );
}

interface CalendarRowProps {
  calendar: StaffCalendar;
  calls: CalendarCalls;
  onChanged: (what: string) => Promise<void>;
}

function CalendarRow({ calendar, calls, onChanged }: CalendarRowProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function run(action: () => Promise<string>) {
    setBusy(true);
    setProblem(null);
    try {
      await onChanged(await action());
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  const { name } = calendar;
  return (
    <li className="grid gap-2.5 rounded-card border border-line bg-surface px-4 py-3.5">
      <div>
        <h3 className="font-[550] [overflow-wrap:anywhere]">{name}</h3>
        <p className="text-small text-text3 [overflow-wrap:anywhere]">
          {calendar.kind === "ics" ? "Secret address" : "CalDAV account"} · {calendar.server}
        </p>
      </div>
      <CalendarState calendar={calendar} />
      {problem ? <Failure problem={problem} what="This did not work." /> : null}
      <div className="flex flex-wrap gap-2.5">
        <Button
          size="small"
          aria-label={`Test ${name}`}
          busy={isBusy && "Reading…"}
          onClick={() =>
            run(async () => {
              const tested = await calls.test(calendar.id);
              return tested.problem ? `“${name}” could not be read.` : `“${name}” was read.`;
            })
          }
        >
          Test
        </Button>
        <ConfirmButton
          size="small"
          look="quiet"
          aria-label={`Disconnect ${name}`}
          question={`Disconnect “${name}”?`}
          meaning="Its address, credentials and busy times are deleted. Times at which you are busy there can then be offered."
          keep="Keep it"
          confirm="Disconnect"
          onConfirm={() =>
            void run(async () => {
              await calls.disconnect(calendar.id);
              return `“${name}” is disconnected.`;
            })
          }
        >
          Disconnect
        </ConfirmButton>
      </div>
    </li>
  );
}

function CalendarState({ calendar }: { calendar: StaffCalendar }) {
  const readAt = exactly(new Date(calendar.readAt));
  if (calendar.problem) {
    const { title, remedy } = CALENDAR_PROBLEMS[calendar.problem];
    return (
      <Note tone="amber" title={title}>
        {remedy} The reading of {readAt} still counts; later changes are not known.
      </Note>
    );
  }
  const { nextBusy, unreadableEvents } = calendar;
  return (
    <>
      <p className="text-small text-text2">
        Connected. Last read on {readAt}.{" "}
        {nextBusy
          ? `Next busy time: ${exactly(new Date(nextBusy.startsAt))} to ${exactly(new Date(nextBusy.endsAt))}.`
          : "It has no busy time in the next 26 weeks."}
      </p>
      {unreadableEvents > 0 ? (
        <Note tone="amber" title={`${count(unreadableEvents, "event")} could not be understood.`}>
          Whether you are busy at these times is not known.
        </Note>
      ) : null}
    </>
  );
}
