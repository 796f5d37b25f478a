import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IntakeApi, type IntakeCalls } from "@/features/intake/calls";
import type { Draft, Intake } from "@/features/intake/shapes";
import { LibraryCallsContext } from "@/features/library/calls";
import { PositionCallsContext } from "@/features/positions/calls";
import { type TemplateCalls, TemplateCallsContext } from "@/features/templates/calls";
import { Problem } from "@/shared/api/problem";
import type { ComparedCandidate, Comparison, Skill, Template } from "@/shared/api/types";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { englishWithin } from "./test-english";

const AT = "2030-01-01T10:00:00Z";

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
const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole("button", { name }));

/** What a test does not answer is not found. */
function answering<Calls extends object>(calls: Partial<Calls>): Calls {
  const missing = () => Promise.reject(new Problem(404, {}));
  return new Proxy(calls, { get: (own, name) => Reflect.get(own, name) ?? missing }) as Calls;
}

describe("templates in German", () => {
  const template: Template = {
    templateId: "t1",
    intakeId: "k1",
    interviewId: null,
    version: 2,
    title: "Schweißer",
    companyName: "Larkfeld",
    level: "MID",
    profile: "hiring",
    language: "de",
    minutes: 30,
    skills: [],
    jobDescription: "Schweißen.",
    questions: ["Wie schweißen Sie?", "Was prüfen Sie?"],
    questionItems: [
      { questionId: "q1", text: "Wie schweißen Sie?", competency: "Sorgfalt" },
      { questionId: "q2", text: "Was prüfen Sie?", competency: "Sorgfalt" },
    ],
    rubric: {
      competencies: [
        {
          name: "Sorgfalt",
          weight: 1,
          is_required: true,
          sub_dimensions: [{ name: "Naht", indicators: { "3": "Prüft die Naht." }, signals: {} }],
          questions: [
            {
              id: "q1",
              text: "Wie schweißen Sie?",
              anchors: { "3": { description: "Prüft die Naht.", signals: [] } },
            },
            {
              id: "q2",
              text: "Was prüfen Sie?",
              anchors: { "3": { description: "Prüft alles.", signals: [] } },
            },
          ],
        },
      ],
      thresholds: [80, 65, 50],
    } as never,
    warnings: ["Frage 1 ist kurz."],
    createdAt: AT,
    changedAt: AT,
  };
  const open = (path: string, calls: Partial<TemplateCalls> = {}) =>
    openConsole(path, {}, (shown: ReactNode) => (
      <TemplateCallsContext
        value={answering<TemplateCalls>({
          templates: async () => [template],
          template: async () => template,
          versions: async () => [
            { version: 2, changedBy: null, changedAt: AT, changes: ["title", "minutes"] },
            { version: 1, changedBy: "Mia", changedAt: AT, changes: [] },
          ],
          ...calls,
        })}
      >
        {shown}
      </TemplateCallsContext>
    ));

  it("leaves no English in the list, with and without templates", async () => {
    open("/templates");
    await screen.findByRole("link", { name: "Schweißer" });
    expect(screen.getByText("2 Fragen", { exact: false })).toBeDefined();
    expect(englishWithin(page())).toEqual([]);
    cleanup();

    open("/templates", { templates: async () => [] });
    const empty = await screen.findByText(/^Erstellen Sie eine aus einem Stellentext/);
    expect(empty.textContent).toBe(
      "Erstellen Sie eine aus einem Stellentext, aus einem Interview oder aus einem Bedarfsgespräch.",
    );
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English where a new one is made", async () => {
    open("/templates/new");
    await press("Vorlage erstellen");

    await screen.findByText("Fügen Sie den Stellentext ein.");
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English in a template, its rubric, its versions and its form", async () => {
    open("/templates/t1");
    expect(await screen.findByText("Prüft die Naht.")).toBeDefined();
    expect(screen.getByText("80 von 100")).toBeDefined();
    await screen.findByText(/Titel, Dauer$/);
    expect(screen.getByText("Entstanden aus", { exact: false }).textContent).toBe(
      "Entstanden aus einem Bedarfsgespräch.",
    );
    await press("Interview anlegen");
    await screen.findByText("Geben Sie die E-Mail-Adresse ein.");
    expect(englishWithin(page())).toEqual([]);
    await press("Bearbeiten");
    await screen.findByRole("button", { name: "Als Version 3 speichern" });
    expect(englishWithin(page())).toEqual([]);
  });

  it("shows each question once, and calls it by its number in the rubric", async () => {
    open("/templates/t1");
    await screen.findByText("Prüft alles.");

    expect(screen.getAllByText(/Wie schweißen Sie\?|Was prüfen Sie\?/)).toHaveLength(2);
    expect(screen.getByText("Frage 1")).toBeDefined();
    expect(screen.getByText("Frage 2").closest("details")?.textContent).toContain("Prüft alles.");
  });

  it("leaves no English where there is none", async () => {
    open("/templates/t9", { template: () => Promise.reject(new Problem(404, {})) });

    await screen.findByText("Unter dieser Adresse gibt es keine Vorlage.");
    expect(englishWithin(page())).toEqual([]);
  });
});

