import { i18n } from "@lingui/core";
import type { paths } from "@/shared/api/types";

type Query = NonNullable<paths["/queue"]["get"]["parameters"]["query"]>;

export type QueueOwner = NonNullable<Query["owner"]>;
export type QueueOrder = NonNullable<Query["order"]>;

/** What of the queue is shown, as it stands in the address; without it, the team's by due time. */
export interface QueueSearch {
  owner?: QueueOwner;
  order?: QueueOrder;
  /** Only what is overdue. */
  overdue?: true;
  /** Only tests, which a test key created; without it there are none. */
  tests?: true;
}

export const OWNERS: Record<QueueOwner, string> = {
  get team() {
    return i18n._("Team");
  },
  get mine() {
    return i18n._("Mine");
  },
  get unclaimed() {
    return i18n._("Unclaimed");
  },
};

export const ORDERS: Record<QueueOrder, string> = {
  get due() {
    return i18n._("Due first");
  },
  get longest_wait() {
    return i18n._("Longest wait first");
  },
};

/** Keep of an address what chooses a part of the queue; what is usual is left out. */
export function readQueueSearch(search: Record<string, unknown>): QueueSearch {
  const { owner, order, overdue, tests } = search;
  return {
    ...(owner === "mine" || owner === "unclaimed" ? { owner } : {}),
    ...(order === "longest_wait" ? { order } : {}),
    ...(overdue === true ? { overdue } : {}),
    ...(tests === true ? { tests } : {}),
  };
}
