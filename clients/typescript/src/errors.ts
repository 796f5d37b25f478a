/** What can go wrong with a request. */

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** The platform answered with an error. `code` never changes; quote `requestId` when you report one. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors: FieldError[];
  readonly retryAfterMs: number | undefined;
  /** The whole body of the answer; empty if the answer was not the platform's own. */
  readonly problem: Record<string, unknown>;

  constructor(
    status: number,
    code: string,
    detail: string,
    retryAfterMs?: number,
    problem: Record<string, unknown> = {},
  ) {
    const requestId = String(problem["requestId"] ?? "");
    super(`${detail} (${status} ${code}${requestId && `, request ${requestId}`})`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
    this.errors = (problem["errors"] as FieldError[] | undefined) ?? [];
    this.retryAfterMs = retryAfterMs;
    this.problem = problem;
  }
}

/** No answer came, also after the retries. The request may have had its effect. */
export class UnreachableError extends Error {
  override name = "UnreachableError";
}

/** The interview did not reach the state in time; `state` is where it is. */
export class WaitTimeoutError extends Error {
  override name = "WaitTimeoutError";
  readonly state: string;

  constructor(key: string, wanted: readonly string[], state: string) {
    super(`The interview '${key}' is ${state}, not ${wanted.join(" or ")}.`);
    this.state = state;
  }
}

/** The message was not signed with this secret, or too long ago. Answer with 401. */
export class WebhookVerificationError extends Error {
  override name = "WebhookVerificationError";
}
