import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Calls, type InterviewCalls } from "@/features/interviews/calls";
import { Problem } from "@/shared/api/problem";
import type { SavedView } from "@/shared/api/types";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { aDecision, aGap, anInterview, aPage } from "./test-data";
import { englishWithin } from "./test-english";

const unasked = () => Promise.reject(new Problem(404, { detail: "Nicht da." }));

/** Open a page of interviews in German; calls that a test does not answer fail. */
function open(path: string, calls: Partial<InterviewCalls>, more = {}) {
  const all = new Proxy(calls, {
    get: (own, name) => Reflect.get(own, name) ?? unasked,
  }) as InterviewCalls;
  return openConsole(path, more, (page) => <Calls value={all}>{page}</Calls>);
}

beforeEach(async () => {
  sessionStorage.clear();
  localStorage.clear();
  await chooseLanguage("de");
  signInAs("ADMIN");
});
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

const page = () => screen.getByRole("main");

const view: SavedView = {
  id: "v1",
  name: "Meine",
  isMine: false,
  ownerName: "Ruth Adeyemi",
  isShared: true,
  mayChange: true,
  filters: {
    states: [],
    position: null,
    recommendations: [],
    decisions: [],
    flags: [],
    profiles: [],
    requestedFrom: null,
    requestedUntil: null,
    requestedByMe: false,
    withFailedStep: false,
  },
  order: "newest",
  columns: [],
  dropped: [{ setting: "position", value: "Bäcker" }],
} as never;

it("leaves no English in the list, its filters and what is done with several", async () => {
  const rows = [
    anInterview({ hiringDecision: aDecision(), level: "SENIOR" }),
    anInterview({ id: "i2", state: "INFO_NEEDED", missingFields: [aGap("skills")] }),
    anInterview({ id: "i3", state: "APPROVED", profile: "phone_screen", position: null }),
  ];
  const keys = ["position", "level", "status", "recommendation", "decision", "kind", "changed"];
  localStorage.setItem("vivavoce_interview_columns", JSON.stringify(keys));
  const list = async () => ({ ...aPage(rows), total: 10_000, isTotalExact: false });
  const views = async () => ({ data: [view], defaultViewId: null }) as never;
  open("/interviews?view=v1&failed=true", { list, views, positions: async () => ["Schweißen"] });

  expect(await screen.findByText("Mehr als 10.000 Interviews")).toBeDefined();
  expect((await screen.findByRole("option", { name: "Meine (von Ruth Adeyemi)" })).tagName).toBe(
    "OPTION",
  );
  await userEvent.click(screen.getByLabelText("Alle angezeigten auswählen"));
  expect(englishWithin(page(), ["Welder"])).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Interviews absagen" }));
  expect(screen.getByRole("heading", { name: "3 Interviews absagen?" })).toBeDefined();
  expect(englishWithin(screen.getByRole("dialog"))).toEqual([]);
});

it("leaves no English where there are no interviews, or they do not load", async () => {
  open("/interviews", { list: async () => aPage([]) });
  await screen.findByText("Noch keine Interviews");
  expect(englishWithin(page())).toEqual([]);
  cleanup();

  open("/interviews", {});
  await screen.findByText("Die Interviews konnten nicht geladen werden.");
  expect(englishWithin(page())).toEqual([]);
});

it.each(["/interviews/new", "/interviews/import"])("leaves no English on %s", async (path) => {
  open(path, {
    check: async () =>
      ({
        errors: [],
        missingFields: [aGap("candidateName"), aGap("durationMinutes")],
        warnings: [],
        dataQuality: "GOOD",
        jobText: undefined,
      }) as never,
  });
  await screen.findByRole("textbox", { name: /^Stellentext/ });
  expect(screen.getByRole("option", { name: "Deutsch" })).toBeDefined();
  expect(englishWithin(page())).toEqual([]);
});

it("says in German what a file to import contains", async () => {
  const row = { row: 2, candidateName: null, position: null, sameAsRow: null, interviewId: null };
  const rows = [
    { ...row, status: "incomplete", missingFields: [aGap("candidateEmail")], errors: [] },
    {
      ...row,
      row: 3,
      status: "wrong",
      missingFields: [],
      errors: [{ field: "level", message: "x" }],
    },
    { ...row, row: 4, status: "duplicate", sameAsRow: 2, missingFields: [], errors: [] },
    { ...row, row: 5, status: "ready", missingFields: [], errors: [] },
  ];
  const found = { rows, dryRun: true, created: 0, ignoredColumns: ["farbe"] };
  open("/interviews/import", { importCsv: async () => found as never });
  await userEvent.upload(
    await screen.findByLabelText("CSV-Datei"),
    new File(["name"], "personen.csv", { type: "text/csv" }),
  );

  expect(await screen.findByText("1 von 4 Zeilen ist bereit")).toBeDefined();
  expect(screen.getByText("Auch 1 Zeile mit fehlenden Angaben anlegen und diese später ergänzen"));
  expect(screen.getByRole("button", { name: "1 Interview anlegen" })).toBeDefined();
  expect(screen.getByText("E-Mail-Adresse")).toBeDefined();
  expect(englishWithin(page())).toEqual([]);
});

it("leaves no English in the actions and the records of an interview", async () => {
  const interview = anInterview({
    state: "SCHEDULED",
    sessionId: "int_1",
    interviewLink: "https://vivavoce.example/x",
    abilities: { videoPresence: true },
    availableTransitions: ["CANCEL"],
    failure: { stage: "planning", attempts: 3, code: "model_timeout" },
    hiringDecision: aDecision(),
  });
  open(
    "/interviews/i1",
    {
      offeredTimes: async () =>
        ({
          freeTimes: ["2030-01-08T10:00:00Z"],
          hostEmail: "rita@example.com",
          weekly: [{ day: "MO", begins: "09:00", ends: "12:00" }],
          times: ["2030-01-08T10:00:00Z"],
          timeZone: "Europe/Berlin",
          minutes: 30,
          firstDay: "2030-01-07",
          lastDay: "2030-01-31",
          noticeHours: 2,
          moveUntilHours: 2,
        }) as never,
      decisions: async () => [aDecision({ comments: "Gut." })] as never,
      consents: async () => [
        { version: "1", text: "Text.", accepted: true, at: "2030-05-31T09:30:00.000Z" },
      ],
      videoAnswer: async () => ({ consent: "declined", consentAt: null }),
      cost: async () => ({
        currency: "USD",
        total: null,
        purposes: [{ purpose: "plan", usageCount: 1, cost: null }],
      }),
    },
    { interview: async () => interview },
  );

  const actions = await screen.findByRole("heading", { name: "Weitere Aktionen" });
  await screen.findByText("1 Termin von rita@example.com kann gebucht werden.");
  await screen.findByText("Der Plan wurde nicht geschrieben.");
  expect(englishWithin(actions.closest("section") as Element)).toEqual([]);
  for (const name of ["Entscheidungen über die Bewerbung", "Einwilligung", "Kosten", "Anfrage"])
    expect(
      englishWithin((await screen.findByRole("heading", { name })).closest("section") as Element),
    ).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Angebotene Termine ändern" }));
  const dialog = screen.getByRole("dialog");
  expect(within(dialog).getByRole("group", { name: "Montag, Zeiten 1" })).toBeDefined();
  expect(englishWithin(dialog, ["Europe/Berlin", "rita@example.com"])).toEqual([]);
});
