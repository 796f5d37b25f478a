import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { Alert, Cost, Latency, Quality } from "@/shared/api/types";
import { Analytics } from "./analytics";
import { AlertBanner } from "./banner";
import { type AnalyticsCalls, AnalyticsCallsContext } from "./calls";
import { dollars, seconds } from "./words";

const few = { count: 2, p50Seconds: null, p95Seconds: null };

function aQuality(more: Partial<Quality> = {}): Quality {
  return {
    days: 7,
    interviews: 20,
    started: 18,
    ended: { completed: 17, failed: 1 },
    completionRate: 17 / 18,
    failureRate: 1 / 18,
    meanDurationSeconds: 600,
    assessed: 17,
    decided: 10,
    rejectionRate: 0.2,
    openFlags: 3,
    decisionsByRecommendation: {
      STRONG_HIRE: { approved: 6, rejected: 1 },
      NONE: { approved: 2, rejected: 1 },
    },
    ...more,
  };
}

const aLatency: Latency = {
  days: 7,
  stages: [{ stage: "end_to_end", count: 120, p50Seconds: 0.02, p95Seconds: 2.4, goalSeconds: 2 }],
  plan: { count: 20, p50Seconds: 0.5, p95Seconds: 4 },
  approval: { count: 20, p50Seconds: 3600, p95Seconds: 200_000 },
  assessment: few,
};

function aCost(more: Partial<Cost> = {}): Cost {
  return {
    days: 7,
    currency: "USD",
    interviews: 20,
    total: 0.42,
    known: 0.42,
    meanPerInterview: 0.021,
    unpricedInterviews: 0,
    lines: [
      {
        provider: "api.example.com",
        model: "m",
        kind: "llm_in",
        quantity: 14000,
        usageCount: 20,
        cost: 0.42,
      },
    ],
    warnings: [],
    ...more,
  };
}

const anAlert: Alert = {
  id: "a1",
  rule: "QueueBacklog",
  severity: "page",
  state: "firing",
  labels: {},
  value: 60,
  summary: "More than 50 interviews wait for a plan or an assessment.",
  advice: "Start another agents process.",
  activeAt: "2026-11-20T09:00:00Z",
  firedAt: "2026-11-20T09:10:00Z",
  clearedAt: null,
};

let permissions: string[] = [];

/** Sign in; what a person may do for the installation has nothing to do with the role. */
function signInAs(role: string, { isOperator = false } = {}): void {
  permissions = isOperator ? ["interview:read", "platform:operate"] : ["interview:read"];
  callerStore.set({
    accessToken: "t",
    expiresIn: 60,
    user: { id: "u1", email: "ruth@example.org", name: "Ruth Adeyemi", role, tenantId: "t1" },
  });
}

