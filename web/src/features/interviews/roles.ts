/** Who may ask for interviews, remind candidates and cancel. */
export function mayRequest(role: string | undefined): boolean {
  return role === "ADMIN" || role === "RECRUITER";
}
