import { readMe } from "@/shared/api/me";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { CallerCard, SignedIn } from "@/shared/api/types";

/** What a person does with their own account. */
export interface AccountCalls {
  me: () => Promise<CallerCard>;
  changePassword: (currentPassword: string, newPassword: string) => Promise<SignedIn>;
  changeTimeZone: (timeZone: string) => Promise<CallerCard>;
  signOut: () => Promise<unknown>;
  signOutEverywhere: () => Promise<unknown>;
}

export const accountCalls: AccountCalls = {
  me: readMe,
  changePassword: (currentPassword, newPassword) =>
    answered(staffApi.POST("/auth/password/change", { body: { currentPassword, newPassword } })),
  changeTimeZone: (timeZone) => answered(staffApi.PATCH("/auth/me", { body: { timeZone } })),
  signOut: () => answered(staffApi.POST("/auth/logout")),
  signOutEverywhere: () => answered(staffApi.POST("/auth/logout/everywhere")),
};
