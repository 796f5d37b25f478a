import type { OrganizationPermission } from "./types";

/** For tests: what each fixed role allows, as the gateway says it. */

const RECRUITER: OrganizationPermission[] = [
  "intake:use",
  "interview:approve",
  "interview:create",
  "interview:read",
  "interview:update",
  "practice:assign",
  "practice:use",
  "session:intervene",
  "tenant:read",
];
const PERMISSIONS: Record<string, OrganizationPermission[]> = {
  ADMIN: [
    ...RECRUITER,
    "api-key:manage",
    "interview:delete",
    "practice:on_behalf",
    "tenant:update",
    "user:manage",
    "user:provision",
  ],
  RECRUITER,
  HIRING_MANAGER: ["intake:use", "interview:read"],
  VIEWER: ["interview:read"],
  SEEKER: ["practice:use"],
};

export function permissionsOf(role: string): OrganizationPermission[] {
  return PERMISSIONS[role] ?? [];
}
