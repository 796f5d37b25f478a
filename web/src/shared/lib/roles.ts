import { i18n } from "@lingui/core";

/** The roles that every organization has. All others are its own, and have an id and a name. */
const FIXED_ROLES = new Set(["ADMIN", "RECRUITER", "HIRING_MANAGER", "VIEWER", "SEEKER"]);

export function isFixedRole(role: string): boolean {
  return FIXED_ROLES.has(role);
}

/** What a role is called: its own name, which only the roles of every organization have in each language. */
export function nameOfRole(role: string, ownName: string): string {
  const fixed: Record<string, string> = {
    ADMIN: i18n._("Administrator"),
    RECRUITER: i18n._("Recruiter"),
    HIRING_MANAGER: i18n._("Hiring manager"),
    VIEWER: i18n._("Viewer"),
    SEEKER: i18n._("Practice"),
  };
  return fixed[role] ?? ownName;
}
