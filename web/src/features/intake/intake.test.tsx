import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { Problem } from "@/shared/api/problem";
import { IntakeApi, type IntakeCalls, type Opening } from "./calls";
import { shownDrafts } from "./drafts";
import { IntakePage } from "./intake";
import { IntakeList } from "./list";
import { blocksOf, Markdown } from "./markdown";
import type { Draft, Intake, Kind } from "./shapes";

const at = "2030-01-01T10:00:00Z";

function anIntake(more: Partial<Intake> = {}): Intake {
  return {
    intakeId: "k1",
    interviewId: "i1",
    sessionId: "int_1",
    state: "IN_PROGRESS",
    title: "Grid analyst",
    manager: { name: "Ruth Adeyemi" },
    concepts: [],
    createdAt: at,
    templateId: null,
    ...more,
  };
}

function aDraft(kind: Kind, more: Partial<Draft> = {}): Draft {
  return {
    kind,
    title: `The ${kind}`,
    version: 1,
    status: "ready",
    content: "Some words.",
    table: null,
    questions: null,
    author: "built-in rules v1",
    regeneratedFrom: null,
    isAccepted: false,
    createdAt: at,
    failure: null,
    notes: [],
    ...more,
  };
}

afterEach(cleanup);

const unasked = () => Promise.reject(new Problem(404, {}));

