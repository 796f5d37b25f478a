import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { openConsole, signInAs } from "./test-console";
import { anAnswer, anInterview, aPlan } from "./test-data";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  signInAs("RECRUITER");
});
afterEach(() => {
  cleanup();
  callerStore.set(null);
});

/** What another tab does: it changes the shared storage, and this tab hears of it. */
function signOutInAnotherTab() {
  localStorage.removeItem("vivavoce_session");
  act(() => {
    window.dispatchEvent(new StorageEvent("storage", { key: "vivavoce_session" }));
  });
}

function openPlan() {
  const decidePlan = vi.fn(async () => anAnswer("APPROVED"));
  const opened = openConsole("/interviews/i1/plan", {
    interview: async () => anInterview(),
    plan: async () => aPlan(),
    decidePlan,
  });
  return { ...opened, decidePlan };
}

describe("a decision that can be undone when another tab signs out", () => {
  it("is not sent, and the sign-in says so without the candidate's name", async () => {
    const { decidePlan } = openPlan();
    await userEvent.click(await screen.findByRole("button", { name: /^Approve/ }));
    await screen.findByRole("button", { name: "Send now" });

    signOutInAnotherTab();

    const note = await screen.findByText("1 decision was not sent.");
    expect(note).toBeDefined();
    expect(document.body.textContent).not.toContain("Amara");
    expect(decidePlan).not.toHaveBeenCalled();
  });

  it("waits for the same person's word after they signed in again", async () => {
    openPlan();
    await userEvent.click(await screen.findByRole("button", { name: /^Approve/ }));
    await screen.findByRole("button", { name: "Send now" });
    signOutInAnotherTab();
    await screen.findByText("1 decision was not sent.");
    cleanup();

    signInAs("RECRUITER");
    const { decidePlan } = openPlan();
    expect(await screen.findByText(/or you were signed out, before your decision/)).toBeDefined();
    expect(decidePlan).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Send now" }));

    await vi.waitFor(() => expect(decidePlan).toHaveBeenCalledOnce());
  });

  it.each([
    [[false, false], "2 decisions were not sent."],
    [[true, false], "2 decisions may not have been sent."],
    [[true], "1 decision may not have been sent."],
  ])(
    "is counted with the others of this tab, and nothing is said for sure: %j",
    async (doubts, title) => {
      const kept = doubts.map((isInDoubt, at) => ({
        decision: { interviewId: `i${at}` },
        isInDoubt,
      }));
      sessionStorage.setItem("vivavoce_decisions", JSON.stringify(kept));
      callerStore.set(null);
      openConsole("/sign-in", {});

      expect(await screen.findByText(title)).toBeDefined();
    },
  );

  it("is not spoken of where nothing was held", async () => {
    openPlan();
    await screen.findByRole("button", { name: /^Approve/ });

    signOutInAnotherTab();

    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeDefined();
    expect(screen.queryByText(/not sent/)).toBeNull();
  });
});
