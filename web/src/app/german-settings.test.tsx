import { i18n } from "@lingui/core";
import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AnalyticsCallsContext, analyticsCalls } from "@/features/analytics/calls";
import {
  type OperationsCalls,
  OperationsCallsProvider,
  operationsCalls,
} from "@/features/operations/calls";
import {
  type SettingsCalls,
  SettingsCallsProvider,
  settingsCalls,
} from "@/features/settings/calls";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type {
  ApiKey,
  CallerCard,
  DeadLetter,
  RetentionRun,
  WebhookMessage,
} from "@/shared/api/types";
import { speakMarkedGerman, unmarkedTexts } from "@/shared/i18n/test-marked";
import { openConsole, signInAs } from "./test-console";

/** All that the gateway sends in these tests has this name, so that it cannot be taken for a text of the page. */
const IT = "Datum";
const AT = "2026-01-05T10:00:00Z";
const DATA = [
  IT,
  "Ruth Adeyemi",
  "Europe/Berlin",
  "Greenhouse",
  "Ashby",
  "Lever",
  "greenhouse",
  "ashby",
  "lever",
  "https://",
  "example.com/vivavoce",
  "app.greenhouse.io",
  "api.ashbyhq.com",
  "api.lever.co",
  "/mcp",
  "PostgreSQL",
  "Kafka",
  "http://localhost:3000",
  "ats.",
  "tts: ",
  "MEZ",
];
const ACTIONS = [
  "user.signed_in",
  "interview.approve",
  "application.secret_reused",
  "interview.candidate_withdrew",
];
const refused = () => Promise.reject(new Problem(503, { detail: "" }));
const page = <Row,>(...data: Row[]) => ({ data, total: 60, page: 1, limit: 25 });
const run: RetentionRun = {
  at: AT,
  transcripts: 2,
  assessments: 1,
  recordings: 3,
  conversations: 2,
  failed: 1,
};
const CODES = ["interview:read", "practice:use", "tenant:read", "user:manage"] as const;
const PERMISSIONS = CODES.map((code) => ({
  code,
  description: IT,
  id: code,
  resource: IT,
  action: IT,
}));
const ME: CallerCard = {
  id: "u1",
  kind: "account",
  name: IT,
  email: IT,
  hasPassword: true,
  role: "ADMIN",
  roleName: "ADMIN",
  tenantId: "t1",
  permissions: [
    "user:manage",
    "api-key:manage",
    "tenant:read",
    "tenant:update",
    "interview:read",
    "interview:update",
    "practice:use",
    "platform:operate",
  ],
  timeZone: "",
  organizationTimeZone: "",
};
const aRole = (id: string, isSystem: boolean) => ({
  id,
  name: isSystem ? id : IT,
  description: IT,
  isSystem,
  permissions: PERMISSIONS,
  userCount: 1,
  invitationCount: 2,
});
const aKey = (more: object) => ({
  id: IT,
  name: IT,
  prefix: IT,
  permissions: [
    "interview:read",
    "interview:update",
    "tenant:read",
    "practice:use",
  ] as ApiKey["permissions"],
  mode: "live" as const,
  createdAt: AT,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: AT,
  ...more,
});
const sent = (
  status: WebhookMessage["status"],
  event: WebhookMessage["event"],
): WebhookMessage => ({
  id: status,
  interviewId: IT,
  runId: IT,
  sequence: 1,
  event,
  state: "PENDING",
  at: AT,
  url: IT,
  status,
  nextAttemptAt: status === "pending" ? AT : null,
  attempts: [
    { attempt: 1, at: AT, status: 500, error: null, latencyMs: 3 },
    { attempt: 2, at: AT, status: null, error: "timeout", latencyMs: 3 },
  ] as never,
});
const entry = (action: string, more: object = {}) => ({
  id: action,
  at: AT,
  actorKind: "account" as const,
  actorId: IT,
  actorName: IT,
  action,
  subject: IT,
  subjectName: IT,
  details: { [IT]: true },
  requestId: IT,
  ...more,
});
const CALLS: Partial<SettingsCalls> = {
  me: async () => ME,
  members: async () =>
    page(
      { id: "u1", email: IT, name: IT, role: "ADMIN", roleName: IT, tenantId: IT },
      { id: "u2", email: IT, name: IT, role: "VIEWER", roleName: IT, tenantId: IT },
    ),
  invitations: async () =>
    page(
      ...(["pending", "expired"] as const).map((status) => ({
        id: status,
        email: IT,
        name: IT,
        role: "RECRUITER",
        roleName: IT,
        status,
        invitedAt: AT,
        expiresAt: AT,
      })),
    ),
  roles: async () =>
    ({ roles: [aRole("VIEWER", true), aRole("r1", false)], permissions: PERMISSIONS }) as never,
  role: async () => aRole("r1", false),
  permissions: async () => ({ permissions: PERMISSIONS }) as never,
  keys: async () =>
    page(
      aKey({}),
      aKey({ id: "2", mode: "test", expiresAt: "2060-01-01T00:00:00Z", lastUsedAt: null }),
      aKey({ id: "3", expiresAt: new Date(Date.now() + 86_400_000).toISOString() }),
      aKey({ id: "4", expiresAt: AT, permissions: ["user:provision"] }),
      aKey({ id: "5", revokedAt: AT }),
    ),
  applications: async () =>
    page({
      id: IT,
      name: IT,
      redirectHost: null,
      userId: IT,
      userName: IT,
      permissions: ["interview:read"],
      connectedAt: AT,
      lastUsedAt: AT,
    }),
  identityProvider: async () => ({
    isSetUp: true,
    issuer: IT,
    clientId: IT,
    defaultRole: "SEEKER",
    admitsUnknown: false,
    redirectUrl: IT,
    signInUrl: IT,
    scimUrl: IT,
  }),
  webhook: async () => ({
    callbackUrl: IT,
    secret: IT,
    events: ["interview.approved"],
    isActive: true,
    isGone: false,
    autoApprovePlans: false,
    warnings: [],
  }),
  deliveries: async () =>
    page(
      sent("pending", "interview.info_needed"),
      sent("delivered", "interview.started"),
      sent("dead", "interview.cancelled"),
      sent("gone", "interview.completed"),
    ),
  atsConnections: async () => [
    {
      ats: "lever",
      isActive: true,
      apiUrl: IT,
      apiKeyEnding: IT,
      stageTemplates: { [IT]: IT },
      addresses: [IT],
      connectedAt: AT,
      changedAt: AT,
      calls: [
        {
          direction: "sent",
          operation: IT,
          at: AT,
          isSuccessful: false,
          status: 400,
          error: null,
          interviewId: IT,
        },
        {
          direction: "received",
          operation: IT,
          at: AT,
          isSuccessful: true,
          status: 200,
          error: null,
          interviewId: null,
        },
      ],
    },
  ],
  templates: async () => [{ templateId: IT, title: IT } as never],
  organization: async () =>
    ({
      name: IT,
      voluntaryQuestions: "us",
      selectionGroupMinimum: 10,
      replyDays: 0,
      decisionDueHours: 48,
      contactEmail: "",
      leaderboard: "opt_in",
      language: "en",
      timeZone: "Europe/Berlin",
      accentColor: "",
      emailFooter: "",
      embedOrigins: [],
      candidatePiiRetentionDays: 90,
      practiceRetentionDays: 365,
      intakeRetentionDays: 365,
      assessmentRetentionDays: 365,
      recordingRetentionDays: 30,
    }) as never,
  modelMarks: async () => ({ marks: [] }),
  retention: async () => ({ days: {}, recordingDays: 30, due: run, runs: [run] }),
  emailTexts: async () => [
    {
      subject: IT,
      body: IT,
      kind: "invitation",
      language: "de",
      isOwn: true,
      builtin: { subject: IT, body: IT },
      placeholders: [{ placeholder: IT, description: IT, isRequired: true }],
      changedAt: AT,
      changedBy: IT,
    },
  ],
  previewEmail: async () => ({ subject: IT, text: IT, html: "" }),
  consentTexts: async () => ({
    retentionDays: 90,
    placeholder: IT,
    data: [
      {
        version: IT,
        text: IT,
        phoneText: "",
        language: "de",
        requiredText: IT,
        addition: "",
        versions: [{ version: 1, text: "", createdAt: AT, createdBy: IT }],
      },
    ],
  }),
  previewConsent: async () => ({ version: IT, text: IT, phoneText: "" }),
  panels: async () =>
    ({
      evaluators: [
        {
          kind: "evaluator",
          name: IT,
          description: IT,
          criteria: [IT],
          version: 2,
          evaluatedBy: IT,
          isEnabled: true,
          isBuiltIn: false,
        },
      ],
      perspectives: [],
    }) as never,
  failedEvents: async () =>
    page(
      ...[null, AT].map((replayedAt) => ({
        id: String(replayedAt),
        topic: IT as DeadLetter["topic"],
        group: IT,
        eventId: IT,
        interviewId: IT,
        runId: IT,
        at: AT,
        attempts: 5,
        error: IT,
        failedAt: AT,
        replayedAt,
      })),
    ),
  auditLog: async () =>
    page(
      entry("user.signed_in"),
      entry("interview.approve", { actorName: null }),
      entry("application.secret_reused", { actorName: null, actorKind: "api_key" }),
      entry("interview.candidate_withdrew", { actorName: null, actorKind: "system" }),
    ),
};
const OPERATIONS: Partial<OperationsCalls> = {
  me: async () => ME,
  health: async () => ({
    status: "ok",
    role: IT,
    version: IT,
    profile: IT,
    checks: {
      database: { status: "ok", latencyMs: 2, error: null },
      kafka: { status: "disabled" },
    },
    outbox: { pending: 2, oldestAgeSeconds: 4, undelivered: 0 },
  }),
  bus: async () =>
    ({
      mode: "kafka",
      broker: { address: null, reachable: false },
      clientId: IT,
      groups: [{ groupId: IT, lag: null, undelivered: 0 }],
      totals: { unknownSenders: 3 },
    }) as never,
  certificates: async () =>
    ({
      configuredModel: IT,
      mayScore: false,
      reason: IT,
      qualification: { id: "q1", model: IT, status: "failed", reason: IT },
      certificates: [
        {
          id: "1",
          model: IT,
          endpoint: IT,
          status: "valid",
          reason: IT,
          isImitated: true,
          issuedAt: AT,
          expiresAt: AT,
          calls: 3,
          dollars: null,
          properties: [
            {
              name: IT,
              title: IT,
              isPassed: true,
              measures: [{ name: IT, value: 0.5, n: 3, m: 4, isPassed: true }],
            },
            {
              name: "b",
              title: IT,
              isPassed: false,
              measures: [{ name: IT, value: null, n: null, m: null, isPassed: false }],
            },
          ],
        },
        {
          id: "2",
          model: IT,
          endpoint: IT,
          status: "not_valid",
          issuedAt: AT,
          expiresAt: AT,
          calls: 3,
          dollars: "1.2",
          properties: [],
        },
      ],
    }) as never,
  engines: async () => ({
    speech: [
      { name: `tts: ${IT}`, isUsable: true, detail: IT },
      { name: IT, isUsable: false, detail: IT },
    ],
    voices: [IT],
    phone: [],
    models: (["plan", "score"] as const).map((purpose) => ({
      purpose,
      model: IT,
      endpoint: IT,
      deadlineS: 30,
      isFallback: purpose === "score",
    })),
    modelProblem: IT,
  }),
  tryModel: async (purpose) => [
    {
      purpose,
      model: IT,
      endpoint: IT,
      isFallback: purpose === "score",
      isOk: true,
      cause: null,
      remedy: null,
      firstTokenS: 0.4,
      expectedS: purpose === "score" ? 40 : null,
      deadlineS: 30,
      dollars: null,
    },
  ],
  runDoctor: async () =>
    ({
      version: IT,
      ranAt: AT,
      isHealthy: false,
      summary: IT,
      databaseError: null,
      components: [{ name: IT, isUsable: false, detail: IT }],
      missing: [{ name: IT, adds: IT }],
      checks: (["ok", "note", "broken", "unknown"] as const).map((status) => ({
        name: `${IT} ${status.length}`,
        sentence: IT,
        status,
        found: 2,
        error: null,
      })),
      text: IT,
    }) as never,
  prices: async () => ({
    repriced: 2,
    data: ["llm_in", "stt_s", "tts_chars"].map((kind) => ({
      provider: IT,
      model: "*",
      kind,
      dollars: 0.15,
      per: 1000,
      validFrom: AT,
    })) as never,
  }),
};