async function open(calls: Partial<IntakeCalls> = {}, page?: () => React.ReactNode) {
  const moves: unknown[][] = [];
  const noted =
    (name: string) =>
    async (...given: unknown[]) => {
      moves.push([name, ...given]);
    };
  const all: IntakeCalls = {
    intakes: async () => [],
    open: unasked,
    intake: async () => anIntake(),
    drafts: async () => [],
    regenerate: noted("regenerate"),
    edit: noted("edit"),
    file: async (...given) => {
      moves.push(["file", ...given]);
      return new Blob(["x"]);
    },
    accept: noted("accept"),
    template: async (...given) => {
      moves.push(["template", ...given]);
      return { templateId: "t1" };
    },
    ...calls,
  };
  const shown = page ?? (() => <IntakePage id="k1" room={(id) => <p>talk {id}</p>} />);
  const router = createRouter({
    routeTree: createRootRoute({ component: shown, notFoundComponent: () => null }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <IntakeApi value={all}>
        <RouterProvider router={router as never} />
      </IntakeApi>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { level: 1 });
  return { moves, router };
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));
const tab = (name: RegExp) => screen.getByRole("tab", { name });

describe("the intakes", () => {
  it("are listed, or there is none yet", async () => {
    await open({}, IntakeList);
    await screen.findByText("No intake interviews yet");
    cleanup();

    await open(
      { intakes: async () => [anIntake({ title: null, state: "COMPLETED" })] },
      IntakeList,
    );

    const link = await screen.findByRole("link", { name: /Untitled role/ });
    expect(link.getAttribute("href")).toBe("/intake/k1");
    expect(link.textContent).toContain("Completed");
  });

  it("say when they did not load", async () => {
    await open({ intakes: () => Promise.reject(new Problem(503, {})) }, IntakeList);

    await screen.findByText("The intake interviews did not load.");
  });

  it("begin with what is known and lead to the talk", async () => {
    const openings: Opening[] = [];
    const { router } = await open(
      {
        open: async (opening) => {
          openings.push(opening);
          return { intakeId: "k2" };
        },
      },
      IntakeList,
    );

    await userEvent.type(screen.getByLabelText("Role (optional)"), " Welder ");
    await userEvent.selectOptions(screen.getByLabelText("Length"), "20");
    await press("Create intake");

    await waitFor(() => expect(router.state.location.pathname).toBe("/intake/k2"));
    expect(openings).toEqual([{ title: "Welder", minutes: 20 }]);
  });
});

describe("an intake", () => {
  it("has the talk on one side and four drafts with a state of their own on the other", async () => {
    await open({
      drafts: async () => [
        aDraft("job_description"),
        aDraft("interview_questions", { status: "writing", content: null }),
        aDraft("rating_rubric", { isAccepted: true }),
      ],
    });

    expect(await screen.findByText("talk int_1")).toBeDefined();
    await screen.findByRole("tab", { name: "Job description Ready for review" });
    expect(screen.getAllByRole("tab").map((each) => each.textContent)).toEqual([
      "Job descriptionReady for review",
      "QuestionsIn progress",
      "Rating rubricAccepted",
      "Job simulationNot started",
    ]);
    expect(screen.getByRole("tabpanel").textContent).toContain("written by built-in rules v1");
  });

  it("lets the arrows lead from draft to draft", async () => {
    await open({ drafts: async () => [aDraft("job_description"), aDraft("job_simulation")] });
    await screen.findByRole("tab", { name: /Ready for review/, selected: true });

    tab(/Job description/).focus();
    await userEvent.keyboard("{ArrowLeft}");

    expect(document.activeElement).toBe(tab(/Job simulation/));
    expect(screen.getByRole("tabpanel").textContent).toContain("The job_simulation");
    expect(screen.getAllByRole("tab").filter((each) => each.tabIndex === 0)).toHaveLength(1);
  });

  it("accepts the version that was read", async () => {
    const { moves } = await open({
      drafts: async () => [aDraft("job_description", { version: 3 })],
    });

    await press("Accept draft");

    await waitFor(() => expect(moves).toEqual([["accept", "k1", "job_description", 3]]));
  });

  it("has a draft written again with an instruction", async () => {
    const { moves } = await open({ drafts: async () => [aDraft("job_description")] });

    await userEvent.type(await screen.findByLabelText("What should change"), "Shorter");
    await press("Rewrite draft");

    await waitFor(() =>
      expect(moves).toEqual([["regenerate", "k1", "job_description", "Shorter"]]),
    );
  });

  it("lets a person change the words, and says why one was not saved", async () => {
    const edits: unknown[] = [];
    await open({
      drafts: async () => [aDraft("job_description", { version: 2 })],
      edit: async (...given) => {
        edits.push(given);
        if (edits.length > 1) return;
        throw new Problem(422, {
          code: "artifact_edit_invalid",
          errors: [{ field: "content", code: "unlawful", message: "Name the skill instead." }],
        });
      },
    });

    await press("Edit");
    const text = await screen.findByLabelText("Text");
    await userEvent.clear(text);
    await userEvent.type(text, "My own words.");
    await press("Save as version 3");
    await screen.findByText("Name the skill instead.");
    expect((screen.getByLabelText("Text") as HTMLTextAreaElement).value).toBe("My own words.");
    await press("Save as version 3");

    await screen.findByRole("button", { name: "Edit" });
    const edit = { version: 2, title: "The job_description", content: "My own words." };
    expect(edits[1]).toEqual(["k1", "job_description", edit]);
  });

  it("sends edited questions with their points, and edited levels with their criteria", async () => {
    const { moves } = await open({
      drafts: async () => [
        aDraft("interview_questions", {
          title: null,
          questions: [
            { questionId: "a", text: "Why?", competency: "Planning", points: ["one", "two"] },
            { questionId: "b", text: "How?", competency: "Planning", points: [] },
          ],
        }),
        aDraft("rating_rubric", {
          title: null,
          table: { columns: ["Criterion", "1", "2"], rows: [["Safety", "waits", "stops"]] },
        }),
      ],
    });

    await userEvent.click(await screen.findByRole("tab", { name: /^Questions/ }));
    await press("Edit");
    await userEvent.type(screen.getByLabelText("Wording of question 1"), " And when?");
    await userEvent.type(screen.getByLabelText("What to look for in answer 1"), "{enter} three ");
    await press("Remove question 2");
    await press("Save as version 2");
    await screen.findByRole("button", { name: "Edit" });
    await userEvent.click(tab(/^Rating rubric/));
    await press("Edit");
    await userEvent.type(screen.getByLabelText("Safety, level 2"), " the line");
    await press("Save as version 2");

    await waitFor(() => expect(moves).toHaveLength(2));
    expect(moves).toEqual([
      [
        "edit",
        "k1",
        "interview_questions",
        {
          version: 1,
          questions: [{ questionId: "a", text: "Why? And when?", points: ["one", "two", "three"] }],
        },
      ],
      [
        "edit",
        "k1",
        "rating_rubric",
        { version: 1, rows: [["Safety", "waits", "stops the line"]] },
      ],
    ]);
  });

  it("shows and accepts an earlier version, and offers the file of the one that is shown", async () => {
    const { moves } = await open({
      drafts: async () => [
        aDraft("job_description", { content: "First words." }),
        aDraft("job_description", { version: 2, content: "Mine.", author: "a person" }),
      ],
    });
    await screen.findByText("Mine.");
    screen.getByText(/A rewrite might change your own words\. They stay in version 2\./);

    await userEvent.selectOptions(screen.getByLabelText("Version"), "1");
    expect(screen.getByText("First words.")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
    await press("Accept draft");
    URL.createObjectURL = () => "blob:x";
    URL.revokeObjectURL = () => undefined;
    await press("PDF");

    await waitFor(() => expect(moves).toHaveLength(2));
    expect(moves).toEqual([
      ["accept", "k1", "job_description", 1],
      ["file", "k1", "job_description", 1, "pdf"],
    ]);
  });

  it("lets a draft fail alone, and it can be tried again", async () => {
    const { moves } = await open({
      drafts: async () => [
        aDraft("job_description", { status: "failed", content: null, failure: "words_erased" }),
        aDraft("rating_rubric"),
      ],
    });
    await screen.findByText(/The other drafts are not affected\./);
    expect(screen.getByText(/The answers have been deleted\./)).toBeDefined();
    expect(tab(/Rating rubric/).textContent).toContain("Ready for review");

    await press("Try again");

    await waitFor(() => expect(moves).toEqual([["regenerate", "k1", "job_description", ""]]));
  });

  it("keeps the version before while a new one is written or has failed", async () => {
    const before = aDraft("job_description", { version: 1, content: "Old words." });
    await open({
      drafts: async () => [
        before,
        aDraft("job_description", { version: 2, status: "failed", content: null }),
      ],
    });

    await screen.findByText(/Version 2 could not be written\. Version 1 is still available\./);
    expect(screen.getByText("Old words.")).toBeDefined();
    const [writing] = shownDrafts([before, { ...before, version: 2, status: "writing" }]);
    expect(writing?.readable).toBe(before);
    expect(writing?.newest?.version).toBe(2);
  });

  it("shows a table as a table", async () => {
    const table = { columns: ["Dimension", "5"], rows: [["Judgement", "Names a proof"]] };
    await open({ drafts: async () => [aDraft("job_description", { table })] });

    const shown = await screen.findByRole("table");
    expect(within(shown).getByRole("columnheader", { name: "Dimension" })).toBeDefined();
    expect(within(shown).getByRole("cell", { name: "Names a proof" })).toBeDefined();
  });

  it("shows the title of a draft once, also where its text begins with it", async () => {
    const draft = aDraft("job_description", { content: "# The job_description\n\n## Tasks\n" });
    await open({ drafts: async () => [draft] });

    expect(await screen.findByRole("heading", { name: "Tasks" })).toBeDefined();
    expect(screen.getAllByRole("heading", { name: "The job_description" })).toHaveLength(1);
  });

  it("says what is still thin and grades nobody", async () => {
    await open({
      intake: async () =>
        anIntake({
          concepts: [
            { concept: "purpose", reward: "excellent", quote: "So that people trust it.", turn: 3 },
            { concept: "CultureFit", reward: "lacking", quote: null, turn: 5 },
            { concept: "first_year", reward: "lacking", quote: null, turn: null },
          ],
        }),
    });

    await screen.findByRole("heading", { name: "Needs more detail" });
    const rows = screen.getAllByRole("listitem").map((item) => item.textContent);
    expect(rows.filter((row) => /detail|yet|Clear/.test(row ?? ""))).toEqual([
      "How the team worksNeeds more detail",
      "First yearNot discussed yet",
      "PurposeClear“So that people trust it.”",
    ]);
    expect(screen.getByText(/It does not rate the hiring manager/)).toBeDefined();
    expect(document.body.textContent).not.toMatch(/excellent|lacking/);
  });

  it("makes a template once something is accepted, and says what came of it", async () => {
    const { moves } = await open({
      drafts: async () => [aDraft("job_description", { isAccepted: true })],
    });
    await screen.findByText(/1 of 4 drafts accepted/);

    await press("Create template");
    expect(moves).toEqual([]);
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Create template" }));

    await screen.findByText("Template created.");
    expect(screen.getByRole("link", { name: "Open the template" }).getAttribute("href")).toBe(
      "/templates/t1",
    );
    expect(moves).toEqual([["template", "k1"]]);
  });

  it("leads to the template of an earlier visit, and makes another one only on request", async () => {
    const { moves } = await open({
      intake: async () => anIntake({ state: "COMPLETED", templateId: "t0" }),
      drafts: async () => [aDraft("job_description", { isAccepted: true })],
    });

    const link = await screen.findByRole("link", { name: "Open the template" });
    expect(link.getAttribute("href")).toBe("/templates/t0");
    expect(screen.queryByRole("button", { name: "Create template" })).toBeNull();
    await press("Create another template");
    expect(moves).toEqual([]);
  });

  it("makes none while nothing is accepted", async () => {
    const { moves } = await open({ drafts: async () => [aDraft("job_description")] });
    await screen.findByText(/0 of 4 drafts accepted/);

    await press("Create template");

    expect(moves).toEqual([]);
  });

  it("keeps the talk when the drafts did not load", async () => {
    await open({ drafts: () => Promise.reject(new Problem(503, {})) });

    await screen.findByText(/The drafts did not load\./);
    expect(screen.getByText("talk int_1")).toBeDefined();
  });

  it("has no talk before it is ready, nor after it is over", async () => {
    await open({ intake: async () => anIntake({ state: "GENERATING_PLAN" }) });
    await screen.findByText("The interview is being prepared.");
    cleanup();

    await open({ intake: async () => anIntake({ state: "COMPLETED" }) });
    await screen.findByText("The interview is complete.");
    expect(screen.queryByText("talk int_1")).toBeNull();
  });

  it("says when there is none at the address", async () => {
    await open({ intake: unasked });

    await screen.findByText("There is no intake at this address.");
  });
});

describe("a draft's words", () => {
  it("are headings, lists and paragraphs, and nothing else", () => {
    const text = "# Role\nOne line\nand its end.\n\n- a\n- b\n1. c\n<script>x</script>";

    expect(blocksOf(text)).toEqual([
      { kind: "heading", text: "Role" },
      { kind: "words", text: "One line and its end." },
      { kind: "list", isNumbered: false, items: ["a", "b"] },
      { kind: "list", isNumbered: true, items: ["c"] },
      { kind: "words", text: "<script>x</script>" },
    ]);
  });

  it("keep quotes, and the ends of lines that were meant", () => {
    expect(blocksOf("**Employer:** Larkfield  \n**Level:** Lead\n\n> Said so.")).toEqual([
      { kind: "words", text: "**Employer:** Larkfield\n**Level:** Lead" },
      { kind: "quote", text: "Said so." },
    ]);
  });

  it("show emphasis, and no stars", () => {
    const { container } = render(<Markdown text="*Written by rules.* **Level:** 3 * 4" />);

    expect(container.querySelector("em")?.textContent).toBe("Written by rules.");
    expect(container.querySelector("strong")?.textContent).toBe("Level:");
    expect(container.textContent).toBe("Written by rules. Level: 3 * 4");
  });
});
