import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AnalyticsCallsContext, analyticsCalls } from "@/features/analytics/calls";
import { Calls, reviewCalls } from "@/features/approvals/calls";
import {
  type SettingsCalls,
  SettingsCallsProvider,
  settingsCalls,
} from "@/features/settings/calls";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { ConsentTexts, EmailText, Permission } from "@/shared/api/types";
import { consoleRouter } from "./router";
import { signInAs } from "./test-console";

const CODE: EmailText = {
  kind: "code",
  language: "en",
  subject: "Your interview code",
  body: "Your code:\n\n{{CODE}}",
  isOwn: false,
  builtin: { subject: "Your interview code", body: "Your code:\n\n{{CODE}}" },
  placeholders: [
    { placeholder: "{{CODE}}", description: "The code of six digits.", isRequired: true },
    { placeholder: "{{MINUTES}}", description: "How long it works.", isRequired: false },
  ],
  changedAt: null,
  changedBy: null,
};
const CONSENT: ConsentTexts = {
  retentionDays: 45,
  placeholder: "{{RETENTION_DAYS}}",
  data: [
    {
      language: "en",
      requiredText: "A computer program conducts this interview.",
      addition: "Larkfield is responsible.",
      version: "2026.own2",
      text: "A computer program conducts this interview.\n\nLarkfield is responsible.",
      phoneText: "",
      versions: [
        {
          version: 2,
          text: "Larkfield is responsible.",
          createdAt: "2030-01-01T10:00:00Z",
          createdBy: "Ruth",
        },
        { version: 1, text: "", createdAt: "2029-01-01T10:00:00Z", createdBy: "Ruth" },
      ],
    },
  ],
};

