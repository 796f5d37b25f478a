/** Who may create interviews and templates: the roles with `interview:create`. */
export function canCreateInterviews(role: string | undefined): boolean {
  return role === "ADMIN" || role === "RECRUITER";
}
