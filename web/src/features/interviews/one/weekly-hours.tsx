import { i18n } from "@lingui/core";
import { useRef } from "react";
import type { NewBookingOffer } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";

export type Hours = NonNullable<NewBookingOffer["weekly"]>[number];
type Day = Hours["day"];

const DAYS: Day[] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/** A Monday, to name the days after it. */
const MONDAY = Date.UTC(2029, 0, 1);
const DAY_MS = 86_400_000;
const DEFAULT_HOURS = [{ begins: "09:00", ends: "12:00" }];
const AFTERNOON = { begins: "14:00", ends: "17:00" };
const NO_HOURS = { begins: "", ends: "" };

/** What is wrong with the hours as a sentence: a time is missing, the end is not later, or two overlap. */
export function faultOf(weekly: Hours[]): string | null {
  for (const day of DAYS) {
    const name = dayName(day);
    const hours = weekly
      .filter((each) => each.day === day)
      .sort((one, other) => one.begins.localeCompare(other.begins));
    if (hours.some(({ begins, ends }) => !begins || !ends)) {
      return i18n._("{name}: enter both times.", { name });
    }
    const backward = hours.find(({ begins, ends }) => ends <= begins);
    if (backward)
      return i18n._("{name}: {ends} is not later than {begins}.", {
        name,
        ends: backward.ends,
        begins: backward.begins,
      });
    const at = hours.findIndex((each, place) => place > 0 && each.begins < endOf(hours, place - 1));
    const [before, after] = [hours[at - 1], hours[at]];
    if (before && after) {
      return i18n._("{name}: {begins} to {ends} and {nextBegins} to {nextEnds} overlap.", {
        name,
        begins: before.begins,
        ends: before.ends,
        nextBegins: after.begins,
        nextEnds: after.ends,
      });
    }
  }
  return null;
}

function dayName(day: Day): string {
  const at = new Date(MONDAY + DAYS.indexOf(day) * DAY_MS);
  return at.toLocaleDateString(dateLocale() ?? "en", { weekday: "long", timeZone: "UTC" });
}

const endOf = (hours: Hours[], place: number) => hours[place]?.ends ?? "";

interface WeeklyHoursProps {
  weekly: Hours[];
  onWeekly: (weekly: Hours[]) => void;
}

/** The days of the week, and the hours of each: as many pairs as a day needs. */
export function WeeklyHours({ weekly, onWeekly }: WeeklyHoursProps) {
  const chosen = DAYS.filter((day) => weekly.some((each) => each.day === day));
  function toggle(day: Day, isOn: boolean) {
    const others = weekly.filter((each) => each.day !== day);
    // A further day begins with the hours of the last chosen one: most offers are alike on each day.
    const last = chosen.at(-1);
    const like = last ? weekly.filter((each) => each.day === last) : DEFAULT_HOURS;
    onWeekly(
      isOn ? [...others, ...like.map(({ begins, ends }) => ({ day, begins, ends }))] : others,
    );
  }
  return (
    <>
      <fieldset>
        <legend className="font-[550]">{i18n._("Every week on")}</legend>
        <div className="flex flex-wrap gap-x-4">
          {DAYS.map((day) => (
            <label key={day} className="flex min-h-11 items-center gap-2">
              <input
                type="checkbox"
                checked={weekly.some((each) => each.day === day)}
                onChange={(event) => toggle(day, event.target.checked)}
              />
              {dayName(day)}
            </label>
          ))}
        </div>
      </fieldset>
      {chosen.map((day) => (
        <DayHours
          key={day}
          name={dayName(day)}
          hours={weekly.filter((each) => each.day === day)}
          onHours={(hours) =>
            onWeekly([
              ...weekly.filter((each) => each.day !== day),
              ...hours.map(({ begins, ends }) => ({ day, begins, ends })),
            ])
          }
        />
      ))}
    </>
  );
}

interface DayHoursProps {
  name: string;
  hours: Pick<Hours, "begins" | "ends">[];
  onHours: (hours: Pick<Hours, "begins" | "ends">[]) => void;
}

function DayHours({ name, hours, onHours }: DayHoursProps) {
  const add = useRef<HTMLDivElement>(null);
  const further = hours.every(({ ends }) => ends <= AFTERNOON.begins) ? AFTERNOON : NO_HOURS;
  const set = (at: number, more: Partial<Hours>) =>
    onHours(hours.map((each, place) => (place === at ? { ...each, ...more } : each)));
  function remove(at: number) {
    onHours(hours.filter((_, place) => place !== at));
    // The button that was pressed is gone.
    add.current?.querySelector("button")?.focus();
  }
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2 border-line pad:border-l-2 pad:pl-3.5">
      <legend className="mb-1 font-[550]">{name}</legend>
      {hours.map(({ begins, ends }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two pairs may be alike while they are typed
        <fieldset key={at} className="flex min-w-0 flex-wrap items-end gap-x-2.5 gap-y-1">
          <legend className="sr-only">{i18n._("{name}, hours {at}", { name, at: at + 1 })}</legend>
          <TimeField
            label={i18n._("From")}
            value={begins}
            onChange={(begins) => set(at, { begins })}
          />
          <TimeField label={i18n._("Until")} value={ends} onChange={(ends) => set(at, { ends })} />
          {hours.length > 1 ? (
            <Button
              look="quiet"
              size="small"
              aria-label={i18n._("Remove hours {at} of {name}", { at: at + 1, name })}
              onClick={() => remove(at)}
            >
              {i18n._("Remove")}
            </Button>
          ) : null}
        </fieldset>
      ))}
      <div ref={add}>
        <Button
          size="small"
          aria-label={i18n._("Add hours on {name}", { name })}
          onClick={() => onHours([...hours, further])}
        >
          {i18n._("Add hours")}
        </Button>
      </div>
    </fieldset>
  );
}

interface TimeFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <div className="min-w-30 flex-1">
      <Field label={label}>
        {(control) => (
          <input
            {...control}
            type="time"
            className={`${inputLook} max-pad:px-2.5`}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}
