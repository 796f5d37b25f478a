import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { usePositionCalls } from "./calls";

const RENEW_MS = 15_000;

export function usePositions() {
  const calls = usePositionCalls();
  return useQuery({
    queryKey: ["positions", "counts"],
    queryFn: calls.positions,
    refetchInterval: RENEW_MS,
  });
}

export function usePosition(position: string) {
  const calls = usePositionCalls();
  return useQuery({
    queryKey: ["positions", "overview", position],
    queryFn: () => calls.position(position),
    enabled: position !== "",
    refetchInterval: RENEW_MS,
  });
}

/** The newest interviews of a position. */
export function usePositionInterviews(position: string) {
  const calls = usePositionCalls();
  return useQuery({
    queryKey: ["positions", "interviews", position],
    queryFn: () => calls.interviews(position),
    refetchInterval: RENEW_MS,
  });
}

export function useComparison(position: string, ids: string[]) {
  const calls = usePositionCalls();
  return useQuery({
    queryKey: ["positions", "comparison", position, ids],
    queryFn: () => calls.compare(position, ids),
    enabled: position !== "" || ids.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: RENEW_MS,
  });
}
