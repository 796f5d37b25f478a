import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/shared/api/problem";
import type { ConsentOffer } from "@/shared/api/types";
import { ConnectApplication } from "./consent";
import type { ConsentCalls } from "./consent-calls";

const OFFER: ConsentOffer = {
  clientName: "Desk assistant",
  redirectHost: null,
  organization: "Larkfield",
  permissions: ["interview:read", "practice:use"],
};

function open(more: Partial<ConsentCalls> = {}) {
  const calls: ConsentCalls = {
    read: async () => OFFER,
    decide: vi.fn(async (_request, allow) => ({
      redirectUrl: `http://127.0.0.1:5000/?${allow ? "code=a" : "error=access_denied"}`,
    })),
    leave: vi.fn(),
    ...more,
  };
  render(<ConnectApplication request="sealed" calls={calls} />);
  return { calls, user: userEvent.setup() };
}

afterEach(cleanup);

describe("connecting an application", () => {
  it("says who asks for what, and where it is", async () => {
    open();

    expect(await screen.findByRole("heading", { name: "Connect “Desk assistant”?" })).toBeDefined();
    expect(screen.getByText(/at Larkfield/)).toBeDefined();
    expect(screen.getByText("Read interviews, plans and assessments")).toBeDefined();
    expect(screen.getByText(/is on this computer/)).toBeDefined();
  });

  it.each([
    ["Allow", true, "code=a"],
    ["Do not allow", false, "error=access_denied"],
  ])("%s is a decision that the application gets", async (button, allow, answer) => {
    const { calls, user } = open();

    await user.click(await screen.findByRole("button", { name: button }));

    expect(calls.decide).toHaveBeenCalledWith("sealed", allow);
    expect(calls.leave).toHaveBeenCalledWith(`http://127.0.0.1:5000/?${answer}`);
  });

  it("says that a request has ended", async () => {
    open({ read: () => Promise.reject(new Problem(409, { code: "consent_request_ended" })) });

    expect(
      await screen.findByRole("heading", { name: "This request no longer works" }),
    ).toBeDefined();
  });

  it("keeps the choice when the decision was not saved", async () => {
    const { calls, user } = open({ decide: () => Promise.reject(new Problem(503, {})) });

    await user.click(await screen.findByRole("button", { name: "Allow" }));

    expect(await screen.findByText("Your decision was not saved.")).toBeDefined();
    expect(calls.leave).not.toHaveBeenCalled();
    expect(screen.getByRole("button", { name: "Allow" })).toBeDefined();
  });
});
