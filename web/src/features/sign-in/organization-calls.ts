import { openApi, signInApi } from "@/shared/api/client";
import { answered } from "@/shared/api/problem";
import type { OrganizationSignInStart, SignedIn } from "@/shared/api/types";

/** What the provider of an organization sent the browser back with. */
export interface ProviderReply {
  state: string;
  code: string;
  issuer: string;
  error: string;
}

/** What the pages ask on which a person signs in by their organization. */
export interface OrganizationSignInCalls {
  start: (organization: string) => Promise<OrganizationSignInStart>;
  finish: (reply: ProviderReply) => Promise<SignedIn>;
  /** Leave this site for the provider's page. */
  leave: (url: string) => void;
}

export const organizationSignInCalls: OrganizationSignInCalls = {
  start: (organization) => answered(openApi.POST("/auth/oidc/start", { body: { organization } })),
  finish: (reply) => answered(signInApi.POST("/auth/oidc/finish", { body: { ...reply } })),
  leave: (url) => window.location.assign(url),
};
