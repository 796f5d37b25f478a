import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { NotificationPage } from "@/shared/api/types";

/** What the bell and its page ask of the gateway; a test hands in its own. */
export interface NotificationCalls {
  /** The newest ones, or those that are older than the page with this cursor. */
  notifications: (unread: boolean, cursor?: string) => Promise<NotificationPage>;
  markRead: (ids: string[]) => Promise<unknown>;
  /** Marks everything until a moment as read. */
  markAllRead: (until: string) => Promise<unknown>;
}

const PAGE_SIZE = 20;

export const notificationCalls: NotificationCalls = {
  notifications: (unread, cursor) =>
    answered(
      staffApi.GET("/notifications", {
        params: { query: { unread, limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  markRead: (ids) => answered(staffApi.POST("/notifications/read", { body: { ids } })),
  markAllRead: (until) =>
    answered(staffApi.POST("/notifications/read", { body: { ids: [], until } })),
};

const Context = createContext<NotificationCalls>(notificationCalls);
export const NotificationCallsProvider = Context.Provider;

export function useNotificationCalls(): NotificationCalls {
  return useContext(Context);
}
