import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { BankQuestion } from "@/shared/api/types";
import { type BankLanguage, type BankQuery, LibraryCallsContext, libraryCalls } from "./calls";
import { QuestionBank } from "./questions";

const aQuestion = (more: Partial<BankQuestion>): BankQuestion => ({
  id: "driving_vehicles.late_run",
  kind: "behavioral",
  setId: "driving_vehicles",
  competency: "Driving vehicles",
  text: "Tell me about a run that was late.",
  otherForm: "Tell me about a delivery that was late.",
  points: ["Names the cause"],
  anchors: {},
  followUpCount: 2,
  interviewCount: 0,
  otherFormInterviewCount: 0,
  ...more,
});

const GERMAN_SET = {
  id: "de_administrative",
  name: "Verwaltungsaufgaben erledigen",
  group: "S4.4",
  questionCount: 1,
};
const GERMAN_QUESTION = aQuestion({
  id: "de_administrative.lost_file",
  competency: "Verwaltungsaufgaben erledigen",
  text: "Erzählen Sie von einem Vorgang, der einmal verschwunden war.",
});

function open(...data: BankQuestion[]) {
  const set = { id: "driving_vehicles", name: "Driving vehicles", group: "S8.2", questionCount: 1 };
  const calls = {
    ...libraryCalls,
    sets: async (language: BankLanguage) => (language === "de" ? [GERMAN_SET] : [set]),
    questions: async ({ language }: BankQuery) =>
      language === "de" ? { data: [GERMAN_QUESTION], total: 1 } : { data, total: data.length },
  };
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <LibraryCallsContext value={calls}>
        <QuestionBank />
      </LibraryCallsContext>
    </QueryClientProvider>,
  );
}

afterEach(cleanup);

describe("the question bank", () => {
  it("says in how many interviews each form was approved", async () => {
    open(
      aQuestion({ interviewCount: 1, otherFormInterviewCount: 7 }),
      aQuestion({ id: "driving_vehicles.ramp", text: "How do you load?" }),
    );

    expect(
      await screen.findByText(/1 interview in the last 12 months, 7 with the other form/),
    ).toBeDefined();
    expect(screen.getByText(/not used in the last 12 months/)).toBeDefined();
  });

  it("shows the questions of another language, marked as such", async () => {
    open(aQuestion({}));

    const english = await screen.findByText("Tell me about a run that was late.");
    await userEvent.selectOptions(screen.getByLabelText("Language of the questions"), "de");

    const german = await screen.findByText(/Erzählen Sie von einem Vorgang/);
    expect([english.lang, german.lang]).toEqual(["en", "de"]);
    expect(screen.getByRole("option", { name: "Verwaltungsaufgaben erledigen (1)" })).toBeDefined();
  });
});
