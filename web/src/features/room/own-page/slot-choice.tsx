import { i18n } from "@lingui/core";
import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { BookableTimes } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { inTimeZone, timeZoneInUse } from "@/shared/lib/time-zone";
import { clockTime } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Failure, Skeleton } from "@/shared/ui/states";
import { appointment } from "../appointment";
import type { PartProps } from "./own-page";
import { useAction } from "./use-action";

/** The times that are offered, in the reader's own time zone; pressing one books it. */
export function SlotChoice({ token, page, calls, onChange }: PartProps) {
  const [offered, setOffered] = useState<BookableTimes | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [bookedAt, setBookedAt] = useState<string | null>(null);
  const action = useAction();
  const load = useCallback(async () => {
    setProblem(null);
    try {
      setOffered(await calls.times(token));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, [calls, token]);
  useEffect(() => {
    void load();
  }, [load]);
  async function book(at: string) {
    setChosen(at);
    const isBooked = await action.run(async () => onChange(await calls.book(token, at)));
    setBookedAt(isBooked ? at : null);
    await load();
  }
  const isTaken = action.problem?.code === "time_taken";
  if (problem)
    return (
      <Failure problem={problem} what={i18n._("The times could not be loaded.")} onRetry={load} />
    );
  if (!offered) return <Skeleton rows={2} label={i18n._("Loading the times")} />;
  return (
    <div className="grid gap-4">
      <h3>{page.startsAt ? i18n._("Choose another time") : i18n._("Choose a time")}</h3>
      {isTaken ? (
        <p role="alert">
          {i18n._("This time was just booked by someone else. Choose another one.")}
        </p>
      ) : null}
      {action.problem && !isTaken ? (
        <Failure problem={action.problem} what={i18n._("That did not work. Please try again.")} />
      ) : null}
      <p role="status" className="empty:hidden">
        {bookedAt
          ? i18n._("Your interview is booked for {at}.", { at: appointment(new Date(bookedAt)) })
          : ""}
      </p>
      {offered.canChoose ? (
        <>
          <p className="text-text2">
            {i18n._(
              "Each takes about {minutes} minutes. Times are in your time zone, {zone}. You will receive an invitation.",
              { minutes: offered.minutes, zone: timeZoneInUse() },
            )}
          </p>
          {offered.times.length === 0 ? (
            <p>
              {i18n._(
                "No time is free at the moment. Check again later, or ask for a person below.",
              )}
            </p>
          ) : null}
          {byDay(offered.times).map(([day, times]) => (
            <section key={day} aria-label={day}>
              <h4 className="mb-2 font-semibold">{day}</h4>
              <ul className="flex flex-wrap gap-2.5">
                {times.map((at) => (
                  <li key={at}>
                    <Button
                      aria-label={`${day}, ${clockTime(new Date(at))}`}
                      busy={action.isBusy && chosen === at && i18n._("Booking…")}
                      aria-disabled={action.isBusy || undefined}
                      onClick={() => void book(at)}
                    >
                      {clockTime(new Date(at))}
                    </Button>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </>
      ) : (
        <p className="text-text2">
          {i18n._("The time can no longer be changed here. See “Questions” below.")}
        </p>
      )}
    </div>
  );
}

/** The days in order, each with its times. */
function byDay(times: string[]): [string, string[]][] {
  const days = new Map<string, string[]>();
  for (const at of times) days.set(weekday(at), [...(days.get(weekday(at)) ?? []), at]);
  return [...days];
}

function weekday(at: string): string {
  return new Date(at).toLocaleDateString(dateLocale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...inTimeZone(),
  });
}
