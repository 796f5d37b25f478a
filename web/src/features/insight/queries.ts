import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCaller } from "@/shared/api/caller";
import { useInsightCalls } from "./calls";

const RENEW_MS = 15_000;
const RENEW_ALERTS_MS = 10_000;

/** Whether the person who is signed in may see what the operator sees. */
export function useIsOperator(): boolean {
  return useCaller()?.user.role === "ADMIN";
}

export function useQuality(days: number) {
  const calls = useInsightCalls();
  return useQuery({
    queryKey: ["insight", "quality", days],
    queryFn: () => calls.quality(days),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

export function useLatency(days: number) {
  const calls = useInsightCalls();
  return useQuery({
    queryKey: ["insight", "latency", days],
    queryFn: () => calls.latency(days),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

export function useCost(days: number) {
  const calls = useInsightCalls();
  return useQuery({
    queryKey: ["insight", "cost", days],
    queryFn: () => calls.cost(days),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

/** Alerts of the installation: asked for only by whoever operates it. */
export function useAlerts() {
  const calls = useInsightCalls();
  const isOperator = useIsOperator();
  return useQuery({
    queryKey: ["alerts"],
    queryFn: calls.alerts,
    enabled: isOperator,
    refetchInterval: RENEW_ALERTS_MS,
  });
}
