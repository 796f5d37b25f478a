import createClient from "openapi-fetch";
import type { paths } from "./types";

const late = (request: Request) => globalThis.fetch(request);

/** Calls without an account: the candidate's side, and signing in. */
export const openApi = createClient<paths>({ baseUrl: "/api/v1", fetch: late });
