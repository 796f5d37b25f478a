import { i18n } from "@lingui/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Account } from "@/features/account/account";
import { accountCalls } from "@/features/account/calls";
import { type NotificationCalls, NotificationCallsProvider } from "@/features/notifications/calls";
import { AcceptInvitation } from "@/features/sign-in/accept";
import { SignInAgain } from "@/features/sign-in/again";
import type { SignInCalls } from "@/features/sign-in/calls";
import { ConnectApplication } from "@/features/sign-in/consent";
import { ForgotPassword } from "@/features/sign-in/forgot";
import { FinishOrganizationSignIn, OrganizationSignIn } from "@/features/sign-in/organization";
import { ResetPassword } from "@/features/sign-in/reset";
import { SignIn } from "@/features/sign-in/screen";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import type { CallerCard, InvitationOffer, Notification } from "@/shared/api/types";
import { speakMarkedGerman, unmarkedTexts } from "@/shared/i18n/test-marked";
import { openConsole, signInAs } from "./test-console";

beforeEach(speakMarkedGerman);
afterEach(() => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
  i18n.activate("en");
});

const refused = (status: number, code: string) => () =>
  Promise.reject(new Problem(status, { code }));

describe("the pages before the sign-in", () => {
  const OFFER: InvitationOffer = {
    organization: "Larkfield",
    email: "nora@x.example",
    name: "Nora",
    role: "HIRING_MANAGER",
    roleName: "HIRING_MANAGER",
    expiresAt: "2030-01-01T00:00:00Z",
    proof: "new_password",
  };
  const CALLS: SignInCalls = {
    signIn: refused(401, "unauthorized"),
    forgot: async () => ({ message: "", delivery: "email" }),
    reset: refused(0, ""),
    readInvitation: async () => OFFER,
    accept: refused(0, ""),
  };
  const offered = (more: Partial<InvitationOffer>) => (
    <AcceptInvitation
      token="t"
      onJoined={() => undefined}
      calls={{ ...CALLS, readInvitation: async () => ({ ...OFFER, ...more }) }}
      signIn={null}
      forgot={null}
    />
  );
  const organization = {
    start: refused(404, "organization_sign_in_unavailable"),
    finish: refused(403, "identity_not_admitted"),
    leave: () => undefined,
  };
  const application = {
    read: async () => ({
      clientName: "Desk",
      redirectHost: "desk.example",
      organization: "Larkfield",
      permissions: ["interview:read" as const, "practice:use" as const],
    }),
    decide: refused(0, ""),
    leave: () => undefined,
  };
  const pages: Record<string, ReactNode> = {
    "sign-in": <SignIn onSignedIn={() => undefined} forgot={null} call={CALLS.signIn} />,
    "forgotten password": <ForgotPassword signIn={null} call={CALLS.forgot} />,
    "new password": <ResetPassword token="t" signIn={null} forgot={null} call={CALLS.reset} />,
    "new password, without a link": (
      <ResetPassword token="" signIn={null} forgot={null} call={CALLS.reset} />
    ),
    invitation: offered({}),
    "invitation, of an account": offered({ proof: "own_password" }),
    "invitation, with a password that was never confirmed": offered({ proof: "reset_first" }),
    organization: <OrganizationSignIn name="larkfield" signIn={null} calls={organization} />,
    "organization, the way back": (
      <FinishOrganizationSignIn
        reply={{ state: "s", code: "c", issuer: "", error: "" }}
        again={null}
        signIn={null}
        onSignedIn={() => undefined}
        calls={organization}
      />
    ),
    application: <ConnectApplication request="sealed" calls={application} />,
    "sign in again": <SignInAgain />,
  };

  it.each(Object.keys(pages))("are all in German, also after a try: %s", async (name) => {
    render(pages[name]);
    await screen.findByRole("heading", { level: 1 });
    await waitFor(() => expect(document.querySelector("[aria-busy]")).toBeNull());
    const data = ["Larkfield", "larkfield", "nora@x.example", "Desk", "desk.example"];
    expect(unmarkedTexts(...data)).toEqual([]);
    for (const field of document.querySelectorAll<HTMLInputElement>(
      "main input:not([type=hidden])",
    )) {
      await userEvent.clear(field);
      await userEvent.type(field, "nora@x.example");
    }
    const button = document.querySelector<HTMLButtonElement>("main button[type=submit]");
    if (button) await userEvent.click(button);
    await waitFor(() => expect(document.querySelector("[aria-busy=true]")).toBeNull());
    expect(unmarkedTexts(...data)).toEqual([]);
  });
});

