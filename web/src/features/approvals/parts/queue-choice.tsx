import { i18n } from "@lingui/core";
import type { Queue } from "@/shared/api/types";
import {
  ORDERS,
  OWNERS,
  type QueueOrder,
  type QueueOwner,
  type QueueSearch,
  readQueueSearch,
} from "../queue-search";

interface QueueChoiceProps {
  search: QueueSearch;
  counts: Queue["counts"] | undefined;
  onSearch: (search: QueueSearch) => void;
}

/** Whose items are shown, in which order, and whether only overdue ones or those of tests. */
export function QueueChoice({ search, counts, onSearch }: QueueChoiceProps) {
  const overdue = counts?.overdue ?? 0;
  const set = (more: Partial<Record<keyof QueueSearch, unknown>>) =>
    onSearch(readQueueSearch({ ...search, ...more }));
  return (
    <div className="mt-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <fieldset className="flex flex-wrap gap-x-5">
        <legend className="sr-only">{i18n._("Whose items")}</legend>
        {(Object.keys(OWNERS) as QueueOwner[]).map((owner) => (
          <label key={owner} className="flex min-h-11 items-center gap-2 desk:min-h-9">
            <input
              type="radio"
              name="queue-owner"
              className="size-4.5"
              checked={(search.owner ?? "team") === owner}
              onChange={() => set({ owner })}
            />
            {OWNERS[owner]}
            {counts ? <span className="text-small text-text3">{counts[owner]}</span> : null}
          </label>
        ))}
      </fieldset>
      <div className="flex min-w-0 flex-wrap items-center gap-x-5 gap-y-2">
        {overdue > 0 || search.overdue ? (
          <label className="flex min-h-11 items-center gap-2 desk:min-h-9">
            <input
              type="checkbox"
              className="size-4.5"
              checked={search.overdue ?? false}
              onChange={(event) => set({ overdue: event.target.checked })}
            />
            {i18n._("Overdue")} <span className="text-small text-text3">{overdue}</span>
          </label>
        ) : null}
        <label className="flex min-h-11 items-center gap-2 desk:min-h-9">
          <input
            type="checkbox"
            className="size-4.5"
            checked={search.tests ?? false}
            onChange={(event) => set({ tests: event.target.checked })}
          />
          {i18n._("Tests")}
        </label>
        <label className="flex max-w-full flex-wrap items-center gap-x-2.5">
          <span className="text-small text-text3">{i18n._("Order")}</span>
          <select
            className="min-h-11 max-w-full rounded-control border border-edge bg-surface px-3 text-text desk:min-h-10"
            value={search.order ?? "due"}
            onChange={(event) => set({ order: event.target.value as QueueOrder })}
          >
            {Object.entries(ORDERS).map(([order, name]) => (
              <option key={order} value={order}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </div>
  );
}