function open(path: string) {
  signInAs("ADMIN");
  const refusing = Object.fromEntries(Object.keys(settingsCalls).map((name) => [name, refused]));
  const settings = { ...refusing, ...CALLS } as SettingsCalls;
  const unable = Object.fromEntries(Object.keys(operationsCalls).map((name) => [name, refused]));
  const operations = { ...unable, ...OPERATIONS } as OperationsCalls;
  openConsole(path, {}, (shown) => (
    <AnalyticsCallsContext value={{ ...analyticsCalls, me: async () => ME, alerts: refused }}>
      <OperationsCallsProvider value={operations}>
        <SettingsCallsProvider value={settings}>{shown}</SettingsCallsProvider>
      </OperationsCallsProvider>
    </AnalyticsCallsContext>
  ));
}

const settled = () =>
  waitFor(() => expect(document.querySelector("main [aria-busy=true]")).toBeNull());
const buttons = () => [...document.querySelectorAll<HTMLButtonElement>("main button")];
const nameOf = (button: Element) => button.getAttribute("aria-label") ?? button.textContent ?? "";

beforeEach(speakMarkedGerman);
afterEach(() => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
  i18n.activate("en");
});

it.each([
  "/settings/people",
  "/settings/roles",
  "/settings/keys",
  "/settings/webhooks",
  "/settings/ats",
  "/settings/organization",
  "/settings/interviews",
  "/settings/candidates",
  "/settings/branding",
  "/settings/embedding",
  "/settings/model-marks",
  "/settings/sign-in",
  "/settings/emails",
  "/settings/consent",
  "/settings/retention",
  "/settings/panel",
  "/settings/failed-events",
  "/settings/audit-log",
  "/settings/applications",
  "/operations",
  "/operations/engines",
  "/operations/models",
  "/operations/doctor",
  "/operations/prices",
])("is in German, and stays so when each button is pressed: %s", async (path) => {
  const user = userEvent.setup();
  open(path);
  await screen.findByRole("heading", { level: 1 });
  await settled();
  expect(unmarkedTexts(...DATA, ...ACTIONS)).toEqual([]);

  const pressed = new Set<string>();
  for (;;) {
    const next = buttons().find((button) => !pressed.has(nameOf(button)));
    if (!next || pressed.size > 60) break;
    pressed.add(nameOf(next));
    await user.click(next);
    await settled();
    expect([nameOf(next), ...unmarkedTexts(...DATA, ...ACTIONS)]).toEqual([nameOf(next)]);
    const dialog = document.querySelector("dialog");
    if (dialog) {
      await user.click([...dialog.querySelectorAll("button")].at(-1) as HTMLButtonElement);
      await settled();
      expect([nameOf(next), ...unmarkedTexts(...DATA, ...ACTIONS)]).toEqual([nameOf(next)]);
      const still = document.querySelector("dialog button");
      if (still) await user.click(still);
    }
  }
  expect(pressed.size).toBeGreaterThan(0);
});
