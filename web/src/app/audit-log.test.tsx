import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { AnalyticsCallsContext, analyticsCalls } from "@/features/analytics/calls";
import {
  type AuditQuery,
  type SettingsCalls,
  SettingsCallsProvider,
  settingsCalls,
} from "@/features/settings/calls";
import { callerStore } from "@/shared/api/caller";
import { permissionsOf } from "@/shared/api/test-caller";
import type { AuditEntry } from "@/shared/api/types";
import { timeZoneStore } from "@/shared/lib/time-zone";
import { openConsole, signInAs } from "./test-console";

const anEntry = (more: Partial<AuditEntry>): AuditEntry => ({
  id: "e1",
  at: "2030-05-31T09:30:00Z",
  actorKind: "account",
  actorId: "u1",
  actorName: "Ada Lovelace",
  action: "user.role_changed",
  subject: "u2",
  subjectName: "Grace Hopper",
  details: { from: "VIEWER", to: "RECRUITER" },
  requestId: "req_1",
  ...more,
});

function open(
  path: string,
  entries: AuditEntry[],
  { role = "ADMIN", total = entries.length } = {},
) {
  signInAs(role);
  const asked: [AuditQuery, number][] = [];
  const calls: SettingsCalls = {
    ...settingsCalls,
    me: async () => ({
      id: "u1",
      kind: "account",
      name: "Ada Lovelace",
      email: "ada@example.org",
      hasPassword: true,
      role,
      roleName: role,
      tenantId: "t1",
      permissions: permissionsOf(role),
      timeZone: "",
      organizationTimeZone: "",
    }),
    auditLog: async (query, page) => {
      asked.push([query, page]);
      return { data: entries, total, page, limit: 25 };
    },
  };
  const { router } = openConsole(path, {}, (page) => (
    <AnalyticsCallsContext value={{ ...analyticsCalls, me: calls.me }}>
      <SettingsCallsProvider value={calls}>{page}</SettingsCallsProvider>
    </AnalyticsCallsContext>
  ));
  return { asked, router, user: userEvent.setup() };
}

afterEach(() => {
  cleanup();
  callerStore.set(null);
  timeZoneStore.set("");
  sessionStorage.clear();
});

describe("the audit log", () => {
  it("says in a sentence who did what to whom", async () => {
    open("/settings/audit-log", [
      anEntry({}),
      anEntry({
        id: "e2",
        actorKind: "system",
        actorId: null,
        actorName: null,
        action: "interview.candidate_withdrew",
        subject: "i7",
        subjectName: null,
        details: { by: "candidate" },
      }),
      anEntry({ id: "e3", action: "user.signed_in", subject: "u1", subjectName: "Ada Lovelace" }),
      anEntry({ id: "e4", actorKind: "api_key", actorName: null, action: "new.action" }),
    ]);

    const unfolding = await screen.findAllByText("Details");
    const [first, second, third, fourth] = unfolding.map((one) => one.closest("li"));

    expect(first?.textContent).toContain("Ada Lovelace changed a person's role: Grace Hopper");
    expect(second?.textContent).toContain("The candidate withdrew from the interview");
    const link = within(second as HTMLElement).getByRole("link", { name: "Interview" });
    expect(link.getAttribute("href")).toBe("/interviews/i7");
    expect(third?.textContent).toContain("Ada Lovelace signed in");
    expect(third?.textContent).not.toContain(": Ada Lovelace");
    expect(fourth?.textContent).toContain("An API key that no longer exists new.action");
    expect(within(first as HTMLElement).getByText("RECRUITER")).toBeDefined();
  });

  it("is filtered by what was done, by whom and in which days of the time zone in use", async () => {
    timeZoneStore.set("Asia/Kolkata");
    const { asked, router, user } = open("/settings/audit-log?from=2030-05-31&to=2030-05-31", [
      anEntry({}),
    ]);

    await user.selectOptions(await screen.findByLabelText("What was done"), "Changed a role");
    await user.type(screen.getByLabelText("Person or API key"), "ada");
    await waitFor(() => expect(asked.at(-1)?.[0].actor).toBe("ada"));

    expect(asked.at(-1)).toEqual([
      {
        action: "role.changed",
        actor: "ada",
        from: "2030-05-30T18:30:00.000Z",
        before: "2030-05-31T18:30:00.000Z",
      },
      1,
    ]);
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    await waitFor(() => expect(asked.at(-1)).toEqual([{}, 1]));
    expect(screen.getByLabelText<HTMLInputElement>("Person or API key").value).toBe("");
    expect(router.state.location.search).toEqual({});
  });

  it("has pages, and another filter begins at the first", async () => {
    const { asked, user } = open("/settings/audit-log", [anEntry({})], { total: 60 });

    await user.click(await screen.findByRole("button", { name: "Next" }));
    expect(await screen.findByText("26 to 50 of 60")).toBeDefined();
    expect(asked.at(-1)).toEqual([{}, 2]);
    await user.click(screen.getByText("Details"));
    await user.click(screen.getByRole("button", { name: "Only entries about the same subject" }));

    await waitFor(() => expect(asked.at(-1)).toEqual([{ subject: "u2" }, 1]));
  });

  it("says so where no entry fits", async () => {
    open("/settings/audit-log?action=role", []);

    expect(await screen.findByRole("heading", { name: "No entry fits" })).toBeDefined();
  });

  it("is for administrators: others see no link, and nothing is asked for", async () => {
    const { asked } = open("/settings/audit-log", [anEntry({})], { role: "RECRUITER" });

    expect(await screen.findByRole("heading", { name: "You cannot open this page" })).toBeDefined();
    expect(screen.queryByRole("link", { name: "Audit log" })).toBeNull();
    expect(asked).toEqual([]);
  });
});
