import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { InterviewFacts } from "@/shared/api/types";
import { type BulkAction, type InterviewCalls, useInterviewCalls } from "./calls";
import { type ListSearch, PAGE_SIZE, queryOf } from "./search";

const RENEW_MS = 10_000;

/** The interviews that match, page after page. */
export function useInterviews(search: ListSearch) {
  const calls = useInterviewCalls();
  return useInfiniteQuery({
    queryKey: ["interviews", search],
    queryFn: ({ pageParam }) =>
      calls.list({
        ...queryOf(search),
        limit: PAGE_SIZE,
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    // Long lists that somebody reads page by page are not asked for again and again.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : RENEW_MS),
  });
}

export function usePositions() {
  const calls = useInterviewCalls();
  return useQuery({ queryKey: ["positions"], queryFn: calls.positions, staleTime: 60_000 });
}

/** The facts of a position that has interviews; without one, nothing is asked. */
export function usePositionFacts(position: string | undefined) {
  const calls = useInterviewCalls();
  return useQuery({
    queryKey: ["positions", "overview", position],
    queryFn: () => calls.position(position ?? ""),
    enabled: Boolean(position),
    retry: false,
  });
}

/** One action on many interviews; the lists are asked for anew whatever comes of it. */
export function useBulkAction() {
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ action, ids, reason }: { action: BulkAction; ids: string[]; reason?: string }) =>
      calls.act(action, ids, reason),
    onSettled: () => renew(queries),
  });
}

/** Which of the selected plans can be approved. */
export function useTryApproval() {
  const calls = useInterviewCalls();
  return useMutation({ mutationFn: (ids: string[]) => calls.tryApproval(ids) });
}

export function useApprovePlans() {
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (planIds: Record<string, string>) => calls.approvePlans(planIds),
    onSettled: () => renew(queries),
  });
}

/** The person's own views of the list, and the shared ones. */
export function useViews() {
  const calls = useInterviewCalls();
  return useQuery({ queryKey: ["interview views"], queryFn: calls.views, staleTime: 60_000 });
}

/** A change of the views; they are asked for anew whatever comes of it. */
export function useViewChange<Change, Result>(
  change: (calls: InterviewCalls, what: Change) => Promise<Result>,
) {
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (what: Change) => change(calls, what),
    onSettled: () => queries.invalidateQueries({ queryKey: ["interview views"] }),
  });
}

/** What the facts of a request lack, and what its job text says. */
export function useCheck(facts: InterviewFacts, isAllowed: boolean) {
  const calls = useInterviewCalls();
  return useQuery({
    queryKey: ["interview check", facts],
    queryFn: () => calls.check(facts),
    enabled: isAllowed,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}

export function useCreate() {
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ facts, key }: { facts: InterviewFacts; key: string }) =>
      calls.create(facts, key),
    onSuccess: () => renew(queries),
  });
}

/** Ask anew for every list that a new or changed interview stands in. */
export function renew(queries: ReturnType<typeof useQueryClient>) {
  return Promise.all(
    ["interviews", "positions", "waiting", "counts"].map((key) =>
      queries.invalidateQueries({ queryKey: [key] }),
    ),
  );
}
