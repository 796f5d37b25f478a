import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { ConsentDecision, ConsentOffer } from "@/shared/api/types";

/** What the page asks on which a person decides about an application. */
export interface ConsentCalls {
  read: (request: string) => Promise<ConsentOffer>;
  decide: (request: string, allow: boolean) => Promise<ConsentDecision>;
  /** Leave this site for the application's address. */
  leave: (url: string) => void;
}

export const consentCalls: ConsentCalls = {
  read: (request) => answered(staffApi.POST("/oauth/consents/read", { body: { request } })),
  decide: (request, allow) =>
    answered(staffApi.POST("/oauth/consents", { body: { request, allow } })),
  leave: (url) => window.location.assign(url),
};