describe("positions in German", () => {
  const candidate = (name: string, low: number, more = {}): ComparedCandidate => ({
    interviewId: name,
    candidateName: name,
    state: "ASSESSMENT_PENDING",
    form: 1,
    scorer: "Regeln",
    assessedAt: AT,
    overall: { score: low + 5, low, high: low + 10 } as never,
    recommendation: "HIRE",
    hiringDecision: null,
    levels: [
      {
        competency: "Sorgfalt",
        isRequired: true,
        minimum: 3,
        level: 3.5,
        low: 3,
        high: 4,
        reason: null,
        person: { level: 2.5, setBy: "Ruth", source: "decision" } as never,
        evidence: { quote: "Ich prüfe.", turn: 4, isDeficit: true } as never,
      },
    ],
    ...more,
  });
  const comparison: Comparison = {
    position: "Schweißer",
    competencies: ["Sorgfalt"],
    candidates: [
      candidate("Mia", 20),
      candidate("Jan", 60),
      candidate("Eva", 60, { form: 2, scorer: "Modell", recommendation: null, overall: null }),
    ],
    formCount: 2,
    scorers: ["Regeln", "Modell"],
    erasedCount: 1,
    total: 5,
  };
  const open = (path: string, calls: object) =>
    openConsole(path, {}, (shown: ReactNode) => (
      <PositionCallsContext value={answering(calls)}>{shown}</PositionCallsContext>
    ));

  it("leaves no English in the list", async () => {
    const states = ["ASSESSMENT_PENDING", "PENDING", "INFO_NEEDED", "RECEIVED", "APPROVED"];
    const others = ["IN_PROGRESS", "COMPLETED", "ASSESSMENT_APPROVED", "REJECTED"];
    const counts = Object.fromEntries([...states, ...others].map((state) => [state, 2]));
    const data = ["A", "B", "C", "D", "E", "F"].map((name) => ({
      position: `Stelle ${name}`,
      counts,
      total: 18,
      lastChangedAt: AT,
    }));
    open("/positions", { positions: async () => ({ data, isComplete: false }) });

    await screen.findByRole("link", { name: "Stelle A" });
    expect(screen.getAllByText("2 Pläne zu genehmigen", { exact: false }).length).toBe(6);
    await userEvent.type(screen.getByRole("searchbox"), "Zz");
    await screen.findByText("Keine Stelle gefunden.");
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English where candidates are compared", async () => {
    open("/compare?position=Schwei%C3%9Fer", { compare: async () => comparison });

    await screen.findByText("Mia liegt unter Jan.");
    expect(screen.getAllByText("3,5").length).toBeGreaterThan(0);
    expect(englishWithin(page())).toEqual([]);
    await press("Namen verbergen");
    expect(screen.getAllByText("Person 1").length).toBeGreaterThan(0);
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English where ranges overlap, and where nobody was interviewed", async () => {
    const candidates = [candidate("Mia", 50), candidate("Jan", 55)];
    open("/compare?position=x", { compare: async () => ({ ...comparison, candidates }) });
    await screen.findByText(/^Beide Bereiche überschneiden sich/);
    expect(englishWithin(page())).toEqual([]);
    cleanup();

    open("/compare?position=x", { compare: async () => ({ ...comparison, candidates: [] }) });
    await screen.findByText("Noch keine Bewerbungen zu vergleichen");
    expect(englishWithin(page())).toEqual([]);
  });
});

