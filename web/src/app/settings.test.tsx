import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AnalyticsCallsContext, analyticsCalls } from "@/features/analytics/calls";
import { Calls, reviewCalls } from "@/features/approvals/calls";
import {
  type SettingsCalls,
  SettingsCallsProvider,
  settingsCalls,
} from "@/features/settings/calls";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { DeadLetter, OrganizationSettings, UserInvitation } from "@/shared/api/types";
import { consoleRouter } from "./router";
import { signInAs } from "./test-console";

const ALL = [
  "user:manage",
  "api-key:manage",
  "tenant:read",
  "tenant:update",
  "interview:read",
  "interview:update",
];
const ORGANIZATION: OrganizationSettings = {
  name: "Larkfield",
  autoApprovePlans: false,
  otpRequired: true,
  retryRejectedPlans: false,
  secondDeciderRequired: false,
  reviewAllowed: true,
  decisionsExplained: false,
  replyDays: 0,
  contactEmail: "",
  videoAllowed: true,
  leaderboard: "on",
  language: "en",
  candidatePiiRetentionDays: 90,
  practiceRetentionDays: 365,
  intakeRetentionDays: 365,
  assessmentRetentionDays: 365,
  recordingRetentionDays: 30,
};
const SECRET = "sk_live_this-is-shown-once";
const AN_EVENT: DeadLetter = {
  id: "d1",
  topic: "plan.generated",
  group: "api-gateway-consumer",
  eventId: "e1",
  interviewId: "i1",
  runId: "run_1",
  at: "2030-01-01T10:00:00Z",
  attempts: 5,
  error: "ValueError",
  failedAt: "2030-01-01T10:05:00Z",
  replayedAt: null,
};

function open(path: string, calls: Partial<SettingsCalls>, permissions = ALL) {
  signInAs("ADMIN");
  const all: SettingsCalls = {
    ...settingsCalls,
    me: async () => ({
      id: "u1",
      kind: "account",
      name: "Ruth",
      email: "ruth@example.org",
      role: "ADMIN",
      tenantId: "t1",
      permissions,
    }),
    members: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    invitations: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    keys: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    deliveries: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    organization: async () => ORGANIZATION,
    retention: () => Promise.reject(new Problem(503, {})),
    ...calls,
  };
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = consoleRouter(createMemoryHistory({ initialEntries: [path] }));
  render(
    <QueryClientProvider client={queries}>
      <AnalyticsCallsContext value={{ ...analyticsCalls, me: all.me }}>
        <SettingsCallsProvider value={all}>
          <Calls value={{ ...reviewCalls, waiting: () => Promise.reject(new Problem(404, {})) }}>
            <RouterProvider router={router} />
          </Calls>
        </SettingsCallsProvider>
      </AnalyticsCallsContext>
    </QueryClientProvider>,
  );
  return { queries, user: userEvent.setup() };
}

afterEach(() => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
});

describe("inviting a person", () => {
  it("never moves the focus while somebody types into a form that was refused", async () => {
    const { user } = open("/settings/people", {});

    await user.click(await screen.findByRole("button", { name: /Invite a person/ }));
    await user.click(screen.getByRole("button", { name: "Send invitation" }));
    const email = screen.getByLabelText("E-mail address");
    expect(document.activeElement).toBe(email);
    await user.keyboard("nora@larkfield.example");

    expect(document.activeElement).toBe(email);
    expect((email as HTMLInputElement).value).toBe("nora@larkfield.example");
  });

  it("says at the address that the person is a member already", async () => {
    const invite = () =>
      Promise.reject(new Problem(409, { code: "already_member", detail: "Already here." }));
    const { user } = open("/settings/people", { invite });

    await user.click(await screen.findByRole("button", { name: /Invite a person/ }));
    await user.type(screen.getByLabelText("E-mail address"), "nora@larkfield.example");
    await user.type(screen.getByLabelText("Name"), "Nora");
    await user.click(screen.getByRole("button", { name: "Send invitation" }));

    expect((await screen.findByRole("alert")).textContent).toContain("Already here.");
    expect(screen.getByLabelText("E-mail address").getAttribute("aria-invalid")).toBe("true");
  });

  it("withdraws an invitation only after a question, the safe choice first", async () => {
    const revokeInvitation = vi.fn(async () => undefined);
    const invited: UserInvitation = {
      id: "v1",
      email: "nora@larkfield.example",
      name: "Nora",
      role: "RECRUITER",
      status: "expired",
      invitedAt: "2030-01-01T10:00:00Z",
      expiresAt: "2030-01-08T10:00:00Z",
    };
    const { user } = open("/settings/people", {
      invitations: async () => ({ data: [invited], total: 1, page: 1, limit: 25 }),
      revokeInvitation,
    });

    await user.click(await screen.findByRole("button", { name: /^Withdraw/ }));
    const dialog = await screen.findByRole("dialog");
    expect(
      within(dialog)
        .getAllByRole("button")
        .map((button) => button.textContent),
    ).toEqual(["Keep it", "Withdraw"]);
    expect(revokeInvitation).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("button", { name: "Withdraw" }));
    await waitFor(() => expect(revokeInvitation).toHaveBeenCalledWith("v1"));
  });
});

