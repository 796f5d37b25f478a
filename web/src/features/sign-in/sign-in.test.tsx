import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import type { InvitationOffer, SignedIn } from "@/shared/api/types";
import { AcceptInvitation } from "./accept";
import type { SignInCalls } from "./calls";
import { ForgotPassword } from "./forgot";
import { ResetPassword } from "./reset";
import { SignIn } from "./screen";

const LINKS = { signIn: <a href="/sign-in">Sign in</a>, forgot: <a href="/forgot">Forgot?</a> };
const DONE: SignedIn = {
  permissions: permissionsOf("RECRUITER"),
  user: {
    id: "u1",
    email: "nora@x.example",
    name: "Nora",
    role: "RECRUITER",
    roleName: "RECRUITER",
    tenantId: "t1",
  },
};

function anOffer(more: Partial<InvitationOffer> = {}): InvitationOffer {
  return {
    organization: "Larkfield",
    email: "nora@x.example",
    name: "Nora",
    role: "RECRUITER",
    roleName: "RECRUITER",
    expiresAt: "2030-01-01T00:00:00Z",
    proof: "new_password",
    ...more,
  };
}

const unasked = () => Promise.reject(new Problem(0, {}));

function calls(more: Partial<SignInCalls>): SignInCalls {
  return {
    signIn: unasked,
    forgot: unasked,
    reset: unasked,
    readInvitation: async () => anOffer(),
    accept: unasked,
    ...more,
  };
}

function accept(more: Partial<SignInCalls>, token = "one-time") {
  const onJoined = vi.fn();
  render(<AcceptInvitation token={token} onJoined={onJoined} calls={calls(more)} {...LINKS} />);
  return onJoined;
}

afterEach(() => {
  cleanup();
  callerStore.set(null);
});

describe("accepting an invitation", () => {
  it("signs a new person in with a name and a first password", async () => {
    const accepted = vi.fn(async () => DONE);
    const onJoined = accept({ accept: accepted });
    const user = userEvent.setup();

    await user.type(await screen.findByLabelText("Choose a password"), "velvet turbine ski");
    await user.click(screen.getByRole("button", { name: "Join" }));

    await waitFor(() => expect(onJoined).toHaveBeenCalled());
    expect(accepted).toHaveBeenCalledWith("one-time", "velvet turbine ski", "Nora");
    expect(callerStore.get()).toEqual(DONE);
  });

  it("asks an existing account for its own password, and says when it is another", async () => {
    const onJoined = accept({
      readInvitation: async () => anOffer({ proof: "own_password" }),
      accept: () => Promise.reject(new Problem(401, { code: "sign_in_failed" })),
    });
    const user = userEvent.setup();

    await user.type(await screen.findByLabelText("Your Vivavoce password"), "a guess");
    await user.click(screen.getByRole("button", { name: "Sign in and join" }));

    expect((await screen.findByRole("alert")).textContent).toContain("password is incorrect");
    expect(screen.getByRole("link", { name: "Forgot?" })).toBeDefined();
    expect(onJoined).not.toHaveBeenCalled();
  });

  it("leads an account with a given password through the mailbox and back", async () => {
    let proof: InvitationOffer["proof"] = "reset_first";
    const forgot = vi.fn(async () => ({ message: "", delivery: "email" as const }));
    accept({ readInvitation: async () => anOffer({ proof }), forgot });
    const user = userEvent.setup();

    await user.click(await screen.findByRole("button", { name: "Send link" }));
    expect(forgot).toHaveBeenCalledWith("nora@x.example");
    proof = "own_password";
    await user.click(await screen.findByRole("button", { name: "I have set the password" }));

    expect(await screen.findByLabelText("Your Vivavoce password")).toBeDefined();
  });

  it.each(["", "used"])("says what to do with a link that is over (%s)", async (token) => {
    accept(
      { readInvitation: () => Promise.reject(new Problem(410, { code: "invitation_expired" })) },
      token,
    );

    expect(
      await screen.findByRole("heading", { name: "This invitation no longer works" }),
    ).toBeDefined();
  });

  it("shows what the gateway says about a password at the field", async () => {
    const errors = [{ field: "password", code: "unfit", message: "Easy to guess." }];
    accept({ accept: () => Promise.reject(new Problem(422, { code: "invalid_field", errors })) });
    const user = userEvent.setup();

    const field = await screen.findByLabelText("Choose a password");
    await user.type(field, "password1234");
    await user.click(screen.getByRole("button", { name: "Join" }));

    expect((await screen.findByRole("alert")).textContent).toContain("Easy to guess.");
    expect(field.getAttribute("aria-invalid")).toBe("true");
  });
});

describe("a forgotten password", () => {
  it("answers every address alike", async () => {
    const call = vi.fn(async () => ({ message: "", delivery: "email" as const }));
    render(<ForgotPassword signIn={LINKS.signIn} call={call} />);
    const user = userEvent.setup();

    await user.type(screen.getByLabelText("Work e-mail"), " nora@x.example ");
    await user.click(screen.getByRole("button", { name: "Send link" }));

    expect(await screen.findByRole("heading", { name: "Check your e-mail" })).toBeDefined();
    expect(call).toHaveBeenCalledWith("nora@x.example");
  });

  it("does not say that an e-mail was sent where no mail server is configured", async () => {
    const call = async () => ({ message: "", delivery: "mailbox" as const });
    render(<ForgotPassword signIn={LINKS.signIn} call={call} />);
    const user = userEvent.setup();

    await user.type(screen.getByLabelText("Work e-mail"), "nora@x.example");
    await user.click(screen.getByRole("button", { name: "Send link" }));

    expect(await screen.findByRole("heading", { name: "No e-mail was sent" })).toBeDefined();
    expect(document.body.textContent).toContain("in the local mailbox of the console");
    expect(document.body.textContent).not.toContain("we sent");
  });

  it("is set anew once, and an old link says so", async () => {
    const call = vi
      .fn<SignInCalls["reset"]>()
      .mockRejectedValueOnce(new Problem(410, { code: "reset_link_expired" }));
    render(<ResetPassword token="one-time" call={call} {...LINKS} />);
    const user = userEvent.setup();

    await user.type(screen.getByLabelText("New password"), "velvet turbine ski");
    await user.click(screen.getByRole("button", { name: "Set password" }));

    expect(await screen.findByRole("heading", { name: "This link no longer works" })).toBeDefined();
  });
});

describe("signing in", () => {
  it("says when it can be tried again, and offers the way to a new password", async () => {
    const call = () => Promise.reject(new Problem(429, { code: "sign_in_locked" }, 120));
    render(<SignIn onSignedIn={() => undefined} forgot={LINKS.forgot} call={call} />);
    const user = userEvent.setup();

    await user.type(screen.getByLabelText("Password"), "a guess");
    await user.click(screen.getByRole("button", { name: "Sign in" }));

    expect((await screen.findByRole("alert")).textContent).toContain("Try again at");
    expect(screen.getByRole("link", { name: "Forgot?" })).toBeDefined();
  });
});
