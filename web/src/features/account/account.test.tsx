import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { permissionsOf } from "@/shared/api/test-caller";
import { Account } from "./account";
import { accountCalls } from "./calls";

afterEach(() => {
  cleanup();
  callerStore.set(null);
});

function open(hasPassword: boolean, email: string) {
  callerStore.set({
    permissions: permissionsOf("VIEWER"),
    user: { id: "u1", email, name: "Nora", role: "VIEWER", roleName: "VIEWER", tenantId: "t1" },
  });
  const me = async () => ({
    id: "u1",
    kind: "account" as const,
    name: "Nora",
    email,
    hasPassword,
    role: "VIEWER",
    roleName: "VIEWER",
    tenantId: "t1",
    permissions: [],
    timeZone: "",
    organizationTimeZone: "",
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Account calls={{ ...accountCalls, me }} />
    </QueryClientProvider>,
  );
}

it("offers no new password to a person whom their organization signs in", async () => {
  open(false, "");

  expect(await screen.findByText(/You sign in with your organization/)).toBeDefined();
  expect(screen.queryByLabelText("Current password")).toBeNull();
  expect(screen.getByText("Nora")).toBeDefined();
});

it("offers a new password to a person who has one", async () => {
  open(true, "nora@example.org");

  expect(await screen.findByLabelText("Current password")).toBeDefined();
  expect(screen.queryByText(/You sign in with your organization/)).toBeNull();
});
