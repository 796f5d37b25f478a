import { Link, useRouterState } from "@tanstack/react-router";
import { ChevronDown, type LucideIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Icon } from "./icon";

export interface SidePlace {
  to: string;
  name: string;
  icon: LucideIcon;
  /** The heading above it; places of a group follow one another. */
  group?: string;
}

interface SideFrameProps {
  name: string;
  places: SidePlace[];
  children: ReactNode;
}

const LINK =
  "flex min-h-11 items-center gap-2.5 rounded-lg px-2.5 py-1.5 font-[550] text-text2 no-underline hover:bg-sunken wide:min-h-8.5 aria-[current=page]:bg-surface aria-[current=page]:text-text aria-[current=page]:shadow-[0_0_0_1px_var(--line)]";

/** Pages that belong together: their list beside the page, or folded above it where there is little room. */
export function SideFrame({ name, places, children }: SideFrameProps) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [isOpen, setOpen] = useState(false);
  const here = places.find((place) => place.to === path);
  const links = groupsOf(places).map((group) => (
    <div key={group[0]?.to} className="not-first:mt-3">
      {group[0]?.group ? (
        <p className="px-2.5 pb-0.5 text-small text-text3">{group[0].group}</p>
      ) : null}
      <ul aria-label={group[0]?.group} className="grid gap-0.5">
        {group.map((place) => (
          <li key={place.to}>
            <Link
              to={place.to}
              activeOptions={{ exact: true, includeSearch: false }}
              className={LINK}
              onClick={() => setOpen(false)}
            >
              <Icon of={place.icon} small /> {place.name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  ));
  const isAlone = places.length < 2;
  return (
    <div className={isAlone ? "" : "grid gap-x-10 gap-y-5 wide:grid-cols-[11.5rem_minmax(0,1fr)]"}>
      <nav aria-label={name} hidden={isAlone} className="hidden wide:not-[[hidden]]:block">
        {places[0]?.group ? null : <p className="px-2.5 pb-2 text-small text-text3">{name}</p>}
        {links}
      </nav>
      <nav
        aria-label={name}
        hidden={isAlone}
        className="rounded-control border border-line bg-surface wide:hidden"
        onKeyDown={(event) => {
          if (event.key === "Escape") setOpen(false);
        }}
      >
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex min-h-11 w-full items-center justify-between gap-3 px-3.5 py-2 text-left font-[550]"
        >
          <span>
            {name}
            {here ? <span className="text-text3"> · {here.name}</span> : null}
          </span>
          <Icon of={ChevronDown} small />
        </button>
        {isOpen ? <div className="border-t border-line p-2">{links}</div> : null}
      </nav>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** The places in their order, those of one group together. */
function groupsOf(places: SidePlace[]): SidePlace[][] {
  const groups: SidePlace[][] = [];
  for (const place of places) {
    const last = groups.at(-1);
    if (last && last[0]?.group === place.group) last.push(place);
    else groups.push([place]);
  }
  return groups;
}
