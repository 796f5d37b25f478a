/** The client of Vivavoce: request interviews, read plans and assessments, verify webhooks. */

import { InterviewStoppedError, WaitTimeoutError } from "./errors.js";
import { type Call, type CallOptions, type Options, part, sleep, Transport } from "./transport.js";
import type * as Api from "./types.js";
import { isOver } from "./waiting.js";

export * from "./errors.js";
export type { CallOptions, Options } from "./transport.js";
export type * from "./types.js";
export { verifyWebhook, type WebhookHeaders } from "./webhooks.js";

/** The API of a platform, with an API key, or with the token of a signed-in person. */
export class Vivavoce {
  readonly interviews: Interviews;
  readonly templates: Templates;
  readonly webhookEndpoint: WebhookEndpoint;
  readonly #options: Options;
  readonly #transport: Transport;

  constructor(options: Options) {
    this.#options = options;
    this.#transport = new Transport(options);
    this.interviews = new Interviews(this.#transport);
    this.templates = new Templates(this.#transport);
    this.webhookEndpoint = new WebhookEndpoint(this.#transport);
  }

  /** Return a client for calls with other options, such as `client.withOptions({ timeoutMs: 5000 })`. */
  withOptions(options: CallOptions): Vivavoce {
    return new Vivavoce({ ...this.#options, ...options });
  }

  /** Return the JSON of any operation; `path` is below `/api/v1`, such as `/mcp/skills`. Name its type as `Result`. */
  request<Result = any>(method: string, path: string, call: Call = {}): Promise<Result> {
    return this.#transport.send(method.toUpperCase(), path, call);
  }
}

export interface WaitOptions {
  timeoutMs?: number;
  everyMs?: number;
  onStatus?: (status: Api.InterviewStatus) => void;
}

/** Interviews, from the request to the decision. A `key` is an `interviewId` or a `runId`. */
export class Interviews {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Request an interview. Missing facts are no error: the answer lists them in `missingFields`. */
  create(facts: Api.InterviewFacts, idempotencyKey?: string): Promise<Api.InterviewReceipt> {
    return this.#transport.send("POST", "/interviews", keyed(facts, idempotencyKey));
  }

  /** Request 1 to 500 interviews. Each has its own result: a refused one does not stop the others. */
  createBatch(batch: Api.BatchFacts[], idempotencyKey?: string): Promise<Api.Batch> {
    const body = { interviews: batch };
    return this.#transport.send("POST", "/interviews/batch", keyed(body, idempotencyKey));
  }

  /** Yield all interviews that match, newest first; pages of `limit` are read as you need them. */
  async *list(filters: Api.InterviewFilters = {}): AsyncGenerator<Api.InterviewItem, void> {
    let page = await this.page(filters);
    yield* page.data;
    while (page.nextCursor) {
      page = await this.page({ ...filters, cursor: page.nextCursor });
      yield* page.data;
    }
  }

  /** Return one page, with `total` and the `nextCursor` of the page after it. */
  page(filters: Api.InterviewFilters = {}): Promise<Api.InterviewPage> {
    return this.#transport.send("GET", "/interviews", { query: filters });
  }

  /** Return an interview with all its facts and its history. */
  async get(key: string): Promise<Api.InterviewDetail> {
    return this.#transport.send("GET", `/interviews/${part(key)}`);
  }

  /** Add facts to an interview in state INFO_NEEDED. */
  async update(key: string, facts: Api.InterviewFacts): Promise<Api.InterviewDetail> {
    return this.#transport.send("PUT", `/interviews/${part(key)}`, { body: facts });
  }

  /** Return the state with the plan and the assessment. */
  async status(key: string): Promise<Api.InterviewStatus> {
    return this.#transport.send("GET", `/interviews/${part(key)}/status`);
  }

  /**
   * Return the status once the interview is in one of `states`, or throw `WaitTimeoutError`.
   *
   * It throws `InterviewStoppedError` at once if the interview is past all of them, or in another one of INFO_NEEDED, REJECTED, CANCELLED and ASSESSMENT_APPROVED, which it does not leave by itself.
   *
   * It asks every `everyMs` and gives each answer to `onStatus`, for showing progress. A program that runs all day receives webhooks instead.
   */
  async waitFor(
    key: string,
    states: readonly Api.InterviewState[],
    { timeoutMs = 600_000, everyMs = 1000, onStatus }: WaitOptions = {},
  ): Promise<Api.InterviewStatus> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const status = await this.status(key);
      onStatus?.(status);
      if (states.includes(status.state)) return status;
      if (isOver(status.state, states)) throw new InterviewStoppedError(key, states, status);
      if (performance.now() + everyMs > until) {
        throw new WaitTimeoutError(key, states, status);
      }
      await sleep(everyMs);
    }
  }

  /** Cancel an interview that is not over. */
  async cancel(
    key: string,
    cancellation: Api.Cancellation = {},
  ): Promise<Api.InterviewStateAnswer> {
    return this.#transport.send("POST", `/interviews/${part(key)}/cancel`, keyed(cancellation));
  }

  /** Return the plan: its questions, its rubric and the decision about it. */
  async plan(key: string): Promise<Api.Plan> {
    return this.#transport.send("GET", `/interviews/${part(key)}/plan`);
  }

  /** Approve the plan; the answer has the candidate's `interviewLink`. */
  async approvePlan(
    key: string,
    approval: Api.PlanApproval = {},
  ): Promise<Api.InterviewStateAnswer> {
    const path = `/interviews/${part(key)}/plan/approve`;
    return this.#transport.send("POST", path, keyed(approval));
  }

  /** Reject the plan; a reason is required. */
  async rejectPlan(key: string, comments: Api.PlanRejection): Promise<Api.InterviewStateAnswer> {
    const path = `/interviews/${part(key)}/plan/reject`;
    return this.#transport.send("POST", path, keyed(comments));
  }

  /** Request a new version of the plan, with the changes in the comments. */
  async requestPlanChanges(
    key: string,
    comments: Api.PlanChanges,
  ): Promise<Api.InterviewStateAnswer> {
    const path = `/interviews/${part(key)}/plan/changes`;
    return this.#transport.send("POST", path, keyed(comments));
  }

  /** Return the newest assessment with its scorecard. */
  async assessment(key: string): Promise<Api.Assessment> {
    return this.#transport.send("GET", `/interviews/${part(key)}/assessment`);
  }

  /** Return what was said in the newest session, or `null` if the candidate has not begun. */
  async transcript(key: string): Promise<Api.Transcript | null> {
    const { sessionId } = await this.get(key);
    if (sessionId === null) return null;
    return this.#transport.send("GET", `/sessions/${part(sessionId)}/transcript`);
  }

  /**
   * Decide about the candidate, as a signed-in person; an API key is refused.
   *
   * For ten seconds the decision can be withdrawn. `confirmDecision` makes it final at once.
   */
  async decide(
    key: string,
    decision: Api.HiringDecisionRequest,
    idempotencyKey?: string,
  ): Promise<Api.HiringDecision> {
    const path = `/interviews/${part(key)}/decisions`;
    return this.#transport.send("POST", path, keyed(decision, idempotencyKey));
  }

  /** Return the decisions about the candidate, newest first. */
  async decisions(key: string): Promise<Api.HiringDecision[]> {
    const path = `/interviews/${part(key)}/decisions`;
    return (await this.#transport.send<{ data: Api.HiringDecision[] }>("GET", path)).data;
  }

  /** Make your decision final at once, or confirm another person's as the second person. */
  async confirmDecision(key: string, decisionId: string): Promise<Api.HiringDecision> {
    const path = `/interviews/${part(key)}/decisions/${part(decisionId)}/confirm`;
    return this.#transport.send("POST", path);
  }

  /** Withdraw a decision that is not final. */
  async withdrawDecision(key: string, decisionId: string): Promise<void> {
    const path = `/interviews/${part(key)}/decisions/${part(decisionId)}`;
    return this.#transport.send("DELETE", path);
  }

  /** Return the webhooks of an interview with all attempts. */
  async webhooks(key: string): Promise<Api.WebhookMessage[]> {
    const path = `/interviews/${part(key)}/webhooks`;
    return (await this.#transport.send<{ data: Api.WebhookMessage[] }>("GET", path)).data;
  }
}

/** Templates of interviews. */
export class Templates {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Return all templates, newest first. */
  async list(): Promise<Api.Template[]> {
    const templates: Api.Template[] = [];
    let query = {};
    for (;;) {
      const page = await this.#transport.send<{
        templates: Api.Template[];
        nextCursor?: string | null;
      }>("GET", "/templates", { query });
      templates.push(...page.templates);
      if (!page.nextCursor) return templates;
      query = { cursor: page.nextCursor };
    }
  }

  /** Return a template. */
  async get(templateId: string): Promise<Api.Template> {
    return this.#transport.send("GET", `/templates/${part(templateId)}`);
  }

  /** Request an interview with the template's questions; its plan needs approval, too. */
  async createInterview(
    templateId: string,
    candidate: Api.TemplateCandidate,
  ): Promise<Api.TemplateInterview> {
    const path = `/templates/${part(templateId)}/interviews`;
    return this.#transport.send("POST", path, { body: candidate });
  }
}

/** The address that receives the webhooks of the organization. An administrator sets it. */
export class WebhookEndpoint {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Set address and events; a new secret is only in this answer. */
  configure(configuration: Api.WebhookConfigRequest): Promise<Api.WebhookConfig> {
    return this.#transport.send("PUT", "/tenants/me/webhook-config", { body: configuration });
  }

  /** Send a sample event now, and return what the endpoint answered. */
  sendTest(): Promise<Api.WebhookTest> {
    return this.#transport.send("POST", "/tenants/me/webhook-config/test");
  }

  /** Send a webhook again, with the same id. */
  async redeliver(messageId: string): Promise<Api.WebhookMessage> {
    return this.#transport.send("POST", `/webhooks/${part(messageId)}/redeliver`);
  }
}

function keyed(body: unknown, idempotencyKey?: string): Call {
  return { body, idempotencyKey, isKeyed: true };
}
