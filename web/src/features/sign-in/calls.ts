import { openApi, signInApi } from "@/shared/api/client";
import { answered } from "@/shared/api/problem";
import type { InvitationOffer, ResetRequested, SignedIn } from "@/shared/api/types";

/** What a person without a sign-in can ask of the gateway. */
export interface SignInCalls {
  signIn: (email: string, password: string, tenantId?: string) => Promise<SignedIn>;
  forgot: (email: string) => Promise<ResetRequested>;
  reset: (token: string, password: string) => Promise<unknown>;
  readInvitation: (token: string) => Promise<InvitationOffer>;
  accept: (token: string, password: string, name: string) => Promise<SignedIn>;
}

export const signInCalls: SignInCalls = {
  signIn: (email, password, tenantId) =>
    answered(
      signInApi.POST("/auth/login", {
        body: { email, password, ...(tenantId ? { tenantId } : {}) },
      }),
    ),
  forgot: (email) => answered(openApi.POST("/auth/password/forgot", { body: { email } })),
  reset: (token, password) =>
    answered(openApi.POST("/auth/password/reset", { body: { token, password } })),
  readInvitation: (token) => answered(openApi.POST("/invitations/read", { body: { token } })),
  accept: (token, password, name) =>
    answered(signInApi.POST("/invitations/accept", { body: { token, password, name } })),
};
