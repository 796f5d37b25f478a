import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Calls as InterviewCallsContext, interviewCalls } from "@/features/interviews/calls";
import {
  type PositionCalls,
  PositionCallsContext,
  positionCalls,
} from "@/features/positions/calls";
import { Problem } from "@/shared/api/problem";
import type { PositionOverview, PositionQuestions } from "@/shared/api/types";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { anInterview, aPage } from "./test-data";
import { englishWithin } from "./test-english";

const AT = "2030-01-01T10:00:00Z";

const someQuestions = (more: Partial<PositionQuestions> = {}): PositionQuestions => ({
  planId: "p1",
  interviewId: "i1",
  version: 2,
  state: "APPROVED",
  madeAt: AT,
  author: "Ruth Adeyemi",
  language: "en",
  interviewCount: 3,
  questionCount: 6,
  competencies: [
    { name: "Welding", weight: 0.6, isRequired: true, minimum: 3, questionCount: 4 },
    { name: "Safety", weight: 0.4, isRequired: false, minimum: null, questionCount: 2 },
  ],
  ...more,
});

const aPosition = (more: Partial<PositionOverview> = {}): PositionOverview => ({
  position: "Node.js engineer",
  counts: { ASSESSMENT_PENDING: 2, PENDING: 1 },
  total: 3,
  lastChangedAt: AT,
  facts: {
    interviewId: "i1",
    requestedAt: AT,
    companyName: "Larkfield",
    companyDescription: null,
    level: "SENIOR",
    skills: ["TypeScript", "PostgreSQL"],
    qualifications: [],
    jobDescription: "Builds the booking service.",
    durationMinutes: 45,
    language: "de",
  },
  differingFacts: [],
  questionSets: [someQuestions()],
  readCount: 3,
  ...more,
});

function open(calls: Partial<PositionCalls> = {}, name = "Node.js engineer") {
  const all: PositionCalls = {
    ...positionCalls,
    position: async () => aPosition(),
    interviews: async () => aPage([anInterview({ id: "i1", candidateName: "Amara Okonkwo" })]),
    ...calls,
  };
  return openConsole(
    `/positions/overview?position=${encodeURIComponent(name)}`,
    {},
    (shown: ReactNode) => (
      <InterviewCallsContext
        value={{
          ...interviewCalls,
          position: all.position,
          check: () => Promise.reject(new Problem(0, {})),
        }}
      >
        <PositionCallsContext value={all}>{shown}</PositionCallsContext>
      </InterviewCallsContext>
    ),
  );
}

const page = () => screen.getByRole("main");

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  signInAs("ADMIN");
});
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

