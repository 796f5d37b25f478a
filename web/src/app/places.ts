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
}

const QUEUE: Place = { to: "/queue", name: "Queue", icon: List };
const INTERVIEWS: Place = { to: "/interviews", name: "Interviews", icon: Files };
const ANALYTICS: Place = { to: "/analytics", name: "Analytics", icon: ChartColumn };
const LIVE: Place = { to: "/live", name: "Live", icon: AudioLines };
const INTAKE: Place = { to: "/intake", name: "Intake", icon: MessagesSquare };
const STAFF = [QUEUE, INTERVIEWS, LIVE, ANALYTICS];
const PRACTICE: Place[] = [
  { to: "/practice", name: "Practice", icon: Mic },
  { to: "/practice/reviews", name: "My reviews", icon: NotebookText },
  { to: "/assistant", name: "Assistant", icon: Keyboard },
  { to: "/assignments", name: "Assigned to me", icon: ListChecks },
  { to: "/practice/leaderboard", name: "Leaderboard", icon: ChartNoAxesColumn },
];
/** Staff have seven places at most; other practice pages are linked from the practice pages. */
const OF_PRACTICE = new Set<PlacePath>(["/practice", "/assignments"]);
const ASSIGNING = PRACTICE.filter((place) => OF_PRACTICE.has(place.to)).map((place) =>
  place.to === "/assignments" ? { ...place, name: "Assignments" } : place,
);
const RECRUITING = [QUEUE, INTERVIEWS, LIVE, INTAKE, ANALYTICS, ...ASSIGNING];
const PLACES: Record<string, Place[]> = {
  SEEKER: PRACTICE,
  ADMIN: RECRUITING,
  RECRUITER: RECRUITING,
  HIRING_MANAGER: [QUEUE, INTERVIEWS, LIVE, INTAKE, ANALYTICS],
};

/** Where this person may go; the first is where they begin. */
export function placesOf(caller: SignedIn | null): Place[] {
  return (caller && PLACES[caller.user.role]) || STAFF;
}

/** Practice pages that are not in this person's main navigation. */
export function morePracticePages(caller: SignedIn | null, path: string): Place[] {
  if (!/^\/(practice|assistant|assignments)\b/.test(path)) return [];
  const places = new Set(placesOf(caller).map((place) => place.to));
  if (!places.has("/practice")) return [];
  return PRACTICE.filter((place) => !places.has(place.to));
}

const HIRING: Place[] = [
  INTERVIEWS,
  { to: "/positions", name: "Positions", icon: Columns3 },
  { to: "/templates", name: "Templates", icon: LayoutTemplate },
  { to: "/questions", name: "Question bank", icon: LibraryBig },
  { to: "/skills", name: "Skills", icon: Tags },
];

/** The pages about interviews, which share one place in the navigation. */
export function hiringPages(caller: SignedIn | null, path: string): Place[] {
  if (!HIRING.some((place) => place.to === path)) return [];
  const places = placesOf(caller);
  if (!places.includes(INTERVIEWS)) return [];
  // Templates belong to the roles that may hold intakes.
  return HIRING.filter((place) => place.to !== "/templates" || places.includes(INTAKE));
}

/** The settings page where this person begins: the people for who manages them, else the own account. */
export function settingsHomeOf(caller: SignedIn | null): "/settings/people" | "/settings/account" {
  return caller?.user.role === "ADMIN" ? "/settings/people" : "/settings/account";
}

export function homeOf(caller: SignedIn | null): PlacePath {
  return placesOf(caller)[0]?.to ?? "/queue";
}
