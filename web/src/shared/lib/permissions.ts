import { i18n } from "@lingui/core";
import type { OrganizationPermission } from "@/shared/api/types";

/** What each permission lets a person or a program do: one wording for every page. */
export const listPermissions = (): [OrganizationPermission, string][] => [
  ["interview:create", i18n._("Request interviews")],
  ["interview:read", i18n._("Read interviews, plans and assessments")],
  ["interview:update", i18n._("Complete, invite, cancel and repeat")],
  ["interview:approve", i18n._("Approve plans, and decide on assessments and candidates")],
  ["interview:delete", i18n._("Delete interviews and candidates' data")],
  ["session:intervene", i18n._("Leave notes in running interviews, take over, and end them")],
  ["intake:use", i18n._("Hold intake interviews")],
  ["practice:use", i18n._("Practice")],
  ["practice:on_behalf", i18n._("Practice for other people")],
  ["practice:assign", i18n._("Assign practice and read the results")],
  ["tenant:read", i18n._("Read settings")],
  ["tenant:update", i18n._("Change settings and webhooks")],
  ["user:manage", i18n._("Manage people and roles")],
  ["user:provision", i18n._("Add and deactivate people for your organization's sign-in (SCIM)")],
  ["api-key:manage", i18n._("Manage API keys")],
];

/** The permissions by what they are about, in the order in which a person chooses them. */
const listGroups = (): [string, string[]][] => [
  [i18n._("Interviews"), ["interview:"]],
  [i18n._("Live interviews and intake"), ["session:", "intake:"]],
  [i18n._("Practice"), ["practice:"]],
  [i18n._("Organization"), ["tenant:", "user:", "api-key:"]],
];

/** Permissions with their names in groups; one that has no name here has what the gateway calls it. */
export function groupPermissions(
  permissions: { code: OrganizationPermission; description: string }[],
): [string, [OrganizationPermission, string][]][] {
  const other = i18n._("Other");
  const groupOf = (code: string) =>
    listGroups().find(([, starts]) => starts.some((start) => code.startsWith(start)))?.[0] ?? other;
  const order = listPermissions().map(([code]) => code);
  const rank = (code: OrganizationPermission) =>
    order.includes(code) ? order.indexOf(code) : order.length;
  const named = [...permissions]
    .sort((one, other) => rank(one.code) - rank(other.code))
    .map(({ code, description }): [OrganizationPermission, string] => [
      code,
      order.includes(code) ? permissionName(code) : description,
    ]);
  return [...listGroups().map(([name]) => name), other]
    .map((group): [string, [OrganizationPermission, string][]] => [
      group,
      named.filter(([code]) => groupOf(code) === group),
    ])
    .filter(([, members]) => members.length > 0);
}

export function permissionName(permission: string): string {
  return listPermissions().find(([known]) => known === permission)?.[1] ?? permission;
}