describe("the library in German", () => {
  const skill = (more: Partial<Skill>): Skill => ({
    id: "s1",
    name: "Stapler fahren",
    category: "LOGISTICS",
    description: "",
    aliases: ["Gabelstapler"],
    relatedSkills: [],
    kind: "activity",
    group: "S8.2",
    groupName: "Fahrzeuge",
    source: "built_in",
    matchedBy: "spelling",
    ...more,
  });
  const open = (path: string, calls: object) =>
    openConsole(path, {}, (shown: ReactNode) => (
      <LibraryCallsContext value={answering(calls)}>{shown}</LibraryCallsContext>
    ));

  it("leaves no English in the skills, the form for a new one and the check of names", async () => {
    const matches = [
      { skill: "Löten", status: "validated", canonical: "Weichlöten" },
      { skill: "Bau", status: "ambiguous", candidates: ["Hochbau", "Tiefbau"] },
      { skill: "Schweisen", status: "unknown", suggestions: ["Schweißen"] },
      { skill: "Xyz", status: "unknown", suggestions: [] },
    ].map((match) => ({ canonical: null, candidates: [], suggestions: [], ...match }));
    open("/skills", {
      skills: async () => ({
        data: [skill({}), skill({ id: "s2", name: "Brennen", source: "organization" })],
        total: 2,
        attributions: [],
      }),
      groups: async () => [],
      checkSkills: async () => matches,
      recognizeOccupation: async () => ({ data: [], attributions: [] }),
      findOccupations: async () => ({ data: [{ name: "Fahrer" }], attributions: [] }),
    });

    await screen.findByText("2 Kenntnisse");
    await press("Kenntnis hinzufügen");
    const form = (await screen.findByRole("heading", { name: "Neue Kenntnis" })).closest("section");
    await userEvent.click(within(form as HTMLElement).getByRole("button", { name: /hinzufügen$/ }));
    await screen.findByText("Geben Sie einen Namen ein.");
    await userEvent.type(screen.getByLabelText("Berufsbezeichnung"), "Fahrerin");
    await userEvent.type(screen.getByLabelText(/^Angegebene Kenntnisse/), "Löten, Bau");
    await press("Namen prüfen");
    await screen.findByText("Gelesen als Weichlöten.");
    await press("Entfernen: Brennen");
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English where no skill is found", async () => {
    open("/skills", { skills: async () => ({ data: [], total: 0, attributions: [] }) });

    await screen.findByText(/^Keine Kenntnis ähnelt/);
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English in the question bank", async () => {
    const question = {
      id: "q1",
      text: "Wie fahren Sie?",
      otherForm: "Wie lenken Sie?",
      competency: "Fahren",
      points: ["Vorsicht"],
      anchors: { "2": "Wenig." },
      followUpCount: 2,
      interviewCount: 3,
      otherFormInterviewCount: 1,
    };
    const unused = { ...question, id: "q2", interviewCount: 0, otherFormInterviewCount: 0 };
    open("/questions", {
      sets: async () => [{ id: "x", name: "Fahren", group: null, questionCount: 9 }],
      questions: async () => ({ data: [question, unused], total: 9 }),
    });

    await screen.findByText("9 Fragen, davon die ersten 2 angezeigt");
    expect(englishWithin(page())).toEqual([]);
  });
});

