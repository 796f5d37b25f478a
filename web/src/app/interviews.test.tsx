import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Calls, type InterviewCalls } from "@/features/interviews/calls";
import { settingsOf } from "@/features/interviews/saved-views";
import { queryOf, readSearch } from "@/features/interviews/search";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { HiringDecision, RequestCheck } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";
import { aDecision, anInterview, aPage, aStep } from "./test-data";

const unasked = () => Promise.reject(new Problem(404, {}));

function aCheck(more: Partial<RequestCheck> = {}): RequestCheck {
  return {
    errors: [],
    missingFields: [],
    warnings: [],
    dataQuality: "EXCELLENT",
    jobText: {
      position: "Welder",
      level: "SENIOR",
      levelWords: "6 years",
      skills: ["Welding", "Reading drawings"],
      taskCount: 4,
      requirementCount: 2,
      leftOut: [],
    },
    ...more,
  };
}

/** Open a page with the calls of interviews that a test answers itself. */
function open(path: string, calls: Partial<InterviewCalls>, more = {}) {
  const all = Object.fromEntries(
    [
      "list",
      "positions",
      "exportCsv",
      "act",
      "tryApproval",
      "approvePlans",
      "views",
      "saveView",
      "changeView",
      "deleteView",
      "chooseDefaultView",
      "check",
      "readDocument",
      "readResume",
      "resume",
      "correctResume",
      "create",
      "importCsv",
      "invite",
      "renewLink",
      "revokeLink",
      "schedule",
      "offeredTimes",
      "offerTimes",
      "withdrawTimes",
      "cancel",
      "callNow",
      "phoneCall",
      "writePlanAgain",
      "assessAgain",
      "eraseCandidate",
      "remove",
      "consents",
      "videoAnswer",
      "cost",
      "deliveries",
      "redeliver",
    ].map((name) => [name, unasked]),
  ) as unknown as InterviewCalls;
  return openConsole(path, more, (page) => <Calls value={{ ...all, ...calls }}>{page}</Calls>);
}

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

describe("the filters in the address", () => {
  it("keep what is a filter and drop what is none", () => {
    expect(
      readSearch({ q: 17, state: "PENDING", from: "2030-05-31", to: "soon", mine: true, x: "y" }),
    ).toEqual({ q: "17", state: "PENDING", from: "2030-05-31", mine: true });
  });

  it("ask for whole days, both included", () => {
    const query = queryOf({ from: "2030-05-30", to: "2030-05-31" });

    expect(query.createdFrom).toBe(new Date(2030, 4, 30).toISOString());
    expect(query.createdBefore).toBe(new Date(2030, 5, 1).toISOString());
    expect(query.profile).toEqual(["hiring", "panel", "phone_screen"]);
  });
});

