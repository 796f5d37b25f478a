import { describe, expect, it } from "vitest";
import type { ApiKey, OrganizationSettings } from "@/shared/api/types";
import { actionGroups } from "./audit/words";
import { changedOnly } from "./changed";
import { periodsOf, RETENTION_FIELDS, refusedDays, shortened } from "./periods";
import { settingsPlacesFor } from "./places";
import { answerOf, expiryAfter, keyState } from "./words";

const NOW = new Date("2030-01-01T00:00:00Z");

function aKey(more: Partial<ApiKey>): ApiKey {
  return {
    id: "k1",
    name: "Greenhouse",
    prefix: "sk_live_ab12",
    permissions: ["interview:read"],
    mode: "live",
    createdAt: "2029-12-01T00:00:00Z",
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    ...more,
  };
}

const SETTINGS: OrganizationSettings = {
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

describe("an API key", () => {
  it.each([
    [{}, "active"],
    [{ expiresAt: "2030-02-01T00:00:00Z" }, "active"],
    [{ expiresAt: "2030-01-02T00:00:00Z" }, "ending"],
    [{ expiresAt: "2030-01-01T00:00:00Z" }, "expired"],
    [{ expiresAt: "2030-02-01T00:00:00Z", revokedAt: "2029-12-02T00:00:00Z" }, "revoked"],
  ])("with %j is %s", (more, state) => {
    expect(keyState(aKey(more), NOW)).toBe(state);
  });

  it("expires after so many days, or never", () => {
    expect(expiryAfter(30, NOW)).toBe("2030-01-31T00:00:00.000Z");
    expect(expiryAfter(0, NOW)).toBeNull();
  });
});

describe("a receiver's answer", () => {
  it.each([
    [500, null, "The receiver answered with status 500."],
    [null, "dns", "The name of the server was not found."],
    [null, "something_new", "There was no answer (something_new)."],
    [null, null, "There was no answer."],
  ])("of %s and %s reads as a sentence", (status, error, sentence) => {
    expect(answerOf(status, error)).toBe(sentence);
  });
});

describe("the settings of an organization", () => {
  it("are sent as far as they were changed", () => {
    expect(changedOnly(SETTINGS, { ...SETTINGS, name: "Lark", otpRequired: true })).toEqual({
      name: "Lark",
    });
  });

  it("keep each period within its bounds", () => {
    const recording = RETENTION_FIELDS.find(({ name }) => name === "recordingRetentionDays");
    if (!recording) throw new Error("no such period");
    const typed = (text: string) =>
      refusedDays(recording, { ...periodsOf(SETTINGS), recordingRetentionDays: text });

    expect([typed("30"), typed(" 1 ")]).toEqual([null, null]);
    for (const text of ["", "0", "31", "1.5", "-3", "ten", "1e1"]) {
      expect(typed(text)).toBe("Enter a whole number from 1 to 30.");
    }
  });

  it("tell which periods would delete data earlier", () => {
    const before = periodsOf(SETTINGS);
    const now = { ...before, candidatePiiRetentionDays: "30", practiceRetentionDays: "400" };
    expect(shortened(before, now).map(({ name }) => name)).toEqual(["candidatePiiRetentionDays"]);
  });
});

describe("what the audit log can be filtered by", () => {
  it("has no two choices with the same words", () => {
    const words = actionGroups().flatMap(([, actions]) => actions.map(([, each]) => each));
    expect(words.filter((each, place) => words.indexOf(each) !== place)).toEqual([]);
  });
});

describe("the list of settings pages", () => {
  it("has the own applications and account while permissions are unknown, and what they allow afterwards", () => {
    const names = (permissions?: string[]) =>
      settingsPlacesFor(permissions).map((place) => place.name);
    expect(names()).toEqual(["Applications", "Account"]);
    expect(names(["tenant:read", "interview:read"])).toEqual([
      "Organization",
      "Organization sign-in",
      "Interview rules",
      "Model requirements",
      "Retention",
      "Candidates’ pages",
      "Consent text",
      "E-mails",
      "Branding",
      "Webhooks",
      "Applicant tracking",
      "Embedding",
      "Applications",
      "Account",
    ]);
  });
});
