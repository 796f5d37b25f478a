import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { SignedIn } from "@/shared/api/types";

/** What a person does with their own account. */
export interface AccountCalls {
  changePassword: (currentPassword: string, newPassword: string) => Promise<SignedIn>;
  signOut: () => Promise<unknown>;
  signOutEverywhere: () => Promise<unknown>;
}

export const accountCalls: AccountCalls = {
  changePassword: (currentPassword, newPassword) =>
    answered(staffApi.POST("/auth/password/change", { body: { currentPassword, newPassword } })),
  signOut: () => answered(staffApi.POST("/auth/logout")),
  signOutEverywhere: () => answered(staffApi.POST("/auth/logout/everywhere")),
};
