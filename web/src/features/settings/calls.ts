import { createContext, useContext } from "react";
import { readMe } from "@/shared/api/me";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type {
  ApiKey,
  ApiKeyPage,
  AtsConnection,
  AtsConnectionChange,
  AuditLogPage,
  CallerCard,
  ConnectedApplicationPage,
  ConsentPreview,
  ConsentTexts,
  CustomEvaluator,
  DeadLetter,
  DeadLetterPage,
  EmailKind,
  EmailPreview,
  EmailText,
  EmailWording,
  IdentityProvider,
  IssuedApiKey,
  Member,
  MemberPage,
  ModelMark,
  ModelMarks,
  OrganizationChanges,
  OrganizationPermission,
  OrganizationSettings,
  OwnConsentText,
  PanelMember,
  PanelMembers,
  PermissionList,
  Retention,
  Role,
  RoleList,
  Template,
  UserInvitation,
  UserInvitationPage,
  WebhookConfig,
  WebhookMessage,
  WebhookMessagePage,
  WebhookTest,
} from "@/shared/api/types";

export interface Invitee {
  email: string;
  name: string;
  role: string;
}

/** A role as it is to be. */
export interface RoleChange {
  name: string;
  description: string;
  permissions: OrganizationPermission[];
}

export interface NewKey {
  name: string;
  permissions: OrganizationPermission[];
  mode: ApiKey["mode"];
  /** Null for a key that does not expire. */
  expiresAt: string | null;
}

/** The provider as it is to be; without a secret, the stored one stays. */
export interface IdentityProviderChange {
  issuer: string;
  clientId: string;
  clientSecret: string | null;
  defaultRole: Exclude<IdentityProvider["defaultRole"], "">;
  admitsUnknown: boolean;
}

/** The endpoint as it is to be; `rotateSecret` asks for a new secret, which the answer shows. */
export interface WebhookChange {
  callbackUrl: string;
  events: WebhookConfig["events"];
  isActive: boolean;
  rotateSecret: boolean;
}

/** Which entries of the audit log are asked for; times are moments in ISO 8601. */
export interface AuditQuery {
  /** A whole action, or the part before its dot. */
  action?: string;
  /** A part of the name of who did it, or their id. */
  actor?: string;
  /** The id of what it was done to. */
  subject?: string;
  from?: string;
  before?: string;
}

export type DeliveryFilter = WebhookMessage["status"] | "all";

/** What the settings pages ask of the gateway; a test hands in its own. */
export interface SettingsCalls {
  me: () => Promise<CallerCard>;
  members: (page: number) => Promise<MemberPage>;
  invitations: () => Promise<UserInvitationPage>;
  invite: (person: Invitee) => Promise<UserInvitation>;
  resend: (id: string) => Promise<UserInvitation>;
  revokeInvitation: (id: string) => Promise<unknown>;
  changeRole: (id: string, role: string) => Promise<Member>;
  removeMember: (id: string) => Promise<unknown>;
  roles: () => Promise<RoleList>;
  role: (id: string) => Promise<Role>;
  permissions: () => Promise<PermissionList>;
  createRole: (role: RoleChange) => Promise<Role>;
  updateRole: (id: string, role: RoleChange) => Promise<Role>;
  deleteRole: (id: string) => Promise<unknown>;
  keys: (page: number) => Promise<ApiKeyPage>;
  createKey: (key: NewKey) => Promise<IssuedApiKey>;
  rotateKey: (id: string, overlapHours: number) => Promise<IssuedApiKey>;
  revokeKey: (id: string) => Promise<unknown>;
  applications: (page: number, everyone: boolean) => Promise<ConnectedApplicationPage>;
  disconnect: (id: string) => Promise<unknown>;
  identityProvider: () => Promise<IdentityProvider>;
  saveIdentityProvider: (change: IdentityProviderChange) => Promise<IdentityProvider>;
  deleteIdentityProvider: () => Promise<unknown>;
  webhook: () => Promise<WebhookConfig>;
  saveWebhook: (change: WebhookChange) => Promise<WebhookConfig>;
  deleteWebhook: () => Promise<unknown>;
  testWebhook: () => Promise<WebhookTest>;
  deliveries: (status: DeliveryFilter, page: number) => Promise<WebhookMessagePage>;
  redeliver: (id: string) => Promise<WebhookMessage>;
  atsConnections: () => Promise<AtsConnection[]>;
  saveAtsConnection: (
    ats: AtsConnection["ats"],
    change: AtsConnectionChange,
  ) => Promise<AtsConnection>;
  templates: () => Promise<Template[]>;
  organization: () => Promise<OrganizationSettings>;
  changeOrganization: (changes: OrganizationChanges) => Promise<OrganizationSettings>;
  retention: () => Promise<Retention>;
  modelMarks: () => Promise<ModelMarks>;
  replaceModelMarks: (marks: ModelMark[]) => Promise<ModelMarks>;
  emailTexts: () => Promise<EmailText[]>;
  previewEmail: (kind: EmailKind, language: string, wording: EmailWording) => Promise<EmailPreview>;
  saveEmailText: (kind: EmailKind, language: string, wording: EmailWording) => Promise<EmailText>;
  resetEmailText: (kind: EmailKind, language: string) => Promise<EmailText>;
  /** Sends a sample to the person's own address, which is returned. */
  testEmail: (kind: EmailKind, language: string, wording: EmailWording) => Promise<string>;
  consentTexts: () => Promise<ConsentTexts>;
  previewConsent: (language: string, text: string) => Promise<ConsentPreview>;
  saveConsentText: (language: string, text: string) => Promise<OwnConsentText>;
  panels: () => Promise<PanelMembers>;
  switchPanelMember: (member: PanelMember, isEnabled: boolean) => Promise<PanelMember>;
  addEvaluator: (name: string, rubricText: string) => Promise<CustomEvaluator>;
  failedEvents: (page: number, replayed: boolean) => Promise<DeadLetterPage>;
  replayEvent: (id: string) => Promise<DeadLetter>;
  auditLog: (query: AuditQuery, page: number) => Promise<AuditLogPage>;
}

