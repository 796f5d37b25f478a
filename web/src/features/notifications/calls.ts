import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { NotificationPage } from "@/shared/api/types";

/** What the bell and its page ask of the gateway; a test hands in its own. */
export interface NotificationCalls {
  notifications: (page: number, unread: boolean) => Promise<NotificationPage>;
  markRead: (ids: string[]) => Promise<unknown>;
  /** Marks everything until a moment as read. */
  markAllRead: (until: string) => Promise<unknown>;
}

export const PAGE_SIZE = 20;

export const notificationCalls: NotificationCalls = {
  notifications: (page, unread) =>
    answered(
      staffApi.GET("/notifications", { params: { query: { page, unread, limit: PAGE_SIZE } } }),
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
