import { i18n } from "@lingui/core";
import { useId } from "react";
import { dateLocale } from "@/shared/i18n/language";
import { isTimeZone, listTimeZones } from "@/shared/lib/time-zone";
import { Field, inputLook } from "./field";

interface TimeZoneFieldProps {
  label: string;
  hint: string;
  value: string;
  error?: string | null;
  onChange: (zone: string) => void;
}

/** A time zone by its name; what is typed searches the names. */
export function TimeZoneField({ label, hint, value, error, onChange }: TimeZoneFieldProps) {
  const list = useId();
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <>
          <input
            {...control}
            list={list}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            placeholder="Europe/Berlin"
            className={inputLook}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={list}>
            {listTimeZones(value && isTimeZone(value) ? value : "").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          {value && isTimeZone(value) ? (
            <p className="mt-1.5 text-small text-text3">
              {i18n._("It is {time} there now.", { time: timeNow(value) })}
            </p>
          ) : null}
        </>
      )}
    </Field>
  );
}

function timeNow(zone: string): string {
  return new Date().toLocaleTimeString(dateLocale(), {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  });
}
