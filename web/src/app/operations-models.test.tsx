import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AnalyticsCallsContext, analyticsCalls } from "@/features/analytics/calls";
import { OperationsCallsProvider, operationsCalls } from "@/features/operations/calls";
import { callerStore } from "@/shared/api/caller";
import type { CallerCard, ModelCertificate, ModelQualification } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";

const ME = {
  id: "u1",
  kind: "account",
  name: "Ruth",
  email: "ruth@example.org",
  hasPassword: true,
  role: "ADMIN",
  roleName: "ADMIN",
  tenantId: "t1",
  permissions: ["platform:operate", "interview:read"],
  timeZone: "",
  organizationTimeZone: "",
} as CallerCard;

function certificate(number: number, status: "valid" | "not_valid") {
  return {
    id: String(number),
    model: `model-${number}`,
    endpoint: "models.example",
    status,
    isImitated: false,
    issuedAt: "2030-01-01T10:00:00Z",
    expiresAt: "2030-01-31T10:00:00Z",
    calls: 3,
    dollars: null,
    properties: [],
  } as unknown as ModelCertificate;
}

function open(valid: number[], count: number) {
  signInAs("ADMIN");
  const certificates = Array.from({ length: count }, (_, place) =>
    certificate(place + 1, valid.includes(place + 1) ? "valid" : "not_valid"),
  );
  const calls = {
    ...operationsCalls,
    me: async () => ME,
    certificates: async () => ({
      configuredModel: "model-1",
      mayScore: true,
      reason: "",
      certificates,
      qualification: null,
    }),
  };
  openConsole("/operations/models", {}, (page) => (
    <AnalyticsCallsContext value={{ ...analyticsCalls, me: calls.me }}>
      <OperationsCallsProvider value={calls}>{page}</OperationsCallsProvider>
    </AnalyticsCallsContext>
  ));
}

function qualification(changes: Partial<ModelQualification>): ModelQualification {
  return {
    id: "q1",
    model: "model-1",
    endpoint: "models.example",
    status: "running",
    startedAt: "2030-01-01T10:00:00Z",
    endedAt: null,
    answersRead: 240,
    answersTotal: 615,
    certificateId: null,
    reason: null,
    ...changes,
  };
}

/** Open the page of an installation whose newest qualification is this one, and return what was sent. */
function openWith(newest: ModelQualification | null, configuredModel: string | null = "model-1") {
  signInAs("ADMIN");
  const sent: string[] = [];
  let current = newest;
  const calls = {
    ...operationsCalls,
    me: async () => ME,
    certificates: async () => ({
      configuredModel,
      mayScore: false,
      reason: "It was never qualified here.",
      certificates: [],
      qualification: current && { ...current },
    }),
    startQualification: async () => {
      sent.push("start");
      current = qualification({ status: "waiting", answersRead: 0, answersTotal: 0 });
      return current;
    },
    cancelQualification: async (id: string) => {
      sent.push(`cancel ${id}`);
      current = qualification({ status: "canceled" });
      return current;
    },
  };
  openConsole("/operations/models", {}, (page) => (
    <AnalyticsCallsContext value={{ ...analyticsCalls, me: calls.me }}>
      <OperationsCallsProvider value={calls}>{page}</OperationsCallsProvider>
    </AnalyticsCallsContext>
  ));
  return sent;
}

const ON_THE_PAGE = { selector: ":not([role=status])" };

/** Open the page while a qualification runs; `run` moves it on. */
function openRunning() {
  const current = qualification({});
  openWith(current);
  return { run: (changes: Partial<ModelQualification>) => Object.assign(current, changes) };
}

const shown = () => screen.getAllByText(/^model-\d+$/).map((each) => each.textContent);

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  callerStore.set(null);
  sessionStorage.clear();
});

describe("the certificates of the models", () => {
  it("are all valid ones and the newest, and lead to the older ones", async () => {
    open([1, 6], 8);
    await screen.findByText("model-1");
    expect(shown()).toEqual(["model-1", "model-2", "model-3", "model-4", "model-6"]);

    await userEvent.click(screen.getByRole("button", { name: "Show 3 older certificates" }));
    expect(shown()).toHaveLength(8);

    await userEvent.click(screen.getByRole("button", { name: "Show only valid and recent ones" }));
    expect(shown()).toHaveLength(5);
  });

  it("are shown at once when there are few", async () => {
    open([1], 4);
    await screen.findByText("model-4");

    expect(screen.queryByRole("button", { name: /older/ })).toBeNull();
  });
});

describe("a qualification", () => {
  it("is started once the operator knows what it takes, and is shown from then on", async () => {
    const sent = openWith(null);
    await userEvent.click(await screen.findByRole("button", { name: "Qualify this model" }));
    expect(screen.getByRole("dialog", { name: "Qualify model-1?" }).textContent).toContain(
      "about 1,800 requests, which may cost money",
    );
    expect(sent).toEqual([]);

    await userEvent.click(screen.getByRole("button", { name: "Start" }));

    await screen.findByText("model-1 will be qualified shortly.", ON_THE_PAGE);
    expect(sent).toEqual(["start"]);
    expect(screen.queryByRole("button", { name: "Qualify this model" })).toBeNull();
  });

  it("shows how far it is, and is canceled after a question", async () => {
    const sent = openWith(qualification({}));
    await screen.findByText("model-1 has read 240 of 615 answers.");

    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await userEvent.click(screen.getByRole("button", { name: "Cancel it" }));

    await screen.findByText("The qualification of model-1 was canceled.", ON_THE_PAGE);
    expect(sent).toEqual(["cancel q1"]);
    await screen.findByRole("button", { name: "Qualify this model" });
  });

  it("is announced when it changes and at each tenth of the answers, and not on arrival", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { run } = openRunning();
    await screen.findByText("model-1 has read 240 of 615 answers.");
    const announced = () =>
      screen
        .getAllByRole("status")
        .map((each) => each.textContent)
        .join("");
    const passes = () => act(() => vi.advanceTimersByTimeAsync(4000));
    expect(announced()).toBe("");

    run({ answersRead: 245 });
    await passes();
    expect(announced()).toBe("");

    run({ answersRead: 310 });
    await passes();
    expect(announced()).toBe("model-1 has read 310 of 615 answers.");

    run({ answersRead: 615, status: "completed" });
    await passes();
    expect(announced()).toBe("The qualification of model-1 is complete. Its certificate is below.");
  });

  it("that ended without a certificate says why, and can be started again", async () => {
    openWith(qualification({ status: "failed", reason: "The endpoint does not accept the key." }));

    await screen.findByText("The endpoint does not accept the key.");
    screen.getByRole("button", { name: "Qualify this model" });
  });

  it("cannot be started without a model", async () => {
    openWith(null, null);
    await screen.findByText("No model has been qualified yet");

    expect(screen.queryByRole("button", { name: "Qualify this model" })).toBeNull();
  });
});
