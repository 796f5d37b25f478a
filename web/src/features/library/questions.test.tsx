import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { BankQuestion } from "@/shared/api/types";
import { LibraryCallsContext, libraryCalls } from "./calls";
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

function open(...data: BankQuestion[]) {
  const set = { id: "driving_vehicles", name: "Driving vehicles", group: "S8.2", questionCount: 1 };
  const calls = {
    ...libraryCalls,
    sets: async () => [set],
    questions: async () => ({ data, total: data.length }),
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
});
