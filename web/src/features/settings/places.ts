import { i18n } from "@lingui/core";
import {
  AppWindow,
  BadgeCheck,
  Building2,
  Cable,
  ClockFading,
  FileCheck,
  Frame,
  IdCard,
  KeyRound,
  ListChecks,
  ListRestart,
  LogIn,
  type LucideIcon,
  Mail,
  NotebookText,
  Palette,
  ScrollText,
  UserRound,
  Users,
  UsersRound,
  Webhook,
} from "lucide-react";

export interface SettingsPlace {
  to:
    | "/settings/organization"
    | "/settings/people"
    | "/settings/roles"
    | "/settings/sign-in"
    | "/settings/interviews"
    | "/settings/panel"
    | "/settings/model-marks"
    | "/settings/retention"
    | "/settings/candidates"
    | "/settings/consent"
    | "/settings/emails"
    | "/settings/branding"
    | "/settings/keys"
    | "/settings/webhooks"
    | "/settings/ats"
    | "/settings/embedding"
    | "/settings/applications"
    | "/settings/failed-events"
    | "/settings/audit-log"
    | "/settings/account";
  name: string;
  icon: LucideIcon;
  /** The heading above it in the list of settings pages. */
  group: string;
  /** The permission that the page needs; null if everyone has it. */
  needs: string | null;
}

const GROUPS = {
  get organization() {
    return i18n._("Organization");
  },
  get interviews() {
    return i18n._("Interviews");
  },
  get candidates() {
    return i18n._("Candidates");
  },
  get connections() {
    return i18n._("Connections");
  },
  get records() {
    return i18n._("Records");
  },
  get you() {
    return i18n._("You");
  },
};

/** The pages, group by group. */
export const SETTINGS_PLACES: SettingsPlace[] = [
  {
    to: "/settings/organization",
    get name() {
      return i18n._("Organization");
    },
    get group() {
      return GROUPS.organization;
    },
    icon: Building2,
    needs: "tenant:read",
  },
  {
    to: "/settings/people",
    get name() {
      return i18n._("People");
    },
    get group() {
      return GROUPS.organization;
    },
    icon: Users,
    needs: "user:manage",
  },
  {
    to: "/settings/roles",
    get name() {
      return i18n._("Roles");
    },
    get group() {
      return GROUPS.organization;
    },
    icon: IdCard,
    needs: "user:manage",
  },
  {
    to: "/settings/sign-in",
    get name() {
      return i18n._("Organization sign-in");
    },
    get group() {
      return GROUPS.organization;
    },
    icon: LogIn,
    needs: "tenant:read",
  },
  {
    to: "/settings/interviews",
    get name() {
      return i18n._("Interview rules");
    },
    get group() {
      return GROUPS.interviews;
    },
    icon: ListChecks,
    needs: "tenant:read",
  },
  {
    to: "/settings/panel",
    get name() {
      return i18n._("Panel");
    },
    get group() {
      return GROUPS.interviews;
    },
    icon: UsersRound,
    needs: "interview:update",
  },
  {
    to: "/settings/model-marks",
    get name() {
      return i18n._("Model requirements");
    },
    get group() {
      return GROUPS.interviews;
    },
    icon: BadgeCheck,
    needs: "tenant:read",
  },
  {
    to: "/settings/retention",
    get name() {
      return i18n._("Retention");
    },
    get group() {
      return GROUPS.interviews;
    },
    icon: ClockFading,
    needs: "tenant:read",
  },
  {
    to: "/settings/candidates",
    get name() {
      return i18n._("Candidates’ pages");
    },
    get group() {
      return GROUPS.candidates;
    },
    icon: NotebookText,
    needs: "tenant:read",
  },
  {
    to: "/settings/consent",
    get name() {
      return i18n._("Consent text");
    },
    get group() {
      return GROUPS.candidates;
    },
    icon: FileCheck,
    needs: "tenant:read",
  },
  {
    to: "/settings/emails",
    get name() {
      return i18n._("E-mails");
    },
    get group() {
      return GROUPS.candidates;
    },
    icon: Mail,
    needs: "tenant:read",
  },
  {
    to: "/settings/branding",
    get name() {
      return i18n._("Branding");
    },
    get group() {
      return GROUPS.candidates;
    },
    icon: Palette,
    needs: "tenant:read",
  },
  {
    to: "/settings/keys",
    get name() {
      return i18n._("API keys");
    },
    get group() {
      return GROUPS.connections;
    },
    icon: KeyRound,
    needs: "api-key:manage",
  },
  {
    to: "/settings/webhooks",
    get name() {
      return i18n._("Webhooks");
    },
    get group() {
      return GROUPS.connections;
    },
    icon: Webhook,
    needs: "tenant:read",
  },
  {
    to: "/settings/ats",
    get name() {
      return i18n._("Applicant tracking");
    },
    get group() {
      return GROUPS.connections;
    },
    icon: Cable,
    needs: "tenant:read",
  },
  {
    to: "/settings/embedding",
    get name() {
      return i18n._("Embedding");
    },
    get group() {
      return GROUPS.connections;
    },
    icon: Frame,
    needs: "tenant:read",
  },
  {
    to: "/settings/applications",
    get name() {
      return i18n._("Applications");
    },
    get group() {
      return GROUPS.connections;
    },
    icon: AppWindow,
    needs: null,
  },
  {
    to: "/settings/failed-events",
    get name() {
      return i18n._("Failed events");
    },
    get group() {
      return GROUPS.records;
    },
    icon: ListRestart,
    needs: "tenant:update",
  },
  {
    to: "/settings/audit-log",
    get name() {
      return i18n._("Audit log");
    },
    get group() {
      return GROUPS.records;
    },
    icon: ScrollText,
    needs: "tenant:update",
  },
  {
    to: "/settings/account",
    get name() {
      return i18n._("Account");
    },
    get group() {
      return GROUPS.you;
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
