import { act, cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type NotificationCalls, NotificationCallsProvider } from "@/features/notifications/calls";
import { placeOf, titleOf } from "@/features/notifications/words";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { Notification, NotificationPage } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";

const PLAN: Notification = {
  id: "plan:i1:1",
  kind: "plan",
  at: "2030-01-01T10:00:00Z",
  isRead: false,
  interviewId: "i1",
  candidateName: "Amara Okonkwo",
  position: "Welder",
  claimedKind: null,
  claimedBy: null,
  failure: null,
  endsAt: null,
};

function pageOf(data: Notification[], more: Partial<NotificationPage> = {}): NotificationPage {
  const unread = data.filter(({ isRead }) => !isRead).length;
  const asOf = "2030-01-01T12:00:00Z";
  return { data, total: data.length, unread, page: 1, limit: 20, nextCursor: null, asOf, ...more };
}

function open(path: string, calls: Partial<NotificationCalls>, role = "RECRUITER") {
  signInAs(role);
  const all: NotificationCalls = {
    notifications: async () => pageOf([PLAN]),
    markRead: async () => undefined,
    markAllRead: async () => undefined,
    ...calls,
  };
  const opened = openConsole(path, {}, (page) => (
    <NotificationCallsProvider value={all}>{page}</NotificationCallsProvider>
  ));
  return { ...opened, user: userEvent.setup() };
}

afterEach(() => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
});

describe("the bell", () => {
  it("says how many are new, and announces what comes later, once", async () => {
    let found = pageOf([PLAN]);
    const { queries } = open("/notifications", { notifications: async () => found });

    expect((await screen.findAllByRole("link", { name: "Notifications, 1 new" })).length).toBe(2);
    expect(screen.queryByText("1 new notification.")).toBeNull();

    found = pageOf([PLAN, { ...PLAN, id: "plan:i2:1" }, { ...PLAN, id: "plan:i3:1" }]);
    await act(() => queries.invalidateQueries({ queryKey: ["notifications"] }));
    const said = await screen.findByText("2 new notifications.");
    expect(said.getAttribute("role")).toBe("status");

    found = pageOf([]);
    await act(() => queries.invalidateQueries({ queryKey: ["notifications"] }));
    expect((await screen.findAllByRole("link", { name: "Notifications" })).length).toBe(2);
  });

  it("is not there for those who only practice, and nothing is asked for", async () => {
    const notifications = vi.fn(async () => pageOf([]));
    open("/notifications", { notifications }, "SEEKER");

    expect(await screen.findByText("You cannot open this page")).toBeDefined();
    expect(screen.queryByRole("link", { name: /^Notifications/ })).toBeNull();
    expect(notifications).not.toHaveBeenCalled();
  });
});

describe("the notifications", () => {
  it("lead to their place, and are read when a person goes there", async () => {
    const markRead = vi.fn(async () => undefined);
    const { user } = open("/notifications", { markRead });

    const link = await screen.findByRole("link", { name: "Plan to approve" });
    expect(link.getAttribute("href")).toBe("/interviews/i1/plan");
    expect(screen.getByText("Amara Okonkwo · Welder")).toBeDefined();
    await user.click(link);

    await waitFor(() => expect(markRead).toHaveBeenCalledWith(["plan:i1:1"]));
  });

  it("are all read until the moment at which they were listed", async () => {
    const markAllRead = vi.fn(async () => undefined);
    const { user } = open("/notifications", { markAllRead });

    await user.click(await screen.findByRole("button", { name: "Mark all as read" }));

    expect(markAllRead).toHaveBeenCalledWith("2030-01-01T12:00:00Z");
  });

  it("go on to the older ones, which have the focus, and can be narrowed to new ones", async () => {
    const older = { ...PLAN, id: "plan:i2:1", candidateName: "Bo Older" };
    const notifications = vi.fn<NotificationCalls["notifications"]>(async (_, cursor) =>
      cursor
        ? pageOf([older], { total: 2 })
        : pageOf([PLAN], { total: 2, nextCursor: "after plan:i1:1" }),
    );
    const { user } = open("/notifications", { notifications });

    await user.click(await screen.findByRole("button", { name: "Show older" }));
    expect(await screen.findByText("Bo Older · Welder")).toBeDefined();
    expect(screen.getByText("Amara Okonkwo · Welder")).toBeDefined();
    expect(notifications).toHaveBeenLastCalledWith(false, "after plan:i1:1");
    expect(screen.queryByRole("button", { name: "Show older" })).toBeNull();
    await waitFor(() =>
      expect(document.activeElement?.closest("li")?.textContent).toContain("Bo Older"),
    );
    await user.click(screen.getByLabelText("Only new ones"));

    await waitFor(() => expect(notifications).toHaveBeenLastCalledWith(true, undefined));
  });

  it("keep what is shown where the older ones do not load", async () => {
    const notifications: NotificationCalls["notifications"] = async (_, cursor) => {
      if (cursor) throw new Problem(503, {});
      return pageOf([PLAN], { total: 2, nextCursor: "after plan:i1:1" });
    };
    const { user } = open("/notifications", { notifications });

    await user.click(await screen.findByRole("button", { name: "Show older" }));

    expect(await screen.findByText(/The older notifications did not load/)).toBeDefined();
    expect(screen.getByText("Amara Okonkwo · Welder")).toBeDefined();
    expect(screen.getByRole("button", { name: "Show older" })).toBeDefined();
  });

  it("say why they did not load", async () => {
    open("/notifications", { notifications: () => Promise.reject(new Problem(503, {})) });

    expect(await screen.findByText(/The notifications did not load/)).toBeDefined();
  });
});

describe("the words of a notification", () => {
  it.each([
    [
      { kind: "step_failed", failure: { stage: "planning", code: "x", attempts: 3 } },
      "A step failed: planning",
    ],
    [{ kind: "item_claimed", claimedBy: "Otto", claimedKind: "plan" }, "Otto works on the plan"],
    [
      { kind: "certificate_ends", endsAt: "2020-01-01T00:00:00Z" },
      "The certificate of the model ended",
    ],
    [{ kind: "person_requested" }, "Asks for a person"],
  ] as [Partial<Notification>, string][])("%j is %s", (more, title) => {
    expect(titleOf({ ...PLAN, ...more })).toBe(title);
  });

  it.each([
    ["assessment", "/interviews/$id/assessment"],
    ["decision_to_confirm", "/interviews/$id/assessment"],
    ["details", "/interviews/$id"],
    ["intake", "/intake/$id"],
    ["item_claimed", "/queue"],
    ["certificate_ends", "/operations/models"],
  ] as [Notification["kind"], string][])("%s leads to %s", (kind, to) => {
    expect(placeOf({ ...PLAN, kind }).to).toBe(to);
  });
});
