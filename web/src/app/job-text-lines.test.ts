import { describe, expect, it } from "vitest";
import { choiceOf, correctionsOf, groupPlacesOf } from "@/features/approvals/job-text/corrections";
import { questionsByStatement, rowsOf } from "@/features/approvals/job-text/lines";
import { checkedAs, readAs, summaryOf } from "@/features/approvals/job-text/words";
import { questionsOf } from "@/features/approvals/reading";
import { aGroup, aPlanFromJobText, aStatement, aTaskOfTheJob, JOB_TEXT } from "./test-data";

describe("the rows of a job text", () => {
  it("keep every line, with what was read in it or nothing", () => {
    const rows = rowsOf(JOB_TEXT, [aStatement(2), aStatement(5, { kind: "offer" })]);

    expect(rows.map(({ line, statement }) => [line, statement?.kind])).toEqual([
      [1, undefined],
      [2, "task"],
      [3, undefined],
      [4, undefined],
      [5, "offer"],
    ]);
  });

  it("show each statement of a line, and a wrapped statement once", () => {
    const text = "Drive a van. Load it.\n\nYou keep the van clean\nand tidy.";
    const statements = [
      aStatement(1, { text: "Drive a van." }),
      aStatement(1, { text: "Load it." }),
      aStatement(3, { text: "You keep the van clean\nand tidy." }),
    ];

    const rows = rowsOf(text, statements);

    expect(rows.map((row) => [row.line, row.text])).toEqual([
      [1, "Drive a van."],
      [1, "Load it."],
      [3, "You keep the van clean\nand tidy."],
    ]);
  });

  it("also show what stands in another field of the request", () => {
    const rows = rowsOf("Van driver", [aStatement(4, { text: "Excel is a plus" })]);

    expect(rows.map((row) => [row.line, row.text])).toEqual([
      [1, "Van driver"],
      [4, "Excel is a plus"],
    ]);
  });
});

describe("the questions of a line", () => {
  it("are those that name it, also where a line has several statements", () => {
    const { document } = aPlanFromJobText();
    const asked = questionsOf(document).map((question, at) => ({ number: at + 1, question }));
    const other = aStatement(2, { text: "stops a day" });
    const statements = [other, ...(document.job_analysis?.statements ?? [])];

    const found = questionsByStatement(asked, statements);

    expect([...found.entries()].map(([start, [each]]) => [start, each?.number])).toEqual([
      [JOB_TEXT.indexOf("Drive"), 1],
    ]);
  });
});

describe("a person's correction", () => {
  const task = aStatement(2, { tasks: [aTaskOfTheJob("Drive a van on 40 stops a day", "S8.2")] });

  it("sends nothing where nothing was changed", () => {
    expect(correctionsOf(task, choiceOf(task))).toEqual([]);
  });

  it("sends the kind, and the group of the whole line if one was chosen", () => {
    const { start } = task;

    expect(correctionsOf(task, { kind: "offer", groups: {} })).toEqual([
      { start, kind: "offer", group: null },
    ]);
    expect(correctionsOf(task, { kind: "requirement", groups: { [start]: "S6.2" } })).toEqual([
      { start, kind: "requirement", group: "S6.2" },
    ]);
  });

  it("sends the group of a later task alone, and that of the first with all others", () => {
    const [first, second] = [
      aTaskOfTheJob("Drive a van", "S8.2"),
      aTaskOfTheJob("40 stops", "S4.2"),
    ];
    const both = aStatement(2, { tasks: [first, second] });
    const { start } = second.fact;

    expect(correctionsOf(both, { kind: "task", groups: { [start]: "S6.2" } })).toEqual([
      { start, kind: null, group: "S6.2" },
    ]);
    expect(
      correctionsOf(both, {
        ...choiceOf(both),
        groups: { ...choiceOf(both).groups, [both.start]: "S6.2" },
      }),
    ).toEqual([
      { start: both.start, kind: null, group: "S6.2" },
      { start, kind: null, group: "S4.2" },
    ]);
  });

  it("chooses no group for what is checked with a proof or is no work", () => {
    const license = aStatement(3, {
      kind: "requirement",
      check: { kind: "license", words: "license", years: null },
    });

    expect([license, aStatement(5, { kind: "offer" })].flatMap(groupPlacesOf)).toEqual([]);
    expect(groupPlacesOf(aStatement(4, { kind: "requirement", group: aGroup("S5.4") }))).toEqual([
      { start: JOB_TEXT.indexOf("Excel"), text: "Excel is a plus", group: "S5.4", others: [] },
    ]);
  });
});

describe("the words for what was read", () => {
  it("say what a requirement is and what is only checked", () => {
    const { document } = aPlanFromJobText();
    const [drive, license, excel, holiday] = document.job_analysis?.statements ?? [];

    expect([drive, excel, holiday].map((each) => each && readAs(each))).toEqual([
      "Task",
      "Nice to have",
      "Offer",
    ]);
    expect(license && checkedAs(license)).toBe("Check: license or certificate");
    expect(summaryOf(document.job_analysis?.statements ?? [])).toBe(
      "1 task, 1 requirement, 1 check, 1 offer",
    );
  });
});
