import { i18n } from "@lingui/core";
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
import { permissionsOf } from "@/shared/api/test-caller";
import type {
  Alert,
  Cost,
  HiringGroup,
  HiringReport,
  Latency,
  Permission,
  Quality,
  QuestionRates,
  SelectionRates,
} from "@/shared/api/types";
import { speakMarkedGerman, unmarkedTexts } from "@/shared/i18n/test-marked";
import { dollars } from "@/shared/lib/dollars";
import { Analytics } from "./analytics";
import { AlertBanner } from "./banner";
import { type AnalyticsCalls, AnalyticsCallsContext, type HiringQuery } from "./calls";
import { quartersBefore } from "./quarters";
import { seconds } from "./words";

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
    ...more,
  };
}

const aGroup: HiringGroup = {
  name: "Baker",
  interviews: 12,
  completed: 10,
  completionRate: 10 / 12,
  decided: 8,
  hires: 2,
  hireRate: 0.25,
  meanCostDollars: 0.021,
  timeToDecision: { count: 8, p50Seconds: 172_800, p95Seconds: 400_000 },
};

function aReport(more: Partial<HiringReport> = {}): HiringReport {
  return {
    days: 30,
    interviews: 20,
    decided: 8,
    byPosition: [aGroup, { ...aGroup, name: "Cook", interviews: 8 }],
    byChannel: [{ ...aGroup, name: "phone" }],
    weeks: [{ startsOn: "2026-11-16", received: 9, completed: 7, decided: 3 }],
    reached: [17, 16, 12],
    outcomesByRecommendation: { HIRE: { HIRE: 5, NO_HIRE: 1 }, NONE: { NO_HIRE: 2 } },
    agreementRate: 5 / 6,
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

const theRates = (rates: QuestionRates[], more: Partial<SelectionRates> = {}): SelectionRates => ({
  isAsked: true,
  startsOn: "2026-07-01",
  countedAt: "2026-10-01T08:00:00Z",
  minimum: 10,
  rates,
  ...more,
});

const BY_GENDER: QuestionRates = {
  question: "gender",
  position: "Baker",
  positions: 1,
  groups: [
    {
      group: "man",
      candidates: 20,
      selected: 12,
      rate: 0.6,
      ratio: 1,
      isBelowFourFifths: false,
      pValue: null,
    },
    {
      group: "woman",
      candidates: 21,
      selected: 9,
      rate: 9 / 21,
      ratio: 9 / 21 / 0.6,
      isBelowFourFifths: true,
      pValue: 0.354,
    },
  ],
};

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

let permissions: Permission[] = [];

/** Sign in; what a person may do for the installation has nothing to do with the role. */
function signInAs(role: string, { isOperator = false } = {}): void {
  permissions = isOperator ? ["interview:read", "platform:operate"] : ["interview:read"];
  callerStore.set({
    permissions: permissionsOf(role),
    user: {
      id: "u1",
      email: "ruth@example.org",
      name: "Ruth Adeyemi",
      role,
      roleName: role,
      tenantId: "t1",
    },
  });
}

function open(page: () => React.ReactNode, calls: Partial<AnalyticsCalls> = {}) {
  const all: AnalyticsCalls = {
    quality: async () => aQuality(),
    hiring: async () => aReport(),
    exportHiring: async () => "interviewId\n",
    selectionRates: async () => theRates([]),
    exportSelectionRates: async () => "quarter\n",
    latency: async () => aLatency,
    cost: async () => aCost(),
    alerts: () => Promise.reject(new Problem(403, {})),
    me: async () => ({
      id: "u1",
      kind: "account",
      name: "Ruth Adeyemi",
      email: "ruth@example.org",
      hasPassword: true,
      role: "ADMIN",
      roleName: "ADMIN",
      tenantId: "t1",
      permissions,
      timeZone: "",
      organizationTimeZone: "",
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

    await screen.findByText(
      /20 interviews, intakes included. Of the 18 that ended, 94% were completed and 6% failed/,
    );
    const replies = await screen.findByRole("table", { name: "Responses by stage" });
    expect(within(replies).getByText("2.4 s")).toBeTruthy();
    const steps = screen.getByRole("table", { name: "Interview steps" });
    expect(within(steps).getByText("60 minutes")).toBeTruthy();
    expect(within(steps).getByText("too few")).toBeTruthy();
    await screen.findByText("$0.42 for 20 interviews. $0.021 per assessed interview.");
    expect(screen.queryByRole("heading", { name: "Alerts" })).toBeNull();
  });

  it("says once that there is nothing to count, in place of empty tables", async () => {
    open(Analytics, {
      quality: async () => aQuality({ interviews: 0, ended: {}, completionRate: null }),
      hiring: async () => aReport({ interviews: 0, byPosition: [], byChannel: [] }),
    });

    await screen.findByRole("heading", { name: "No interviews in the last 30 days" });
    expect(screen.getByRole("link", { name: "New interview" }).getAttribute("href")).toBe(
      "/interviews/new",
    );
    for (const name of ["By position", "By week", "Outcomes", "Cost"]) {
      expect(screen.queryByRole("heading", { name })).toBeNull();
    }
    await screen.findByRole("heading", { name: "Response times" });
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
        }),
      hiring: async () =>
        aReport({
          interviews: 3,
          decided: 2,
          byPosition: [{ ...aGroup, interviews: 3, completionRate: null, hireRate: null }],
          byChannel: [],
          outcomesByRecommendation: {},
          agreementRate: null,
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
    await screen.findByText(
      /Model output, m, p\..*An operator of the installation can set prices\./,
    );
    expect(screen.getByText("9 tokens")).toBeTruthy();
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

    await userEvent.selectOptions(screen.getByLabelText("Period"), "90");

    await screen.findByRole("heading", { name: "Last 90 days" });
    expect(asked).toEqual([30, 90]);
  });

  it("compares positions and says how often people followed the proposal", async () => {
    open(Analytics);

    const positions = await screen.findByRole("table", { name: "Interviews by position" });
    expect(within(positions).getByText("Baker")).toBeTruthy();
    expect(within(positions).getAllByText("2 (25%)")).toHaveLength(2);
    await screen.findByText(
      "Based on 8 decisions about candidates. 83% agreed with the proposal (hire or no hire).",
    );
    const decided = screen.getByRole("table", { name: "Decisions by proposal" });
    expect(within(decided).getByText("No proposal")).toBeTruthy();
    const reached = screen.getByRole("table", { name: "Interviews by question reached" });
    expect(within(reached).getByText("12")).toBeTruthy();
  });

  it("reports one position and still offers the others", async () => {
    const asked: HiringQuery[] = [];
    open(Analytics, {
      hiring: async (query) => {
        asked.push(query);
        return aReport(query.position ? { byPosition: [aGroup] } : {});
      },
    });

    await userEvent.selectOptions(await screen.findByLabelText("Position"), "Baker");

    await screen.findByRole("option", { name: "Cook" });
    expect(asked).toContainEqual({ days: 30, position: "Baker" });
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
      "21 ms",
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

describe("selection rates", () => {
  it("show counts before rates before the ratio, and what a low one does not mean", async () => {
    signInAs("RECRUITER");
    const asked: (string | null)[] = [];
    open(Analytics, {
      selectionRates: async (quarter) => {
        asked.push(quarter);
        return theRates([BY_GENDER, { ...BY_GENDER, question: "age", position: null, groups: [] }]);
      },
    });

    const rates = within(await screen.findByRole("region", { name: "Selection rates" }));
    expect(await rates.findByRole("row", { name: /^Woman 21 9 43\s?% 0.71 0.354$/ })).toBeDefined();
    expect(rates.getByText(/^Woman: 0.71 of the rate of “Man”/).textContent).toContain(
      "With 41 people, a gap this wide can well be chance (Fisher’s exact test, p 0.354).",
    );
    expect(rates.getByText(/not a proof of\s+discrimination/)).toBeDefined();
    expect(rates.queryByRole("heading", { name: /^Age/ })).toBeNull();
    await userEvent.selectOptions(
      rates.getByLabelText("Quarter"),
      quartersBefore(new Date())[1]?.startsOn ?? "",
    );
    expect(asked).toEqual([null, quartersBefore(new Date())[1]?.startsOn]);
  });

  it("say that there are too few, or that nothing is asked, and never a number", async () => {
    signInAs("RECRUITER");
    open(Analytics);
    expect(await screen.findByText("Too few to tell")).toBeDefined();
    cleanup();

    open(Analytics, { selectionRates: async () => theRates([], { isAsked: false }) });
    expect(await screen.findByText(/^Candidates are not asked\./)).toBeDefined();
  });

  it("are not there for those who do not see the organization", async () => {
    signInAs("VIEWER");
    open(Analytics, { selectionRates: () => Promise.reject(new Problem(403, {})) });

    expect(await screen.findByRole("heading", { name: "By position" })).toBeDefined();
    expect(screen.queryByRole("heading", { name: "Selection rates" })).toBeNull();
  });

  it("are offered for quarters that are over, over the turn of a year", () => {
    const names = quartersBefore(new Date("2026-02-03T10:00:00Z")).map(({ name }) => name);

    expect(names.slice(0, 2)).toEqual(["Quarter 4 of 2025", "Quarter 3 of 2025"]);
    expect(quartersBefore(new Date("2026-11-25T10:00:00Z"))[0]?.startsOn).toBe("2026-07-01");
  });
});

describe("analytics in German", () => {
  it("leaves no text of another language on the page, with figures or without", async () => {
    speakMarkedGerman();
    signInAs("ADMIN", { isOperator: true });
    open(Analytics, {
      cost: async () => aCost({ warnings: ["Datum"] }),
      selectionRates: async () =>
        theRates([BY_GENDER, { ...BY_GENDER, question: "age", position: null, positions: 3 }]),
      alerts: async () => ({
        data: [anAlert, { ...anAlert, id: "a2", state: "cleared", clearedAt: anAlert.firedAt }],
        firing: 1,
      }),
    });
    await screen.findByRole("heading", { name: "‹Alarme›" });
    await screen.findByRole("heading", { name: "‹Geschlecht› · Baker" });
    const data = ["Baker", "Cook", "api.example.com", "m,", "QueueBacklog", "Datum", "Nov."];
    expect(unmarkedTexts(...data, anAlert.summary, anAlert.advice)).toEqual([]);
    cleanup();

    open(Analytics, {
      quality: async () =>
        aQuality({ interviews: 0, completionRate: null, failureRate: null, ended: {} }),
      hiring: async () =>
        aReport({ reached: [], outcomesByRecommendation: {}, agreementRate: null, byPosition: [] }),
      cost: async () => aCost({ total: null, lines: [] }),
      latency: () => Promise.reject(new Problem(503, {})),
      selectionRates: async () => theRates([], { isAsked: false }),
    });
    await screen.findByRole("heading", { name: "‹Kosten›" });
    expect(unmarkedTexts(...data)).toEqual([]);
    i18n.activate("en");
  });
});
