/** What each permission lets a person or a program do: one wording for every page. */
export const PERMISSIONS: [string, string][] = [
  ["interview:create", "Request interviews"],
  ["interview:read", "Read interviews, plans and assessments"],
  ["interview:update", "Complete, invite, cancel and repeat"],
  ["interview:approve", "Approve plans"],
  ["interview:delete", "Delete interviews and candidates' data"],
  ["session:intervene", "Leave notes in running interviews"],
  ["intake:use", "Hold intake interviews"],
  ["practice:use", "Practice"],
  ["practice:on_behalf", "Practice for other people"],
  ["practice:assign", "Assign practice and read the results"],
  ["tenant:read", "Read settings"],
  ["tenant:update", "Change settings and webhooks"],
  ["user:manage", "Manage people"],
  ["api-key:manage", "Manage API keys"],
];

export function permissionName(permission: string): string {
  return PERMISSIONS.find(([known]) => known === permission)?.[1] ?? permission;
}
