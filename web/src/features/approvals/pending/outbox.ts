import { asProblem, Problem } from "@/shared/api/problem";
import type { DecisionAnswer, Step } from "@/shared/api/types";
import { forgetDraft } from "@/shared/lib/draft";
import { storedJson, store as storeText } from "@/shared/lib/stored";
import { UNDO_MS } from "@/shared/ui/undo-bar";
import type { ReviewCalls } from "../calls";

export type Verdict = "approve_plan" | "reject_plan" | "rescore";

/** What a person decided, with what they had read when they did. */
export interface Decision {
  interviewId: string;
  /** The candidate's name, for the sentences about it. */
  name: string;
  by: { id: string; name: string };
  verdict: Verdict;
  /** The plan or the assessment that was read. */
  readId: string;
  comments: string;
  /** With an approval: the must-haves that the person confirmed, where they differ from the plan's own. */
  mustHaves?: string[] | undefined;
}

/** Where a decision is between the press and the server's word. */
export type Stage =
  | { at: "held"; until: number }
  | { at: "sending" }
  | { at: "unsent"; problem: Problem }
  /** The server will not have it, most often because another person decided meanwhile. */
  | { at: "refused"; problem: Problem; decidedBy: string | null }
  | { at: "sent"; answer: DecisionAnswer | null };

export interface Entry {
  decision: Decision;
  stage: Stage;
  /** It was sent at least once, and no answer came: the server may know it already. */
  isInDoubt: boolean;
}

export interface OutboxParts {
  calls: Pick<ReviewCalls, "decidePlan" | "reassess" | "interview">;
  /** Whose decisions these are. */
  me: string;
  /** Who is signed in now: nothing is sent in another person's name. */
  who: () => string | null;
  /** Renew what the pages show; the outbox waits for it before it says that a decision is sent. */
  renew: (interviewId: string) => Promise<unknown>;
  now?: () => number;
}

/** What a person writes about a plan, kept over its versions: a newer one takes no words away. */
export interface PlanWords {
  comments: string;
  /** The version that they were written for. */
  version: number;
}

export const NO_WORDS: PlanWords = { comments: "", version: 0 };
export const wordsOf = (interviewId: string) => `${interviewId} plan words`;

const KEY = "vivavoce_decisions";
const MOST_RENEW_MS = 3000;
const STEPS: Record<Verdict, Step["transition"][]> = {
  approve_plan: ["APPROVE"],
  // Where an organization has rejected plans written again, a rejection asks for changes.
  reject_plan: ["REJECT", "MODIFY"],
  rescore: ["REASSESS"],
};

const ASSESSMENT_STEPS: Step["transition"][] = [
  "APPROVE_ASSESSMENT",
  "REJECT_ASSESSMENT",
  "REASSESS",
];

/**
 * Decisions on their way: each is held for ten seconds, can be taken back, and is then sent once.
 *
 * At most one is held; the next one sends it. What is not sent yet outlives a reload of the tab.
 */
export class DecisionOutbox {
  private readonly parts: Required<OutboxParts>;
  private readonly listeners = new Set<() => void>();
  private entries: readonly Entry[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: OutboxParts) {
    this.parts = { now: Date.now, ...parts };
  }

  get = (): readonly Entry[] => this.entries;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Take up what an earlier life of this tab left; what may have arrived is asked about again. */
  restore(): void {
    const kept = storedDecisions().filter((each) => each.decision.by.id === this.parts.me);
    this.entries = kept.map(({ decision, isInDoubt }) => ({
      decision,
      isInDoubt,
      stage: { at: "unsent", problem: INTERRUPTED },
    }));
    this.notify();
    for (const entry of this.entries) if (entry.isInDoubt) void this.retry(entry.decision);
  }

  /** Hold a decision; one that is held already is sent at once. */
  hold(decision: Decision): void {
    void this.sendNow();
    const until = this.parts.now() + UNDO_MS;
    const isInDoubt = this.of(decision.interviewId)?.isInDoubt ?? false;
    this.put({ decision, stage: { at: "held", until }, isInDoubt });
    this.timer = setTimeout(() => void this.sendNow(), UNDO_MS);
  }

  held(): Entry | undefined {
    return this.entries.find((entry) => entry.stage.at === "held");
  }

  /** Take back the held decision; return it, or null where there is none any more. */
  undo(): Decision | null {
    const held = this.held();
    if (!held) return null;
    clearTimeout(this.timer);
    this.drop(held.decision);
    return held.decision;
  }

  /** Send the held decision now; return whether nothing is left to send. */
  async sendNow(): Promise<boolean> {
    const held = this.held();
    if (held) {
      clearTimeout(this.timer);
      await this.send(held);
    }
    return !this.entries.some(({ stage }) => stage.at === "unsent" || stage.at === "sending");
  }

  /** Send again what could not be sent. */
  async retry({ interviewId }: Decision): Promise<void> {
    const entry = this.of(interviewId);
    if (entry?.stage.at === "unsent") await this.send(entry);
  }

