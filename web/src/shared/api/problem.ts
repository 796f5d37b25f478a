import type { ProblemBody } from "./types";

/** A refusal or failure of the gateway; `status` 0 means that it could not be reached. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, body: ProblemBody, retryAfterSeconds: number | null = null) {
    super(body.detail ?? body.title ?? "");
    this.status = status;
    this.code = body.code ?? (status === 0 ? "unreachable" : "unknown");
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, { code: "unreachable" });
}

type Reply<Data> = { data?: Data; error?: unknown; response: Response };

/** Return the body of a good answer; throw a `Problem` for every other outcome. */
export async function answered<Data>(call: Promise<Reply<Data>>): Promise<Data> {
  let reply: Reply<Data>;
  try {
    reply = await call;
  } catch {
    throw new Problem(0, { code: "unreachable" });
  }
  if (reply.response.ok) return reply.data as Data;
  throw new Problem(reply.response.status, bodyOf(reply.error), retryAfter(reply.response));
}

function bodyOf(error: unknown): ProblemBody {
  return typeof error === "object" && error !== null ? (error as ProblemBody) : {};
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
