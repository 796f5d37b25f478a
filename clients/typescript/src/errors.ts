/** What can go wrong with a request. */

import type { InterviewStatus } from "./types.js";
import { STOPPED } from "./waiting.js";

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

/**
 * The wanted state does not come: the interview is past it, or does not go on by itself.
 *
 * In INFO_NEEDED, `status.missingFields` lists what to add with `update`. REJECTED, CANCELLED and ASSESSMENT_APPROVED are final.
 */
export class InterviewStoppedError extends Error {
  override name = "InterviewStoppedError";
  readonly state: string;
  readonly status: InterviewStatus;

  constructor(key: string, wanted: readonly string[], status: InterviewStatus) {
    const isOrStopped = STOPPED.includes(status.state) ? "stopped in" : "is already";
    super(explain(`The interview '${key}' ${isOrStopped}`, wanted, status));
    this.state = status.state;
    this.status = status;
  }
}

/**
 * The interview did not reach the state in time; `state` is where it is.
 *
 * `status.failure` has the step that failed last, if one did; the platform still tries it again.
 */
export class WaitTimeoutError extends Error {
  override name = "WaitTimeoutError";
  readonly state: string;
  readonly status: InterviewStatus;

  constructor(key: string, wanted: readonly string[], status: InterviewStatus) {
    super(explain(`The interview '${key}' is`, wanted, status));
    this.state = status.state;
    this.status = status;
  }
}

/** The message was not signed with this secret, or too long ago. Answer with 401. */
export class WebhookVerificationError extends Error {
  override name = "WebhookVerificationError";
}

function explain(subject: string, wanted: readonly string[], status: InterviewStatus): string {
  const reasons = (status.missingFields ?? []).map(({ field }) => `missing ${field}`);
  const { failure, cancelReason } = status;
  if (failure) {
    reasons.push(`${failure.stage} failed: ${failure.code}, attempt ${failure.attempts}`);
  }
  if (cancelReason) reasons.push(`canceled: ${cancelReason}`);
  const why = reasons.length > 0 ? ` (${reasons.join("; ")})` : "";
  return `${subject} ${status.state}, not ${wanted.join(" or ")}${why}.`;
}
