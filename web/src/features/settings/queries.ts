import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMe } from "@/shared/api/me";
import type { EmailKind, EmailWording } from "@/shared/api/types";
import type { ChoiceItem } from "@/shared/ui/choice-list";
import {
  type AuditQuery,
  type DeliveryFilter,
  type SettingsCalls,
  useSettingsCalls,
} from "./calls";
import { grantableRoles } from "./words";

const RENEW_MS = 15_000;

export function useMembers(page: number) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "members", page],
    queryFn: () => calls.members(page),
    placeholderData: keepPreviousData,
  });
}

export function useRoles() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "roles"], queryFn: calls.roles });
}

/** A role as it is now, for the form that changes or copies it. */
export function useRole(id: string | null) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "roles", id],
    queryFn: () => calls.role(id ?? ""),
    enabled: id !== null,
    gcTime: 0,
  });
}

export function usePermissions() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "permissions"], queryFn: calls.permissions });
}

/** The roles that the person who is signed in can give to others. */
export function useGrantableRoles(): ChoiceItem[] {
  const own = useMe(useSettingsCalls().me).data?.permissions;
  return grantableRoles(useRoles().data?.roles, own);
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

export function useIdentityProvider() {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "identity-provider"],
    queryFn: calls.identityProvider,
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

export function useAtsConnections() {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "ats"],
    queryFn: calls.atsConnections,
    refetchInterval: RENEW_MS,
  });
}

export function useTemplates() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "templates"], queryFn: calls.templates });
}

export function useOrganization() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "organization"], queryFn: calls.organization });
}

export function useRetention() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "retention"], queryFn: calls.retention });
}

export function useEmailTexts() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "email-texts"], queryFn: calls.emailTexts });
}

/** The e-mail of a wording; while another is asked for, and where one is refused, the last one stays. */
export function useEmailPreview(kind: EmailKind, language: string, wording: EmailWording) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "email-preview", kind, language, wording],
    queryFn: () => calls.previewEmail(kind, language, wording),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
}

export function useConsentTexts() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "consent-texts"], queryFn: calls.consentTexts });
}

export function useConsentPreview(language: string, text: string) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "consent-preview", language, text],
    queryFn: () => calls.previewConsent(language, text),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
}

export function usePanels() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "panels"], queryFn: calls.panels });
}

export function useModelMarks() {
  const calls = useSettingsCalls();
  return useQuery({ queryKey: ["settings", "model-marks"], queryFn: calls.modelMarks });
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

export function useAuditLog(query: AuditQuery, page: number) {
  const calls = useSettingsCalls();
  return useQuery({
    queryKey: ["settings", "audit-log", query, page],
    queryFn: () => calls.auditLog(query, page),
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
