import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import type { SignedIn } from "@/shared/api/types";
import { AnotherPerson, SignInAgain } from "./again";

const NORA: SignedIn = {
  permissions: permissionsOf("VIEWER"),
  user: {
    id: "u1",
    email: "nora@x.example",
    name: "Nora",
    role: "VIEWER",
    roleName: "VIEWER",
    tenantId: "t1",
  },
};

beforeEach(() => callerStore.set(NORA));
afterEach(() => {
  cleanup();
  callerStore.set(null);
});

it("signs the same person in to the same organization", async () => {
  const call = vi.fn(async () => NORA);
  render(<SignInAgain call={call} />);

  await userEvent.type(screen.getByLabelText("Password"), "a secret");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));

  expect(call).toHaveBeenCalledWith("nora@x.example", "a secret", "t1");
});

it("says when the password was another one", async () => {
  render(<SignInAgain call={() => Promise.reject(new Problem(401, {}))} />);

  await userEvent.type(screen.getByLabelText("Password"), "wrong");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));

  expect((await screen.findByRole("alert")).textContent).toContain("incorrect");
});

it("asks a person without an address for no password, and leads to their organization", () => {
  callerStore.set({ ...NORA, user: { ...NORA.user, email: "" } });
  render(<SignInAgain />);

  expect(screen.queryByLabelText("Password")).toBeNull();
  expect(screen.getByRole("link", { name: /with your organization/ })).toBeDefined();
});

it("shows nothing of the first person when going on as another", async () => {
  const go = vi.fn();
  render(<AnotherPerson go={go} />);

  await userEvent.click(screen.getByRole("button", { name: "Continue as that person" }));

  expect(callerStore.get()).toBeNull();
  expect(go).toHaveBeenCalledOnce();
});
