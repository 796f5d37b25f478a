import { describe, expect, it } from "vitest";
import { dashboardReducer, type LiveDashboard, stepped } from "./dashboard-state";
import type { DashboardMessage, LiveCard } from "./shapes";
import { aCard, aNeed, START, TOTALS } from "./test-data";

const at = "2030-01-01T10:00:00Z";
const snapshot = (...sessions: LiveCard[]): DashboardMessage => ({
  type: "snapshot",
  at,
  totals: TOTALS,
  sessions,
});
const changed = (sessions: LiveCard[], gone: string[] = []): DashboardMessage => ({
  type: "changed",
  at,
  totals: TOTALS,
  sessions,
  gone,
});
const folded = (
  dashboard: LiveDashboard | null,
  messages: DashboardMessage[],
  after = 0,
): LiveDashboard => {
  const next = dashboardReducer(dashboard, messages, START + after);
  if (!next) throw new Error("There is no wall.");
  return next;
};

describe("the wall's places", () => {
  it("are kept for a session's whole life; new sessions fill gaps", () => {
    let dashboard = folded(null, [snapshot(aCard("a"), aCard("b"), aCard("c"))]);
    dashboard = folded(dashboard, [changed([], ["b"])]);
    expect(dashboard.slots).toEqual(["a", null, "c"]);

    dashboard = folded(dashboard, [changed([aCard("d"), aCard("e")])]);

    expect(dashboard.slots).toEqual(["a", "d", "c", "e"]);
  });

  it("outlive a lost line", () => {
    const before = folded(null, [snapshot(aCard("a"), aCard("b"), aCard("c"))]);

    const dashboard = folded(before, [snapshot(aCard("c"), aCard("d"))]);

    expect(dashboard.slots).toEqual(["d", null, "c"]);
  });

  it("give nothing new where nothing came", () => {
    const dashboard = folded(null, [snapshot(aCard("a"))]);

    expect(dashboardReducer(dashboard, [], START + 1000)).toBe(dashboard);
    const after = folded(dashboard, [changed([aCard("b")])]);
    expect(after.cards.get("a")).toBe(dashboard.cards.get("a"));
  });

  it("are nothing before the first snapshot", () => {
    expect(dashboardReducer(null, [changed([aCard("a")])], START)).toBeNull();
  });
});

describe("what needs a look", () => {
  it("appears after five seconds, the longest waiting first", () => {
    const dashboard = folded(null, [
      snapshot(
        aCard("a", { attention: [aNeed("slow", 2)] }),
        aCard("b", { attention: [aNeed("stuck", 10)] }),
        aCard("c", { attention: [aNeed("errors", 90)] }),
      ),
    ]);
    expect(dashboard.attentionItems.map((item) => item.id)).toEqual(["c", "b"]);

    const later = folded(dashboard, [], 3000);

    expect(later.attentionItems.map((item) => item.id)).toEqual(["c", "b", "a"]);
  });

  it("stays ten seconds after it is over, and not when the session is gone", () => {
    const ill = folded(null, [snapshot(aCard("a", { attention: [aNeed("slow", 9)] }))]);

    const well = folded(ill, [changed([aCard("a")])], 1000);
    expect(well.attentionItems[0]?.endedAt).toBe(START + 1000);
    expect(folded(well, [], 10_999).attentionItems).toHaveLength(1);
    expect(folded(well, [], 11_000).attentionItems).toHaveLength(0);
    expect(folded(well, [changed([], ["a"])], 2000).attentionItems).toHaveLength(0);
  });

  it("does not go and come when it returns within that time", () => {
    const need = aNeed("slow", 9);
    const ill = folded(null, [snapshot(aCard("a", { attention: [need] }))]);
    const well = folded(ill, [changed([aCard("a")])], 1000);

    const again = folded(well, [changed([aCard("a", { attention: [aNeed("slow", -2)] })])], 2500);

    expect(again.attentionItems[0]?.endedAt).toBeNull();
  });
});

describe("the arrows", () => {
  const isThere = [true, true, false, true, true, true];

  it.each([
    [0, "ArrowRight", 1],
    [1, "ArrowRight", 3],
    [3, "ArrowLeft", 1],
    [0, "ArrowLeft", 0],
    [0, "ArrowDown", 3],
    [5, "ArrowUp", 5],
    [4, "ArrowUp", 1],
    [3, "Home", 0],
    [0, "End", 5],
    [1, "Enter", 1],
  ])("lead from %i with %s to %i in rows of three", (place, key, to) => {
    expect(stepped(place, key, 3, isThere)).toBe(to);
  });
});
