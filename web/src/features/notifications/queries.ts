import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { type NotificationCalls, useNotificationCalls } from "./calls";

const RENEW_MS = 20_000;

/** One page of notifications; asked for anew every 20 seconds, and when the window has the focus again. */
export function useNotifications(page = 1, unread = false) {
  const calls = useNotificationCalls();
  const isStaff = isAllowed(useCaller(), "interview:read");
  return useQuery({
    queryKey: ["notifications", page, unread],
    queryFn: () => calls.notifications(page, unread),
    enabled: isStaff,
    refetchInterval: RENEW_MS,
    refetchOnWindowFocus: true,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Marks notifications as read; what the pages show is asked for anew, whatever comes of it. */
export function useMark<Given>(mark: (calls: NotificationCalls, given: Given) => Promise<unknown>) {
  const calls = useNotificationCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (given: Given) => {
      await mark(calls, given);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["notifications"] }),
  });
}
