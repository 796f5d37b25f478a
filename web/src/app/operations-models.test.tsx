import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { AnalyticsCallsContext, analyticsCalls } from "@/features/analytics/calls";
import { OperationsCallsProvider, operationsCalls } from "@/features/operations/calls";
import { callerStore } from "@/shared/api/caller";
import type { CallerCard, ModelCertificate } from "@/shared/api/types";
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
    }),
  };
  openConsole("/operations/models", {}, (page) => (
    <AnalyticsCallsContext value={{ ...analyticsCalls, me: calls.me }}>
      <OperationsCallsProvider value={calls}>{page}</OperationsCallsProvider>
    </AnalyticsCallsContext>
  ));
}

const shown = () => screen.getAllByText(/^model-\d+$/).map((each) => each.textContent);

afterEach(() => {
  cleanup();
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
