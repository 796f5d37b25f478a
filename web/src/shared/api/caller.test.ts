import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callerStore, mayBeSignedIn } from "./caller";
import { signInApi } from "./client";
import { recallCaller } from "./me";
import { staffApi } from "./staff";
import { permissionsOf } from "./test-caller";
import type { SignedIn } from "./types";

const SHARED = "vivavoce_session";

function aPerson(id: string): SignedIn {
  return {
    permissions: permissionsOf("VIEWER"),
    user: {
      id,
      email: `${id}@example.org`,
      name: id,
      role: "VIEWER",
      roleName: "VIEWER",
      tenantId: "t1",
    },
  };
}

/** What another tab does: it changes the shared storage, and this tab hears of it. */
function inAnotherTab(userId: string | null) {
  if (userId) localStorage.setItem(SHARED, `${userId} ${Math.random()}`);
  else localStorage.removeItem(SHARED);
  window.dispatchEvent(new StorageEvent("storage", { key: SHARED }));
}

function gatewaySays(status: number, body: object = {}) {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(request);
    return new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    });
  });
  return asked;
}

async function interruption() {
  const { renderHook } = await import("@testing-library/react");
  const { useInterruption } = await import("./caller");
  return renderHook(() => useInterruption()).result.current;
}

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  callerStore.set(null);
});
afterEach(() => vi.unstubAllGlobals());

describe("a session that tabs share", () => {
  it("keeps no credential where scripts can read it", () => {
    callerStore.set({ ...aPerson("u1"), accessToken: "secret" } as SignedIn);

    expect(JSON.stringify([{ ...sessionStorage }, { ...localStorage }])).not.toContain("secret");
  });

  it("asks in the name of the person whom the page shows, and signs in in the name of none", async () => {
    const asked = gatewaySays(200);
    callerStore.set(aPerson("u1"));

    await staffApi.GET("/auth/me");
    await signInApi.POST("/auth/login", { body: { email: "a@b.example", password: "p" } });

    const users = asked.map((request) => request.headers.get("x-console-user"));
    expect(users).toEqual(["u1", "unknown"]);
    expect(asked.every((request) => !request.headers.has("authorization"))).toBe(true);
  });

  it("is found by a new tab, which asks only where another tab has signed in", async () => {
    const { user, permissions } = aPerson("u1");
    const asked = gatewaySays(200, { ...user, permissions });

    await recallCaller();
    expect(asked).toHaveLength(0);
    inAnotherTab("u1");
    await recallCaller();

    expect(callerStore.get()).toEqual(aPerson("u1"));
    expect(mayBeSignedIn()).toBe(false);
  });

  it("ends in this tab, with what was typed, when another tab signs out", () => {
    callerStore.set(aPerson("u1"));
    sessionStorage.setItem("vivavoce_draft_u1_plan", "words");

    inAnotherTab(null);

    expect(callerStore.get()).toBeNull();
    expect(sessionStorage.getItem("vivavoce_draft_u1_plan")).toBeNull();
  });

  it("stops this tab when another person signs in, and lets it go on when the first comes back", async () => {
    callerStore.set(aPerson("u1"));

    inAnotherTab("u2");
    expect(await interruption()).toBe("another_person");
    inAnotherTab("u1");

    expect(await interruption()).toBeNull();
    expect(callerStore.get()?.user.id).toBe("u1");
  });

  it("interrupts a page that was in use, and goes on when the person has signed in again", async () => {
    callerStore.set(aPerson("u1"));
    gatewaySays(200);
    await staffApi.GET("/auth/me");
    gatewaySays(401);
    await staffApi.GET("/auth/me");
    expect(await interruption()).toBe("ended");

    inAnotherTab("u1");

    expect(await interruption()).toBeNull();
  });

  it("signs a page out on which nothing was used yet, and no other tab", async () => {
    callerStore.set(aPerson("u1"));
    gatewaySays(401);

    await staffApi.GET("/auth/me");

    expect(callerStore.get()).toBeNull();
    expect(localStorage.getItem(SHARED)).toContain("u1");
  });

  it("leaves the session of another person alone when the gateway refuses this tab", async () => {
    callerStore.set(aPerson("u1"));
    localStorage.setItem(SHARED, "u2 1");
    gatewaySays(401);

    await staffApi.GET("/auth/me");

    expect(await interruption()).toBe("another_person");
    expect(localStorage.getItem(SHARED)).toBe("u2 1");
  });
});
