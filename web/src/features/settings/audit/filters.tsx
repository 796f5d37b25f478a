import { i18n } from "@lingui/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { sentence } from "@/shared/ui/sentence";
import type { AuditSearch } from "./search";
import { actionGroups } from "./words";

const PAUSE_MS = 300;

interface AuditFiltersProps {
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

/** What was done, by whom, and in which period. */
export function AuditFilters({ search, onSearch }: AuditFiltersProps) {
  // Another filter begins at the first page.
  const set = (more: { [Name in keyof AuditSearch]?: string }) =>
    onSearch(withoutEmpty({ ...search, ...more, page: "" }));
  const { action, subject } = search;
  const isKnown = actionGroups().some(([, actions]) => actions.some(([code]) => code === action));
  const isFiltered = Object.keys(search).some((name) => name !== "page");
  return (
    <search className="grid gap-x-4 gap-y-3 pad:grid-cols-2">
      <Field label={i18n._("What was done")}>
        {(control) => (
          <select
            {...control}
            value={action ?? ""}
            className={`${inputLook} min-h-11`}
            onChange={(event) => set({ action: event.target.value })}
          >
            <option value="">{i18n._("Anything")}</option>
            {action && !isKnown ? <option>{action}</option> : null}
            {actionGroups().map(([name, actions]) => (
              <optgroup key={name} label={name}>
                {actions.map(([code, words]) => (
                  <option key={code} value={code}>
                    {words}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
      <ActorBox value={search.actor ?? ""} onChange={(actor) => set({ actor })} />
      <div className="col-span-full grid grid-cols-[repeat(auto-fit,minmax(min(100%,9.5rem),1fr))] gap-x-4 gap-y-3 *:min-w-0">
        <Day label={i18n._("From")} value={search.from} onChange={(from) => set({ from })} />
        <Day label={i18n._("Until")} value={search.to} onChange={(to) => set({ to })} />
      </div>
      {isFiltered ? (
        <div className="col-span-full flex flex-wrap items-center gap-x-4">
          {subject ? (
            <p className="text-small text-text2 [overflow-wrap:anywhere]">
              {sentence((at) => i18n._("Only entries about {subject}", at), {
                subject: <code>{subject}</code>,
              })}
            </p>
          ) : null}
          <Button look="quiet" size="small" onClick={() => onSearch({})}>
            {i18n._("Clear filters")}
          </Button>
        </div>
      ) : null}
    </search>
  );
}

function withoutEmpty(search: object): AuditSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value));
}

/** What is typed is looked for after a short pause. */
function ActorBox({
  value,
  onChange,
}: {
  value: string;
  onChange: (actor: string) => void;
}): ReactNode {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    // Only what came from elsewhere replaces what is typed: more may have been typed meanwhile.
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      latest.current(sent.current);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Field label={i18n._("Person or API key")}>
      {(control) => (
        <input
          {...control}
          type="search"
          maxLength={200}
          placeholder={i18n._("A part of the name")}
          className={inputLook}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </Field>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  onChange: (day: string) => void;
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          type="date"
          className={inputLook}
          value={value ?? ""}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
