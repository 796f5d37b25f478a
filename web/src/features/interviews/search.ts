import { i18n } from "@lingui/core";
import type { Recommendation } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { KINDS, OUTCOMES, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";
import type { ListQuery } from "./calls";

/** The filters of the list as they stand in the address, so that a view can be shared. */
export interface ListSearch {
  q?: string;
  /** One state, or several separated by commas. */
  state?: string;
  position?: string;
  recommendation?: string;
  /** The newest decision about the candidate, or NONE; several are separated by commas. */
  decision?: string;
  /** The kinds of flags of the assessment, separated by commas: one of them is enough. */
  flag?: string;
  kind?: string;
  /** The first and the last day of the request, such as 2030-05-31. */
  from?: string;
  to?: string;
  mine?: true;
  failed?: true;
  /** Only tests, which a test key created; without it there are none. */
  tests?: true;
  sort?: Sort;
  /** The saved view that the filters came from. */
  view?: string;
}

type DecisionFilter = NonNullable<ListQuery["decision"]>[number];

type FlagFilter = NonNullable<ListQuery["flag"]>[number];

export type Sort = NonNullable<ListQuery["order"]>;

export const SORTS: Record<Sort, string> = {
  get newest() {
    return i18n._("Newest first");
  },
  get oldest() {
    return i18n._("Oldest first");
  },
  get last_changed() {
    return i18n._("Last change first");
  },
  get longest_wait() {
    return i18n._("Longest in its status first");
  },
};

/** The decisions about a candidate that the list can be narrowed to. */
export function decisions(): Record<DecisionFilter, string> {
  return { NONE: i18n._("None yet"), ...OUTCOMES };
}

/** The flags that the list can be narrowed to: about the answers, never about the person. */
export const FLAGS: Record<FlagFilter, string> = {
  get injection() {
    return i18n._("Orders to the scorer");
  },
  get contradiction() {
    return i18n._("Contradiction");
  },
  get retraction() {
    return i18n._("Withdrawn statement");
  },
  get keyword_list() {
    return i18n._("List of keywords");
  },
  get rubric_echo() {
    return i18n._("Repeats the rubric");
  },
  get off_topic() {
    return i18n._("Off topic");
  },
  get nothing_shown() {
    return i18n._("Nothing shown");
  },
  get few_quotes() {
    return i18n._("Too little evidence");
  },
  get low_confidence() {
    return i18n._("Low confidence");
  },
  get near_minimum() {
    return i18n._("Close to the required level");
  },
  get readers_differ() {
    return i18n._("Model and rules differ");
  },
  get evaluators_differ() {
    return i18n._("Evaluators differ");
  },
  get unsure_words() {
    return i18n._("Unsure speech recognition");
  },
  get draft() {
    return i18n._("Unchecked speech recognition");
  },
};

/** Interviews that wait for a decision or for details. */
export const WAITING = "ASSESSMENT_PENDING,PENDING,INFO_NEEDED";
const HIRING = ["hiring", "panel", "phone_screen"];
const TEXTS = [
  "q",
  "state",
  "position",
  "recommendation",
  "decision",
  "flag",
  "kind",
  "view",
] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
export const PAGE_SIZE = 50;

/** Keep of an address what is a filter. */
export function readSearch(search: Record<string, unknown>): ListSearch {
  const kept: ListSearch = {};
  for (const name of TEXTS) {
    const text = search[name];
    // An address such as ?q=17 is read as a number.
    if (typeof text === "string" || typeof text === "number") kept[name] = String(text);
  }
  for (const name of ["from", "to"] as const) {
    const day = search[name];
    if (typeof day === "string" && DAY.test(day)) kept[name] = day;
  }
  if (search["mine"] === true) kept.mine = true;
  if (search["failed"] === true) kept.failed = true;
  if (search["tests"] === true) kept.tests = true;
  const sort = search["sort"];
  if (typeof sort === "string" && sort in SORTS) kept.sort = sort as Sort;
  return kept;
}

export function isFiltered({ sort, view, ...filters }: ListSearch): boolean {
  return Object.keys(filters).length > 0;
}

/** What the gateway is asked for; days are days of this browser's time zone. */
export function queryOf(search: ListSearch): ListQuery {
  return {
    order: search.sort ?? "newest",
    profile: search.kind ? [search.kind] : HIRING,
    ...(search.q ? { search: search.q } : {}),
    ...(search.state ? { state: [search.state] } : {}),
    ...(search.position ? { position: search.position } : {}),
    ...(search.recommendation
      ? { recommendation: search.recommendation.split(",") as Recommendation[] }
      : {}),
    ...(search.decision ? { decision: search.decision.split(",") as DecisionFilter[] } : {}),
    ...(search.flag ? { flag: search.flag.split(",") as FlagFilter[] } : {}),
    ...(search.from ? { createdFrom: startOf(search.from, 0) } : {}),
    ...(search.to ? { createdBefore: startOf(search.to, 1) } : {}),
    ...(search.mine ? { createdBy: "me" } : {}),
    ...(search.failed ? { failed: true } : {}),
    ...(search.tests ? { isTest: true } : {}),
  };
}

function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

export interface ActiveFilter {
  name: keyof ListSearch;
  /** What it keeps, such as "Status: Invited". */
  text: string;
}

/** The filters that are set, in words; search words and the order are none of them. */
export function activeFilters(search: ListSearch): ActiveFilter[] {
  const filters: [keyof ListSearch, string | undefined][] = [
    [
      "state",
      chosen(i18n._("Status"), search.state, { [WAITING]: i18n._("Needs attention"), ...STATES }),
    ],
    ["position", search.position],
    ["recommendation", chosen(i18n._("Recommendation"), search.recommendation, RECOMMENDATIONS)],
    ["decision", chosen(i18n._("Decision"), search.decision, decisions())],
    ["flag", chosen(i18n._("Flag"), search.flag, FLAGS)],
    ["kind", chosen(i18n._("Kind"), search.kind, KINDS)],
    ["from", search.from && i18n._("From {day}", { day: dayInWords(search.from) })],
    ["to", search.to && i18n._("Until {day}", { day: dayInWords(search.to) })],
    ["mine", search.mine && i18n._("Requested by me")],
    ["failed", search.failed && i18n._("With a failed step")],
    ["tests", search.tests && i18n._("Tests")],
  ];
  return filters.flatMap(([name, text]) => (text ? [{ name, text }] : []));
}

function chosen(label: string, values: string | undefined, names: Record<string, string>) {
  if (!values) return undefined;
  const value =
    names[values] ??
    values
      .split(",")
      .map((one) => names[one] ?? one)
      .join(", ");
  return i18n._("{label}: {value}", { label, value });
}

function dayInWords(day: string): string {
  return new Date(startOf(day, 0)).toLocaleDateString(dateLocale(), {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
}
