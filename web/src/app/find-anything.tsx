import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useIsOperator } from "@/features/analytics/queries";
import { useInterviewCalls } from "@/features/interviews/calls";
import { queryOf } from "@/features/interviews/search";
import { useSettingsCalls } from "@/features/settings/calls";
import { settingsPlacesFor } from "@/features/settings/places";
import { isAllowed, useCaller, useIsAllowed } from "@/shared/api/caller";
import { useMe } from "@/shared/api/me";
import type { SignedIn } from "@/shared/api/types";
import { nameOf, STATES } from "@/shared/lib/interview-words";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { allPlacesOf } from "./places";

const MOST_FOUND = 8;
const FRESH_MS = 10_000;
const ITEM =
  "flex min-h-11 cursor-pointer flex-wrap items-baseline gap-x-3 rounded-lg px-3 py-2 data-[selected=true]:bg-sunken data-[selected=true]:shadow-[0_0_0_1px_var(--line)]";
const GROUP =
  "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-text3";

/** A box that finds pages, interviews by candidate or position, and positions. */
export function FindAnything({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const box = useRef<HTMLInputElement>(null);
  // The dialog, once open, puts the focus on its first part.
  useEffect(() => box.current?.focus(), []);
  const pages = usePages(typed);
  const { interviews, positions, isSearching, hasFailed } = useFound(typed.trim());
  const go = (to: string) => {
    onClose();
    void navigate({ to });
  };
  const isNothing = pages.length + interviews.length + positions.length === 0;
  return (
    <Dialog isOpen onClose={onClose} title={i18n._("Find anything")}>
      <Command label={i18n._("Find anything")} shouldFilter={false} loop>
        <Command.Input
          ref={box}
          value={typed}
          onValueChange={setTyped}
          placeholder={i18n._("A page, candidate or position")}
          className="w-full rounded-control border border-edge bg-surface px-3.5 py-2.5 text-text placeholder:text-text3"
        />
        <Command.List className="mt-2 max-h-[50dvh] overflow-y-auto" label={i18n._("Found")}>
          {interviews.length > 0 ? (
            <Command.Group heading={i18n._("Interviews")} className={GROUP}>
              {interviews.map((one) => (
                <Command.Item
                  key={one.id}
                  value={one.id}
                  className={ITEM}
                  onSelect={() => go(`/interviews/${one.id}`)}
                >
                  <span className="font-[550]">{nameOf(one)}</span>
                  <span className="text-small text-text3">
                    {one.position} · {STATES[one.state]}
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
          {positions.length > 0 ? (
            <Command.Group heading={i18n._("Positions")} className={GROUP}>
              {positions.map((position) => (
                <Command.Item
                  key={position}
                  value={`position ${position}`}
                  className={ITEM}
                  onSelect={() => {
                    onClose();
                    void navigate({ to: "/positions/overview", search: { position } });
                  }}
                >
                  {position}
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
          {pages.length > 0 ? (
            <Command.Group heading={i18n._("Pages")} className={GROUP}>
              {pages.map(({ to, name, letter }) => (
                <Command.Item key={to} value={to} className={ITEM} onSelect={() => go(to)}>
                  {name}
                  {letter ? (
                    <span aria-hidden="true" className="ml-auto font-mono text-small text-text3">
                      G {letter.toUpperCase()}
                    </span>
                  ) : null}
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
        </Command.List>
        <p role="status" className="px-3 pt-2 text-small text-text3">
          {hasFailed ? i18n._("Interviews could not be searched. Pages are still found.") : ""}
          {isSearching ? i18n._("Searching…") : isNothing ? i18n._("Nothing found.") : ""}
        </p>
      </Command>
      <DialogActions>
        <Button onClick={onClose}>{i18n._("Close")}</Button>
      </DialogActions>
    </Dialog>
  );
}

interface FoundPage {
  to: string;
  name: string;
  letter?: string;
}

/** The pages that this person may open and whose name has every typed word. */
function usePages(typed: string): FoundPage[] {
  const caller = useCaller();
  const me = useMe(useSettingsCalls().me);
  const isOperator = useIsOperator();
  const settings = settingsPlacesFor(me.data?.permissions).map(({ to, name }) => ({
    to,
    name: i18n._("Settings: {name}", { name }),
  }));
  const pages: FoundPage[] = [
    ...allPlacesOf(caller),
    ...requestingPages(caller),
    ...settings,
    ...(isOperator ? operationsPages() : []),
  ];
  const words = typed.toLowerCase().split(/\s+/);
  return pages.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}

const operationsPages = (): FoundPage[] => [
  { to: "/operations", name: i18n._("Operations: Installation") },
  { to: "/operations/doctor", name: i18n._("Operations: Doctor") },
  { to: "/operations/engines", name: i18n._("Operations: Engines") },
  { to: "/operations/models", name: i18n._("Operations: Models") },
  { to: "/operations/prices", name: i18n._("Operations: Prices") },
];

function requestingPages(caller: SignedIn | null): FoundPage[] {
  if (!isAllowed(caller, "interview:create")) return [];
  return [
    { to: "/interviews/new", name: i18n._("New interview") },
    { to: "/interviews/import", name: i18n._("Import interviews") },
  ];
}

/** Interviews and positions that have what is typed; nothing for those who see no interviews. */
function useFound(typed: string) {
  const mayRead = useIsAllowed("interview:read");
  const calls = useInterviewCalls();
  const wanted = useDeferredValue(typed);
  const isAllowed = wanted !== "" && mayRead;
  const interviews = useQuery({
    queryKey: ["found interviews", wanted],
    queryFn: () => calls.list({ ...queryOf({ q: wanted }), limit: MOST_FOUND }),
    enabled: isAllowed,
    staleTime: FRESH_MS,
  });
  const positions = useQuery({
    queryKey: ["positions"],
    queryFn: calls.positions,
    enabled: isAllowed,
    staleTime: FRESH_MS,
  });
  const having = (text: string) => text.toLowerCase().includes(wanted.toLowerCase());
  return {
    interviews: (isAllowed && interviews.data?.data) || [],
    positions: isAllowed ? (positions.data ?? []).filter(having).slice(0, MOST_FOUND) : [],
    isSearching: isAllowed && interviews.isPending,
    hasFailed: isAllowed && interviews.isError,
  };
}
