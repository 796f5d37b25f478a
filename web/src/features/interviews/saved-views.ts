import { i18n } from "@lingui/core";
import type { NewView, Recommendation, SavedView } from "@/shared/api/types";
import type { ListSearch } from "./search";

/** What a view keeps of an address, with the columns; search words are not kept. */
export type ViewSettings = Pick<NewView, "filters" | "order" | "columns">;
type Filters = SavedView["filters"];

/** The filters of a view as they stand in the address. */
export function searchOf({ id, filters, order }: SavedView): ListSearch {
  const [kind, ...more] = filters.profiles;
  return {
    view: id,
    ...(filters.states.length ? { state: filters.states.join(",") } : {}),
    ...(filters.position ? { position: filters.position } : {}),
    ...(filters.recommendations.length
      ? { recommendation: filters.recommendations.join(",") }
      : {}),
    ...(filters.decisions.length ? { decision: filters.decisions.join(",") } : {}),
    ...(filters.flags.length ? { flag: filters.flags.join(",") } : {}),
    ...(kind && more.length === 0 ? { kind } : {}),
    ...(filters.requestedFrom ? { from: filters.requestedFrom } : {}),
    ...(filters.requestedUntil ? { to: filters.requestedUntil } : {}),
    ...(filters.requestedByMe ? { mine: true as const } : {}),
    ...(filters.withFailedStep ? { failed: true as const } : {}),
    ...(order === "newest" ? {} : { sort: order }),
  };
}

/** What of an address and of the columns is kept under a name. */
export function settingsOf(search: ListSearch, columns: string[]): ViewSettings {
  return {
    filters: {
      states: split(search.state) as Filters["states"],
      position: search.position ?? null,
      recommendations: split(search.recommendation) as Recommendation[],
      decisions: split(search.decision) as Filters["decisions"],
      flags: split(search.flag) as Filters["flags"],
      profiles: split(search.kind) as NonNullable<NonNullable<NewView["filters"]>["profiles"]>,
      requestedFrom: search.from ?? null,
      requestedUntil: search.to ?? null,
      requestedByMe: search.mine ?? false,
      withFailedStep: search.failed ?? false,
    },
    order: search.sort ?? "newest",
    columns: columns as SavedView["columns"],
  };
}

/** Whether the list shows something else than the view has. */
export function isChanged(view: SavedView, search: ListSearch, columns: string[]): boolean {
  const { view: _, q: __, tests: ____, ...filters } = search;
  const { view: ___, ...kept } = searchOf(view);
  const isSame = (one: ListSearch, other: ListSearch) =>
    JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
  const hasOtherColumns =
    view.columns.length > 0 && [...view.columns].sort().join() !== [...columns].sort().join();
  return hasOtherColumns || !isSame(filters, kept);
}

const SETTINGS: Record<string, string> = {
  get states() {
    return i18n._("Status");
  },
  get position() {
    return i18n._("Position");
  },
  get recommendations() {
    return i18n._("Recommendation");
  },
  get decisions() {
    return i18n._("Decision");
  },
  get flags() {
    return i18n._("Flag");
  },
  get profiles() {
    return i18n._("Kind");
  },
  get order() {
    return i18n._("Order");
  },
  get columns() {
    return i18n._("Column");
  },
};

/** "Position: Baker": a part of a view that fits nothing any more. */
export function droppedText({ setting, value }: SavedView["dropped"][number]): string {
  return `${SETTINGS[setting] ?? setting}: ${value}`;
}

function split(text: string | undefined): string[] {
  return text ? text.split(",") : [];
}
