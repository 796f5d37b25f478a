import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReviewCalls } from "@/features/approvals/calls";
import { questionChanges, summaryOf } from "@/features/approvals/edit/plan-changes";
import type { Entry } from "@/features/approvals/pending/outbox";
import { doing, done, troubleOf } from "@/features/approvals/pending/words";
import { levelsIn } from "@/features/approvals/reading";
import { TASKS } from "@/features/approvals/words";
import { Problem } from "@/shared/api/problem";
import { chooseLanguage } from "@/shared/i18n/language";
import { droppedWord } from "@/shared/lib/model-facts";
import { openConsole, signInAs } from "./test-console";
import {
  aDecision,
  aGap,
  anAnswer,
  anAssessment,
  anInterview,
  anItem,
  aPlan,
  aPlanFromJobText,
  aQueueOf,
  aRemark,
  aScore,
  aStep,
  JOB_TEXT,
} from "./test-data";
import { englishWithin } from "./test-english";

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

/** The words that a server sent, longest first, as they stand in its answers. */
function wordsOf(...sent: unknown[]): string[] {
  const found = new Set<string>();
  JSON.stringify(sent, (_, value) => {
    if (typeof value === "string" && /[A-Z ]/.test(value)) {
      for (const line of value.split("\n")) if (line.length > 2) found.add(line);
    }
    return value;
  });
  return [...found].sort((one, other) => other.length - one.length);
}

const page = () => screen.getByRole("main");

/** Open a page of the console with what it loads, and wait for its heading. */
async function open(path: string, calls: Partial<ReviewCalls>, heading: string | RegExp) {
  openConsole(path, calls);
  await screen.findByRole("heading", { name: heading, level: 1 });
}

const TRANSCRIPT = {
  language: "de",
  sessionId: "s1",
  state: "ended",
  lastSeq: 4,
  turns: [
    { turn: 1, role: "agent", text: "Was haben Sie getan?" },
    { turn: 2, role: "candidate", text: "Ich habe die Naht zweimal geprüft." },
  ],
} as never;

describe("the queue in German", () => {
  const items = [
    anItem(anInterview({ state: "ASSESSMENT_PENDING" }), {
      recommendation: "HIRE",
      flags: ["injection"] as never,
      readingMinutes: 4,
      dueAt: "2030-01-02T10:00:00Z",
      claims: [{ userName: "Mia Sommer", isMine: true }] as never,
    }),
    anItem(anInterview({ id: "i2", level: null }), { dueAt: "2099-01-02T10:00:00Z" }),
    anItem(
      anInterview({ id: "i3", state: "INFO_NEEDED", missingFields: [aGap("candidateEmail")] }),
    ),
    anItem(anInterview({ id: "i4", profile: "intake", position: null }), { kind: "intake" }),
    ...(Object.keys(TASKS) as (keyof typeof TASKS)[]).map((kind) =>
      anItem(anInterview({ id: kind }), { kind, taskId: kind }),
    ),
  ];

  it("leaves no English where things wait", async () => {
    await open("/queue", { queue: async () => aQueueOf(items) }, "Wartet auf Sie (8)");

    expect(screen.getByText("1 Hinweis", { exact: false })).toBeDefined();
    expect(screen.getByText("Übernommen von Ihnen")).toBeDefined();
    expect(englishWithin(page(), wordsOf(items))).toEqual([]);
  });

  it.each([
    ["no tests wait", "/queue?tests=true", aQueueOf([]), 5],
    [
      "everything is claimed",
      "/queue?owner=unclaimed",
      { ...aQueueOf([]), counts: { team: 2, mine: 2, unclaimed: 0, overdue: 0 } },
      5,
    ],
    ["everything is decided", "/queue", aQueueOf([]), 5],
    ["nothing was ever decided", "/queue", aQueueOf([]), 0],
    ["the reader decides nothing", "/queue", { ...aQueueOf([]), decides: [] }, 0],
  ])("leaves no English where %s", async (_, path, queue, decided) => {
    openConsole(path, {
      queue: async () => queue as never,
      counts: async () => ({ counts: { ASSESSMENT_APPROVED: decided }, total: decided }),
    });

    await screen.findByRole("heading", { level: 2 });
    expect(englishWithin(page(), ["vivavoce demo --me", "vivavoce demo"])).toEqual([]);
  });

  it("leaves no English where it cannot be loaded", async () => {
    openConsole("/queue", { queue: () => Promise.reject(new Problem(0, {})) });

    await screen.findByText("Die Aufgaben konnten nicht geladen werden.");
    expect(englishWithin(page())).toEqual([]);
  });
});

