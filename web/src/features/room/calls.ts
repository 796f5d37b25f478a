import { openApi } from "@/shared/api/client";
import { answered } from "@/shared/api/problem";
import type { CodeSent, CodeVerified, InvitationCard, SessionStarted } from "@/shared/api/types";

/** What the candidate link asks of the gateway; a test hands in its own. */
export interface CandidateLinkCalls {
  card: (token: string) => Promise<InvitationCard>;
  consent: (
    token: string,
    choice: { accepted: boolean; version: string; accommodations: string[] },
  ) => Promise<void>;
  sendCode: (token: string) => Promise<CodeSent>;
  verifyCode: (token: string, otp: string) => Promise<CodeVerified>;
  start: (token: string, sessionToken: string | null) => Promise<SessionStarted>;
}

const at = (token: string) => ({ path: { token } });

export const candidateLinkCalls: CandidateLinkCalls = {
  card: (token) => answered(openApi.GET("/candidate-access/{token}/info", { params: at(token) })),
  consent: async (token, choice) => {
    await answered(
      openApi.POST("/candidate-access/{token}/consent", { params: at(token), body: choice }),
    );
  },
  sendCode: (token) =>
    answered(openApi.POST("/candidate-access/{token}/request-otp", { params: at(token) })),
  verifyCode: (token, otp) =>
    answered(
      openApi.POST("/candidate-access/{token}/verify-otp", { params: at(token), body: { otp } }),
    ),
  start: (token, sessionToken) =>
    answered(
      openApi.POST("/candidate-access/{token}/start", {
        params: {
          ...at(token),
          ...(sessionToken ? { header: { "x-session-token": sessionToken } } : {}),
        },
      }),
    ),
};
