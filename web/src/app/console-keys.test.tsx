import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type InterviewCalls,
  Calls as InterviewsApi,
  interviewCalls,
} from "@/features/interviews/calls";
import { openConsole, signInAs } from "./test-console";
import { anInterview, aPage } from "./test-data";

const searched: (string | null | undefined)[] = [];
const calls: InterviewCalls = {
  ...interviewCalls,
  list: async (query) => {
    searched.push(query.search);
    return {
      ...aPage([anInterview({ id: "i7", candidateName: "Amara Okonkwo" })]),
      nextCursor: null,
    };
  },
  positions: async () => ["Warehouse shift lead", "Baker"],
};

const open = (path = "/queue") =>
  openConsole(path, {}, (page) => <InterviewsApi value={calls}>{page}</InterviewsApi>);

async function find(words: string) {
  await screen.findAllByRole("navigation", { name: "Main" });
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.type(await screen.findByRole("combobox", { name: "Find anything" }), words);
}

beforeEach(() => {
  searched.length = 0;
  signInAs("RECRUITER");
});
afterEach(() => {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
});

describe("Ctrl K", () => {
  it("finds an interview by its candidate, and Enter opens it", async () => {
    const { router } = open();

    await find("okonkwo");
    expect(await screen.findByRole("option", { name: /Amara Okonkwo/ })).toBeDefined();
    await userEvent.keyboard("{Enter}");

    await waitFor(() => expect(router.state.location.pathname).toBe("/interviews/i7"));
    expect(searched).toContain("okonkwo");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("finds positions and pages", async () => {
    const { router } = open();

    await find("ware");
    await userEvent.click(await screen.findByRole("option", { name: "Warehouse shift lead" }));
    await waitFor(() =>
      expect(router.state.location.search).toEqual({ position: "Warehouse shift lead" }),
    );
    await find("new interv");
    expect(await screen.findByRole("option", { name: "New interview" })).toBeDefined();
  });

  it.each([
    ["RECRUITER", "skills", "Skills", "/skills"],
    ["RECRUITER", "question", "Question bank", "/questions"],
    ["RECRUITER", "templ", "Templates", "/templates"],
    ["RECRUITER", "leader", "Leaderboard", "/practice/leaderboard"],
    ["VIEWER", "positions", "Positions", "/positions"],
  ])(
    "leads a %s who types %s to the page %s, which has no place in the bar",
    async (role, typed, name, to) => {
      signInAs(role);
      const { router } = open();

      await find(typed);
      await userEvent.click(await screen.findByRole("option", { name }));

      await waitFor(() => expect(router.state.location.pathname).toBe(to));
    },
  );

  it("names no page that the role may not open", async () => {
    signInAs("VIEWER");
    open();

    await find("te");

    await screen.findByRole("option", { name: "Interviews" });
    const names = screen.getAllByRole("option").map((one) => one.textContent);
    expect(names).not.toContain("Templates");
    expect(names).not.toContain("New interview");
    expect(names).not.toContain("Settings: Audit log");
  });

  it("moves by arrow keys, and opens nothing by itself", async () => {
    const { router } = open();
    await screen.findAllByRole("navigation", { name: "Main" });

    await userEvent.keyboard("{Meta>}k{/Meta}");
    const box = await screen.findByRole("combobox", { name: "Find anything" });
    expect(document.activeElement).toBe(box);
    await userEvent.type(box, "in");
    const [first, second] = await screen.findAllByRole("option");
    expect(first?.getAttribute("aria-selected")).toBe("true");
    await userEvent.keyboard("{ArrowDown}");

    expect(second?.getAttribute("aria-selected")).toBe("true");
    expect(router.state.location.pathname).toBe("/queue");
  });

  it("closes by a button too, for those without a key for it", async () => {
    open();
    await userEvent.keyboard("{Control>}k{/Control}");
    await screen.findByRole("combobox", { name: "Find anything" });

    await userEvent.click(screen.getByRole("button", { name: "Close" }));

    expect(screen.queryByRole("combobox", { name: "Find anything" })).toBeNull();
  });

  it("names to someone who practices only their own pages, and searches no interviews", async () => {
    signInAs("SEEKER");
    open("/practice/leaderboard");

    await find("a");

    const found = await screen.findAllByRole("option");
    const names = found.map((one) => one.textContent);
    expect(names).toContain("Practice");
    expect(names).not.toContain("New interview");
    expect(searched).toEqual([]);
  });

  it("says that nothing was found", async () => {
    signInAs("SEEKER");
    open("/practice/leaderboard");

    await find("zzz");

    expect(await screen.findByText("Nothing found.")).toBeDefined();
  });
});

describe("the other keys", () => {
  it("lists the keys at ?, and G with a letter goes to a page", async () => {
    const { router } = open();
    await screen.findAllByRole("navigation", { name: "Main" });

    await userEvent.keyboard("?");
    const list = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
    expect(within(list).getByText("Go to the queue")).toBeDefined();
    await userEvent.click(within(list).getByRole("button", { name: "Close" }));
    await userEvent.keyboard("gi");

    await waitFor(() => expect(router.state.location.pathname).toBe("/interviews"));
  });

  it("go to the search of the page at /, and find anything where the page has none", async () => {
    const { router } = open("/interviews");
    const box = await screen.findByRole("searchbox");

    await userEvent.keyboard("/");
    expect(document.activeElement).toBe(box);
    box.blur();
    await userEvent.keyboard("gq");
    await waitFor(() => expect(router.state.location.pathname).toBe("/queue"));
    await waitFor(() => expect(screen.queryByRole("searchbox")).toBeNull());
    await userEvent.keyboard("/");

    expect(await screen.findByRole("combobox", { name: "Find anything" })).toHaveProperty(
      "value",
      "",
    );
  });

  it("find anything at / where the search of the page is out of sight and takes no focus", async () => {
    open("/interviews");
    const box = await screen.findByRole("searchbox");
    // Nothing is laid out in tests: a browser gives a box that is not displayed no focus.
    box.focus = () => undefined;

    await userEvent.keyboard("/");

    expect(await screen.findByRole("combobox", { name: "Find anything" })).toBeDefined();
  });

  it("compare the candidates of the position that is shown at G C, and else ask for a position", async () => {
    const { router } = open("/interviews?position=Baker");
    await screen.findAllByRole("navigation", { name: "Main" });

    await userEvent.keyboard("gc");
    await waitFor(() => expect(router.state.location.href).toBe("/compare?position=Baker"));
    await userEvent.keyboard("gq");
    await waitFor(() => expect(router.state.location.pathname).toBe("/queue"));
    await userEvent.keyboard("gc");

    await screen.findByText("Choose a position first");
    expect(router.state.location.href).toBe("/compare");
  });

  it("do nothing once they are turned off, but Ctrl K still works", async () => {
    const { router } = open();
    await screen.findAllByRole("navigation", { name: "Main" });
    await userEvent.keyboard("?");
    await userEvent.click(await screen.findByLabelText(/Turn off shortcuts/));
    await userEvent.click(screen.getByRole("button", { name: "Close" }));

    await userEvent.keyboard("gi");
    await userEvent.keyboard("{Control>}k{/Control}");

    expect(await screen.findByRole("combobox", { name: "Find anything" })).toBeDefined();
    expect(router.state.location.pathname).toBe("/queue");
  });

  it("lead to no page that is not for the person", async () => {
    signInAs("SEEKER");
    const { router } = open("/practice/leaderboard");
    await screen.findAllByRole("navigation", { name: "Main" });

    await userEvent.keyboard("gqgc");

    expect(router.state.location.pathname).toBe("/practice/leaderboard");
  });
});
