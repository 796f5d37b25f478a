import { i18n } from "@lingui/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { StaffCalendar } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { type CalendarCalls, calendarCalls } from "./calendars-calls";
import { CalendarForm } from "./calendars-form";
import { problemText } from "./calendars-words";

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
      <h2 id="calendars">{i18n._("Calendars")}</h2>
      <p className="mt-2 text-text2">
        {i18n._(
          "Connect your calendars, so that no interview is offered at a time when you are busy. Colleagues who offer times with you as the host see when you are busy, never what for. Titles, places and participants are not stored.",
        )}
      </p>
      <div className="mt-4 grid gap-4">
        <Loaded of={calendars} what={i18n._("Your calendars")} rows={1}>
          {(found) =>
            found.length === 0 ? (
              <p>{i18n._("No calendar is connected.")}</p>
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
              void changed(i18n._("“{name}” is connected.", { name: calendar.name }));
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
              {i18n._("Connect a calendar")}
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
          {calendar.kind === "ics" ? i18n._("Secret address") : i18n._("CalDAV account")} ·{" "}
          {calendar.server}
        </p>
      </div>
      <CalendarState calendar={calendar} />
      {problem ? <Failure problem={problem} what={i18n._("This did not work.")} /> : null}
      <div className="flex flex-wrap gap-2.5">
        <Button
          size="small"
          aria-label={i18n._("Read now: {name}", { name })}
          busy={isBusy && i18n._("Reading…")}
          onClick={() =>
            run(async () => {
              const tested = await calls.test(calendar.id);
              return tested.problem
                ? i18n._("“{name}” could not be read.", { name })
                : i18n._("“{name}” was read.", { name });
            })
          }
        >
          {i18n._("Read now")}
        </Button>
        <ConfirmButton
          size="small"
          look="quiet"
          aria-label={i18n._("Disconnect: {name}", { name })}
          question={i18n._("Disconnect “{name}”?", { name })}
          meaning={i18n._(
            "Its address, credentials and busy times are deleted. Times at which you are busy there can then be offered.",
          )}
          keep={i18n._("Keep it")}
          confirm={i18n._("Disconnect")}
          onConfirm={() =>
            void run(async () => {
              await calls.disconnect(calendar.id);
              return i18n._("“{name}” is disconnected.", { name });
            })
          }
        >
          {i18n._("Disconnect")}
        </ConfirmButton>
      </div>
    </li>
  );
}

function CalendarState({ calendar }: { calendar: StaffCalendar }) {
  const readAt = exactly(new Date(calendar.readAt));
  if (calendar.problem) {
    const { title, remedy } = problemText(calendar.problem);
    return (
      <Note tone="amber" title={title}>
        {remedy}{" "}
        {i18n._("The reading of {readAt} still counts; later changes are not known.", { readAt })}
      </Note>
    );
  }
  const { nextBusy, unreadableEvents } = calendar;
  return (
    <>
      <p className="text-small text-text2">
        {i18n._("Connected. Last read on {readAt}.", { readAt })}{" "}
        {nextBusy
          ? i18n._("Next busy time: {start} to {end}.", {
              start: exactly(new Date(nextBusy.startsAt)),
              end: exactly(new Date(nextBusy.endsAt)),
            })
          : i18n._("It has no busy time in the next 26 weeks.")}
      </p>
      {unreadableEvents > 0 ? (
        <Note
          tone="amber"
          title={i18n._(
            "{count, plural, one {# event} other {# events}} could not be understood.",
            { count: unreadableEvents },
          )}
        >
          {i18n._("Whether you are busy at these times is not known.")}
        </Note>
      ) : null}
    </>
  );
}
