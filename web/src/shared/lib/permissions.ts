/** What each permission lets a person or a program do: one wording for every page. */
export const PERMISSIONS: [string, string][] = [
  ["interview:create", "Request interviews"],
  ["interview:read", "Read interviews, plans and assessments"],
  ["interview:update", "Complete, invite, cancel and repeat"],
  ["interview:approve", "Approve plans, and decide on assessments and candidates"],
  ["interview:delete", "Delete interviews and candidates' data"],
  ["session:intervene", "Leave notes in running interviews, take over, and end them"],
  ["intake:use", "Hold intake interviews"],
  ["practice:use", "Practice"],
  ["practice:on_behalf", "Practice for other people"],
  ["practice:assign", "Assign practice and read the results"],
  ["tenant:read", "Read settings"],
  ["tenant:update", "Change settings and webhooks"],
  ["user:manage", "Manage people and roles"],
  ["user:provision", "Add and deactivate people for your organization's sign-in (SCIM)"],
  ["api-key:manage", "Manage API keys"],
];

/** The permissions by what they are about, in the order in which a person chooses them. */
const GROUPS: [string, string[]][] = [
  ["Interviews", ["interview:"]],
  ["Live interviews and intake", ["session:", "intake:"]],
  ["Practice", ["practice:"]],
  ["Organization", ["tenant:", "user:", "api-key:"]],
];
const OTHER = "Other";

/** Permissions with their names in groups; one that has no name here has what the gateway calls it. */
export function groupPermissions(
  permissions: { code: string; description: string }[],
): [string, [string, string][]][] {
  const groupOf = (code: string) =>
    GROUPS.find(([, starts]) => starts.some((start) => code.startsWith(start)))?.[0] ?? OTHER;
  const order = PERMISSIONS.map(([code]) => code);
  const rank = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length);
  const named = [...permissions]
    .sort((one, other) => rank(one.code) - rank(other.code))
    .map(({ code, description }): [string, string] => [
      code,
      order.includes(code) ? permissionName(code) : description,
    ]);
  return [...GROUPS.map(([name]) => name), OTHER]
    .map((group): [string, [string, string][]] => [
      group,
      named.filter(([code]) => groupOf(code) === group),
    ])
    .filter(([, members]) => members.length > 0);
}

export function permissionName(permission: string): string {
  return PERMISSIONS.find(([known]) => known === permission)?.[1] ?? permission;
}