describe("a plan in German", () => {
  const first = aPlanFromJobText();
  const second = {
    ...structuredClone(first),
    planId: "p2",
    version: 2,
    document: { ...structuredClone(first.document), inmail_draft: "Guten Tag", edited_by: "Mia" },
  };
  second.document.remarks = [
    aRemark("change", "Weniger Werkzeuge."),
    aRemark("must_have", "Vorgeschlagenes Muss-Kriterium: „Care“.", { competency: "Care" }),
  ];
  second.document.skills_coverage = { Schweißen: true, Löten: false };
  const asked = second.document.competencies[0]?.questions[0];
  if (asked) Object.assign(asked, { text: "Anders gefragt?", is_pinned: true, time_budget_s: 90 });
  const weight = second.document.competencies[0];
  if (weight) weight.weight = 0.25;
  const interview = anInterview({
    jobDescription: JOB_TEXT,
    transitions: [aStep({ transition: "MODIFY", actor: "Mia Sommer", reason: "Kürzer, bitte." })],
  });
  const calls: Partial<ReviewCalls> = {
    interview: async () => interview,
    plan: async () => second,
    planVersions: async () => [second, first] as never,
  };
  const sent = wordsOf(interview, first, second, JOB_TEXT, "Driving vehicles");

  it("leaves no English in questions, job text, must-haves, versions and the decision", async () => {
    await open("/interviews/i1/plan", calls, "Plan für Amara Okonkwo");
    await screen.findByText(/^Seit Version 1: /);

    expect(englishWithin(page(), sent)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: /^Zeile 2 berichtigen/ }));
    await userEvent.selectOptions(await screen.findByLabelText("Diese Zeile ist"), "Angebot");
    await userEvent.click(screen.getByRole("button", { name: "Berichtigung behalten" }));
    await screen.findByText("1 Zeile berichtigt, noch nicht gesendet.");
    expect(englishWithin(page(), sent)).toEqual([]);
  });

  it("leaves no English in the editor", async () => {
    await open("/interviews/i1/plan", calls, "Plan für Amara Okonkwo");
    await userEvent.click(await screen.findByRole("button", { name: "Plan bearbeiten" }));
    await userEvent.click(
      await screen.findByRole("button", { name: "Aus der Fragensammlung hinzufügen" }),
    );
    await userEvent.click(screen.getByRole("button", { name: "Frage schreiben" }));

    await screen.findByText("Neu, von Ihnen geschrieben");
    expect(englishWithin(page(), ["Fewer tools", ...sent])).toEqual([]);
  });

  it("leaves no English while an approval is held, and after it was sent", async () => {
    await open(
      "/interviews/i1/plan",
      { ...calls, decidePlan: async () => anAnswer("APPROVED", "https://example.org/i") },
      "Plan für Amara Okonkwo",
    );
    await userEvent.click(await screen.findByRole("button", { name: "Plan genehmigen" }));

    await screen.findByRole("heading", { name: "Genehmigung des Plans für Amara Okonkwo" });
    const bar = screen.getByRole("region", { name: "Ausstehende Entscheidung" });
    expect(within(bar).getByRole("button", { name: /^Rückgängig/ })).toBeDefined();
    expect(englishWithin(bar, sent)).toEqual([]);
    expect(englishWithin(page(), ["Fewer tools", ...sent])).toEqual([]);
    await userEvent.click(within(bar).getByRole("button", { name: "Jetzt senden" }));
    await screen.findByText("Der Plan für Amara Okonkwo ist genehmigt.");
  });

  it.each(["APPROVED", "REJECTED", "SCHEDULED", "COMPLETED", "CANCELLED", "GENERATING_PLAN"])(
    "leaves no English where the interview is %s",
    async (state) => {
      const plan = { ...aPlan(), decision: { approved: true, by: "Mia", at: interview.updatedAt } };
      await open(
        "/interviews/i1/plan",
        {
          interview: async () => anInterview({ state: state as never }),
          plan: async () => plan as never,
        },
        "Plan für Amara Okonkwo",
      );

      expect(englishWithin(page(), wordsOf(interview, plan))).toEqual([]);
    },
  );

  it("leaves no English where it is tried", async () => {
    const turns = [
      { role: "interviewer", kind: "question", text: "Wie war das?", reason: null },
      { role: "candidate", kind: "answer", text: "Gut.", reason: null },
      { role: "interviewer", kind: "follow_up", text: "Und dann?", reason: "RESULT" },
    ];
    const trial = { turns, isOver: false, asked: 1, usedSeconds: 60, limitSeconds: 1800 };
    await open(
      "/interviews/i1/plan",
      { ...calls, tryPlan: async () => trial as never },
      "Plan für Amara Okonkwo",
    );
    await userEvent.click(await screen.findByRole("button", { name: "Diesen Plan ausprobieren" }));

    await screen.findByText("Nachfrage, denn das Ergebnis fehlte");
    const section = screen.getByRole("region", { name: "Ausprobieren" });
    expect(englishWithin(section)).toEqual([]);
  });
});

