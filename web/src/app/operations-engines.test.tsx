import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AnalyticsCallsContext, analyticsCalls } from "@/features/analytics/calls";
import {
  type OperationsCalls,
  OperationsCallsProvider,
  operationsCalls,
} from "@/features/operations/calls";
import { trialWord } from "@/features/operations/words";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { CallerCard, DoctorReport, ModelTrial } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";

const ME: CallerCard = {
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
};
const TRIAL: ModelTrial = {
  purpose: "plan",
  model: "usual",
  endpoint: "models.example",
  isFallback: false,
  isOk: true,
  cause: null,
  remedy: null,
  firstTokenS: 0.4,
  expectedS: 12,
  deadlineS: 30,
  dollars: "0.0004",
};
const REPORT: DoctorReport = {
  version: "1.0",
  ranAt: "2030-01-01T10:00:00Z",
  isHealthy: false,
  summary: "1 of 2 checks found problems.",
  databaseError: null,
  components: [{ name: "mail", isUsable: false, detail: "SMTP_URL is not valid" }],
  missing: [{ name: "Kafka", adds: "Set KAFKA_BROKERS." }],
  checks: [
    { name: "live.a", sentence: "A log has no gaps.", status: "broken", found: 3, error: null },
    { name: "live.b", sentence: "All is well.", status: "ok", found: 0, error: null },
  ],
  text: "Vivavoce 1.0",
};

function open(path: string, calls: Partial<OperationsCalls>, me = ME) {
  signInAs("ADMIN");
  const all: OperationsCalls = {
    ...operationsCalls,
    me: async () => me,
    engines: async () => ({
      speech: [
        { name: "tts: espeak", isUsable: true, detail: "first choice" },
        { name: "stt: deepgram", isUsable: false, detail: "DEEPGRAM_API_KEY is not set" },
      ],
      voices: ["espeak"],
      phone: [],
      models: [
        {
          purpose: "plan",
          model: "usual",
          endpoint: "models.example",
          deadlineS: 30,
          isFallback: false,
        },
      ],
      modelProblem: null,
    }),
    ...calls,
  };
  openConsole(path, {}, (page) => (
    <AnalyticsCallsContext value={{ ...analyticsCalls, me: all.me }}>
      <OperationsCallsProvider value={all}>{page}</OperationsCallsProvider>
    </AnalyticsCallsContext>
  ));
  return userEvent.setup();
}

afterEach(() => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
});

describe("the engines of an installation", () => {
  it("say why one is not used, and only a voice that can speak can be tried", async () => {
    open("/operations/engines", {});

    expect(await screen.findByText("DEEPGRAM_API_KEY is not set")).toBeDefined();
    const tries = screen.getAllByRole("button", { name: /^Try/ });
    expect(tries.map((button) => button.getAttribute("aria-label"))).toEqual([
      "Try it: the voice espeak",
      "Try it: the model for plans",
    ]);
  });

  it("show the cause and the remedy of a model that fails", async () => {
    const tryModel = vi.fn(async () => [
      { ...TRIAL, isOk: false, cause: "the key was refused", remedy: "Set LLM_API_KEY." },
    ]);
    const user = open("/operations/engines", { tryModel });

    await user.click(await screen.findByRole("button", { name: "Try it: the model for plans" }));

    expect(await screen.findByText("the key was refused. Set LLM_API_KEY.")).toBeDefined();
    expect(tryModel).toHaveBeenCalledWith("plan");
  });

  it("show why a voice was not heard", async () => {
    const detail = "The voice produced no sample: timeout. Check the network.";
    const user = open("/operations/engines", {
      speakSample: () => Promise.reject(new Problem(502, { detail })),
    });

    await user.click(await screen.findByRole("button", { name: "Try it: the voice espeak" }));

    expect((await screen.findByRole("alert")).textContent).toContain(detail);
  });

  it("ask for nothing where the person is no operator", async () => {
    const engines = vi.fn(operationsCalls.engines);
    open("/operations/engines", { engines }, { ...ME, permissions: ["interview:read"] });

    expect(await screen.findByText("You cannot open this page")).toBeDefined();
    expect(engines).not.toHaveBeenCalled();
  });
});

describe("the speed of a model", () => {
  it.each([
    [{}, "A usual answer takes about 12 s, within the 30 s allowed; $0.0004."],
    [{ expectedS: null, dollars: null }, "Its speed was not measured; cost unknown."],
  ] as [Partial<ModelTrial>, string][])("with %j is %s", (more, words) => {
    expect(trialWord({ ...TRIAL, ...more })).toBe(words);
  });
});

describe("the doctor", () => {
  it("runs when it is asked to, and shows first what needs a look", async () => {
    const runDoctor = vi.fn(async () => REPORT);
    const user = open("/operations/doctor", { runDoctor });
    const copied = vi.spyOn(navigator.clipboard, "writeText");

    expect(await screen.findByText("Not run yet")).toBeDefined();
    expect(runDoctor).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Run the checks" }));

    const look = await screen.findByRole("region", { name: "To look at" });
    expect(within(look).getByText("A log has no gaps.")).toBeDefined();
    expect(within(look).getByText(/^3 findings/)).toBeDefined();
    expect(within(look).queryByText("All is well.")).toBeNull();
    expect(screen.getByText("SMTP_URL is not valid")).toBeDefined();
    expect(screen.getByText("Set KAFKA_BROKERS.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Copy as text" }));
    expect(copied).toHaveBeenCalledWith("Vivavoce 1.0");
  });
});
