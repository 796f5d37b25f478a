import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ReviewCalls } from "@/features/approvals/calls";
import { Problem } from "@/shared/api/problem";
import { openConsole, signInAs } from "./test-console";
import { anAnswer, anInterview, aPlan, aPlanFromJobText, aStep, JOB_TEXT } from "./test-data";

beforeEach(() => {
  sessionStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

const fromJobText = {
  interview: async () => anInterview({ jobDescription: JOB_TEXT }),
  plan: async () => aPlanFromJobText(),
};
const move = (over: HTMLElement) => fireEvent.pointerMove(over, { movementX: 3, movementY: 0 });
const line = (text: string) =>
  screen.getAllByText(text, { exact: true })[0]?.closest("li") as HTMLElement;

describe("where a question comes from", () => {
  it("is named beside the question and leads to its line, and the line leads back", async () => {
    openConsole("/interviews/i1/plan", fromJobText);

    const from = await screen.findByRole("link", { name: "From line 2" });
    const back = screen.getByRole("link", { name: "Question 1" });

    expect(from.getAttribute("href")).toBe(`#${line("Drive a van on 40 stops a day").id}`);
    expect(back.getAttribute("href")).toBe(`#${from.closest("li")?.id}`);
    expect(screen.getByText("Driving vans is a task of this job.")).toBeDefined();
    expect(screen.getByText(/1 of them comes from the job text/)).toBeDefined();
  });

  it("marks the line with its question, and the question with its line", async () => {
    openConsole("/interviews/i1/plan", fromJobText);
    const from = await screen.findByRole("link", { name: "From line 2" });
    const question = from.closest("li") as HTMLElement;

    move(line("28 days of holiday"));
    expect(question.getAttribute("aria-current")).toBeNull();
    from.focus();
    await vi.waitFor(() =>
      expect(line("Drive a van on 40 stops a day").getAttribute("aria-current")).toBe("true"),
    );
    expect(line("28 days of holiday").getAttribute("aria-current")).toBeNull();
    move(line("Drive a van on 40 stops a day"));

    expect(question.getAttribute("aria-current")).toBe("true");
  });

  it("says what every line was read as", async () => {
    openConsole("/interviews/i1/plan", fromJobText);
    await screen.findByRole("heading", { name: "Job text" });

    expect(within(line("Drive a van on 40 stops a day")).getByText("Task")).toBeDefined();
    expect(await within(line("Drive a van on 40 stops a day")).findByText("Driving vehicles"));
    expect(
      within(line("Driving license category B")).getByText("Check: license or certificate"),
    ).toBeDefined();
    expect(within(line("Excel is a plus")).getByText("Nice to have")).toBeDefined();
    expect(
      within(line("Excel is a plus")).getByText("No question comes from this line."),
    ).toBeDefined();
    expect(within(line("28 days of holiday")).getByText("Offer")).toBeDefined();
  });

  it("shows answers by level, the best first, and follow-ups by what each asks for", async () => {
    openConsole("/interviews/i1/plan", fromJobText);

    await userEvent.click(await screen.findByText("Answers by level"));

    const levels = screen.getAllByRole("term").map((level) => level.textContent);
    expect(levels).toEqual(["4", "2"]);
    expect(screen.getByText(/^“called the depot”/)).toBeDefined();
    expect(screen.getByText("If the result is missing, one of")).toBeDefined();
    expect(screen.getByText("If the candidate's own part is missing")).toBeDefined();
  });

  it("leaves a plan without origins as it was", async () => {
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview({ jobDescription: JOB_TEXT }),
      plan: async () => aPlan(),
    });

    await screen.findByText("Asked first?");

    expect(screen.queryByRole("heading", { name: "Job text" })).toBeNull();
    expect(screen.queryByRole("link", { name: /^From line/ })).toBeNull();
    expect(screen.getAllByText("What a good answer covers")).toHaveLength(2);
  });
});

