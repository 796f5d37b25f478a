import { i18n } from "@lingui/core";
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./types";

const late = (request: Request) => globalThis.fetch(request);

/** Whom the page shows. With it, the gateway takes and gives the session's cookie, and no token. */
export const CONSOLE_USER = "X-Console-User";
export const NOBODY_YET = "unknown";

/** What the gateway says about a failure comes in the language of the page. */
export const inLanguageOfPage: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", i18n.locale);
    return request;
  },
};

/** Calls without an account: the candidate's side. */
export const openApi = createClient<paths>({ baseUrl: "/api/v1", fetch: late });

/** Calls by which a person signs in to the console. */
export const signInApi = createClient<paths>({
  baseUrl: "/api/v1",
  fetch: late,
  headers: { [CONSOLE_USER]: NOBODY_YET },
});

openApi.use(inLanguageOfPage);
signInApi.use(inLanguageOfPage);