  /** Send again whatever failed because the server could not be reached. */
  retryUnreachable(): void {
    for (const { decision, stage } of this.entries) {
      if (stage.at === "unsent" && stage.problem.status === 0) void this.retry(decision);
    }
  }

  /** Forget a decision that was refused, failed or has been read about. */
  drop({ interviewId }: Decision): void {
    this.entries = this.entries.filter((entry) => entry.decision.interviewId !== interviewId);
    this.notify();
  }

  of(interviewId: string): Entry | undefined {
    return this.entries.find((entry) => entry.decision.interviewId === interviewId);
  }

  /** Whether leaving the page now could lose a decision. */
  isAtRisk(): boolean {
    return this.entries.some(
      ({ stage }) => stage.at === "unsent" || (stage.at === "held" && !navigator.onLine),
    );
  }

  private async send(entry: Entry): Promise<void> {
    const { decision } = entry;
    if (this.parts.who() !== decision.by.id) {
      this.put({ ...entry, stage: { at: "unsent", problem: SIGNED_OUT } });
      return;
    }
    // Noted before it leaves: if the tab ends now, the next life of it knows that it may have arrived.
    this.put({ decision, stage: { at: "sending" }, isInDoubt: true });
    let stage: Stage;
    try {
      stage = { at: "sent", answer: await this.request(decision) };
    } catch (error) {
      stage = await this.afterFailure(entry, asProblem(error));
    }
    const renewed = this.parts.renew(decision.interviewId);
    // A fresh page first, so that no page shows the old state as the outcome.
    if (stage.at !== "unsent") await Promise.race([renewed, after(MOST_RENEW_MS)]);
    if (stage.at === "sent") {
      forgetDraft(this.parts.me, decision.readId);
      if (decision.verdict.endsWith("_plan")) {
        forgetDraft(this.parts.me, wordsOf(decision.interviewId));
      }
    }
    const isInDoubt = stage.at === "unsent" && (entry.isInDoubt || isUnclear(stage.problem));
    this.put({ decision, stage, isInDoubt });
  }

  private async afterFailure(entry: Entry, problem: Problem): Promise<Stage> {
    if (problem.status !== 409) {
      return { at: "unsent", problem };
    }
    const last = await this.lastStep(entry.decision);
    const { by, verdict } = entry.decision;
    // An earlier try had arrived after all: it is recorded, and was not recorded twice.
    if (entry.isInDoubt && last?.actor === by.name && STEPS[verdict].includes(last.transition)) {
      return { at: "sent", answer: null };
    }
    return { at: "refused", problem, decidedBy: last?.actor ?? null };
  }

  private async lastStep({ interviewId, verdict }: Decision): Promise<Step | undefined> {
    const kinds = verdict.endsWith("_plan")
      ? [...STEPS.approve_plan, ...STEPS.reject_plan]
      : ASSESSMENT_STEPS;
    try {
      const { transitions } = await this.parts.calls.interview(interviewId);
      return transitions.findLast((step) => kinds.includes(step.transition));
    } catch {
      return undefined;
    }
  }

  private request(decision: Decision): Promise<DecisionAnswer> {
    const { interviewId, verdict, readId, comments, mustHaves } = decision;
    const { calls } = this.parts;
    if (verdict === "rescore") {
      return calls.reassess(interviewId, { assessmentId: readId, comments });
    }
    const approved = verdict === "approve_plan";
    return calls.decidePlan(interviewId, {
      planId: readId,
      approved,
      comments,
      ...(approved && mustHaves ? { mustHaveCompetencies: mustHaves } : {}),
    });
  }

  private put(entry: Entry): void {
    const others = this.entries.filter(
      (each) => each.decision.interviewId !== entry.decision.interviewId,
    );
    this.entries = [...others, entry];
    this.notify();
  }

  private notify(): void {
    const unsettled = this.entries.filter(
      ({ stage }) => stage.at === "held" || stage.at === "sending" || stage.at === "unsent",
    );
    const others = storedDecisions().filter(({ decision }) => decision.by.id !== this.parts.me);
    const kept = [
      ...others,
      ...unsettled.map(({ decision, isInDoubt }) => ({ decision, isInDoubt })),
    ];
    storeText(KEY, kept.length ? JSON.stringify(kept) : null);
    for (const listener of this.listeners) listener();
  }
}

type StoredDecision = Pick<Entry, "decision" | "isInDoubt">;

const after = (ms: number) => new Promise((done) => setTimeout(done, ms));
const storedDecisions = () => storedJson<StoredDecision[]>(KEY) ?? [];

/** The decisions that this tab keeps, whoever made them: none of them is known to be recorded. */
export const leftUnsent = (): readonly StoredDecision[] => storedDecisions();

/** Whether the server may have taken the decision although no good answer came. */
function isUnclear({ status }: Problem): boolean {
  return status === 0 || status >= 500;
}

const INTERRUPTED = new Problem(0, { code: "interrupted" });
const SIGNED_OUT = new Problem(401, { code: "signed_out" });