describe("a correction by hand", () => {
  const correct = (text: string) =>
    screen.findByRole("button", { name: new RegExp(`^Correct line .*: ${text}$`) });

  it("is sent with the plan that was read, and the plan is written again", async () => {
    const correctJobAnalysis = vi.fn<ReviewCalls["correctJobAnalysis"]>(async () =>
      anAnswer("GENERATING_PLAN"),
    );
    openConsole("/interviews/i1/plan", { ...fromJobText, correctJobAnalysis });

    await userEvent.click(await correct("28 days of holiday"));
    await userEvent.selectOptions(screen.getByLabelText("This line is"), "Working condition");
    await userEvent.click(screen.getByRole("button", { name: "Keep correction" }));
    await userEvent.click(await correct("Excel is a plus"));
    await userEvent.selectOptions(screen.getByLabelText("Competency"), "Driving vehicles");
    await userEvent.click(screen.getByRole("button", { name: "Keep correction" }));
    expect(
      screen.getByRole("link", { name: "2 corrections of the job text" }).getAttribute("href"),
    ).toBe("#corrections");
    await userEvent.click(screen.getByRole("button", { name: "Write plan again" }));

    expect(correctJobAnalysis).toHaveBeenCalledWith("i1", {
      planId: "p1",
      corrections: [
        { start: JOB_TEXT.indexOf("Excel"), kind: null, group: "S8.2" },
        { start: JOB_TEXT.indexOf("28"), kind: "condition", group: null },
      ],
    });
    await vi.waitFor(() => expect(screen.queryByText(/not sent yet/)).toBeNull());
  });

  it("can be taken back, and one that changes nothing is none", async () => {
    openConsole("/interviews/i1/plan", fromJobText);

    await userEvent.click(await correct("28 days of holiday"));
    await userEvent.selectOptions(screen.getByLabelText("This line is"), "Legal notice");
    await userEvent.click(screen.getByRole("button", { name: "Keep correction" }));
    expect(within(line("28 days of holiday")).getByText("Legal notice")).toBeDefined();
    expect(document.activeElement).toBe(line("28 days of holiday"));
    await userEvent.click(screen.getByRole("button", { name: "Undo the correction of line 5" }));
    await userEvent.click(await correct("28 days of holiday"));
    await userEvent.click(screen.getByRole("button", { name: "Keep correction" }));

    expect(within(line("28 days of holiday")).getByText("Offer")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Write plan again" })).toBeNull();
  });

  it("stays on the page if it was not sent", async () => {
    const correctJobAnalysis = () => Promise.reject(new Problem(409, { code: "plan_changed" }));
    openConsole("/interviews/i1/plan", { ...fromJobText, correctJobAnalysis });

    await userEvent.click(await correct("28 days of holiday"));
    await userEvent.selectOptions(screen.getByLabelText("This line is"), "Background");
    await userEvent.click(screen.getByRole("button", { name: "Keep correction" }));
    await userEvent.click(screen.getByRole("button", { name: "Write plan again" }));

    expect(await screen.findByRole("alert")).toBeDefined();
    expect(screen.getByText("1 line corrected, not sent yet.")).toBeDefined();
  });

  it("is only for people who decide, while the plan waits for them", async () => {
    signInAs("VIEWER");
    openConsole("/interviews/i1/plan", fromJobText);

    await screen.findByRole("heading", { name: "Job text" });

    expect(screen.queryByRole("button", { name: /^Correct line/ })).toBeNull();
  });

  it("names the person in the next version, and marks the line", async () => {
    const plan = aPlanFromJobText();
    const holiday = plan.document.job_analysis?.statements[3];
    if (holiday) holiday.is_corrected = true;
    const step = aStep({ transition: "MODIFY", actor: "Ruth Adeyemi", reason: null });
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview({ jobDescription: JOB_TEXT, transitions: [step] }),
      plan: async () => ({ ...plan, version: 3 }),
    });

    expect(
      await screen.findByText(/Ruth Adeyemi corrected how the job text was read/),
    ).toBeDefined();
    expect(within(line("28 days of holiday")).getByText("Corrected by a person")).toBeDefined();
  });
});

describe("the request before its plan", () => {
  it("shows what was read in the job text", async () => {
    const analysis = aPlanFromJobText().document.job_analysis;
    openConsole("/interviews/i1", {
      interview: async () => anInterview({ state: "INFO_NEEDED", jobDescription: JOB_TEXT }),
      jobAnalysis: async () => analysis ?? Promise.reject(new Problem(404, {})),
    });

    expect(
      await screen.findByRole("heading", { name: "What was read in the job text" }),
    ).toBeDefined();
    expect(within(line("Drive a van on 40 stops a day")).getByText("Task")).toBeDefined();
    expect(screen.queryByRole("button", { name: /^Correct line/ })).toBeNull();
    expect(screen.queryByText("No question comes from this line.")).toBeNull();
  });

  it("asks for nothing without a job text, and once there is a plan", async () => {
    const jobAnalysis = vi.fn<ReviewCalls["jobAnalysis"]>();
    openConsole("/interviews/i1", {
      interview: async () => anInterview({ state: "PENDING", jobDescription: JOB_TEXT }),
      jobAnalysis,
    });
    await screen.findByRole("heading", { name: "History" });
    cleanup();
    openConsole("/interviews/i1", {
      interview: async () => anInterview({ state: "INFO_NEEDED", jobDescription: null }),
      jobAnalysis,
    });
    await screen.findByRole("heading", { name: "History" });

    expect(jobAnalysis).not.toHaveBeenCalled();
  });
});
