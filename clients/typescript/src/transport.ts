/** Sends requests with `fetch`, again where that is safe, and turns answers into JSON or errors. */

import { ApiError, UnreachableError } from "./errors.js";

export interface Options {
  /** Where the platform is, such as `https://interviews.example.com`, with or without `/api/v1`. */
  url: string;
  /** An API key; or `token`, for a signed-in person. */
  apiKey?: string;
  token?: string;
  /** How often a request is sent again at most; 2 if absent. */
  maxRetries?: number;
  /** How long to wait for an answer; 30 seconds if absent. */
  timeoutMs?: number;
  /** Another `fetch`, for example with a proxy. */
  fetch?: typeof fetch;
}

/** What a program sets for some calls: see `Vivavoce.withOptions`. */
export interface CallOptions {
  timeoutMs?: number;
  maxRetries?: number;
  /** For one call: another request with the same key is refused. */
  idempotencyKey?: string;
  requestId?: string;
  /** Ends a call, also between two attempts. */
  signal?: AbortSignal;
}

export interface Call {
  body?: unknown;
  query?: object | undefined;
  idempotencyKey?: string | undefined;
  /** Your own name of the request, 1 to 64 of `A-Z a-z 0-9 . _ -`: errors, logs and webhooks carry it. */
  requestId?: string | undefined;
  /** Whether it gets an `Idempotency-Key` also when the program gives none. */
  isKeyed?: boolean;
}

const PREFIX = "/api/v1";
const LONGEST_WAIT_MS = 60_000;
const NOT_TAKEN = new Set([429, 503]);
const PASSING = new Set([429, 502, 503, 504]);

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Return why a request got no answer: `fetch` says only that it failed, and has the reason as its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.cause instanceof Error && error.cause.message) || error.message;
}

export class Transport {
  readonly #options: Options & CallOptions;

  constructor(options: Options & CallOptions) {
    if (options.apiKey !== undefined && options.token !== undefined) {
      throw new TypeError("Give either 'apiKey' or 'token', not both.");
    }
    if (!/^https?:\/\//.test(options.url)) {
      throw new TypeError(`'${options.url}' is no http address, such as 'http://127.0.0.1:3009'.`);
    }
    for (const name of ["apiKey", "token"] as const) {
      if (!/^[ -~]*$/.test(options[name] ?? "")) {
        throw new TypeError(`'${name}' has a character that it cannot have, such as '…' or a line break.`);
      }
    }
    this.#options = options;
  }

  /** Return the JSON of the answer, undefined for an empty one; or throw an error of this client. */
  async send<Result>(method: string, path: string, given: Call = {}): Promise<Result> {
    const call = this.#complete(method, given);
    const isRepeatable = method === "GET" || method === "PUT" || call.idempotencyKey !== undefined;
    const retries = this.#options.maxRetries ?? 2;
    for (let attempt = 0; ; attempt++) {
      let answer: Response;
      try {
        answer = await this.#fetch(method, path, call);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        if (isRepeatable && attempt < retries) {
          await sleep(backOff(attempt));
          continue;
        }
        const message = `No answer from ${this.#options.url}: ${reasonOf(error)}`;
        throw new UnreachableError(message, { cause: error });
      }
      const waitMs = readRetryAfter(answer) ?? backOff(attempt);
      const passes = (isRepeatable ? PASSING : NOT_TAKEN).has(answer.status);
      if (!passes || attempt >= retries || waitMs > LONGEST_WAIT_MS) {
        return (await readAnswer(answer)) as Result;
      }
      await answer.body?.cancel();
      await sleep(waitMs);
    }
  }

  /** Return the call with its names: its own, else those of the client, else a new key. */
  #complete(method: string, call: Call): Call {
    const { idempotencyKey, requestId } = this.#options;
    const ofClient = method === "GET" ? undefined : idempotencyKey;
    const made = call.isKeyed ? crypto.randomUUID() : undefined;
    return {
      ...call,
      idempotencyKey: call.idempotencyKey ?? ofClient ?? made,
      requestId: call.requestId ?? requestId,
    };
  }

  #fetch(method: string, path: string, call: Call): Promise<Response> {
    const { url, apiKey, token, timeoutMs = 30_000, fetch: fetchIt = fetch } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = this.#options.signal;
    const headers = new Headers({ accept: "application/json" });
    if (apiKey !== undefined) headers.set("x-api-key", apiKey);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (call.idempotencyKey !== undefined) headers.set("idempotency-key", call.idempotencyKey);
    if (call.requestId !== undefined) headers.set("x-request-id", call.requestId);
    if (call.body !== undefined) headers.set("content-type", "application/json");
    const address = new URL(`${url.replace(/(\/api\/v1)?\/*$/, "")}${PREFIX}${path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined && one !== null) address.searchParams.append(name, String(one));
      }
    }
    return fetchIt(address, {
      method,
      headers,
      redirect: "manual", // a redirect would carry the key to another address
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
  }
}

/** Return an id as one part of a path; an empty one would name another operation. */
export function part(id: string): string {
  if (id === "" || id === "." || id === "..") throw new TypeError(`'${id}' is not an id.`);
  return encodeURIComponent(id);
}

async function readAnswer(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (answer.ok && text === "") return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw foreign(answer);
  }
  if (answer.ok) return body;
  if (typeof body !== "object" || body === null || !("code" in body)) throw foreign(answer);
  const problem = body as Record<string, unknown>;
  const detail = String(problem["detail"] ?? "");
  throw new ApiError(answer.status, String(body.code), detail, readRetryAfter(answer), problem);
}

function foreign(answer: Response): ApiError {
  const detail = `${answer.url} did not answer as Vivavoce does. Is the address right?`;
  return new ApiError(answer.status, "unexpected_answer", detail, readRetryAfter(answer));
}

function backOff(attempt: number): number {
  return Math.min(500 * 2 ** attempt, 8000) * (0.5 + Math.random() / 2);
}

function readRetryAfter(answer: Response): number | undefined {
  const text = answer.headers.get("retry-after");
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
