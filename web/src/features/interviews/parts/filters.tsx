import { i18n } from "@lingui/core";
import { Search, SlidersHorizontal, X } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { KINDS, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { usePositions } from "../queries";
import {
  type ActiveFilter,
  activeFilters,
  decisions,
  FLAGS,
  type ListSearch,
  SORTS,
  WAITING,
} from "../search";

const PAUSE_MS = 300;
const control =
  "min-h-11 w-full rounded-control border border-edge bg-surface px-3 text-text desk:min-h-10";

interface FiltersProps {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

/** Search, the two filters that are used most, and the others behind a button; what is set stands as chips below. */
export function Filters({ search, onSearch }: FiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const more = useId();
  const button = useRef<HTMLButtonElement>(null);
  const set: SetFilters = (change) => onSearch(withoutEmpty({ ...search, ...change }));
  const active = activeFilters(search);
  return (
    <search className="mt-5 block">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2.5 desk:grid-cols-[minmax(0,1fr)_12.5rem_12.5rem_auto]">
        <SearchBox value={search.q ?? ""} onChange={(q) => set({ q })} />
        <div className="hidden desk:contents">
          <StatusChoice search={search} set={set} />
          <PositionChoice search={search} set={set} />
        </div>
        <button
          ref={button}
          type="button"
          aria-expanded={isOpen}
          aria-controls={more}
          className={buttonLook()}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon of={SlidersHorizontal} small />{" "}
          {active.length
            ? i18n._("Filters ({count})", { count: active.length })
            : i18n._("Filters")}
        </button>
      </div>
      <div id={more}>{isOpen ? <MoreFilters search={search} set={set} /> : null}</div>
      <FilterChips
        filters={active}
        onRemove={(name) => {
          set({ [name]: undefined });
          button.current?.focus();
        }}
        onClear={() => {
          onSearch(search.sort ? { sort: search.sort } : {});
          button.current?.focus();
        }}
      />
    </search>
  );
}

type SetFilters = (
  change: { [Name in keyof ListSearch]?: ListSearch[Name] | "" | undefined },
) => void;

interface ChoiceOfSearchProps {
  search: ListSearch;
  set: SetFilters;
}

function StatusChoice({ search, set }: ChoiceOfSearchProps) {
  return (
    <Choice
      label={i18n._("Status")}
      value={search.state ?? ""}
      onChange={(state) => set({ state })}
      none={i18n._("Any status")}
      names={{ [WAITING]: i18n._("Needs attention"), ...STATES }}
    />
  );
}

function PositionChoice({ search, set }: ChoiceOfSearchProps) {
  const positions = usePositions().data ?? [];
  const names = [...positions, ...(search.position ? [search.position] : [])];
  return (
    <Choice
      label={i18n._("Position")}
      value={search.position ?? ""}
      onChange={(position) => set({ position })}
      none={i18n._("Any position")}
      names={Object.fromEntries(names.map((name) => [name, name]))}
    />
  );
}

/** The filters that are used less; on a phone also the two others. */
function MoreFilters({ search, set }: ChoiceOfSearchProps) {
  return (
    <div className="mt-3 grid grid-cols-1 gap-x-2.5 gap-y-2 rounded-control border border-line p-3.5 pad:grid-cols-2 desk:grid-cols-3">
      <div className="contents desk:hidden">
        <StatusChoice search={search} set={set} />
        <PositionChoice search={search} set={set} />
      </div>
      <Choice
        label={i18n._("Recommendation")}
        value={search.recommendation ?? ""}
        onChange={(recommendation) => set({ recommendation })}
        none={i18n._("Any")}
        names={RECOMMENDATIONS}
      />
      <Choice
        label={i18n._("Decision")}
        value={search.decision ?? ""}
        onChange={(decision) => set({ decision })}
        none={i18n._("Any")}
        names={decisions()}
      />
      <Choice
        label={i18n._("Flag")}
        value={search.flag ?? ""}
        onChange={(flag) => set({ flag })}
        none={i18n._("Any")}
        names={FLAGS}
      />
      <Choice
        label={i18n._("Kind")}
        value={search.kind ?? ""}
        onChange={(kind) => set({ kind })}
        none={i18n._("Any kind")}
        names={KINDS}
      />
      <Day
        label={i18n._("Requested from")}
        value={search.from}
        onChange={(from) => set({ from })}
      />
      <Day label={i18n._("Requested until")} value={search.to} onChange={(to) => set({ to })} />
      <div className="col-span-full flex flex-wrap items-center gap-x-5 gap-y-1">
        <Tick
          label={i18n._("Requested by me")}
          isOn={search.mine ?? false}
          onChange={(isOn) => set({ mine: isOn || undefined })}
        />
        <Tick
          label={i18n._("With a failed step")}
          isOn={search.failed ?? false}
          onChange={(isOn) => set({ failed: isOn || undefined })}
        />
        <Tick
          label={i18n._("Tests")}
          isOn={search.tests ?? false}
          onChange={(isOn) => set({ tests: isOn || undefined })}
        />
      </div>
    </div>
  );
}

interface FilterChipsProps {
  filters: ActiveFilter[];
  onRemove: (name: keyof ListSearch) => void;
  onClear: () => void;
}

/** The filters that are set, each with its button to take it away. */
function FilterChips({ filters, onRemove, onClear }: FilterChipsProps) {
  if (filters.length === 0) return null;
  return (
    <ul aria-label={i18n._("Filters in use")} className="mt-3 flex flex-wrap items-center gap-2">
      {filters.map(({ name, text }) => (
        <li key={name} className="min-w-0">
          <button
            type="button"
            aria-label={i18n._("Remove filter: {text}", { text })}
            className="flex min-h-11 max-w-full items-center gap-1.5 rounded-control border border-edge bg-surface px-2.5 text-small font-[550] text-text desk:min-h-8"
            onClick={() => onRemove(name)}
          >
            <span className="truncate">{text}</span> <Icon of={X} small />
          </button>
        </li>
      ))}
      <li>
        <Button look="quiet" size="small" onClick={onClear}>
          {i18n._("Clear filters")}
        </Button>
      </li>
    </ul>
  );
}

/** The order of the list. */
export function OrderChoice({ search, onSearch }: FiltersProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 items-center gap-2">
      <label htmlFor={id} className="text-small text-text3 max-pad:sr-only">
        {i18n._("Order")}
      </label>
      <select
        id={id}
        className="min-h-11 min-w-0 rounded-control border border-edge bg-surface px-2 text-small text-text desk:min-h-9"
        value={search.sort ?? "newest"}
        onChange={({ target: { value } }) =>
          onSearch(withoutEmpty({ ...search, sort: value === "newest" ? "" : value }))
        }
      >
        {Object.entries(SORTS).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function withoutEmpty(search: object): ListSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== "" && value !== undefined),
  );
}

/** What is typed is looked for after a short pause. */
function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  const sent = useRef(value);
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
    <div className="relative min-w-0 flex-1">
      <span className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-text3">
        <Icon of={Search} small />
      </span>
      <input
        type="search"
        aria-label={i18n._("Search by candidate, position or ID")}
        placeholder={i18n._("Search")}
        maxLength={300}
        className={`${control} pl-9 placeholder:text-text3`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The choice of no filter. */
  none: string;
  names: Record<string, string>;
}

function Choice({ label, value, onChange, none, names }: ChoiceProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="text-small text-text3">
        {label}
      </label>
      <select
        id={id}
        className={`${control} ${value ? "border-text font-[550]" : ""}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{none}</option>
        {Object.entries(names).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
        {value && !(value in names) ? <option value={value}>{i18n._("Several")}</option> : null}
      </select>
    </div>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  onChange: (day: string) => void;
}

function Day({ label, value, onChange }: DayProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="text-small text-text3">
        {label}
      </label>
      <input
        id={id}
        type="date"
        className={control}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

interface TickProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Tick({ label, isOn, onChange }: TickProps) {
  return (
    <label className="flex min-h-11 items-center gap-2 desk:min-h-9">
      <input
        type="checkbox"
        className="size-4.5"
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}
