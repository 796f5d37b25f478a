import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { permissionsOf } from "@/shared/api/test-caller";
import type { InstallationEngines } from "@/shared/api/types";
import { openConsole as open, signInAs } from "./test-console";
import { anInterview, aPage } from "./test-data";

const NOTHING: InstallationEngines = {
  speech: [],
  voices: [],
  phone: [{ name: "Twilio", isUsable: false, detail: "Not set" }],
  models: [],
  modelProblem: null,
};

function signInAsOperator(): void {
  signInAs("ADMIN");
  const caller = callerStore.get();
  if (!caller) throw new Error("not signed in");
  callerStore.set({ ...caller, permissions: [...permissionsOf("ADMIN"), "platform:operate"] });
}

const steps = async () => {
  await screen.findByRole("heading", { name: "No interviews yet" });
  return screen.getAllByRole("heading", { level: 3 }).map((each) => each.textContent);
};
const facts = async () => {
  await screen.findByRole("heading", { name: "What is set up" });
  return screen.getAllByRole("definition").map((each) => each.textContent);
};

describe("the queue of an organization that begins", () => {
  beforeEach(() => {
    sessionStorage.clear();
    signInAs("RECRUITER");
  });
  afterEach(cleanup);

  it("leads a recruiter to an interview of their own, and offers no invitations", async () => {
    open("/queue", {});

    expect(await steps()).toEqual(["Create an interview", "Decide on the assessment"]);
    expect(screen.queryByRole("link", { name: "Invite people" })).toBeNull();
    expect(screen.queryByRole("heading", { name: "What is set up" })).toBeNull();
  });

  it("has an administrator invite the team as the last step", async () => {
    signInAs("ADMIN");
    open("/queue", {});

    expect((await steps()).at(-1)).toBe("Invite your team");
    expect(screen.getByRole("link", { name: "Invite people" }).getAttribute("href")).toBe(
      "/settings/people",
    );
  });

  it("begins with the demo interview where that is the only one", async () => {
    const demo = anInterview({
      state: "APPROVED",
      candidateEmail: "candidate@demo.ai-interview.com",
      interviewLink: "https://here/join/demo",
    });
    open("/queue", {
      counts: async () => ({ counts: { APPROVED: 1 }, total: 1 }),
      waiting: async (states) => aPage(states.includes("APPROVED") ? [demo] : []),
    });

    expect(await steps()).toEqual([
      "Take the demo interview",
      "Decide on the assessment",
      "Create a real interview",
    ]);
  });

  it("never says that there are no interviews while candidates are invited", async () => {
    open("/queue", {
      counts: async () => ({ counts: { APPROVED: 11, IN_PROGRESS: 1 }, total: 12 }),
    });

    await screen.findByRole("heading", { name: "Nothing needs your attention" });
    expect(screen.queryByRole("heading", { name: "No interviews yet" })).toBeNull();
    expect(screen.getByText(/1 interview is under way now/)).toBeDefined();
    expect(screen.getByRole("link", { name: "watch live" }).getAttribute("href")).toBe("/live");
  });

  it("tells an operator what works without keys, and what does not", async () => {
    signInAsOperator();
    open("/queue", { engines: async () => NOTHING });

    expect(await facts()).toEqual([
      "They need no key and no network.",
      "No speech engine is set up. Candidates type.",
      "No phone provider is set up, so phone interviews cannot be held.",
      "Not connected. Built-in rules plan, interview and score.",
    ]);
  });

  it("names the engines that an operator has set up", async () => {
    signInAsOperator();
    const speech = [
      { name: "stt: azure", isUsable: false, detail: "" },
      { name: "stt: deepgram", isUsable: true, detail: "" },
      { name: "tts: espeak", isUsable: true, detail: "" },
    ];
    const model = {
      purpose: "plan" as const,
      model: "usual",
      endpoint: "models.example",
      isFallback: false,
      deadlineS: 30,
    };
    const phone = [{ name: "Twilio", isUsable: true, detail: "" }];
    open("/queue", { engines: async () => ({ ...NOTHING, speech, phone, models: [model] }) });

    expect((await facts()).slice(1)).toEqual([
      "espeak speaks, deepgram transcribes.",
      "Twilio",
      "usual",
    ]);
  });
});