describe("a new API key", () => {
  it("is shown once, and kept in no storage and no cache", async () => {
    const createKey = vi.fn(async () => ({
      id: "k1",
      name: "Greenhouse",
      prefix: "sk_live_this",
      permissions: ["interview:read"],
      createdAt: "2030-01-01T10:00:00Z",
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
      key: SECRET,
    }));
    const { queries, user } = open("/settings/keys", { createKey });

    await user.click(await screen.findByRole("button", { name: /Create an API key/ }));
    await user.type(screen.getByLabelText("Name"), "Greenhouse");
    await user.click(screen.getByLabelText("Read interviews, plans and assessments"));
    await user.selectOptions(screen.getByLabelText("Expires after"), "No expiry");
    await user.click(screen.getByRole("button", { name: "Create key" }));

    expect(await screen.findByText(SECRET)).toBeDefined();
    expect(createKey).toHaveBeenCalledWith({
      name: "Greenhouse",
      permissions: ["interview:read"],
      expiresAt: null,
    });
    const caches = [queries.getQueryCache().getAll(), queries.getMutationCache().getAll()];
    const kept = caches.flat().map((entry) => entry.state);
    expect(JSON.stringify([kept, { ...sessionStorage }, { ...localStorage }])).not.toContain(
      SECRET,
    );
    await user.click(screen.getByRole("button", { name: "I have saved it" }));
    expect(screen.queryByText(SECRET)).toBeNull();
  });
});

describe("retention", () => {
  it("asks before a shorter period deletes data, and sends only what changed", async () => {
    const changeOrganization = vi.fn(async () => ORGANIZATION);
    const { user } = open("/settings/retention", { changeOrganization });
    const field = await screen.findByLabelText("Candidates' answers and personal data");

    await user.clear(field);
    await user.type(field, "30");
    await user.keyboard("{Enter}");
    expect(changeOrganization).not.toHaveBeenCalled();
    await user.click(await screen.findByRole("button", { name: "Shorten and delete" }));

    expect(changeOrganization).toHaveBeenCalledWith({ candidatePiiRetentionDays: 30 });
  });
});

describe("failed events", () => {
  it("are replayed one by one, and a refusal stands at the event", async () => {
    const replayEvent = vi.fn(() =>
      Promise.reject(new Problem(409, { detail: "It was replayed already." })),
    );
    const { user } = open("/settings/failed-events", {
      failedEvents: async () => ({ data: [AN_EVENT], total: 1, page: 1, limit: 25 }),
      replayEvent,
    });

    await user.click(await screen.findByRole("button", { name: /^Replay: plan.generated/ }));

    expect(replayEvent).toHaveBeenCalledWith("d1");
    expect((await screen.findByRole("alert")).textContent).toContain("It was replayed already.");
  });
});

it("asks for nothing of a page that the role does not include", async () => {
  const keys = vi.fn(settingsCalls.keys);
  open("/settings/keys", { keys }, ["interview:read"]);

  expect(await screen.findByRole("heading", { name: "You cannot open this page" })).toBeDefined();
  expect(screen.queryByRole("button", { name: /Create an API key/ })).toBeNull();
  expect(keys).not.toHaveBeenCalled();
});

describe("connected applications", () => {
  it("are disconnected only after a question", async () => {
    const disconnect = vi.fn(async () => null);
    const { user } = open(
      "/settings/applications",
      {
        applications: async () => ({
          data: [
            {
              id: "a1",
              name: "Desk assistant",
              redirectHost: null,
              userId: "u1",
              userName: "Ruth",
              permissions: ["interview:read"],
              connectedAt: "2030-01-01T10:00:00Z",
              lastUsedAt: null,
            },
          ],
          total: 1,
          page: 1,
          limit: 25,
        }),
        disconnect,
      },
      [],
    );

    await user.click(await screen.findByRole("button", { name: "Disconnect: Desk assistant" }));
    expect(disconnect).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Disconnect" }));

    await waitFor(() => expect(disconnect).toHaveBeenCalledWith("a1"));
    expect(screen.queryByRole("button", { name: "Show everyone's" })).toBeNull();
  });
});
