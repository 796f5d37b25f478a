import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { type NotificationCalls, useNotificationCalls } from "./calls";

const RENEW_MS = 20_000;

/** The newest notifications; asked for anew every 20 seconds, and when the window has the focus again. */
export function useNotifications() {
  const calls = useNotificationCalls();
  const isStaff = isAllowed(useCaller(), "interview:read");
  return useQuery({
    queryKey: ["notifications", "newest"],
    queryFn: () => calls.notifications(false),
    enabled: isStaff,
    refetchInterval: RENEW_MS,
    refetchOnWindowFocus: true,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** The notifications from the newest to as far back as was asked for, renewed together. */
export function useNotificationList(unread: boolean) {
  const calls = useNotificationCalls();
  const isStaff = isAllowed(useCaller(), "interview:read");
  return useInfiniteQuery({
    queryKey: ["notifications", "list", unread],
    queryFn: ({ pageParam }) => calls.notifications(unread, pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
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
