import { i18n } from "@lingui/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { HostBusyTimes } from "@/shared/api/types";
import { clockTime, dayOf, exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { useInterviewCalls } from "../calls";

const DAY_MS = 86_400_000;
const MOST_DAYS = 92;
const SHOWN = 12;

/** When the host is busy between two days; not asked before the address and the days are whole. */
export function useBusyTimes(host: string, first: string, last: string) {
  const calls = useInterviewCalls();
  const period = periodOf(first, last);
  const address = host.trim();
  return useQuery({
    queryKey: ["busy-times", address, period?.from, period?.to],
    queryFn: () => calls.busyTimes({ hostEmail: address, ...period }),
    enabled: period !== null && /^\S+@\S+\.\S+$/.test(address),
    retry: false,
    staleTime: 60_000,
  });
}

/** Whether a time of some minutes overlaps a busy one. */
export function isBusyAt(found: HostBusyTimes | undefined, start: Date, minutes: number): boolean {
  const end = start.getTime() + minutes * 60_000;
  return (found?.data ?? []).some(
    (busy) => Date.parse(busy.startsAt) < end && start.getTime() < Date.parse(busy.endsAt),
  );
}

/** The host's busy hours in words: what is known, until when, and what is not. */
export function BusyHours({ of }: { of: UseQueryResult<HostBusyTimes> }) {
  const found = of.data;
  if (!found) return of.error ? <NotLoaded onRetry={() => void of.refetch()} /> : null;
  const rest = found.data.length - SHOWN;
  return (
    <section aria-label={i18n._("Busy times of the host")} className="grid gap-2">
      <Knowledge found={found} />
      {found.data.length > 0 ? (
        <>
          <p className="font-[550]">{i18n._("Busy, and not offered:")}</p>
          <ul className="text-small text-text2">
            {found.data.slice(0, SHOWN).map((busy) => (
              <li key={`${busy.source}${busy.startsAt}`}>
                {spanOf(new Date(busy.startsAt), new Date(busy.endsAt))}
                {busy.source === "interview" ? ` (${i18n._("for an interview")})` : ""}
              </li>
            ))}
          </ul>
          {rest > 0 ? (
            <p className="text-small text-text3">{i18n._("And {rest} more.", { rest })}</p>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function NotLoaded({ onRetry }: { onRetry: () => void }) {
  return (
    <Note
      tone="amber"
      title={i18n._("The busy times of this host did not load.")}
      actions={
        <Button size="small" onClick={onRetry}>
          {i18n._("Try again")}
        </Button>
      }
    >
      {i18n._("Times at which they are busy are left out all the same.")}
    </Note>
  );
}

function Knowledge({ found }: { found: HostBusyTimes }) {
  if (found.calendars === "none" || !found.readAt || !found.knownUntil) {
    return (
      <p className="text-small text-text3">
        {i18n._(
          "This host has connected no calendar: only interviews that candidates booked are left out. Members connect calendars on their account page.",
        )}
      </p>
    );
  }
  const readAt = exactly(new Date(found.readAt));
  if (found.calendars === "failing") {
    return (
      <Note tone="amber" title={i18n._("A calendar of this host cannot be read.")}>
        {i18n._("The reading of {readAt} counts; later changes are not known.", { readAt })}
      </Note>
    );
  }
  return (
    <p className="text-small text-text3">
      {i18n._(
        "The host’s calendar was read on {readAt}. It is known until {end}; later times are not compared with it.",
        { readAt, end: dayOf(new Date(found.knownUntil)) },
      )}
    </p>
  );
}

function periodOf(first: string, last: string): { from: string; to: string } | null {
  const from = Date.parse(first);
  const to = Date.parse(last) + DAY_MS;
  if (Number.isNaN(from) || Number.isNaN(to) || to <= from) return null;
  const end = Math.min(to, from + MOST_DAYS * DAY_MS);
  return { from: new Date(from).toISOString(), to: new Date(end).toISOString() };
}

function spanOf(start: Date, end: Date): string {
  const from = `${dayOf(start)}, ${clockTime(start)}`;
  const isOneDay = dayOf(start) === dayOf(end);
  const to = isOneDay ? clockTime(end) : `${dayOf(end)}, ${clockTime(end)}`;
  return i18n._("{from} to {to}", { from, to });
}
