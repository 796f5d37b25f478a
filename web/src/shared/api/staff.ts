import createClient from "openapi-fetch";
import { callerStore } from "./caller";
import type { paths } from "./types";

/** Calls in the name of the person who is signed in; a 401 signs them out. */
export const staffApi = createClient<paths>({
  baseUrl: "/api/v1",
  fetch: (request: Request) => globalThis.fetch(request),
});

staffApi.use({
  onRequest({ request }) {
    const caller = callerStore.get();
    if (caller) request.headers.set("authorization", `Bearer ${caller.accessToken}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) callerStore.set(null);
  },
});
