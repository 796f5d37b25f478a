import { useSyncExternalStore } from "react";
import { store, stored } from "./stored";

const KEY = "vivavoce_time_zone";
const listeners = new Set<() => void>();
let timesSet = 0;

/** The time zone in which the console writes times; empty for that of the browser. */
export const timeZoneStore = {
  get: () => stored(KEY) ?? "",
  set(zone: string): void {
    timesSet += 1;
    if (zone === timeZoneStore.get()) return;
    store(KEY, zone && isTimeZone(zone) ? zone : null);
    for (const listener of listeners) listener();
  },
};

/** Whether the page was drawn before anybody could know its time zone. */
export const isFirstTimeZone = () => timesSet <= 1;

export function useTimeZone(): string {
  return useSyncExternalStore(subscribe, timeZoneStore.get);
}

export const browserTimeZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "Europe/Berlin" reads as it is; of an own time zone, its name stands beside a field for a time. */
export const timeZoneInUse = () => timeZoneStore.get() || browserTimeZone();

/** What a time is written with: a chosen time zone is named, the browser's is not. */
export function inTimeZone(): Intl.DateTimeFormatOptions {
  const zone = timeZoneStore.get();
  return zone ? { timeZone: zone } : {};
}

/** The moment of a date and time such as 2030-05-31T09:30, read in the time zone in use. */
export function momentOf(written: string): Date {
  const zone = timeZoneStore.get();
  if (!zone) return new Date(written);
  const asUtc = new Date(`${written}Z`);
  const first = asUtc.getTime() - offsetMs(zone, asUtc);
  // The offset of the moment itself counts: around a change of the clocks it is another one.
  return new Date(asUtc.getTime() - offsetMs(zone, new Date(first)));
}

/** All time zones that this browser knows, with UTC and the one that is set. */
export function listTimeZones(current: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return [...new Set([...known, "UTC", ...(current ? [current] : [])])].sort();
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function offsetMs(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
