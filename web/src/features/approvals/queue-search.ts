import type { paths } from "@/shared/api/types";

type Query = NonNullable<paths["/queue"]["get"]["parameters"]["query"]>;

export type QueueOwner = NonNullable<Query["owner"]>;
export type QueueOrder = NonNullable<Query["order"]>;

/** What of the queue is shown, as it stands in the address; without it, the team's by due time. */
export interface QueueSearch {
  owner?: QueueOwner;
  order?: QueueOrder;
  /** Only tests, which a test key created; without it there are none. */
  tests?: true;
}

export const OWNERS: Record<QueueOwner, string> = {
  team: "Team",
  mine: "Mine",
  unclaimed: "Unclaimed",
};

export const ORDERS: Record<QueueOrder, string> = {
  due: "Due first",
  longest_wait: "Longest wait first",
};

/** Keep of an address what chooses a part of the queue; what is usual is left out. */
export function readQueueSearch(search: Record<string, unknown>): QueueSearch {
  const { owner, order, tests } = search;
  return {
    ...(owner === "mine" || owner === "unclaimed" ? { owner } : {}),
    ...(order === "longest_wait" ? { order } : {}),
    ...(tests === true ? { tests } : {}),
  };
}
