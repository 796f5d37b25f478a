import { i18n } from "@lingui/core";
import {
  AudioLines,
  ChartColumn,
  ChartNoAxesColumn,
  Columns3,
  Files,
  Keyboard,
  LayoutTemplate,
  LibraryBig,
  List,
  ListChecks,
  type LucideIcon,
  MessagesSquare,
  Mic,
  NotebookText,
  Tags,
} from "lucide-react";
import { isAllowed } from "@/shared/api/caller";
import type { SignedIn } from "@/shared/api/types";

export type PlacePath =
  | "/queue"
  | "/interviews"
  | "/live"
  | "/positions"
  | "/templates"
  | "/questions"
  | "/skills"
  | "/intake"
  | "/analytics"
  | "/practice"
  | "/practice/reviews"
  | "/assistant"
  | "/assignments"
  | "/practice/leaderboard";

/** Somewhere to go from every page. */
export interface Place {
  to: PlacePath;
  name: string;
  icon: LucideIcon;
  /** The letter that leads there, after G. */
  letter?: string;
}

const QUEUE: Place = {
  to: "/queue",
  get name() {
    return i18n._("Queue");
  },
  icon: List,
  letter: "q",
};
const INTERVIEWS: Place = {
  to: "/interviews",
  get name() {
    return i18n._("Interviews");
  },
  icon: Files,
  letter: "i",
};
const ANALYTICS: Place = {
  to: "/analytics",
  get name() {
    return i18n._("Analytics");
  },
  icon: ChartColumn,
  letter: "n",
};
const LIVE: Place = {
  to: "/live",
  get name() {
    return i18n._("Live");
  },
  icon: AudioLines,
  letter: "l",
};
const INTAKE: Place = {
  to: "/intake",
  get name() {
    return i18n._("Intake");
  },
  icon: MessagesSquare,
};
const STAFF = [QUEUE, INTERVIEWS, LIVE, ANALYTICS];
const PRACTICE: Place[] = [
  {
    to: "/practice",
    get name() {
      return i18n._("Practice");
    },
    icon: Mic,
  },
  {
    to: "/practice/reviews",
    get name() {
      return i18n._("My reviews");
    },
    icon: NotebookText,
  },
  {
    to: "/assistant",
    get name() {
      return i18n._("Assistant");
    },
    icon: Keyboard,
  },
  {
    to: "/assignments",
    get name() {
      return i18n._("Assigned to me");
    },
    icon: ListChecks,
  },
  {
    to: "/practice/leaderboard",
    get name() {
      return i18n._("Leaderboard");
    },
    icon: ChartNoAxesColumn,
  },
];
const ASSIGNMENTS: Place = {
  to: "/assignments",
  get name() {
    return i18n._("Assignments");
  },
  icon: ListChecks,
};
/** Staff have seven places at most; other practice pages are linked from the practice pages. */
const OF_PRACTICE = new Set<PlacePath>(["/practice", "/assignments"]);

/** Where this person may go; the first is where they begin. */
export function placesOf(caller: SignedIn | null): Place[] {
  if (!caller) return STAFF;
  const reads = isAllowed(caller, "interview:read");
  const intake = isAllowed(caller, "intake:use") ? [INTAKE] : [];
  const hiring = reads ? [QUEUE, INTERVIEWS, LIVE, ...intake, ANALYTICS] : intake;
  return [...hiring, ...practicePlaces(caller, hiring.length > 0)];
}

function practicePlaces(caller: SignedIn, hasOthers: boolean): Place[] {
  const assigns = isAllowed(caller, "practice:assign");
  if (!isAllowed(caller, "practice:use")) return assigns ? [ASSIGNMENTS] : [];
  const places = hasOthers ? PRACTICE.filter((place) => OF_PRACTICE.has(place.to)) : PRACTICE;
  return places.map((place) => (assigns && place.to === ASSIGNMENTS.to ? ASSIGNMENTS : place));
}

/** The pages about practice, for people whose main navigation has no room for all of them. */
export function practicePages(caller: SignedIn | null, path: string): Place[] {
  if (!/^\/(practice|assistant|assignments)\b/.test(path)) return [];
  const places = placesOf(caller);
  const isAllThere = PRACTICE.every(({ to }) => places.some((place) => place.to === to));
  if (isAllThere || !places.some(({ to }) => to === "/practice")) return [];
  return PRACTICE.map((page) => places.find(({ to }) => to === page.to) ?? page);
}

const HIRING: Place[] = [
  INTERVIEWS,
  {
    to: "/positions",
    get name() {
      return i18n._("Positions");
    },
    icon: Columns3,
  },
  {
    to: "/templates",
    get name() {
      return i18n._("Templates");
    },
    icon: LayoutTemplate,
  },
  {
    to: "/questions",
    get name() {
      return i18n._("Question bank");
    },
    icon: LibraryBig,
  },
  {
    to: "/skills",
    get name() {
      return i18n._("Skills");
    },
    icon: Tags,
  },
];

/** The pages about interviews, which share one place in the navigation. */
export function hiringPages(caller: SignedIn | null, path: string): Place[] {
  return HIRING.some((place) => place.to === path) ? hiringPlacesOf(caller) : [];
}

/** The pages about interviews that this person may open. */
function hiringPlacesOf(caller: SignedIn | null): Place[] {
  const places = placesOf(caller);
  if (!places.includes(INTERVIEWS)) return [];
  // Templates are for those who may hold intakes.
  return HIRING.filter((place) => place.to !== "/templates" || places.includes(INTAKE));
}

/** The place of the main navigation that a page belongs to, also where it has another address. */
export function placeOf(caller: SignedIn | null, path: string): PlacePath | undefined {
  const places = placesOf(caller).map(({ to }) => to);
  const around = places.filter((to) => path === to || path.startsWith(`${to}/`));
  if (around.length > 0) return around.reduce((one, to) => (to.length > one.length ? to : one));
  const home = /^\/(positions|templates|questions|skills|compare|sessions)\b/.test(path)
    ? INTERVIEWS.to
    : path.startsWith("/assistant")
      ? "/practice"
      : undefined;
  return places.find((to) => to === home);
}

/** Every page that this person may open and that has no settings or operations, each once. */
export function allPlacesOf(caller: SignedIn | null): Place[] {
  const ofPractice = practicePages(caller, "/practice");
  const all = [...placesOf(caller), ...hiringPlacesOf(caller), ...ofPractice];
  return all.filter((place, index) => all.findIndex(({ to }) => to === place.to) === index);
}

/** The settings page where this person begins: the people for who manages them, else the own account. */
export function settingsHomeOf(caller: SignedIn | null): "/settings/people" | "/settings/account" {
  return isAllowed(caller, "user:manage") ? "/settings/people" : "/settings/account";
}

/** Where this person begins: with a role without any of these places, in the settings. */
export function homeOf(caller: SignedIn | null): PlacePath | "/settings" {
  return placesOf(caller)[0]?.to ?? "/settings";
}