it("has the page of a person's own account in German", async () => {
  callerStore.set({
    permissions: permissionsOf("VIEWER"),
    user: {
      id: "u",
      email: "n@x.example",
      name: "Nora",
      role: "VIEWER",
      roleName: "",
      tenantId: "t",
    },
  });
  const me = async () => ({
    ...({ hasPassword: true, timeZone: "Europe/Rome", permissions: [] } as unknown as CallerCard),
    organizationTimeZone: "Europe/Berlin",
  });
  const calls = {
    ...accountCalls,
    me,
    changePassword: refused(0, ""),
    changeTimeZone: async () => undefined as never,
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Account calls={calls} />
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole("button", { name: "‹Zeitzone speichern›" }));
  await userEvent.click(screen.getByRole("button", { name: "‹Passwort ändern›" }));
  await screen.findByText("‹Gespeichert.›");
  await screen.findByText("‹Das Passwort wurde nicht geändert.›");
  expect(
    unmarkedTexts(
      "Nora",
      "n@x.example",
      "Europe/Rome",
      "Europe/Berlin",
      "MEZ",
      "MESZ",
      "CET",
      "GMT",
    ),
  ).toEqual([]);
});

describe("the console around its pages", () => {
  const KINDS = [
    "assessment",
    "plan",
    "details",
    "person_requested",
    "candidate_withdrew",
    "review_requested",
    "decision_to_confirm",
    "intake",
    "step_failed",
    "item_claimed",
    "certificate_ends",
  ] as const;
  const NEWS: Notification[] = KINDS.map((kind, place) => ({
    id: kind,
    kind,
    at: "2026-01-01T10:00:00Z",
    isRead: place % 2 === 0,
    interviewId: "i1",
    candidateName: place === 0 ? null : "Amara",
    position: place === 1 ? null : "Schweißerin",
    claimedKind: "plan",
    claimedBy: null,
    failure: { stage: place % 2 ? "planning" : "assessment", code: "x" } as never,
    endsAt: "2050-01-01T10:00:00Z",
  }));
  const calls: NotificationCalls = {
    notifications: async () => ({
      data: NEWS,
      total: 40,
      unread: 5,
      page: 1,
      limit: 20,
      nextCursor: "more",
      asOf: "2030-01-01T12:00:00Z",
    }),
    markRead: refused(0, ""),
    markAllRead: refused(0, ""),
  };
  const DATA = ["Ruth Adeyemi", "Amara", "Schweißerin", "MEZ"];

  it("is in German with its dialogs, and the notifications on it", async () => {
    signInAs("ADMIN");
    openConsole("/notifications", {}, (page) => (
      <NotificationCallsProvider value={calls}>{page}</NotificationCallsProvider>
    ));
    await userEvent.click(
      await screen.findByRole("button", { name: "‹Alle als gelesen markieren›" }),
    );
    await screen.findByText("‹Sie wurden nicht als gelesen markiert.›");
    expect(unmarkedTexts(...DATA)).toEqual([]);

    for (const name of ["‹Tastenkürzel›", "‹Darstellung›"]) {
      await userEvent.click(screen.getByRole("button", { name }));
      await screen.findByRole("dialog");
      await screen.findAllByRole("button", { name: "‹Schließen›" });
      // The names of keys.
      expect(unmarkedTexts(...DATA)).toEqual([]);
      await userEvent.click(screen.getByRole("button", { name: "‹Schließen›" }));
    }
    await userEvent.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog");
    await screen.findByText("‹Einstellungen: ‹Konto››");
    expect(unmarkedTexts(...DATA)).toEqual([]);
  });

  it("says in German that there is no such page", async () => {
    signInAs("VIEWER");
    openConsole("/nowhere", {});
    await screen.findByRole("heading", { name: "‹Seite nicht gefunden›" });
    act(() => undefined);
    expect(unmarkedTexts(...DATA)).toEqual([]);
  });
});
