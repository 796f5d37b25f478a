import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type DeliveryFilter, type SettingsCalls, useSettingsCalls } from "./calls";

const RENEW_MS = 15_000;

export function useMembers(page: number) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "members", page],
    queryFn: () => calls.members(page),
    placeholderData: keepPreviousData,
  });
}

export function useInvitations() {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "invitations"],
    queryFn: calls.invitations,
    refetchInterval: RENEW_MS,
  });
}

export function useKeys(page: number) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "keys", page],
    queryFn: () => calls.keys(page),
    placeholderData: keepPreviousData,
  });
}

export function useApplications(page: number, everyone: boolean) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "applications", everyone, page],
    queryFn: () => calls.applications(page, everyone),
    placeholderData: keepPreviousData,
  });
}

export function useWebhook() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "webhook"], queryFn: calls.webhook });
}

export function useDeliveries(status: DeliveryFilter, page: number) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "deliveries", status, page],
    queryFn: () => calls.deliveries(status, page),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

export function useOrganization() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "organization"], queryFn: calls.organization });
}

export function useRetention() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "retention"], queryFn: calls.retention });
}

export function usePanels() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "panels"], queryFn: calls.panels });
}

export function useFailedEvents(page: number, replayed: boolean) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "failed-events", replayed, page],
    queryFn: () => calls.failedEvents(page, replayed),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

/**
 * Something that changes settings; what the pages show is asked for anew, whatever comes of it.
 *
 * Nothing of an answer with a secret is kept: such a call hands it on and returns nothing.
 */
export function useChange<Given>(change: (calls: SettingsCalls, given: Given) => Promise<unknown>) {
  const calls = useSettingsCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (given: Given) => {
      await change(calls, given);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["settings"] }),
  });
}