function open(page: () => React.ReactNode, calls: Partial<AnalyticsCalls> = {}) {
  const all: AnalyticsCalls = {
    quality: async () => aQuality(),
    latency: async () => aLatency,
    cost: async () => aCost(),
    alerts: () => Promise.reject(new Problem(403, {})),
    me: async () => ({
      id: "u1",
      kind: "account",
      name: "Ruth Adeyemi",
      email: "ruth@example.org",
      role: "ADMIN",
      tenantId: "t1",
      permissions,
    }),
    ...calls,
  };
  const router = createRouter({
    routeTree: createRootRoute({ component: page }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <AnalyticsCallsContext value={all}>
        <RouterProvider router={router as never} />
      </AnalyticsCallsContext>
    </QueryClientProvider>,
  );
}

beforeEach(() => signInAs("RECRUITER"));
afterEach(() => {
  cleanup();
  callerStore.set(null);
});

describe("analytics", () => {
  it("says in short how it went, how fast and for how much", async () => {
    open(Analytics);

    await screen.findByText(/20 interviews. 94% were completed and 6% failed/);
    const replies = await screen.findByRole("table", { name: "Responses by stage" });
    expect(within(replies).getByText("2.40 s")).toBeTruthy();
    const steps = screen.getByRole("table", { name: "Interview steps" });
    expect(within(steps).getByText("60 minutes")).toBeTruthy();
    expect(within(steps).getByText("too few")).toBeTruthy();
    await screen.findByText("$0.42 for 20 interviews. $0.021 per assessed interview.");
    expect(screen.queryByRole("heading", { name: "Alerts" })).toBeNull();
  });

  it("counts a few and rates none", async () => {
    open(Analytics, {
      quality: async () =>
        aQuality({
          interviews: 3,
          ended: { completed: 2 },
          completionRate: null,
          failureRate: null,
          rejectionRate: null,
          decided: 2,
          decisionsByRecommendation: {},
        }),
    });

    await screen.findByText("3 interviews. Too few for percentages.");
    await screen.findByText("Shown after five decisions.");
    expect(screen.queryByText(/%/)).toBeNull();
  });

  it("never shows an unknown price as nothing", async () => {
    open(Analytics, {
      cost: async () =>
        aCost({
          total: null,
          meanPerInterview: null,
          known: 0.1,
          lines: [
            { provider: "p", model: "m", kind: "llm_out", quantity: 9, usageCount: 1, cost: null },
          ],
          warnings: ["No price is known for llm_out of m at p."],
        }),
    });

    await screen.findByText("price unknown");
    await screen.findByText("At least $0.10: some usage has no price.");
    await screen.findByText("1 price is missing.");
    expect(screen.queryByText("$0")).toBeNull();
  });

  it("asks anew for another span", async () => {
    const asked: number[] = [];
    open(Analytics, {
      quality: async (days) => {
        asked.push(days);
        return aQuality({ days });
      },
    });
    await screen.findByText(/94% were completed/);

    await userEvent.selectOptions(screen.getByLabelText("Period"), "30");

    await screen.findByRole("heading", { name: "Last 30 days" });
    expect(asked).toEqual([7, 30]);
  });

  it("says what did not load and offers another try", async () => {
    let isWell = false;
    open(Analytics, {
      latency: () => (isWell ? Promise.resolve(aLatency) : Promise.reject(new Problem(503, {}))),
    });
    await screen.findByText("Response times did not load.");

    isWell = true;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));

    await screen.findByRole("table", { name: "Responses by stage" });
  });

  it("shows an operator what fires, and what to do", async () => {
    signInAs("VIEWER", { isOperator: true });
    open(Analytics, { alerts: async () => ({ data: [anAlert], firing: 1 }) });

    await screen.findByText("QueueBacklog firing");
    await screen.findByText("Start another agents process.");
  });

  it("tells an administrator who is no operator who can see alerts, and asks for none", async () => {
    signInAs("ADMIN");
    let asked = 0;
    open(Analytics, {
      alerts: async () => {
        asked += 1;
        return { data: [anAlert], firing: 1 };
      },
    });

    await screen.findByText("Only operators can see alerts and set prices for this installation.");
    expect(asked).toBe(0);
  });

  it("says so where nothing fired so far", async () => {
    signInAs("VIEWER", { isOperator: true });
    open(Analytics, { alerts: async () => ({ data: [], firing: 0 }) });

    await screen.findByText("No alerts yet.");
  });
});

describe("the banner", () => {
  it("stands over every page while something fires", async () => {
    signInAs("VIEWER", { isOperator: true });
    open(AlertBanner, { alerts: async () => ({ data: [anAlert], firing: 1 }) });

    const banner = await screen.findByRole("alert");
    expect(within(banner).getByText(anAlert.summary)).toBeTruthy();
    expect(within(banner).getByRole("link", { name: "View alerts" })).toBeTruthy();
  });

  it("is silent about what cleared, and asks nothing for anybody else", async () => {
    let asked = 0;
    const alerts = async () => {
      asked += 1;
      return { data: [{ ...anAlert, state: "cleared" as const }], firing: 0 };
    };
    signInAs("ADMIN");
    open(AlertBanner, { alerts });
    await new Promise((done) => setTimeout(done, 20));
    expect(asked).toBe(0);
    cleanup();

    signInAs("VIEWER", { isOperator: true });
    open(AlertBanner, { alerts });
    await new Promise((done) => setTimeout(done, 50));

    expect(asked).toBe(1);
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("words", () => {
  it("tell times and amounts as one feels them", () => {
    expect([0.0213, 42, 600, 7200, 200_000].map(seconds)).toEqual([
      "0.02 s",
      "42 s",
      "10 minutes",
      "2 hours",
      "2 days",
    ]);
    expect([0, 0.000525, 0.0213, 12.3].map(dollars)).toEqual([
      "$0",
      "$0.000525",
      "$0.0213",
      "$12.30",
    ]);
  });
});
