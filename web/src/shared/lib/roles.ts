/** The roles that every organization has. All others are its own, and have an id and a name. */
const FIXED_ROLES = new Set(["ADMIN", "RECRUITER", "HIRING_MANAGER", "VIEWER", "SEEKER"]);

export function isFixedRole(role: string): boolean {
  return FIXED_ROLES.has(role);
}