function open(
  path: string,
  calls: Partial<SettingsCalls>,
  permissions: Permission[] = ["tenant:update"],
) {
  signInAs("ADMIN");
  const all: SettingsCalls = {
    ...settingsCalls,
    me: async () => ({
      id: "u1",
      kind: "account",
      name: "Ruth",
      email: "ruth@example.org",
      hasPassword: true,
      role: "ADMIN",
      roleName: "ADMIN",
      tenantId: "t1",
      permissions: ["tenant:read", ...permissions],
      timeZone: "",
      organizationTimeZone: "",
    }),
    emailTexts: async () => [CODE],
    previewEmail: async (_kind, _language, { subject, body }) => ({
      subject,
      text: `shown: ${body}`,
      html: "<p>page</p>",
    }),
    consentTexts: async () => CONSENT,
    previewConsent: async (_language, text) => ({ version: "v", text, phoneText: "" }),
    ...calls,
  };
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = consoleRouter(createMemoryHistory({ initialEntries: [path] }));
  render(
    <QueryClientProvider client={queries}>
      <AnalyticsCallsContext value={{ ...analyticsCalls, me: all.me }}>
        <SettingsCallsProvider value={all}>
          <Calls
            value={{
              ...reviewCalls,
              waiting: () => Promise.reject(new Problem(404, {})),
              queue: () => Promise.reject(new Problem(404, {})),
            }}
          >
            <RouterProvider router={router} />
          </Calls>
        </SettingsCallsProvider>
      </AnalyticsCallsContext>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

afterEach(() => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
});

describe("the text of an e-mail", () => {
  it("names what is wrong at its field, and cannot be saved or tried until it is right", async () => {
    const refusal = new Problem(422, {
      errors: [
        { field: "body", code: "x", message: "'{{NAEM}}' is not a placeholder of this text." },
        { field: "body", code: "y", message: "'{{CODE}}' is missing." },
      ],
    });
    const saveEmailText = vi.fn(async () => CODE);
    const user = open("/settings/emails?kind=code", {
      saveEmailText,
      previewEmail: async (_kind, _language, { subject, body }) => {
        if (body.includes("NAEM")) throw refusal;
        return { subject, text: body, html: "<p>page</p>" };
      },
    });
    expect(await screen.findByTitle("Preview: Your interview code")).toBeDefined();

    fireEvent.change(screen.getByLabelText("Text"), { target: { value: "Hello {{NAEM}}" } });

    expect((await screen.findByRole("alert")).textContent).toBe(
      "'{{NAEM}}' is not a placeholder of this text. '{{One-time code}}' is missing.",
    );
    expect(screen.getByText("This is the last text without a fault.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Save changes" }));
    await user.click(screen.getByRole("button", { name: "Send me a test" }));
    expect(saveEmailText).not.toHaveBeenCalled();
  });

  it("takes a placeholder where the cursor stands, and is saved, tried and kept as a draft", async () => {
    const saveEmailText = vi.fn(async () => CODE);
    const testEmail = vi.fn(async () => "ruth@example.org");
    const user = open("/settings/emails?kind=code", { saveEmailText, testEmail });
    const box = await screen.findByLabelText<HTMLTextAreaElement>("Text");

    expect(box.value).toBe("Your code:\n\n{{One-time code}}");
    box.setSelectionRange(0, 9);
    await user.click(screen.getByRole("button", { name: "Insert Minutes the code works" }));
    const wording = { subject: "Your interview code", body: "{{MINUTES}}:\n\n{{CODE}}" };
    expect(box.value).toBe("{{Minutes the code works}}:\n\n{{One-time code}}");
    await waitFor(() => expect(document.activeElement).toBe(box));
    await user.click(screen.getByRole("button", { name: "Send me a test" }));
    expect(testEmail).toHaveBeenCalledWith("code", "en", wording);
    expect(await screen.findByText("A test is on its way to ruth@example.org.")).toBeDefined();
    expect(JSON.stringify({ ...sessionStorage })).toContain("MINUTES");
    await user.click(screen.getByRole("button", { name: "Save changes" }));

    expect(saveEmailText).toHaveBeenCalledWith("code", "en", wording);
    await waitFor(() => expect(JSON.stringify({ ...sessionStorage })).not.toContain("MINUTES"));
  });

  it("goes back to the built-in one only after a question", async () => {
    const resetEmailText = vi.fn(async () => CODE);
    const own = { ...CODE, isOwn: true, changedAt: "2030-01-01T10:00:00Z", changedBy: "Ruth" };
    const user = open("/settings/emails?kind=code", {
      emailTexts: async () => [own],
      resetEmailText,
    });

    expect(await screen.findByText(/^Your text, changed by Ruth on/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Back to the built-in text" }));
    const dialog = await screen.findByRole("dialog");
    expect(resetEmailText).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("button", { name: "Use the built-in text" }));

    await waitFor(() => expect(resetEmailText).toHaveBeenCalledWith("code", "en"));
  });

  it("can be read, and not changed, by those who may only read settings", async () => {
    open("/settings/emails?kind=code", {}, []);

    const box = await screen.findByLabelText<HTMLTextAreaElement>("Text");
    expect(box.closest("fieldset")?.disabled).toBe(true);
    expect(screen.queryByRole("button", { name: "Send me a test" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Insert/ })).toBeNull();
  });
});

describe("the consent text", () => {
  it("is saved as a new version, of which the consequence is said before", async () => {
    const saveConsentText = vi.fn(async () => CONSENT.data[0] as ConsentTexts["data"][number]);
    const user = open("/settings/consent", { saveConsentText });
    const box = await screen.findByLabelText("What your organization adds");
    expect(screen.getAllByText(CONSENT.data[0]?.requiredText ?? "").length).toBeGreaterThan(0);
    expect(screen.queryByText("This becomes version 3.")).toBeNull();

    await user.clear(box);
    await user.type(box, "Write to us.");
    expect(screen.getByText("This becomes version 3.")).toBeDefined();
    expect(screen.getByText(/Candidates who have not started are asked again/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Save as a new version" }));

    expect(saveConsentText).toHaveBeenCalledWith("en", "Write to us.");
  });

  it("shows why an addition is refused", async () => {
    open("/settings/consent", {
      previewConsent: async (_language, text) => {
        if (!text.includes("90")) return { version: "v", text, phoneText: "" };
        throw new Problem(422, {
          errors: [{ field: "text", code: "fixed_days", message: "'90 days' can differ." }],
        });
      },
    });

    fireEvent.change(await screen.findByLabelText("What your organization adds"), {
      target: { value: "Kept 90 days" },
    });

    expect((await screen.findByRole("alert")).textContent).toBe("'90 days' can differ.");
    expect(
      screen.getByRole("button", { name: "Save as a new version" }).getAttribute("aria-disabled"),
    ).toBe("true");
  });
});
