import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMe } from "@/shared/api/me";
import { type HiringQuery, useAnalyticsCalls } from "./calls";

const RENEW_MS = 15_000;
const RENEW_ALERTS_MS = 10_000;
const OPERATE = "platform:operate";

/** Whether the person who is signed in is an operator of the installation; undefined until that is known. */
export function useIsOperator(): boolean | undefined {
  const me = useMe(useAnalyticsCalls().me);
  return me.data?.permissions.includes(OPERATE);
}

export function useQuality(days: number) {
  const calls = useAnalyticsCalls();
  return useQuery({
    queryKey: ["analytics", "quality", days],
    queryFn: () => calls.quality(days),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

export function useHiring(query: HiringQuery) {
  const calls = useAnalyticsCalls();
  return useQuery({
    queryKey: ["analytics", "hiring", query],
    queryFn: () => calls.hiring(query),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

export function useLatency(days: number) {
  const calls = useAnalyticsCalls();
  return useQuery({
    queryKey: ["analytics", "latency", days],
    queryFn: () => calls.latency(days),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

export function useCost(days: number) {
  const calls = useAnalyticsCalls();
  return useQuery({
    queryKey: ["analytics", "cost", days],
    queryFn: () => calls.cost(days),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

/** The rates of a quarter never change once they are counted. */
export function useSelectionRates(quarter: string | null, isAllowed: boolean) {
  const calls = useAnalyticsCalls();
  return useQuery({
    queryKey: ["analytics", "selection rates", quarter],
    queryFn: () => calls.selectionRates(quarter),
    enabled: isAllowed,
    placeholderData: keepPreviousData,
  });
}

/** Alerts of the installation: only an operator's browser asks for them. */
export function useAlerts() {
  const calls = useAnalyticsCalls();
  const isOperator = useIsOperator();
  return useQuery({
    queryKey: ["alerts"],
    queryFn: calls.alerts,
    enabled: isOperator === true,
    refetchInterval: RENEW_ALERTS_MS,
  });
}
