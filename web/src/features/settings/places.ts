import { i18n } from "@lingui/core";
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
  {
    to: "/settings/people",
    get name() {
      return i18n._("People");
    },
    icon: Users,
    needs: "user:manage",
  },
  {
    to: "/settings/roles",
    get name() {
      return i18n._("Roles");
    },
    icon: IdCard,
    needs: "user:manage",
  },
  {
    to: "/settings/keys",
    get name() {
      return i18n._("API keys");
    },
    icon: KeyRound,
    needs: "api-key:manage",
  },
  {
    to: "/settings/webhooks",
    get name() {
      return i18n._("Webhooks");
    },
    icon: Webhook,
    needs: "tenant:read",
  },
  {
    to: "/settings/ats",
    get name() {
      return i18n._("Applicant tracking");
    },
    icon: Cable,
    needs: "tenant:read",
  },
  {
    to: "/settings/organization",
    get name() {
      return i18n._("Organization");
    },
    icon: Building2,
    needs: "tenant:read",
  },
  {
    to: "/settings/sign-in",
    get name() {
      return i18n._("Organization sign-in");
    },
    icon: LogIn,
    needs: "tenant:read",
  },
  {
    to: "/settings/emails",
    get name() {
      return i18n._("E-mails");
    },
    icon: Mail,
    needs: "tenant:read",
  },
  {
    to: "/settings/consent",
    get name() {
      return i18n._("Consent text");
    },
    icon: FileCheck,
    needs: "tenant:read",
  },
  {
    to: "/settings/retention",
    get name() {
      return i18n._("Retention");
    },
    icon: ClockFading,
    needs: "tenant:read",
  },
  {
    to: "/settings/panel",
    get name() {
      return i18n._("Panel");
    },
    icon: UsersRound,
    needs: "interview:update",
  },
  {
    to: "/settings/failed-events",
    get name() {
      return i18n._("Failed events");
    },
    icon: ListRestart,
    needs: "tenant:update",
  },
  {
    to: "/settings/audit-log",
    get name() {
      return i18n._("Audit log");
    },
    icon: ScrollText,
    needs: "tenant:update",
  },
  {
    to: "/settings/applications",
    get name() {
      return i18n._("Applications");
    },
    icon: AppWindow,
    needs: null,
  },
  {
    to: "/settings/account",
    get name() {
      return i18n._("Account");
    },
    icon: UserRound,
    needs: null,
  },
];

/** The settings pages for these permissions; the account alone while they are not known. */
export function settingsPlacesFor(permissions: readonly string[] | undefined): SettingsPlace[] {
  return SETTINGS_PLACES.filter(
    ({ needs }) => needs === null || (permissions?.includes(needs) ?? false),
  );
}
