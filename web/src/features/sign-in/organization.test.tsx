import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import type { SignedIn } from "@/shared/api/types";
import { FinishOrganizationSignIn, OrganizationSignIn } from "./organization";
import type { OrganizationSignInCalls } from "./organization-calls";

const DONE: SignedIn = {
  permissions: permissionsOf("VIEWER"),
  user: { id: "u1", email: "", name: "Nora", role: "VIEWER", roleName: "VIEWER", tenantId: "t1" },
};
const REPLY = { state: "s", code: "c", issuer: "", error: "" };
const LINK = <a href="/sign-in">Sign in with a password</a>;

function calls(more: Partial<OrganizationSignInCalls>): OrganizationSignInCalls {
  return {
    start: async () => ({ redirectUrl: "https://login.larkfield.example/authorize" }),
    finish: async () => DONE,
    leave: vi.fn(),
    ...more,
  };
}

afterEach(() => {
  cleanup();
  callerStore.set(null);
});

describe("signing in with an organization", () => {
  it("sends the person to the provider of the organization that the link names", async () => {
    const given = calls({ start: vi.fn(calls({}).start) });
    render(<OrganizationSignIn name="larkfield" signIn={LINK} calls={given} />);

    await userEvent.setup().click(screen.getByRole("button", { name: "Continue" }));

    expect(given.start).toHaveBeenCalledWith("larkfield");
    await waitFor(() =>
      expect(given.leave).toHaveBeenCalledWith("https://login.larkfield.example/authorize"),
    );
  });

  it("says at the name that no such organization offers it, or that it is missing", async () => {
    const start = () =>
      Promise.reject(new Problem(404, { code: "organization_sign_in_unavailable" }));
    const user = userEvent.setup();
    render(<OrganizationSignIn name="" signIn={LINK} calls={calls({ start })} />);

    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(screen.getByText("Enter the name of your organization.")).toBeDefined();
    await user.type(screen.getByLabelText("Your organization"), "nobody");
    await user.click(screen.getByRole("button", { name: "Continue" }));

    expect(await screen.findByText(/No organization with this name/)).toBeDefined();
  });
});

describe("coming back from the provider", () => {
  function finish(more: Partial<OrganizationSignInCalls>) {
    const onSignedIn = vi.fn();
    const given = calls(more);
    render(
      <FinishOrganizationSignIn
        reply={REPLY}
        onSignedIn={onSignedIn}
        again={<a href="/again">Start again</a>}
        signIn={LINK}
        calls={given}
      />,
    );
    return onSignedIn;
  }

  it("signs the person in, once", async () => {
    const answered = vi.fn(async () => DONE);
    const onSignedIn = finish({ finish: answered });

    await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
    expect(answered).toHaveBeenCalledExactlyOnceWith(REPLY);
    expect(callerStore.get()).toEqual(DONE);
  });

  it.each([
    ["organization_sign_in_ended", 409, "This sign-in has ended."],
    ["organization_sign_in_denied", 403, "Your organization refused the sign-in."],
    ["identity_not_admitted", 403, "You have not been added here yet."],
    ["identity_deactivated", 403, "Your access has ended."],
    ["id_token_refused", 401, "Your organization’s answer could not be verified."],
    ["identity_provider_unreachable", 502, "The sign-in did not finish."],
  ])("says in plain words why not: %s", async (code, status, sentence) => {
    const onSignedIn = finish({ finish: () => Promise.reject(new Problem(status, { code })) });

    expect(await screen.findByText(sentence)).toBeDefined();
    expect(screen.getByText("Start again")).toBeDefined();
    expect(onSignedIn).not.toHaveBeenCalled();
    expect(callerStore.get()).toBeNull();
  });
});
