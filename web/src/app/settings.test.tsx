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
import type {
  AtsConnection,
  DeadLetter,
  OrganizationPermission,
  OrganizationSettings,
  Permission,
  Role,
  Template,
  UserInvitation,
} from "@/shared/api/types";
import { consoleRouter } from "./router";
import { signInAs } from "./test-console";

const ALL: Permission[] = [
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
  voluntaryQuestions: "off",
  selectionGroupMinimum: 10,
  decisionsExplained: false,
  remindersSent: true,
  decisionNewsSent: false,
  replyDays: 0,
  decisionDueHours: 48,
  contactEmail: "",
  videoAllowed: true,
  voiceRecordingAllowed: false,
  leaderboard: "opt_in",
  language: "en",
  timeZone: "",
  accentColor: "",
  emailFooter: "",
  embedOrigins: [],
  embedReplacesOtp: false,
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

function open(path: string, calls: Partial<SettingsCalls>, permissions: Permission[] = ALL) {
  signInAs("ADMIN");
  const all: SettingsCalls = {
    ...settingsCalls,
    me: async () => ({
      id: "u1",
      kind: "account",
      name: "Ruth",
      email: "ruth@example.org",
      hasPassword: true,
      role: "ADMIN",
      roleName: "ADMIN",
      tenantId: "t1",
      permissions,
      timeZone: "",
      organizationTimeZone: "",
    }),
    members: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    invitations: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    keys: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    deliveries: async () => ({ data: [], total: 0, page: 1, limit: 25 }),
    organization: async () => ORGANIZATION,
    modelMarks: async () => ({ marks: [] }),
    retention: () => Promise.reject(new Problem(503, {})),
    ...calls,
  };
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = consoleRouter(createMemoryHistory({ initialEntries: [path] }));
  render(
    <QueryClientProvider client={queries}>
      <AnalyticsCallsContext value={{ ...analyticsCalls, me: all.me }}>
        <SettingsCallsProvider value={all}>
          <Calls
            value={{
              ...reviewCalls,
              waiting: () => Promise.reject(new Problem(404, {})),
              queue: () => Promise.reject(new Problem(404, {})),
            }}
          >
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
      roleName: "RECRUITER",
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
      permissions: ["interview:read" as const],
      mode: "test" as const,
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
    await user.click(screen.getByLabelText(/^Manage API keys/));
    await user.click(screen.getByLabelText(/^Test/));
    expect(screen.queryByLabelText(/^Manage API keys/)).toBeNull();
    await user.selectOptions(screen.getByLabelText("Expires after"), "No expiry");
    await user.click(screen.getByRole("button", { name: "Create key" }));

    expect(await screen.findByText(SECRET)).toBeDefined();
    expect(createKey).toHaveBeenCalledWith({
      name: "Greenhouse",
      permissions: ["interview:read"],
      mode: "test",
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

describe("the marks for models", () => {
  it("saves what is filled in, and refuses a mark that no certificate can show", async () => {
    const replaceModelMarks = vi.fn(async () => ({ marks: [] }));
    const { user } = open("/settings/model-marks", {
      modelMarks: async () => ({ marks: [{ property: "orders", minimum: 0.9 }] }),
      replaceModelMarks,
    });
    const field = await screen.findByLabelText("Gives low scores to fluent but empty answers");

    await user.type(field, "1");
    await user.click(screen.getByRole("button", { name: "Save changes" }));
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(replaceModelMarks).not.toHaveBeenCalled();

    await user.clear(field);
    await user.type(field, "0,85");
    await user.click(screen.getByRole("button", { name: "Save changes" }));
    expect(replaceModelMarks).toHaveBeenCalledWith([
      { property: "empty", minimum: 0.85 },
      { property: "orders", minimum: 0.9 },
    ]);
  });
});

describe("the organization", () => {
  it("saves a time zone on its page", async () => {
    const changeOrganization = vi.fn(async () => ORGANIZATION);
    const { user } = open("/settings/organization", { changeOrganization });

    await user.type(await screen.findByLabelText("Time zone"), "Europe/Berlin");
    await user.click(screen.getByRole("button", { name: "Save changes" }));

    expect(changeOrganization).toHaveBeenCalledWith({ timeZone: "Europe/Berlin" });
  });

  it("saves a color and a footer, and shows why one was refused", async () => {
    const refusal = new Problem(422, {
      detail: "Refused.",
      errors: [{ field: "accentColor", code: "unfit", message: "Choose a darker color." }],
    });
    const changeOrganization = vi.fn(() => Promise.reject(refusal));
    const { user } = open("/settings/branding", { changeOrganization });

    await user.type(await screen.findByLabelText("Button color"), "#ffcc00");
    await user.type(screen.getByLabelText("Footer"), "1 Mill Lane");
    await user.click(screen.getByRole("button", { name: "Save changes" }));

    expect(changeOrganization).toHaveBeenCalledWith({
      accentColor: "#ffcc00",
      emailFooter: "1 Mill Lane",
    });
    expect((await screen.findByRole("alert")).textContent).toContain("Choose a darker color.");
  });

  it("switches reminders off and the news of a decision on, and shows what is stored", async () => {
    const changeOrganization = vi.fn(async () => ORGANIZATION);
    const { user } = open("/settings/candidates", { changeOrganization });
    const region = within(await screen.findByRole("region", { name: "E-mails to candidates" }));
    const reminders = region.getByLabelText<HTMLInputElement>(/Remind candidates/);
    const news = region.getByLabelText<HTMLInputElement>(/that a decision was made/);
    expect([reminders.checked, news.checked]).toEqual([true, false]);

    await user.click(reminders);
    await user.click(news);
    await user.click(screen.getByRole("button", { name: "Save changes" }));

    expect(changeOrganization).toHaveBeenCalledWith({
      remindersSent: false,
      decisionNewsSent: true,
    });
  });

  it("registers the origins that may embed the interview, one per line", async () => {
    const changeOrganization = vi.fn(() => Promise.reject(new Problem(500, {})));
    const { user } = open("/settings/embedding", { changeOrganization });

    const origins = await screen.findByLabelText("Origins");
    await user.type(origins, "https://a.example{Enter}https://b.example");
    await user.click(screen.getByLabelText(/Candidates need no code there/));
    await user.click(screen.getByRole("button", { name: "Save changes" }));

    expect(changeOrganization).toHaveBeenCalledWith({
      embedOrigins: ["https://a.example", "https://b.example"],
      embedReplacesOtp: true,
    });
  });

  it("keeps what was typed when the session ends, until it is discarded", async () => {
    const first = open("/settings/branding", {});
    await first.user.type(await screen.findByLabelText("Footer"), "1 Mill Lane");
    cleanup();
    callerStore.set(null);

    const { user } = open("/settings/branding", {});
    const footer = (await screen.findByLabelText("Footer")) as HTMLTextAreaElement;
    expect(footer.value).toBe("1 Mill Lane");
    await user.click(screen.getByRole("button", { name: "Discard changes" }));

    expect(footer.value).toBe("");
    expect(screen.getByText("No unsaved changes")).toBeTruthy();
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

describe("roles", () => {
  const role = (
    id: string,
    codes: OrganizationPermission[],
    changes: Partial<Role> = {},
  ): Role => ({
    id,
    name: id,
    description: "",
    isSystem: false,
    permissions: codes.map((code) => {
      const [resource = "", action = ""] = code.split(":");
      return { id: code, code, resource, action, description: `About ${code}.` };
    }),
    userCount: 0,
    invitationCount: 0,
    ...changes,
  });
  const permissions = async () => {
    const ofNewerGateway = "orbit:launch" as string as OrganizationPermission;
    const known = role("all", ["interview:read", "user:manage", ofNewerGateway]).permissions;
    return { permissions: known, total: known.length };
  };
  const MANAGER: OrganizationPermission[] = ["interview:read", "user:manage"];

  it("offers to give only what one has, in words, and keeps what is refused at its field", async () => {
    const createRole = vi.fn(() =>
      Promise.reject(new Problem(409, { code: "role_name_taken", detail: "Taken." })),
    );
    const { user } = open(
      "/settings/roles",
      { roles: async () => ({ roles: [], total: 0 }), permissions, createRole },
      MANAGER,
    );

    await user.click(await screen.findByRole("button", { name: "Create role" }));
    expect(await screen.findByLabelText("Manage people and roles")).toBeDefined();
    expect(screen.queryByLabelText("About orbit:launch.")).toBeNull();
    await user.type(screen.getByLabelText("Name"), "Reader");
    await user.click(screen.getByRole("button", { name: "Save role" }));
    expect(screen.getByText("Choose at least one permission.")).toBeDefined();
    expect(createRole).not.toHaveBeenCalled();
    await user.click(screen.getByLabelText("Read interviews, plans and assessments"));
    await user.click(screen.getByRole("button", { name: "Save role" }));

    expect((await screen.findByRole("alert")).textContent).toContain("Taken.");
    expect(createRole).toHaveBeenCalledWith({
      name: "Reader",
      description: "",
      permissions: ["interview:read"],
    });
  });

  it("offers neither to change a role that allows more, nor the own one, nor to give the first", async () => {
    const more = role("More", ["interview:read", "tenant:update"], { userCount: 2 });
    const within = role("Within", ["interview:read"]);
    const listed = {
      roles: async () => ({ roles: [more, within, role("ADMIN", MANAGER)], total: 3 }),
    };
    const { user } = open("/settings/roles", listed, MANAGER);

    expect(await screen.findByRole("button", { name: "Edit: Within" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Edit: More" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Delete: Administrator" })).toBeNull();
    expect(screen.getByText("2 people with this role")).toBeDefined();
    cleanup();

    open("/settings/people", listed, MANAGER);
    await user.click(await screen.findByRole("button", { name: "Invite a person" }));
    expect(await screen.findByRole("radio", { name: /Within/ })).toBeDefined();
    expect(screen.queryByRole("radio", { name: /More/ })).toBeNull();
  });
});

it("asks for nothing of a page that the role does not include", async () => {
  const keys = vi.fn(settingsCalls.keys);
  open("/settings/keys", { keys }, ["interview:read"]);

  expect(await screen.findByRole("heading", { name: "You cannot open this page" })).toBeDefined();
  expect(screen.queryByRole("button", { name: /Create an API key/ })).toBeNull();
  expect(keys).not.toHaveBeenCalled();
});

describe("the organization's own sign-in", () => {
  const provider = {
    isSetUp: true,
    issuer: "https://login.larkfield.example",
    clientId: "vivavoce",
    defaultRole: "VIEWER" as const,
    admitsUnknown: false,
    redirectUrl: "https://interviews.example/sign-in/organization/callback",
    signInUrl: "https://interviews.example/sign-in/organization?name=larkfield",
    scimUrl: "https://interviews.example/scim/v2",
  };

  it("shows the addresses for the provider and keeps the stored secret", async () => {
    const saveIdentityProvider = vi.fn(async () => provider);
    const { user } = open("/settings/sign-in", {
      identityProvider: async () => provider,
      saveIdentityProvider,
    });

    expect(await screen.findByText(provider.redirectUrl)).toBeDefined();
    await user.click(screen.getByLabelText(/Let everyone who can sign in/));
    await user.click(screen.getByRole("button", { name: "Save changes" }));

    await waitFor(() =>
      expect(saveIdentityProvider).toHaveBeenCalledWith({
        issuer: provider.issuer,
        clientId: "vivavoce",
        clientSecret: null,
        defaultRole: "VIEWER",
        admitsUnknown: true,
      }),
    );
  });

  it("needs the secret for another issuer, and says what is wrong with an issuer", async () => {
    const saveIdentityProvider = vi.fn(() =>
      Promise.reject(
        new Problem(422, {
          errors: [{ field: "issuer", code: "invalid", message: "No provider answers there." }],
        }),
      ),
    );
    const { user } = open("/settings/sign-in", {
      identityProvider: async () => provider,
      saveIdentityProvider,
    });

    await user.type(await screen.findByLabelText("Issuer"), "/wrong");
    await user.click(screen.getByRole("button", { name: "Discard changes" }));
    expect(screen.getByLabelText<HTMLInputElement>("Issuer").value).toBe(provider.issuer);
    expect(screen.getByText("No unsaved changes")).toBeDefined();

    await user.type(screen.getByLabelText("Issuer"), "/other");
    await user.click(screen.getByRole("button", { name: "Save changes" }));
    expect(screen.getByText("Enter the client secret.")).toBeDefined();
    expect(saveIdentityProvider).not.toHaveBeenCalled();
    await user.type(screen.getByLabelText("Client secret"), "new");
    await user.click(screen.getByRole("button", { name: "Save changes" }));

    expect(await screen.findByText("No provider answers there.")).toBeDefined();
  });

  it("is removed only after a question", async () => {
    const deleteIdentityProvider = vi.fn(async () => null);
    const { user } = open("/settings/sign-in", {
      identityProvider: async () => provider,
      deleteIdentityProvider,
    });

    await user.click(await screen.findByRole("button", { name: "Remove the sign-in" }));
    expect(deleteIdentityProvider).not.toHaveBeenCalled();
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Remove" }));

    await waitFor(() => expect(deleteIdentityProvider).toHaveBeenCalled());
  });
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

describe("connecting an applicant tracking system", () => {
  const GREENHOUSE: AtsConnection = {
    ats: "greenhouse",
    isActive: true,
    apiUrl: "https://app.greenhouse.io",
    apiKeyEnding: "2b9a",
    stageTemplates: {},
    addresses: ["/api/v1/ats/greenhouse/send_test"],
    connectedAt: "2030-01-01T10:00:00Z",
    changedAt: "2030-01-01T10:00:00Z",
    calls: [
      {
        direction: "received",
        operation: "send_test",
        at: "2030-01-02T10:00:00Z",
        isSuccessful: false,
        status: 400,
        error: "ats_order_malformed: 'candidate.email' is missing.",
        interviewId: null,
      },
    ],
  };

  it("shows what the system calls, and why it was refused", async () => {
    open("/settings/ats", { atsConnections: async () => [GREENHOUSE] });

    const section = await screen.findByRole("region", { name: "Greenhouse" });

    expect(within(section).getByText("Connected")).toBeDefined();
    expect(
      within(section).getByText(`${window.location.origin}/api/v1/ats/greenhouse/send_test`),
    ).toBeDefined();
    expect(within(section).getByText("…2b9a")).toBeDefined();
    expect(
      within(section).getByText("ats_order_malformed: 'candidate.email' is missing."),
    ).toBeDefined();
  });

  it("keeps the stored key when the form is saved without one", async () => {
    const saveAtsConnection = vi.fn(async () => GREENHOUSE);
    const { user } = open("/settings/ats", {
      atsConnections: async () => [GREENHOUSE],
      saveAtsConnection,
    });

    await user.click(await screen.findByRole("button", { name: "Edit Greenhouse" }));
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(saveAtsConnection).toHaveBeenCalledWith("greenhouse", { isActive: true }),
    );
  });

  it("connects Lever with its token and the template of a stage, and asks for what is missing", async () => {
    const saveAtsConnection = vi.fn(async () => GREENHOUSE);
    const template = { templateId: "t1", title: "Buyer" } as Template;
    const { user } = open("/settings/ats", {
      atsConnections: async () => [],
      templates: async () => [template],
      saveAtsConnection,
    });

    await user.click(await screen.findByRole("button", { name: "Connect Lever" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByText("Enter the API key.")).toBeDefined();
    expect(screen.getByText("Enter the signature token.")).toBeDefined();
    await user.type(screen.getByLabelText("API key"), "key-1");
    await user.type(screen.getByLabelText("Signature token"), "token-1");
    await user.click(await screen.findByRole("button", { name: "Add a stage" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saveAtsConnection).not.toHaveBeenCalled();
    await user.type(screen.getByLabelText("Id of stage 1 in Lever"), "stage-1");
    await user.selectOptions(screen.getByLabelText("Template of stage 1"), "Buyer");
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(saveAtsConnection).toHaveBeenCalledWith("lever", {
        isActive: true,
        apiKey: "key-1",
        signingToken: "token-1",
        stageTemplates: { "stage-1": "t1" },
      }),
    );
  });

  it("says at the field why an address was refused", async () => {
    const saveAtsConnection = () =>
      Promise.reject(
        new Problem(400, {
          code: "invalid_ats_connection",
          errors: [{ field: "apiUrl", code: "refused", message: "It must be an https address." }],
        }),
      );
    const { user } = open("/settings/ats", { atsConnections: async () => [], saveAtsConnection });

    await user.click(await screen.findByRole("button", { name: "Connect Ashby" }));
    await user.type(screen.getByLabelText("API key"), "key-1");
    await user.type(screen.getByLabelText("API address"), "ftp://nowhere");
    await user.click(screen.getByRole("button", { name: "Save" }));

    expect(await screen.findByText("It must be an https address.")).toBeDefined();
  });

  it("shows no button to those who may not change it", async () => {
    open("/settings/ats", { atsConnections: async () => [GREENHOUSE] }, ["tenant:read"]);

    await screen.findByText("Connected");

    expect(screen.queryByRole("button", { name: /Greenhouse/ })).toBeNull();
  });
});