describe("the intake in German", () => {
  const intake: Intake = {
    intakeId: "k1",
    interviewId: "i1",
    sessionId: "int_1",
    state: "COMPLETED",
    title: null,
    manager: { name: "Ruth Adeyemi" },
    concepts: [
      { concept: "zweck", reward: "excellent", quote: "Damit es läuft.", turn: 3 },
      { concept: "alltag", reward: "lacking", quote: null, turn: 5 },
      { concept: "jahr", reward: "lacking", quote: null, turn: null },
    ] as never,
    createdAt: AT,
  };
  const draft = (kind: Draft["kind"], more: Partial<Draft> = {}): Draft => ({
    kind,
    title: "Entwurf",
    version: 1,
    status: "ready",
    content: "Ein Text.",
    table: null,
    questions: null,
    author: "Regeln",
    regeneratedFrom: null,
    isAccepted: false,
    createdAt: AT,
    failure: null,
    notes: [],
    ...more,
  });
  const drafts = [
    draft("job_description", { isAccepted: true }),
    draft("job_description", { version: 2, author: "a person", regeneratedFrom: 1 }),
    draft("job_description", { version: 3, status: "writing" }),
    draft("interview_questions", {
      questions: [{ questionId: "q1", text: "Was?", competency: "Sorgfalt", points: ["Etwas"] }],
    }),
    draft("rating_rubric", {
      table: { columns: ["Merkmal", "1"], rows: [["Sorgfalt", "Wenig"]] } as never,
      notes: ["Alter."],
    }),
    draft("job_simulation", { status: "failed", failure: "artifact_writing_failed" }),
  ];
  const open = (path: string, calls: Partial<IntakeCalls> = {}) =>
    openConsole(path, {}, (shown: ReactNode) => (
      <IntakeApi
        value={answering<IntakeCalls>({
          intakes: async () => [intake],
          intake: async () => intake,
          drafts: async () => drafts,
          ...calls,
        })}
      >
        {shown}
      </IntakeApi>
    ));

  it("leaves no English in the list, with and without intakes", async () => {
    open("/intake");
    await screen.findByText("Stelle ohne Titel");
    expect(englishWithin(page())).toEqual([]);
    cleanup();

    open("/intake", { intakes: async () => [] });
    await screen.findByText("Noch keine Bedarfsgespräche");
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English in the topics and each draft", async () => {
    open("/intake/k1");
    await screen.findByText("Version 3 wird geschrieben.", { exact: false });
    expect(englishWithin(page())).toEqual([]);
    expect(within(screen.getByRole("combobox")).getAllByRole("option")[0]?.textContent).toBe(
      "2, von einer Person bearbeitet",
    );
    for (const name of [/^Fragen/, /^Bewertungsraster/, /^Arbeitssimulation/]) {
      await userEvent.click(screen.getByRole("tab", { name }));
      expect(englishWithin(page())).toEqual([]);
    }
    await screen.findByText("Der Entwurf konnte nicht erzeugt werden.");
  });

  it.each([/^Fragen/, /^Bewertungsraster/])("leaves no English in the form of %s", async (name) => {
    open("/intake/k1");
    await userEvent.click(await screen.findByRole("tab", { name }));
    await press("Bearbeiten");

    await screen.findByRole("button", { name: "Als Version 2 speichern" });
    expect(englishWithin(page())).toEqual([]);
  });

  it("leaves no English where it is prepared, and where there is none", async () => {
    open("/intake/k1", {
      intake: async () => ({ ...intake, state: "RECEIVED" }),
      drafts: async () => [],
    });
    await screen.findByText("Das Interview wird vorbereitet.");
    expect(englishWithin(page())).toEqual([]);
    cleanup();

    open("/intake/k1", { intake: () => Promise.reject(new Problem(404, {})) });
    await screen.findByText("Unter dieser Adresse gibt es kein Bedarfsgespräch.");
    expect(englishWithin(page())).toEqual([]);
  });
});