export const PAGE_SIZE = 25;
const MOST_INVITATIONS = 100;
const sheet = (page: number) => ({ query: { page, limit: PAGE_SIZE } });

export const settingsCalls: SettingsCalls = {
  me: readMe,
  members: (page) => answered(staffApi.GET("/users", { params: sheet(page) })),
  invitations: () =>
    answered(staffApi.GET("/invitations", { params: { query: { limit: MOST_INVITATIONS } } })),
  invite: (body) => answered(staffApi.POST("/invitations", { body })),
  resend: (id) =>
    answered(
      staffApi.POST("/invitations/{invitation_id}/resend", {
        params: { path: { invitation_id: id } },
      }),
    ),
  revokeInvitation: (id) =>
    answered(
      staffApi.DELETE("/invitations/{invitation_id}", { params: { path: { invitation_id: id } } }),
    ),
  changeRole: (id, role) =>
    answered(
      staffApi.PATCH("/users/{user_id}", { params: { path: { user_id: id } }, body: { role } }),
    ),
  removeMember: (id) =>
    answered(staffApi.DELETE("/users/{user_id}", { params: { path: { user_id: id } } })),
  roles: () => answered(staffApi.GET("/roles")),
  role: (id) => answered(staffApi.GET("/roles/{role_id}", { params: { path: { role_id: id } } })),
  permissions: () => answered(staffApi.GET("/permissions")),
  createRole: (body) => answered(staffApi.POST("/roles", { body: { ...body } })),
  updateRole: (id, body) =>
    answered(
      staffApi.PUT("/roles/{role_id}", { params: { path: { role_id: id } }, body: { ...body } }),
    ),
  deleteRole: (id) =>
    answered(staffApi.DELETE("/roles/{role_id}", { params: { path: { role_id: id } } })),
  keys: (page) => answered(staffApi.GET("/api-keys", { params: sheet(page) })),
  createKey: (key) => answered(staffApi.POST("/api-keys", { body: { ...key } })),
  rotateKey: (id, overlapHours) =>
    answered(
      staffApi.POST("/api-keys/{key_id}/rotate", {
        params: { path: { key_id: id } },
        body: { overlapHours },
      }),
    ),
  revokeKey: (id) =>
    answered(staffApi.DELETE("/api-keys/{key_id}", { params: { path: { key_id: id } } })),
  applications: (page, everyone) =>
    answered(
      staffApi.GET("/oauth/applications", {
        params: { query: { page, limit: PAGE_SIZE, everyone } },
      }),
    ),
  disconnect: (id) =>
    answered(
      staffApi.DELETE("/oauth/applications/{application_id}", {
        params: { path: { application_id: id } },
      }),
    ),
  identityProvider: () => answered(staffApi.GET("/tenants/me/identity-provider")),
  saveIdentityProvider: (change) =>
    answered(staffApi.PUT("/tenants/me/identity-provider", { body: { ...change } })),
  deleteIdentityProvider: () => answered(staffApi.DELETE("/tenants/me/identity-provider")),
  webhook: () => answered(staffApi.GET("/tenants/me/webhook-config")),
  saveWebhook: (change) =>
    answered(staffApi.PUT("/tenants/me/webhook-config", { body: { ...change } })),
  deleteWebhook: () => answered(staffApi.DELETE("/tenants/me/webhook-config")),
  testWebhook: () => answered(staffApi.POST("/tenants/me/webhook-config/test")),
  deliveries: (status, page) =>
    answered(staffApi.GET("/webhooks", { params: { query: { status, page, limit: PAGE_SIZE } } })),
  redeliver: (id) =>
    answered(
      staffApi.POST("/webhooks/{message_id}/redeliver", { params: { path: { message_id: id } } }),
    ),
  atsConnections: async () => (await answered(staffApi.GET("/ats/connections"))).data,
  saveAtsConnection: (ats, body) =>
    answered(staffApi.PUT("/ats/connections/{ats}", { params: { path: { ats } }, body })),
  templates: async () => (await answered(staffApi.GET("/templates"))).templates,
  organization: () => answered(staffApi.GET("/tenants/me/settings")),
  changeOrganization: (body) => answered(staffApi.PATCH("/tenants/me/settings", { body })),
  retention: () => answered(staffApi.GET("/tenants/me/retention")),
  modelMarks: () => answered(staffApi.GET("/model-marks")),
  replaceModelMarks: (marks) => answered(staffApi.PUT("/model-marks", { body: { marks } })),
  emailTexts: async () => (await answered(staffApi.GET("/tenants/me/email-texts"))).data,
  previewEmail: (kind, language, { subject, body }) =>
    answered(
      staffApi.POST("/tenants/me/email-texts/{kind}/{language}/preview", {
        params: { path: { kind, language } },
        body: { subject, body },
      }),
    ),
  saveEmailText: (kind, language, { subject, body }) =>
    answered(
      staffApi.PUT("/tenants/me/email-texts/{kind}/{language}", {
        params: { path: { kind, language } },
        body: { subject, body },
      }),
    ),
  resetEmailText: (kind, language) =>
    answered(
      staffApi.DELETE("/tenants/me/email-texts/{kind}/{language}", {
        params: { path: { kind, language } },
      }),
    ),
  testEmail: async (kind, language, { subject, body }) => {
    const test = await answered(
      staffApi.POST("/tenants/me/email-texts/{kind}/{language}/test", {
        params: { path: { kind, language } },
        body: { subject, body },
      }),
    );
    return test.sentTo;
  },
  consentTexts: () => answered(staffApi.GET("/tenants/me/consent-texts")),
  previewConsent: (language, text) =>
    answered(
      staffApi.POST("/tenants/me/consent-texts/{language}/preview", {
        params: { path: { language } },
        body: { text },
      }),
    ),
  saveConsentText: (language, text) =>
    answered(
      staffApi.PUT("/tenants/me/consent-texts/{language}", {
        params: { path: { language } },
        body: { text },
      }),
    ),
  panels: () => answered(staffApi.GET("/panels")),
  switchPanelMember: ({ kind, name }, isEnabled) =>
    answered(staffApi.PUT("/panels/switches", { body: { kind, name, isEnabled } })),
  addEvaluator: (name, rubricText) =>
    answered(staffApi.POST("/panels/evaluators", { body: { name, rubricText } })),
  failedEvents: (page, replayed) =>
    answered(
      staffApi.GET("/deadletters", { params: { query: { page, limit: PAGE_SIZE, replayed } } }),
    ),
  replayEvent: (id) =>
    answered(
      staffApi.POST("/deadletters/{letter_id}/replay", { params: { path: { letter_id: id } } }),
    ),
  auditLog: (query, page) =>
    answered(
      staffApi.GET("/admin/audit-logs", { params: { query: { ...query, ...sheet(page).query } } }),
    ),
};

const Context = createContext<SettingsCalls>(settingsCalls);
export const SettingsCallsProvider = Context.Provider;

export function useSettingsCalls(): SettingsCalls {
  return useContext(Context);
}
