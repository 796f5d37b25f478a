import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { BookableTimes } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Failure, Skeleton } from "@/shared/ui/states";
import type { PartProps } from "./own-page";
import { useAction } from "./use-action";
import { clock, dayAndTime, fullDay, words } from "./words";

/** The times that are offered, in the reader's own time zone; pressing one books it. */
export function SlotChoice({ token, page, calls, onChange }: PartProps) {
  const { slots } = words;
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
  if (problem) return <Failure problem={problem} what={slots.notLoaded} onRetry={load} />;
  if (!offered) return <Skeleton rows={2} label={slots.loading} />;
  return (
    <div className="grid gap-4">
      <h3>{page.startsAt ? slots.move : slots.choose}</h3>
      {isTaken ? <p role="alert">{slots.taken}</p> : null}
      {action.problem && !isTaken ? (
        <Failure problem={action.problem} what={words.notSaved} />
      ) : null}
      <p role="status" className="empty:hidden">
        {bookedAt ? slots.booked(dayAndTime(bookedAt)) : ""}
      </p>
      {offered.canChoose ? (
        <>
          <p className="text-text2">{slots.hint(offered.minutes, zoneOf())}</p>
          {offered.times.length === 0 ? <p>{slots.none}</p> : null}
          {byDay(offered.times, fullDay).map(([day, times]) => (
            <section key={day} aria-label={day}>
              <h4 className="mb-2 font-semibold">{day}</h4>
              <ul className="flex flex-wrap gap-2.5">
                {times.map((at) => (
                  <li key={at}>
                    <Button
                      aria-label={`${day}, ${clock(at)}`}
                      busy={action.isBusy && chosen === at && slots.booking}
                      aria-disabled={action.isBusy || undefined}
                      onClick={() => void book(at)}
                    >
                      {clock(at)}
                    </Button>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </>
      ) : (
        <p className="text-text2">{slots.closed}</p>
      )}
    </div>
  );
}

const zoneOf = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function byDay(times: string[], dayOf: (at: string) => string): [string, string[]][] {
  const days = new Map<string, string[]>();
  for (const at of times) days.set(dayOf(at), [...(days.get(dayOf(at)) ?? []), at]);
  return [...days];
}