describe("the page of one position", () => {
  it("has its facts, its questions with their version, and its interviews", async () => {
    open();

    expect(await screen.findByText("TypeScript, PostgreSQL")).toBeDefined();
    expect(screen.getByText("45 minutes")).toBeDefined();
    expect(screen.getByText("6 questions · 3 interviews · approved")).toBeDefined();
    expect(screen.getByText(/^Version 2, Ruth Adeyemi/)).toBeDefined();
    expect(screen.getByText("60%", { exact: false })).toBeDefined();
    const row = (await screen.findByRole("link", { name: "Amara Okonkwo" })).closest("tr");
    expect(within(row as HTMLElement).getByText("Plan awaiting approval")).toBeDefined();
    expect(screen.queryByText(/^Not the same/)).toBeNull();
  });

  it("names the decision of each interview and who made it", async () => {
    const hiringDecision = {
      outcome: "NO_HIRE",
      status: "final",
      decidedBy: "Sam Ortiz",
    } as never;
    open({
      interviews: async () =>
        aPage([anInterview({ state: "ASSESSMENT_APPROVED", hiringDecision })]),
    });

    expect(await screen.findByText("No hire, Sam Ortiz")).toBeDefined();
  });

  it("says which facts differ, and that other questions are not comparable", async () => {
    const other = someQuestions({ planId: "p2", interviewCount: 1, author: "built-in rules v2" });
    open({
      position: async () =>
        aPosition({
          differingFacts: ["level", "jobDescription"],
          questionSets: [someQuestions(), other],
          total: 40,
          readCount: 20,
        }),
    });

    expect(await screen.findByText("Level and Job text", { exact: false })).toBeDefined();
    expect(screen.getByText("The interviews have 2 different sets of questions.")).toBeDefined();
    expect(screen.getByText("Read from the newest 20 interviews.")).toBeDefined();
  });

  it("leads to the template whose questions are asked", async () => {
    const id = "01a22344-589c-7fcf-8783-934ab34b7f3e";
    open({
      position: async () =>
        aPosition({ questionSets: [someQuestions({ author: `template ${id}`, version: 1 })] }),
    });

    const link = await screen.findByRole("link", { name: "Open the template" });
    expect(link.getAttribute("href")).toBe(`/templates/${id}`);
    expect(screen.getByText(/^Version 1, a template/)).toBeDefined();
    expect(screen.queryByRole("link", { name: "Make a template" })).toBeNull();
  });

  it("leads to a new interview with its facts filled in", async () => {
    const { router } = open();

    await userEvent.click(
      await screen.findByRole("link", { name: "New interview for this position" }),
    );

    await screen.findByText("Filled in from the newest interview for this position.");
    expect(router.state.location.pathname).toBe("/interviews/new");
    const value = (role: string, name: RegExp) =>
      (screen.getByRole(role, { name }) as HTMLInputElement).value;
    expect(value("textbox", /^Position/)).toBe("Node.js engineer");
    expect(value("textbox", /^Job text/)).toBe("Builds the booking service.");
    expect(value("textbox", /^Skills/)).toBe("TypeScript, PostgreSQL");
    expect(value("combobox", /^Level/)).toBe("SENIOR");
    expect(value("combobox", /^Length/)).toBe("45");
    expect(value("combobox", /^Language/)).toBe("de");
  });

  it("keeps what was already written for a new interview", async () => {
    const { router } = open();
    await userEvent.click(
      await screen.findByRole("link", { name: "New interview for this position" }),
    );
    await userEvent.clear(await screen.findByDisplayValue("Builds the booking service."));
    await userEvent.type(screen.getByRole("textbox", { name: /^Job text/ }), "Mine.");

    await router.navigate({ to: "/positions/overview", search: { position: "Node.js engineer" } });
    await userEvent.click(
      await screen.findByRole("link", { name: "New interview for this position" }),
    );

    expect(await screen.findByDisplayValue("Mine.")).toBeDefined();
    expect(screen.queryByText(/^Filled in from/)).toBeNull();
  });

  it("offers no new interview and no template to a person who may only read", async () => {
    signInAs("VIEWER");
    open();

    await screen.findByText("TypeScript, PostgreSQL");
    expect(screen.queryByRole("link", { name: "New interview for this position" })).toBeNull();
    expect(screen.queryByRole("link", { name: "Make a template" })).toBeNull();
    expect(screen.getByRole("link", { name: "Compare (2)" })).toBeDefined();
  });

  it("says where there is no such position, and where it did not load", async () => {
    open({ position: () => Promise.reject(new Problem(404, {})) }, "Judge");
    await screen.findByText("There are no interviews for this position");
    cleanup();

    let isDown = true;
    open({
      position: async () => (isDown ? Promise.reject(new Problem(0, {})) : aPosition()),
    });
    await screen.findByText("The details of the position did not load.");
    isDown = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.getByText("45 minutes")).toBeDefined());
  });

  it("leaves no English in German", async () => {
    await chooseLanguage("de");
    const competencies = [
      { name: "Sorgfalt", weight: 1, isRequired: true, minimum: 3, questionCount: 6 },
    ];
    const german = { author: "Mia", language: "de", competencies };
    const facts = {
      ...aPosition().facts,
      skills: ["Löten"],
      jobDescription: "Löten.",
      companyName: "Larkfeld",
    };
    open(
      {
        position: async () =>
          aPosition({
            position: "Schweißer",
            facts,
            differingFacts: ["companyName", "companyDescription", "skills", "qualifications"],
            questionSets: [
              someQuestions(german),
              someQuestions({ ...german, planId: "p2", state: "PENDING" }),
            ],
            readCount: 2,
          }),
        interviews: async () => ({
          ...aPage([anInterview({ candidateName: "Mia" })]),
          total: 30,
        }),
      },
      "Schweißer",
    );

    await screen.findByText("Alle 30 Interviews zeigen");
    await userEvent.click(screen.getByText("Stellentext", { selector: "summary" }));
    expect(englishWithin(page())).toEqual([]);
  });
});