describe("the list of interviews", () => {
  it("leads whoever is not signed in back to the same filters", async () => {
    callerStore.set(null);
    const { router } = open("/interviews?q=amara&mine=true", {});

    await screen.findByRole("heading", { name: "Sign in" });
    expect(router.state.location.search).toEqual({ next: "/interviews?q=amara&mine=true" });
  });

  it("moves from row to row at J and K, and X selects the one with the focus or takes it out", async () => {
    const rows = [
      anInterview(),
      anInterview({ id: "i2", candidateName: "Bo Li", state: "SCHEDULED" }),
    ];
    open("/interviews", { list: async () => aPage(rows), positions: async () => [] });
    const first = await screen.findByRole("link", { name: "Amara Okonkwo" });
    const selected = () => screen.queryByText(/^\d selected$/)?.textContent;

    await userEvent.keyboard("x");
    expect(selected()).toBeUndefined();
    await userEvent.keyboard("jjx");
    expect(document.activeElement).toBe(screen.getByRole("link", { name: "Bo Li" }));
    expect(selected()).toBe("1 selected");
    await userEvent.keyboard("kx");
    expect(document.activeElement).toBe(first);
    expect(selected()).toBe("2 selected");
    await userEvent.keyboard("x");

    expect(selected()).toBe("1 selected");
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Select Bo Li" }).checked).toBe(
      true,
    );
  });

  it("selects nothing at X for whom nothing can be done with a selection", async () => {
    signInAs("VIEWER");
    open("/interviews", { list: async () => aPage([anInterview()]), positions: async () => [] });
    await screen.findByRole("link", { name: "Amara Okonkwo" });

    await userEvent.keyboard("jx");

    expect(document.activeElement).toBe(screen.getByRole("link", { name: "Amara Okonkwo" }));
    expect(screen.queryByText("1 selected")).toBeNull();
  });

  it("takes its filters from the address and puts changes back into it", async () => {
    const list = vi.fn(async () => aPage([anInterview()]));
    const { router } = open("/interviews?q=amara&state=PENDING", {
      list,
      positions: async () => ["Welder"],
    });

    await screen.findByRole("link", { name: "Amara Okonkwo" });
    expect(list).toHaveBeenLastCalledWith(
      expect.objectContaining({ search: "amara", state: ["PENDING"], limit: 50 }),
    );
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Position" }), "Welder");

    expect(router.state.location.search).toEqual({
      q: "amara",
      state: "PENDING",
      position: "Welder",
    });
  });

  it("counts the filters in use, names each, and takes one or all away", async () => {
    const { router } = open(
      "/interviews?q=amara&state=PENDING&flag=contradiction,draft&mine=true",
      {
        list: async () => aPage([anInterview()]),
        positions: async () => [],
      },
    );

    const button = await screen.findByRole("button", { name: "Filters (3)" });
    expect(screen.queryByRole("combobox", { name: "Flag" })).toBeNull();
    const chips = within(screen.getByRole("list", { name: "Filters in use" }));
    expect(chips.getByText("Flag: Contradiction, Unchecked speech recognition")).toBeDefined();
    await userEvent.click(chips.getByRole("button", { name: /^Remove filter: Status/ }));
    expect(router.state.location.search).toEqual({
      q: "amara",
      flag: "contradiction,draft",
      mine: true,
    });
    expect(document.activeElement).toBe(button);

    await userEvent.click(await screen.findByRole("button", { name: "Clear filters" }));
    expect(router.state.location.search).toEqual({});
    expect(screen.queryByRole("list", { name: "Filters in use" })).toBeNull();
  });

  it("says that an assessment proposes nothing, and nothing before there is one", async () => {
    open("/interviews", {
      list: async () => ({
        ...aPage([
          anInterview({ id: "i1", candidateName: "Ann", state: "PENDING" }),
          anInterview({ id: "i2", candidateName: "Bo", state: "ASSESSMENT_PENDING" }),
          anInterview({
            id: "i3",
            candidateName: "Cy",
            state: "ASSESSMENT_PENDING",
            recommendation: "HIRE",
          }),
        ]),
        nextCursor: null,
      }),
    });

    await screen.findByRole("link", { name: "Bo" });
    const proposals = screen
      .getAllByRole("row")
      .map((row) => /No proposal|Proposal: Hire/.exec(row.textContent ?? "")?.[0]);

    expect(proposals).toEqual([undefined, undefined, "No proposal", "Proposal: Hire"]);
  });

  it("narrows to a decision in the address, in the export and in a view", async () => {
    const list = vi.fn(async () => aPage([anInterview({ hiringDecision: aDecision() })]));
    const exportCsv = vi.fn(async () => "id");
    const { router } = open("/interviews", {
      list,
      exportCsv,
      positions: async () => [],
    });

    await screen.findByRole("link", { name: "Amara Okonkwo" });
    await userEvent.click(screen.getByRole("button", { name: "Filters" }));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Decision" }), "No hire");
    await userEvent.click(await screen.findByRole("button", { name: /Export/ }));
    await userEvent.click(screen.getByText("Columns"));
    await userEvent.click(screen.getByRole("checkbox", { name: "Decision" }));

    expect(router.state.location.search).toEqual({ decision: "NO_HIRE" });
    const asked = expect.objectContaining({ decision: ["NO_HIRE"] });
    expect(list).toHaveBeenLastCalledWith(asked);
    expect(exportCsv).toHaveBeenCalledWith(asked);
    expect(screen.getByRole("cell", { name: "No hire, not final yet" })).toBeDefined();
    expect(settingsOf({ decision: "NONE,HIRE" }, []).filters?.decisions).toEqual(["NONE", "HIRE"]);
  });

  it("narrows to a flag about the answers in the address, in the export and in a view", async () => {
    const list = vi.fn(async () => aPage([anInterview()]));
    const exportCsv = vi.fn(async () => "id");
    const { router } = open("/interviews", { list, exportCsv, positions: async () => [] });

    await screen.findByRole("link", { name: "Amara Okonkwo" });
    await userEvent.click(screen.getByRole("button", { name: "Filters" }));
    const flag = screen.getByRole("combobox", { name: "Flag" });
    await userEvent.selectOptions(flag, "Contradiction");
    await userEvent.click(await screen.findByRole("button", { name: /Export/ }));

    expect(router.state.location.search).toEqual({ flag: "contradiction" });
    const asked = expect.objectContaining({ flag: ["contradiction"] });
    expect(list).toHaveBeenLastCalledWith(asked);
    expect(exportCsv).toHaveBeenCalledWith(asked);
    expect(within(flag).queryByRole("option", { name: /distress|person/i })).toBeNull();
    expect(settingsOf({ flag: "injection,draft" }, []).filters?.flags).toEqual([
      "injection",
      "draft",
    ]);
  });

  it("shows more rows from the cursor, and says when there are more than it counts", async () => {
    const first = {
      ...aPage([anInterview()]),
      total: 10_000,
      isTotalExact: false,
      nextCursor: "c",
    };
    const second = aPage([anInterview({ id: "i2", candidateName: "Jonas Lindqvist" })]);
    const list = vi.fn(async (query: { cursor?: string | null }) =>
      query.cursor ? second : first,
    );
    open("/interviews", { list, positions: async () => [] });

    expect(await screen.findByText("More than 10,000 interviews")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Show more" }));

    expect(await screen.findByRole("link", { name: "Jonas Lindqvist" })).toBeDefined();
    expect(screen.getByRole("link", { name: "Amara Okonkwo" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  });

  it("cancels the selected ones after asking, and says for which it did not work", async () => {
    const rows = [anInterview(), anInterview({ id: "i2", candidateName: "Jonas Lindqvist" })];
    const act = vi.fn(async () => [
      {
        interviewId: "i1",
        isDone: true,
        state: "CANCELLED" as const,
        planId: null,
        code: null,
        message: null,
      },
      {
        interviewId: "i2",
        isDone: false,
        state: null,
        planId: null,
        code: "x",
        message: "It is over.",
      },
    ]);
    open("/interviews", { list: async () => aPage(rows), positions: async () => [], act });

    await userEvent.click(await screen.findByLabelText("Select all shown"));
    await userEvent.click(screen.getByRole("button", { name: "Cancel interviews" }));
    expect(act).not.toHaveBeenCalled();
    await userEvent.type(screen.getByLabelText("Reason (optional)"), "Filled.");
    await userEvent.click(screen.getByRole("button", { name: "Cancel 2 interviews" }));

    expect(act).toHaveBeenCalledWith("cancel", ["i1", "i2"], "Filled.");
    expect(
      (await screen.findByText(/Done for 1 of 2/)).closest("[role=status]")?.textContent,
    ).toContain("Jonas Lindqvist: It is over.");
  });

  it("leads whoever has none to the first, and whoever found none back to all", async () => {
    open("/interviews", { list: async () => aPage([]), positions: async () => [] });
    expect(await screen.findByRole("link", { name: "Create the first interview" })).toBeDefined();
    cleanup();

    const { router } = open("/interviews?q=nobody", {
      list: async () => aPage([]),
      positions: async () => [],
    });
    const found = await screen.findByText("No interviews found");
    await userEvent.click(
      within(found.parentElement as HTMLElement).getByRole("button", { name: "Clear filters" }),
    );
    expect(router.state.location.search).toEqual({});
  });

  it("can be read by a viewer, who cannot select or create", async () => {
    signInAs("VIEWER");
    open("/interviews", { list: async () => aPage([anInterview()]), positions: async () => [] });

    await screen.findByRole("link", { name: "Amara Okonkwo" });
    expect(screen.queryByRole("checkbox", { name: /Select/ })).toBeNull();
    expect(screen.queryByRole("link", { name: "New interview" })).toBeNull();
  });

  it("says that it did not load, and offers another try", async () => {
    open("/interviews", { positions: async () => [] });

    expect((await screen.findByRole("alert")).textContent).toContain(
      "The interviews did not load.",
    );
    expect(screen.getByRole("button", { name: "Try again" })).toBeDefined();
  });
});

describe("a new interview", () => {
  it("sends what the page shows: what was read in the text, and what a person changed", async () => {
    const create = vi.fn(async () => ({ id: "i1" }) as never);
    open(
      "/interviews/new",
      { check: async () => aCheck(), create },
      { interview: async () => anInterview() },
    );

    await userEvent.type(await screen.findByLabelText("Job text"), "Welder wanted.");
    expect(await screen.findByDisplayValue("Welder")).toBeDefined();
    expect(screen.getByText("From “6 years”.")).toBeDefined();
    await userEvent.selectOptions(screen.getByLabelText("Level"), "MID");
    await userEvent.type(screen.getByLabelText("Name"), "Amara Okonkwo");
    await userEvent.click(screen.getByRole("button", { name: "Create interview" }));

    await vi.waitFor(() => expect(create).toHaveBeenCalledTimes(1));
    expect(create).toHaveBeenCalledWith(
      {
        profile: "hiring",
        language: "en",
        jobDescription: "Welder wanted.",
        position: "Welder",
        level: "MID",
        skills: ["Welding", "Reading drawings"],
        candidateName: "Amara Okonkwo",
      },
      expect.stringMatching(/.{10,}/),
    );
    expect(await screen.findByRole("heading", { name: "Amara Okonkwo" })).toBeDefined();
    expect(JSON.stringify(sessionStorage)).not.toContain("Welder wanted.");
  });

  it("asks at its field for what is missing, and creates nothing until it is told to", async () => {
    const gap = {
      field: "candidateName",
      severity: "CRITICAL" as const,
      message: "",
      question: "Who is it?",
    };
    const create = vi.fn(unasked);
    open("/interviews/new", { check: async () => aCheck({ missingFields: [gap] }), create });

    await screen.findByText("The candidate's name");
    expect(screen.queryByText("Who is it?")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Create interview" }));
    expect(await screen.findByText("Who is it?")).toBeDefined();
    expect(create).not.toHaveBeenCalled();

    await userEvent.click(
      screen.getByRole("button", { name: "Create without the missing details" }),
    );
    expect(create).toHaveBeenCalledTimes(1);
  });
});

describe("the actions of an interview", () => {
  const invited = anInterview({
    state: "APPROVED",
    availableTransitions: ["SCHEDULE", "CANCEL"],
    transitions: [aStep({ actor: "Ruth Adeyemi" })],
  });

  it("are those of its state and of the person's role", async () => {
    open("/interviews/i1", {}, { interview: async () => invited });

    const section = (await screen.findByRole("heading", { name: "Other actions" })).closest(
      "section",
    );
    const names = within(section as HTMLElement)
      .getAllByRole("button")
      .map((button) => button.textContent);
    expect(names).toEqual([
      "Send invitation again",
      "Make new link",
      "Schedule",
      "Offer times",
      "Cancel interview",
    ]);
    cleanup();

    signInAs("ADMIN");
    open("/interviews/i1", {}, { interview: async () => anInterview({ state: "CANCELLED" }) });
    expect(await screen.findByRole("button", { name: "Erase candidate data" })).toBeDefined();
    expect(screen.getByRole("button", { name: "Delete interview" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Cancel interview" })).toBeNull();
  });

  it("move an appointment, and offer times that the candidate chooses from", async () => {
    const schedule = vi.fn(async () => ({}));
    const offerTimes = vi.fn(async () => ({}));
    const interview = async () => ({ ...invited, state: "SCHEDULED" as const });
    open("/interviews/i1", { schedule, offerTimes, offeredTimes: async () => null }, { interview });

    await userEvent.click(await screen.findByRole("button", { name: "Move appointment" }));
    const moving = within(screen.getByRole("dialog"));
    fireEvent.change(moving.getByLabelText("Opens"), { target: { value: "2099-01-08T10:00" } });
    await userEvent.click(moving.getByRole("button", { name: "Move" }));
    expect(schedule).toHaveBeenCalledWith("i1", new Date(2099, 0, 8, 10).toISOString());

    await userEvent.click(screen.getByRole("button", { name: "Offer times" }));
    const offering = within(screen.getByRole("dialog"));
    await userEvent.click(offering.getByRole("button", { name: "Offer times" }));
    expect(offering.getByRole("alert").textContent).toContain("e-mail address of the host");
    await userEvent.type(offering.getByLabelText(/e-mail/), "rita@example.com");
    await userEvent.click(offering.getByLabelText("Monday"));
    await userEvent.click(offering.getByRole("button", { name: "Offer times" }));
    expect(offerTimes).toHaveBeenCalledWith(
      "i1",
      expect.objectContaining({
        hostEmail: "rita@example.com",
        weekly: [{ day: "MO", begins: "09:00", ends: "12:00" }],
        times: [],
        moveUntilHours: 2,
      }),
    );
  });

  it("offer several hours of a day, which must not overlap", async () => {
    const offerTimes = vi.fn(async () => ({}));
    const interview = async () => ({ ...invited, state: "SCHEDULED" as const });
    open("/interviews/i1", { offerTimes, offeredTimes: async () => null }, { interview });

    await userEvent.click(await screen.findByRole("button", { name: "Offer times" }));
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.type(dialog.getByLabelText(/e-mail/), "rita@example.com");
    await userEvent.click(dialog.getByLabelText("Monday"));
    await userEvent.click(dialog.getByRole("button", { name: "Add hours on Monday" }));
    const second = within(dialog.getByRole("group", { name: "Monday, hours 2" }));
    fireEvent.change(second.getByLabelText("From"), { target: { value: "11:00" } });
    await userEvent.click(dialog.getByRole("button", { name: "Offer times" }));
    expect(dialog.getByRole("alert").textContent).toBe(
      "Monday: 09:00 to 12:00 and 11:00 to 17:00 overlap.",
    );
    fireEvent.change(second.getByLabelText("From"), { target: { value: "17:00" } });
    await userEvent.click(dialog.getByRole("button", { name: "Offer times" }));
    expect(dialog.getByRole("alert").textContent).toBe("Monday: 17:00 is not later than 17:00.");
    fireEvent.change(second.getByLabelText("From"), { target: { value: "14:00" } });
    await userEvent.click(dialog.getByRole("button", { name: "Add hours on Monday" }));
    await userEvent.click(dialog.getByRole("button", { name: "Offer times" }));
    expect(dialog.getByRole("alert").textContent).toBe("Monday: enter both times.");
    expect(offerTimes).not.toHaveBeenCalled();
    await userEvent.click(dialog.getByRole("button", { name: "Remove hours 3 of Monday" }));
    await userEvent.click(dialog.getByLabelText("Tuesday"));
    dialog.getByRole("button", { name: "Remove hours 1 of Tuesday" }).focus();
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Add hours on Tuesday");
    await userEvent.click(dialog.getByRole("button", { name: "Offer times" }));

    expect(offerTimes).toHaveBeenCalledWith(
      "i1",
      expect.objectContaining({
        weekly: [
          { day: "MO", begins: "09:00", ends: "12:00" },
          { day: "MO", begins: "14:00", ends: "17:00" },
          { day: "TU", begins: "14:00", ends: "17:00" },
        ],
      }),
    );
  });

  it("say what came of them, also when it was refused", async () => {
    const invite = vi
      .fn(async () => ({}))
      .mockRejectedValueOnce(new Problem(409, { detail: "Not now." }));
    const consents = async () => [];
    open("/interviews/i1", { invite, consents }, { interview: async () => invited });

    const again = await screen.findByRole("button", { name: "Send invitation again" });
    await userEvent.click(again);
    expect((await screen.findByRole("alert")).textContent).toContain("Not now.");
    await userEvent.click(again);

    expect(await screen.findByText("The invitation was sent again.")).toBeDefined();
  });

  it("replace or revoke the candidate's link only after they say what follows", async () => {
    const renewLink = vi.fn(async () => ({}));
    const revokeLink = vi.fn(async () => ({}));
    const interview = async () => ({ ...invited, interviewLink: "https://vivavoce.example/x" });
    open("/interviews/i1", { renewLink, revokeLink }, { interview });

    await userEvent.click(await screen.findByRole("button", { name: "Make new link" }));
    const renewing = screen.getByRole("dialog", { name: "Make a new link?" });
    expect(renewing.textContent).toContain("stops working at once");
    expect(renewing.textContent).toContain("gets no e-mail");
    await userEvent.click(within(renewing).getByRole("button", { name: "Not now" }));
    expect(renewLink).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Make new link" }));
    await userEvent.click(
      within(screen.getByRole("dialog")).getByRole("button", { name: "Make new link" }),
    );
    await screen.findByText("There is a new link. It was not sent to the candidate.");
    await userEvent.click(screen.getByRole("button", { name: "Revoke link" }));
    const revoking = screen.getByRole("dialog", { name: "Revoke the candidate's link?" });
    await userEvent.click(within(revoking).getByRole("button", { name: "Revoke link" }));
    await screen.findByText("The link is revoked. The candidate was not e-mailed.");

    expect(renewLink).toHaveBeenCalledWith("i1");
    expect(revokeLink).toHaveBeenCalledWith("i1");
  });

  it("offer no link before the plan is approved, by phone or after erasure", async () => {
    for (const more of [
      { state: "PENDING" },
      { profile: "phone_screen" },
      { isErased: true },
    ] as const) {
      open("/interviews/i1", {}, { interview: async () => ({ ...invited, ...more }) });
      await screen.findByRole("heading", { name: "Other actions" });
      expect(screen.queryByRole("button", { name: /link$/ })).toBeNull();
      cleanup();
    }
  });
});

describe("the records of an interview", () => {
  const video = { abilities: { videoPresence: true }, sessionId: "int_1" };

  it("show which consent text was answered and when, and what was declined", async () => {
    open(
      "/interviews/i1",
      {
        consents: async () => [
          {
            version: "2026-11-21.90",
            text: "We keep your answers.",
            accepted: true,
            at: "2030-05-31T09:30:00.000Z",
          },
        ],
        videoAnswer: async () => ({ consent: "declined", consentAt: "2030-05-31T09:31:00.000Z" }),
      },
      { interview: async () => anInterview(video) },
    );

    const consent = (await screen.findByRole("heading", { name: "Consent" })).closest("section");
    expect(await within(consent as HTMLElement).findByText("Accepted")).toBeDefined();
    expect(within(consent as HTMLElement).getByText("2026-11-21.90")).toBeDefined();
    expect(
      await within(consent as HTMLElement).findByText(/^Video recording was declined/),
    ).toBeDefined();
  });

  it("show every decision about the candidate and which of them was replaced", async () => {
    const first: HiringDecision = {
      decisionId: "d1",
      assessmentId: "a1",
      outcome: "NO_HIRE",
      status: "final",
      levels: [],
      comments: "He named no shift.",
      needsSecondPerson: false,
      decidedBy: "Ruth Adeyemi",
      decidedById: "u1",
      decidedAt: "2030-05-31T09:30:00.000Z",
      takesEffectAt: "2030-05-31T09:30:10.000Z",
      confirmedBy: null,
      finalAt: "2030-05-31T09:30:10.000Z",
      replaces: null,
    };
    const later: HiringDecision = {
      ...first,
      decisionId: "d2",
      outcome: "HIRE",
      levels: [{ competency: "Planning", level: 3.5 }],
      comments: null,
      confirmedBy: "Tom Baker",
      replaces: "d1",
    };
    open(
      "/interviews/i1",
      { decisions: async () => [later, first] },
      { interview: async () => anInterview({ hiringDecision: later }) },
    );

    const heading = await screen.findByRole("heading", { name: "Decisions about the candidate" });
    const section = within(heading.closest("section") as HTMLElement);
    const [newest, oldest] = await section.findAllByRole("listitem");
    expect(newest?.textContent).toContain("confirmed by Tom Baker");
    expect(newest?.textContent).toContain("Own levels: Planning 3.5.");
    expect(newest?.textContent).toContain("Final.");
    expect(oldest?.textContent).toContain("Replaced by a later decision.");
    expect(oldest?.textContent).toContain("He named no shift.");
  });

  it("say that no one was asked yet, and that the phone asks aloud", async () => {
    open("/interviews/i1", { consents: async () => [] }, { interview: async () => anInterview() });
    expect(await screen.findByText("The candidate has not answered yet.")).toBeDefined();
    cleanup();

    const byPhone = anInterview({ profile: "phone_screen", sessionId: "int_1" });
    open("/interviews/i1", {}, { interview: async () => byPhone });
    expect(await screen.findByRole("link", { name: "The replay shows the answer." })).toBeDefined();
  });

  it("show the cost by purpose, never a zero for an unknown price", async () => {
    const purposes = [
      { purpose: "plan" as const, usageCount: 2, cost: 0.0213 },
      { purpose: "voice" as const, usageCount: 9, cost: null },
    ];
    open(
      "/interviews/i1",
      { cost: async () => ({ currency: "USD", total: null, purposes }) },
      { interview: async () => anInterview({ state: "APPROVED" }) },
    );

    expect(await screen.findByRole("row", { name: "Writing the plan $0.0213" })).toBeDefined();
    expect(screen.getByRole("row", { name: "Speech price unknown" })).toBeDefined();
    expect(screen.getByRole("row", { name: "Total price unknown" })).toBeDefined();
  });

  it("say that no model was used where nothing was", async () => {
    open(
      "/interviews/i1",
      { cost: async () => ({ currency: "USD", total: 0, purposes: [] }) },
      { interview: async () => anInterview({ state: "APPROVED" }) },
    );

    expect(await screen.findByText("No model and no paid speech were used.")).toBeDefined();
  });
});

describe("a résumé on the page of a new interview", () => {
  const found = {
    resumeText: "Dana Kowalczyk\ndana@example.com",
    characters: 31,
    facts: {
      emails: ["dana@example.com", "work@example.com"],
      phones: ["+48 600 123 456"],
      links: [],
      skills: ["Python"],
      work: [{ name: "Mill", position: "Buyer", startDate: "2018", endDate: null }],
      education: [],
    },
    findings: [{ code: "hidden_text" as const, message: "Some of the text may be invisible." }],
  };
  const file = new File(["x"], "cv.pdf");

  it("fills empty fields, warns of hidden text, and leaves corrections to a person", async () => {
    const check = vi.fn(async () => aCheck());
    open("/interviews/new", { check, readResume: async () => found });

    await userEvent.click(await screen.findByText("Résumé (optional)"));
    await userEvent.upload(screen.getByLabelText("Résumé file"), file);

    expect(await screen.findByText("Some of the text may be invisible.")).toBeDefined();
    expect(screen.getByRole("textbox", { name: "E-mail" })).toHaveProperty(
      "value",
      "dana@example.com",
    );
    await userEvent.click(screen.getByRole("button", { name: "Use work@example.com" }));
    expect(screen.getByRole("textbox", { name: "E-mail" })).toHaveProperty(
      "value",
      "work@example.com",
    );
    await vi.waitFor(() =>
      expect(check).toHaveBeenLastCalledWith(
        expect.objectContaining({
          candidateEmail: "work@example.com",
          resumeText: found.resumeText,
        }),
      ),
    );
    const [sent] = check.mock.lastCall as unknown as [object];
    expect(Object.keys(sent)).not.toContain("skills");
  });

  it("sends the jobs as a person corrected them", async () => {
    const check = vi.fn(async () => aCheck());
    open("/interviews/new", { check, readResume: async () => found });

    await userEvent.click(await screen.findByText("Résumé (optional)"));
    await userEvent.upload(screen.getByLabelText("Résumé file"), file);
    const employer = await screen.findByRole("textbox", { name: "Employer" });
    await userEvent.clear(employer);
    await userEvent.type(employer, "Mill & Sons");
    await userEvent.click(screen.getByRole("button", { name: "Add education" }));

    await vi.waitFor(() =>
      expect(check).toHaveBeenLastCalledWith(
        expect.objectContaining({
          resume: {
            work: [{ name: "Mill & Sons", position: "Buyer", startDate: "2018" }],
            education: [],
          },
        }),
      ),
    );
  });

  it("is corrected on the page of its interview, and keeps what the page does not show", async () => {
    const stored = {
      basics: { name: "Dana" },
      work: [{ name: "Mill", highlights: ["Saved a tenth"] }],
    };
    const correctResume = vi.fn(async (_: string, resume: Record<string, unknown>) => resume);
    open(
      "/interviews/i1",
      { resume: async () => stored, correctResume },
      { interview: async () => anInterview({ resumeText: "Buyer at Mill" }) },
    );

    await userEvent.click(await screen.findByText("Jobs and education"));
    await userEvent.type(await screen.findByRole("textbox", { name: "To" }), "2024");
    await userEvent.click(screen.getByRole("button", { name: "Save the correction" }));

    expect(await screen.findByText("Saved")).toBeDefined();
    expect(correctResume).toHaveBeenCalledWith("i1", {
      basics: { name: "Dana" },
      work: [{ name: "Mill", highlights: ["Saved a tenth"], endDate: "2024" }],
      education: [],
    });
  });

  it("overwrites no address that was written before", async () => {
    open("/interviews/new", { check: async () => aCheck(), readResume: async () => found });

    await userEvent.type(await screen.findByRole("textbox", { name: "E-mail" }), "own@example.com");
    await userEvent.click(screen.getByText("Résumé (optional)"));
    await userEvent.upload(screen.getByLabelText("Résumé file"), file);

    await screen.findByRole("button", { name: "Use dana@example.com" });
    expect(screen.getByRole("textbox", { name: "E-mail" })).toHaveProperty(
      "value",
      "own@example.com",
    );
  });
});
