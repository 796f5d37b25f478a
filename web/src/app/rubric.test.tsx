import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Problem } from "@/shared/api/problem";
import type { Plan, PlanVersion } from "@/shared/api/types";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { anInterview, aPlan } from "./test-data";
import { englishWithin } from "./test-english";

type Competency = Plan["document"]["competencies"][number];

/** A version whose first competency is changed. */
function aVersion(version: number, more: Partial<Competency>, editedBy?: string): Plan {
  const plan = aPlan();
  const [first, ...others] = plan.document.competencies;
  const competencies = [{ ...(first as Competency), ...more }, ...others];
  return {
    ...plan,
    planId: `p${version}`,
    version,
    document: {
      ...plan.document,
      version,
      competencies,
      ...(editedBy ? { edited_by: editedBy } : {}),
    },
  };
}

const practice = (third: string) => [
  { name: "Practice", indicators: { "1": "none", "3": third, "5": "masterly" }, signals: {} },
];
const FIRST = aVersion(1, { sub_dimensions: practice("steady hand") });
const SECOND = aVersion(
  2,
  { sub_dimensions: practice("steady eye"), weight: 0.7, minimum_acceptable_score: 3.5 },
  "Ruth Adeyemi",
);
const THIRD = aVersion(
  3,
  {
    sub_dimensions: practice("steady eye"),
    weight: 0.7,
    minimum_acceptable_score: null,
    is_required: false,
  },
  "Sam Ortiz",
);

function open(...newestFirst: Plan[]) {
  openConsole("/interviews/i1/rubric", {
    interview: async () => anInterview({ state: "PENDING" }),
    plan: async () => newestFirst[0] as Plan,
    planVersions: async () => newestFirst as PlanVersion[],
  });
}

const competency = async (name: string) =>
  (await screen.findByRole("heading", { name, level: 2 })).closest("li") as HTMLElement;
const changed = (within_: HTMLElement, tag: "del" | "ins") =>
  [...within_.querySelectorAll(tag)].map((each) => each.textContent?.replace(/^.*: /, ""));

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

describe("the page of a rubric", () => {
  it("has the weight, the required level and the levels of each competency", async () => {
    open(FIRST);

    const care = await competency("Care");
    expect(within(care).getByText("50% of the score · must-have · required level 3")).toBeDefined();
    expect(within(care).getByText("steady hand")).toBeDefined();
    expect(
      within(care)
        .getAllByRole("term")
        .map((each) => each.textContent),
    ).toEqual(["5", "3", "1"]);
    expect(screen.getByText("80 of 100")).toBeDefined();
    expect(screen.queryByRole("combobox", { name: "Changes since" })).toBeNull();
  });

  it("marks the words, the weight and the required level that changed since the version before", async () => {
    open(SECOND, FIRST);

    const care = await competency("Care");
    expect(changed(care, "del")).toEqual(["hand"]);
    expect(changed(care, "ins")).toEqual(["eye"]);
    expect(
      within(care).getByText(
        "70% of the score, was 50% · must-have · required level 3.5 · required level 3 before",
      ),
    ).toBeDefined();
    expect(changed(await competency("Welding"), "ins")).toEqual([]);
    expect(screen.getByText("1 of 2 competencies differs from version 1.")).toBeDefined();
    const versions = screen.getByRole("heading", { name: "Versions" }).parentElement;
    expect(within(versions as HTMLElement).getAllByRole("listitem")[0]?.textContent).toContain(
      "Version 2, Ruth Adeyemi",
    );
  });

  it("compares any two versions, the later with the earlier", async () => {
    open(THIRD, SECOND, FIRST);

    await screen.findByText("1 of 2 competencies differs from version 2.");
    expect(
      within(await competency("Care")).getByText(
        "70% of the score · no longer a must-have · required level 3.5 before",
      ),
    ).toBeDefined();
    await userEvent.selectOptions(screen.getByLabelText("Changes since"), "p1");
    expect(changed(await competency("Care"), "ins")).toEqual(["eye"]);
    await userEvent.selectOptions(screen.getByLabelText("Version"), "p2");
    await screen.findByText("1 of 2 competencies differs from version 1.");
    const since = screen.getByRole("combobox", { name: "Changes since" });
    expect(within(since).queryByRole("option", { name: "Version 3, Sam Ortiz" })).toBeNull();
    await userEvent.selectOptions(since, "Show no changes");
    expect(changed(await competency("Care"), "ins")).toEqual([]);
  });

  it("shows a competency that came and one that went", async () => {
    const renamed = aVersion(2, { name: "Diligence" });
    open(renamed, FIRST);

    expect(within(await competency("Diligence")).getByText("New")).toBeDefined();
    expect(within(await competency("Care")).getByText("Removed")).toBeDefined();
    expect(screen.getByText("2 of 3 competencies differ from version 1.")).toBeDefined();
    expect(document.querySelectorAll("del, ins").length).toBe(0);
  });

  it("marks a question that came by its words alone", async () => {
    const anchors = { "4": { description: "Checks the seam.", signals: [] } };
    const [question] = FIRST.document.competencies[0]?.questions ?? [];
    const added = { ...(question as object), id: "q9", text: "Asked third?", anchors } as never;
    open(
      aVersion(2, {
        questions: [question as never, added],
        sub_dimensions: practice("steady hand"),
      }),
      FIRST,
    );

    expect(changed(await competency("Care"), "ins")).toEqual(["Asked third?"]);
  });

  it("shows the levels of a question that has its own", async () => {
    const question = FIRST.document.competencies[0]?.questions[0];
    const anchors = { "4": { description: "Checks the seam.", signals: [] } };
    open(aVersion(1, { questions: [{ ...(question as never as object), anchors } as never] }));

    expect(within(await competency("Care")).getByText("Checks the seam.")).toBeDefined();
  });

  it("shows levels once that an aspect and the answers to its question share", async () => {
    const question = FIRST.document.competencies[0]?.questions[0];
    const levels = { "1": "none", "3": "steady hand", "5": "masterly" };
    const anchors = Object.fromEntries(
      Object.entries(levels).map(([level, description]) => [level, { description, signals: [] }]),
    );
    open(
      aVersion(1, {
        sub_dimensions: practice("steady hand"),
        questions: [{ ...(question as never as object), anchors } as never],
      }),
    );

    const care = await competency("Care");
    expect(within(care).getAllByText("steady hand").length).toBe(1);
    expect(within(care).getByText((question as { text: string }).text)).toBeDefined();
    expect(within(care).queryByText(/rated by levels of their own/)).toBeNull();
  });

  it("says where there is none", async () => {
    openConsole("/interviews/i1/rubric", { interview: () => Promise.reject(new Problem(404, {})) });

    await screen.findByText("There is no rubric at this address.");
  });

  it("leaves no English in German", async () => {
    await chooseLanguage("de");
    const german = (plan: Plan, name: string, level: string): Plan => ({
      ...plan,
      document: {
        ...plan.document,
        competencies: plan.document.competencies.slice(0, 1).map((each) => ({
          ...each,
          name,
          sub_dimensions: [{ name, indicators: { "3": level }, signals: {} }],
        })),
      },
    });
    open(german(SECOND, "Sorgfalt", "Prüft."), german(FIRST, "Sorgfalt", "Misst."));

    await screen.findByText(/^1 von 1/);
    expect(englishWithin(screen.getByRole("main"))).toEqual([]);
  });
});
