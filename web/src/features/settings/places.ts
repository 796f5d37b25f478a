import {
  AppWindow,
  Building2,
  Cable,
  ClockFading,
  FileCheck,
  IdCard,
  KeyRound,
  ListRestart,
  LogIn,
  type LucideIcon,
  Mail,
  ScrollText,
  UserRound,
  Users,
  UsersRound,
  Webhook,
} from "lucide-react";

export interface SettingsPlace {
  to:
    | "/settings/people"
    | "/settings/roles"
    | "/settings/keys"
    | "/settings/webhooks"
    | "/settings/ats"
    | "/settings/organization"
    | "/settings/sign-in"
    | "/settings/emails"
    | "/settings/consent"
    | "/settings/retention"
    | "/settings/panel"
    | "/settings/failed-events"
    | "/settings/audit-log"
    | "/settings/applications"
    | "/settings/account";
  name: string;
  icon: LucideIcon;
  /** The permission that the page needs; null if everyone has it. */
  needs: string | null;
}

export const SETTINGS_PLACES: SettingsPlace[] = [
  { to: "/settings/people", name: "People", icon: Users, needs: "user:manage" },
  { to: "/settings/roles", name: "Roles", icon: IdCard, needs: "user:manage" },
  { to: "/settings/keys", name: "API keys", icon: KeyRound, needs: "api-key:manage" },
  { to: "/settings/webhooks", name: "Webhooks", icon: Webhook, needs: "tenant:read" },
  { to: "/settings/ats", name: "Applicant tracking", icon: Cable, needs: "tenant:read" },
  { to: "/settings/organization", name: "Organization", icon: Building2, needs: "tenant:read" },
  {
    to: "/settings/sign-in",
    name: "Organization sign-in",
    icon: LogIn,
    needs: "tenant:read",
  },
  { to: "/settings/emails", name: "E-mails", icon: Mail, needs: "tenant:read" },
  { to: "/settings/consent", name: "Consent text", icon: FileCheck, needs: "tenant:read" },
  { to: "/settings/retention", name: "Retention", icon: ClockFading, needs: "tenant:read" },
  { to: "/settings/panel", name: "Panel", icon: UsersRound, needs: "interview:update" },
  {
    to: "/settings/failed-events",
    name: "Failed events",
    icon: ListRestart,
    needs: "tenant:update",
  },
  { to: "/settings/audit-log", name: "Audit log", icon: ScrollText, needs: "tenant:update" },
  { to: "/settings/applications", name: "Applications", icon: AppWindow, needs: null },
  { to: "/settings/account", name: "Account", icon: UserRound, needs: null },
];

/** The settings pages for these permissions; the account alone while they are not known. */
export function settingsPlacesFor(permissions: readonly string[] | undefined): SettingsPlace[] {
  return SETTINGS_PLACES.filter(
    ({ needs }) => needs === null || (permissions?.includes(needs) ?? false),
  );
}
