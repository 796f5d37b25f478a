import { describe, expect, it } from "vitest";
import type { LiveCard, WallMessage } from "./shapes";
import { aCard, aNeed, START, TOTALS } from "./test-data";
import { stepped, type Wall, wallAfter } from "./wall-state";

const at = "2030-01-01T10:00:00Z";
const snapshot = (...sessions: LiveCard[]): WallMessage => ({
  type: "snapshot",
  at,
  totals: TOTALS,
  sessions,
});
const changed = (sessions: LiveCard[], gone: string[] = []): WallMessage => ({
  type: "changed",
  at,
  totals: TOTALS,
  sessions,
  gone,
});
const folded = (wall: Wall | null, messages: WallMessage[], after = 0): Wall => {
  const next = wallAfter(wall, messages, START + after);
  if (!next) throw new Error("There is no wall.");
  return next;
};

describe("the wall's places", () => {
  it("are kept for a session's whole life; new sessions fill gaps", () => {
    let wall = folded(null, [snapshot(aCard("a"), aCard("b"), aCard("c"))]);
    wall = folded(wall, [changed([], ["b"])]);
    expect(wall.slots).toEqual(["a", null, "c"]);

    wall = folded(wall, [changed([aCard("d"), aCard("e")])]);

    expect(wall.slots).toEqual(["a", "d", "c", "e"]);
  });

  it("outlive a lost line", () => {
    const before = folded(null, [snapshot(aCard("a"), aCard("b"), aCard("c"))]);

    const wall = folded(before, [snapshot(aCard("c"), aCard("d"))]);

    expect(wall.slots).toEqual(["d", null, "c"]);
  });

  it("give nothing new where nothing came", () => {
    const wall = folded(null, [snapshot(aCard("a"))]);

    expect(wallAfter(wall, [], START + 1000)).toBe(wall);
    const after = folded(wall, [changed([aCard("b")])]);
    expect(after.cards.get("a")).toBe(wall.cards.get("a"));
  });

  it("are nothing before the first snapshot", () => {
    expect(wallAfter(null, [changed([aCard("a")])], START)).toBeNull();
  });
});

describe("what needs a look", () => {
  it("appears after five seconds, the longest waiting first", () => {
    const wall = folded(null, [
      snapshot(
        aCard("a", { needsALook: [aNeed("slow", 2)] }),
        aCard("b", { needsALook: [aNeed("stuck", 10)] }),
        aCard("c", { needsALook: [aNeed("errors", 90)] }),
      ),
    ]);
    expect(wall.looks.map((look) => look.id)).toEqual(["c", "b"]);

    const later = folded(wall, [], 3000);

    expect(later.looks.map((look) => look.id)).toEqual(["c", "b", "a"]);
  });

  it("stays ten seconds after it is over, and not when the session is gone", () => {
    const ill = folded(null, [snapshot(aCard("a", { needsALook: [aNeed("slow", 9)] }))]);

    const well = folded(ill, [changed([aCard("a")])], 1000);
    expect(well.looks[0]?.endedAt).toBe(START + 1000);
    expect(folded(well, [], 10_999).looks).toHaveLength(1);
    expect(folded(well, [], 11_000).looks).toHaveLength(0);
    expect(folded(well, [changed([], ["a"])], 2000).looks).toHaveLength(0);
  });

  it("does not go and come when it returns within that time", () => {
    const need = aNeed("slow", 9);
    const ill = folded(null, [snapshot(aCard("a", { needsALook: [need] }))]);
    const well = folded(ill, [changed([aCard("a")])], 1000);

    const again = folded(well, [changed([aCard("a", { needsALook: [aNeed("slow", -2)] })])], 2500);

    expect(again.looks[0]?.endedAt).toBeNull();
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
