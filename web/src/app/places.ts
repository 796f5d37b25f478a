import {
  ChartColumn,
  ChartNoAxesColumn,
  Keyboard,
  List,
  ListChecks,
  type LucideIcon,
  Mic,
  NotebookText,
} from "lucide-react";
import type { SignedIn } from "@/shared/api/types";

export type PlacePath =
  | "/queue"
  | "/insight"
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
const INSIGHT: Place = { to: "/insight", name: "Insight", icon: ChartColumn };
const STAFF = [QUEUE, INSIGHT];
const PRACTICE: Place[] = [
  { to: "/practice", name: "Practise", icon: Mic },
  { to: "/practice/reviews", name: "My reviews", icon: NotebookText },
  { to: "/assistant", name: "Ask", icon: Keyboard },
  { to: "/assignments", name: "Assigned to me", icon: ListChecks },
  { to: "/practice/leaderboard", name: "Leaderboard", icon: ChartNoAxesColumn },
];
const ASSIGNING = PRACTICE.map((place) =>
  place.to === "/assignments" ? { ...place, name: "Assignments" } : place,
);
const PLACES: Record<string, Place[]> = {
  SEEKER: PRACTICE,
  ADMIN: [...STAFF, ...ASSIGNING],
  RECRUITER: [...STAFF, ...ASSIGNING],
};

/** Where this person may go; the first is where they begin. */
export function placesOf(caller: SignedIn | null): Place[] {
  return (caller && PLACES[caller.user.role]) || STAFF;
}

export function homeOf(caller: SignedIn | null): PlacePath {
  return placesOf(caller)[0]?.to ?? "/queue";
}
