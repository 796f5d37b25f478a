import createClient from "openapi-fetch";
import { callerStore } from "./caller";
import { CONSOLE_USER, inLanguageOfPage, NOBODY_YET } from "./client";
import type { paths } from "./types";

/** Calls in the name of the person who is signed in; after a 401 they sign in again. */
export const staffApi = createClient<paths>({
  baseUrl: "/api/v1",
  fetch: (request: Request) => globalThis.fetch(request),
});

staffApi.use(inLanguageOfPage, {
  onRequest({ request }) {
    request.headers.set(CONSOLE_USER, callerStore.get()?.user.id ?? NOBODY_YET);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) callerStore.end();
    else callerStore.confirm();
  },
});
