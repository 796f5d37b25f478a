import { afterEach, describe, expect, it } from "vitest";
import { listTimeZones, momentOf, timeZoneInUse, timeZoneStore } from "./time-zone";
import { exactly } from "./words";

afterEach(() => timeZoneStore.set(""));

describe("the time zone of the console", () => {
  it("writes and names times in the chosen zone", () => {
    timeZoneStore.set("America/New_York");

    const written = exactly(new Date("2030-05-31T09:30:00Z"));

    expect(written).toMatch(/31/);
    expect(written).toMatch(/0?5:30/);
    expect(written).toMatch(/EDT|GMT-4/);
  });

  it.each([
    ["Europe/Berlin", "2030-05-31T09:30", "2030-05-31T07:30:00.000Z"],
    ["Europe/Berlin", "2030-12-31T00:15", "2030-12-30T23:15:00.000Z"],
    ["Asia/Kolkata", "2030-05-31T09:30", "2030-05-31T04:00:00.000Z"],
    ["UTC", "2030-05-31T09:30", "2030-05-31T09:30:00.000Z"],
    // The clocks of Berlin change at 01:00 UTC on that day.
    ["Europe/Berlin", "2030-03-31T03:30", "2030-03-31T01:30:00.000Z"],
    ["Europe/Berlin", "2030-03-31T01:30", "2030-03-31T00:30:00.000Z"],
  ])("reads a written time in %s: %s", (zone, written, moment) => {
    timeZoneStore.set(zone);

    expect(momentOf(written).toISOString()).toBe(moment);
  });

  it("ignores a zone that the browser does not know", () => {
    timeZoneStore.set("Moon/Tycho");

    expect(timeZoneStore.get()).toBe("");
    expect(timeZoneInUse()).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it("offers UTC and the zone that is set", () => {
    expect(listTimeZones("Asia/Calcutta")).toEqual(
      expect.arrayContaining(["Asia/Calcutta", "UTC", "Europe/Berlin"]),
    );
  });
});