describe("an assessment in German", () => {
  const result = {
    question_id: "q0",
    competency: "Welding",
    score: 3.6,
    level: 4,
    insufficient_evidence: null,
    elements: [{ element: "own_action", quote: "Naht geprüft", turn: 2, start: 0, end: 12 }],
    cap: 3,
    reason: null,
    is_confirmation_needed: false,
    evidence: [],
  };
  const assessment = anAssessment(
    [aScore(), aScore({ name: "Care", score: null, insufficient_evidence: "not_asked" })],
    {
      scorer: { kind: "Regeln", version: "v1" },
      questions: [result] as never,
      flags: [
        { kind: "injection", detail: "Ein Befehl.", turn: 2 },
        { kind: "few_quotes", detail: "Wenig.", turn: null },
      ] as never,
      provenance: {
        role: "scored",
        is_imitated: true,
        certificate_line: "Geprüft.",
        items: 9,
        dropped: { too_short: 2 },
      } as never,
    },
  );
  const calls: Partial<ReviewCalls> = {
    interview: async () => anInterview({ state: "ASSESSMENT_PENDING" }),
    assessment: async () => assessment,
    plan: async () => aPlanFromJobText(),
    transcript: async () => TRANSCRIPT,
    candidateMessages: async () => ({
      corrections: [{ turn: 2, text: "Ich prüfte dreimal." }] as never,
      feedback: null,
      review: null,
    }),
  };
  const sent = wordsOf(assessment, aPlanFromJobText(), anInterview(), "Ruth Adeyemi");

  it("leaves no English in proposal, flags, competencies, transcript and the form", async () => {
    await open("/interviews/i1/assessment", calls, "Amara Okonkwo");
    await screen.findByText("Von der Person berichtigt");

    expect(screen.getByText("4,2 von 5, verlangt 3")).toBeDefined();
    expect(page().querySelector("blockquote")?.textContent).toBe("„I checked the seam twice“");
    expect(englishWithin(page(), sent)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Als Ruth Adeyemi entscheiden" }));
    await screen.findByText("Wählen Sie eine Entscheidung.");
    await userEvent.click(screen.getByRole("radio", { name: /^Nicht einstellen/ }));
    await userEvent.type(screen.getByLabelText("Grund"), "Kein Plan genannt");
    await userEvent.click(screen.getByRole("button", { name: /Nicht einstellen$/ }));
    await screen.findByText("Sie haben Beitrag 2 nicht gelesen. Trotzdem entscheiden?");
    expect(englishWithin(page(), sent)).toEqual([]);
    expect(englishWithin(screen.getByRole("dialog"), sent)).toEqual([]);
  });

  it.each(["pending", "awaiting_second_person", "final"] as const)(
    "leaves no English where the decision is %s",
    async (status) => {
      const decision = aDecision({
        status,
        comments: "Ohne Plan.",
        decidedById: "u2",
        decidedBy: "Mia",
        levels: [{ competency: "Welding", level: 2.5 }],
      });
      const interview = anInterview({ state: "ASSESSMENT_PENDING", hiringDecision: decision });
      await open(
        "/interviews/i1/assessment",
        { ...calls, interview: async () => interview },
        "Amara Okonkwo",
      );

      expect(screen.getAllByText("Nicht einstellen", { exact: false }).length).toBeGreaterThan(0);
      expect(englishWithin(page(), sent)).toEqual([]);
    },
  );

  it.each([
    ["COMPLETED", "Die Antworten werden bewertet."],
    ["ASSESSMENT_PENDING", "Es gibt noch keine Bewertung."],
  ])("leaves no English where there is none and the interview is %s", async (state, said) => {
    openConsole("/interviews/i1/assessment", {
      interview: async () => anInterview({ state: state as never }),
    });

    await screen.findByText(said);
    expect(englishWithin(page())).toEqual([]);
  });
});

describe("the page of an interview in German", () => {
  it("leaves no English in missing details, history and what the candidate wrote", async () => {
    const interview = anInterview({
      state: "INFO_NEEDED",
      missingFields: [aGap("jobDescription"), aGap("skills")],
      transitions: [aStep({ to: "INFO_NEEDED", actor: "Mia", onBehalfOf: "Ruth" })],
      interviewLink: "https://example.org/i",
    });
    await open(
      "/interviews/i1",
      {
        interview: async () => interview,
        candidateMessages: async () => ({
          corrections: [{ turn: 2, text: "Dreimal." }] as never,
          feedback: { stars: 4, text: "Gut." } as never,
          review: { text: "Bitte prüfen.", writtenAt: interview.updatedAt } as never,
        }),
      },
      "Amara Okonkwo",
    );
    await screen.findByText("Nachrichten der Person");

    const main = page().querySelector("h1")?.closest("main") as Element;
    const own = [...main.querySelectorAll("section")].filter((each) =>
      /Fehlende Angaben|Nachrichten der Person|Verlauf|Angaben fehlen/.test(each.textContent ?? ""),
    );
    expect(own.length).toBeGreaterThan(3);
    expect(own.flatMap((each) => englishWithin(each, wordsOf(interview)))).toEqual([]);
  });

  it("leaves no English in the mailbox", async () => {
    openConsole("/settings/mailbox", {
      mailbox: async () => ({ data: [], total: 0, page: 1, limit: 20 }),
    });

    await screen.findByText("Noch keine E-Mails");
    const main = screen.getByText("Noch keine E-Mails").closest("section, div") as Element;
    expect(englishWithin(main)).toEqual([]);
  });
});

describe("sentences in German", () => {
  it("count levels with the right verbs", () => {
    const low = aScore({ name: "Care", score: 2 });

    expect(levelsIn([low])).toBe(
      "1 von 1 Kompetenz hat eine Stufe. 1 der 1 verlangten Kompetenzen liegt unter der verlangten Stufe.",
    );
    expect(levelsIn([low, aScore(), aScore({ score: null })])).toBe(
      "2 von 3 Kompetenzen haben eine Stufe. 1 der 2 verlangten Kompetenzen mit einer Stufe liegt unter der verlangten Stufe.",
    );
  });

  it("say what changed between two versions", () => {
    const { document } = aPlan();

    expect(summaryOf(questionChanges(document, document))).toBe("2 unverändert von 2 Fragen.");
  });

  it("name each decision while it is held, sent and refused", () => {
    const decision = { interviewId: "i1", name: "Mia", by: { id: "u1", name: "Ruth" } };
    for (const verdict of ["approve_plan", "reject_plan", "rescore"] as const) {
      const whole = { ...decision, verdict, readId: "p1", comments: "Zu lang." };
      const problem = new Problem(409, { currentState: "REJECTED" });
      const entries: Entry[] = [null, "Mia", "Ruth"].map((decidedBy) => ({
        decision: whole,
        isInDoubt: false,
        stage: { at: "refused", problem, decidedBy },
      }));
      const said = entries.map((entry) => troubleOf(entry));
      const rests = said.map((each) => each?.rest ?? "");
      expect(said.map((each) => each?.title)).toEqual([
        "Das hat sich geändert, seit Sie es geöffnet haben: Plan abgelehnt.",
        "Mia hat darüber schon entschieden: Plan abgelehnt.",
        "Sie haben darüber schon entschieden: Plan abgelehnt.",
      ]);
      const element = document.createElement("p");
      element.append(doing(whole), " ", done(whole), " ", rests.join(" "));
      expect(englishWithin(element)).toEqual([]);
    }
    expect(droppedWord("rubric_echo")).toBe("aus dem Bewertungsraster abgeschrieben");
  });
});
