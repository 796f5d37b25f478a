import { i18n } from "@lingui/core";
import { Search, SlidersHorizontal } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { KINDS, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";
import { useKeys } from "@/shared/lib/keys";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { usePositions } from "../queries";
import {
  decisions,
  FLAGS,
  isFiltered,
  type ListSearch,
  SORTS,
  type Sort,
  WAITING,
} from "../search";

const PAUSE_MS = 300;
const control =
  "min-h-11 w-full rounded-control border border-edge bg-surface px-3 text-text desk:min-h-10";

interface FiltersProps {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

/** Search, filters and order. On a phone the filters unfold. */
export function Filters({ search, onSearch }: FiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const positions = usePositions().data ?? [];
  const set = (more: { [Name in keyof ListSearch]?: ListSearch[Name] | "" | undefined }) =>
    onSearch(withoutEmpty({ ...search, ...more }));
  const filters = Object.keys(search).filter(
    (name) => !["q", "sort", "view"].includes(name),
  ).length;
  return (
    <search className="mt-5 block">
      <div className="flex gap-2.5">
        <SearchBox value={search.q ?? ""} onChange={(q) => set({ q })} />
        <button
          type="button"
          aria-expanded={isOpen}
          className={`${buttonLook()} desk:hidden`}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon of={SlidersHorizontal} small />{" "}
          {filters ? i18n._("Filters ({count})", { count: filters }) : i18n._("Filters")}
        </button>
      </div>
      <div
        className={`${isOpen ? "grid" : "hidden"} mt-3 grid-cols-1 gap-x-2.5 gap-y-2 pad:grid-cols-2 desk:grid desk:grid-cols-3 wide:grid-cols-5`}
      >
        <Choice
          label={i18n._("Status")}
          value={search.state ?? ""}
          onChange={(state) => set({ state })}
        >
          <option value="">{i18n._("Any status")}</option>
          <option value={WAITING}>{i18n._("Needs attention")}</option>
          {Object.entries(STATES).map(([state, name]) => (
            <option key={state} value={state}>
              {name}
            </option>
          ))}
          {search.state && search.state !== WAITING && !(search.state in STATES) ? (
            <option value={search.state}>{i18n._("Several")}</option>
          ) : null}
        </Choice>
        <Choice
          label={i18n._("Position")}
          value={search.position ?? ""}
          onChange={(position) => set({ position })}
        >
          <option value="">{i18n._("Any position")}</option>
          {[...new Set([...positions, ...(search.position ? [search.position] : [])])].map(
            (position) => (
              <option key={position}>{position}</option>
            ),
          )}
        </Choice>
        <Choice
          label={i18n._("Recommendation")}
          value={search.recommendation ?? ""}
          onChange={(recommendation) => set({ recommendation })}
        >
          <option value="">{i18n._("Any")}</option>
          {Object.entries(RECOMMENDATIONS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Choice>
        <Choice
          label={i18n._("Decision")}
          value={search.decision ?? ""}
          onChange={(decision) => set({ decision })}
        >
          <option value="">{i18n._("Any")}</option>
          {Object.entries(decisions()).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
          {search.decision && !(search.decision in decisions()) ? (
            <option value={search.decision}>{i18n._("Several")}</option>
          ) : null}
        </Choice>
        <Choice label={i18n._("Flag")} value={search.flag ?? ""} onChange={(flag) => set({ flag })}>
          <option value="">{i18n._("Any")}</option>
          {Object.entries(FLAGS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
          {search.flag && !(search.flag in FLAGS) ? (
            <option value={search.flag}>{i18n._("Several")}</option>
          ) : null}
        </Choice>
        <Choice label={i18n._("Kind")} value={search.kind ?? ""} onChange={(kind) => set({ kind })}>
          <option value="">{i18n._("Any kind")}</option>
          {Object.entries(KINDS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Choice>
        <Day
          label={i18n._("Requested from")}
          value={search.from}
          onChange={(from) => set({ from })}
        />
        <Day label={i18n._("Requested until")} value={search.to} onChange={(to) => set({ to })} />
        <Choice
          label={i18n._("Order")}
          value={search.sort ?? "newest"}
          onChange={(sort) => set({ sort: sort === "newest" ? undefined : (sort as Sort) })}
        >
          {Object.entries(SORTS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Choice>
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
          {isFiltered(search) ? (
            <Button
              look="quiet"
              size="small"
              onClick={() => onSearch(search.sort ? { sort: search.sort } : {})}
            >
              {i18n._("Clear filters")}
            </Button>
          ) : null}
        </div>
      </div>
    </search>
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
  const box = useRef<HTMLInputElement>(null);
  const latest = useRef(onChange);
  latest.current = onChange;
  useKeys({ "/": () => box.current?.focus() });
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
        ref={box}
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
  children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="text-small text-text3">
        {label}
      </label>
      <select
        id={id}
        className={`${control} ${value && label !== "Order" ? "border-text font-[550]" : ""}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
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
