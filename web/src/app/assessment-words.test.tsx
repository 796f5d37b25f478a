import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AbstainReason, CompetencyScore, Flag, QuestionResult } from "@/shared/api/types";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { aDecision, anAssessment, anInterview, aPlan, aScore } from "./test-data";

const MOST_WORDS = 330;
/** A plan has no more of them, however many questions it has. */
const COMPETENCIES = 6;
const QUOTE_WORDS = 35;
/** What a level of the question bank says for one question; a rubric joins those of all its questions. */
const LEVEL_WORDS = 12;
const REASONS: AbstainReason[] = ["readers_disagree", "no_evidence", "evaluator_down"];

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  signInAs("RECRUITER");
});
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

const nameOf = (at: number) => `Planning and organizing ${at}`;
const words = (many: number) => Array.from({ length: many }, (_, at) => `word${at}`).join(" ");
const each = <Made,>(make: (at: number) => Made) =>
  Array.from({ length: COMPETENCIES }, (_, at) => make(at));

/** As long as a row gets: a level with a range apart from the next, and quotes of so many words. */
function aLongScore(at: number, quoteWords: number): CompetencyScore {
  const [first] = aScore().evidence;
  if (!first) throw new Error("the card has no evidence");
  const quote = words(quoteWords);
  return aScore({
    name: nameOf(at),
    weight: 1 / COMPETENCIES,
    score: 4.4 - at / 2,
    low: 4.3 - at / 2,
    high: 4.5 - at / 2,
    evidence: [1, 2, 3].map((turn) => ({ ...first, quote, turn, end: quote.length, found: [] })),
  });
}

const withoutLevel = (at: number): CompetencyScore =>
  aScore({
    name: nameOf(at),
    weight: 1 / COMPETENCIES,
    score: null,
    confidence: null,
    low: null,
    high: null,
    insufficient_evidence: REASONS[at % REASONS.length] ?? null,
    evidence: [],
  });

/** The longest sentences that the server sends, in its words. */
const DETAILS = {
  en: {
    nothing_shown: (at: number) =>
      `The answers to “${words(20)} ${at}” show nothing of what it asks for. Confirm level 1, or score the question again.`,
    low_confidence: (at: number) =>
      `${nameOf(at)}: few quotes support this level, or they point both ways. Read them before you rely on it.`,
    readers_differ: (at: number) =>
      `${nameOf(at)}: the model reads level 4.2, the built-in rules found nothing to score. Read the answers yourself.`,
    near_minimum: (at: number) => `${nameOf(at)}: the level is just above the required one.`,
    few_quotes: (at: number) => `${nameOf(at)}: only one quote supports it, and it is required.`,
  },
  de: {
    nothing_shown: (at: number) =>
      `Die Antworten auf „${words(20)} ${at}“ zeigen nichts von dem, wonach gefragt wird. Bestätigen Sie Stufe 1, oder lassen Sie die Frage neu bewerten.`,
    low_confidence: (at: number) =>
      `${nameOf(at)}: Wenige Zitate stützen diese Stufe, oder sie sprechen für beides. Lesen Sie sie, bevor Sie sich darauf verlassen.`,
    readers_differ: (at: number) =>
      `${nameOf(at)}: Das Modell kommt auf Stufe 4,2, die eingebauten Regeln fanden nichts zu bewerten. Lesen Sie die Antworten selbst.`,
    near_minimum: (at: number) => `${nameOf(at)}: Das Niveau liegt knapp über dem verlangten.`,
    few_quotes: (at: number) => `${nameOf(at)}: Nur ein Zitat belegt es, und es ist verlangt.`,
  },
};
type Kind = keyof (typeof DETAILS)["en"];
const LONGEST: Kind[] = ["nothing_shown", "low_confidence", "readers_differ"];
const ALL: Kind[] = [
  "low_confidence",
  "few_quotes",
  "near_minimum",
  "nothing_shown",
  "readers_differ",
];

/** Every question of a competency is limited, each to another level; where nothing was shown, to none. */
const limitedResults = (at: number, caps: (number | null)[]): QuestionResult[] =>
  caps.map((cap, number) => ({
    question_id: `q${at}.${number}`,
    competency: nameOf(at),
    score: cap ?? 1,
    level: cap ?? 1,
    insufficient_evidence: null,
    elements: [],
    cap,
    reason: words(28),
    is_confirmation_needed: cap === null,
    evidence: [],
  }));

interface Card {
  kinds?: Kind[];
  caps?: (number | null)[];
  /** How many competencies have no level. */
  missing?: number;
  quoteWords?: number;
  hasNoQuote?: boolean;
  /** How many questions ask about the same side of a competency. */
  questionsOfSide?: number;
  isDecided?: boolean;
  isMasked?: boolean;
}

const LIMITED: Card = { kinds: LONGEST, caps: [2, 3, 4, null] };
const CARDS: [string, Card][] = [
  ["nothing to flag", {}],
  ["short quotes", { quoteWords: 8 }],
  ["one kind of flag", { kinds: ["low_confidence"] }],
  ["all kinds of flags", { kinds: ALL }],
  ["the longest flags", { kinds: LONGEST }],
  ["limits", { caps: [2, 3, 4, null] }],
  ["limits and all kinds of flags", { kinds: ALL, caps: [2, 2, null] }],
  ["limits and the longest flags", LIMITED],
  ["limits, short quotes", { ...LIMITED, quoteWords: 8 }],
  ["limits, levels of three questions", { ...LIMITED, questionsOfSide: 3 }],
  ["levels of three questions", { questionsOfSide: 3 }],
  ["nothing shown", { kinds: LONGEST, caps: [null, null], hasNoQuote: true }],
  ["limits, masked", { ...LIMITED, isMasked: true }],
  ["limits, decided", { ...LIMITED, isDecided: true }],
  ...[1, 2, 3, 4, 5, 6].map((missing): [string, Card] => [
    `limits, ${missing} without a level`,
    { ...LIMITED, missing, isMasked: missing % 2 === 0 },
  ]),
];

describe.each(["en", "de"] as const)("before the transcript (%s)", (language) => {
  beforeEach(async () => {
    await chooseLanguage(language);
  });

  it.each(CARDS)("at most 330 words are to be read: six long competencies, %s", async (_, card) => {
    openLongCard(card, language);

    const heading = await transcriptHeading();
    if (card.missing !== COMPETENCIES && !card.hasNoQuote) await screen.findAllByText(/^\d: word0/);

    expect(wordsBefore(heading).length).toBeGreaterThan(190);
    expect(wordsBefore(heading).length).toBeLessThanOrEqual(MOST_WORDS);
  });

  it.each(CARDS.filter(([, { missing = 0 }]) => missing % COMPETENCIES === 0))(
    "90 seconds are enough to read and to decide: %s",
    async (_, card) => {
      openLongCard(card, language);

      const said = await screen.findByText(/^(About|Lesezeit etwa) \d+ (seconds|Sekunden)/);

      expect(Number(said.textContent?.match(/\d+/)?.[0])).toBeLessThanOrEqual(90);
    },
  );

  it("what a decision needs stands open, however much there is to read", async () => {
    openLongCard({ ...LIMITED, questionsOfSide: 3 }, language);

    const heading = await transcriptHeading();
    await screen.findAllByText(/^\d: word0/);
    const read = wordsBefore(heading).join(" ");

    expect(read).toContain(language === "en" ? "Hire 78 of 100" : "Einstellen 78 von 100");
    expect(read.match(/\d(\.|,)\d (of|von) 5, (required|verlangt) 3/g)).toHaveLength(COMPETENCIES);
    expect(read).toContain(
      language === "en"
        ? "Some questions on every competency: at most level 2 to 4. Some questions on every competency: confirm level 1."
        : "Einige Fragen zu jeder Kompetenz: höchstens Stufe 2 bis 4. Einige Fragen zu jeder Kompetenz: Stufe 1 bestätigen.",
    );
    expect(read.match(/2 (to|bis) 4/g)).toHaveLength(1);
    expect(document.querySelectorAll("[data-flag]")).toHaveLength(LONGEST.length);
    const quotes = [...document.querySelectorAll("blockquote")];
    expect(quotes.filter((quote) => !quote.closest("details"))).toHaveLength(1);
  });
});

const transcriptHeading = () => screen.findByRole("heading", { name: /^Trans[ck]ript$/ });

function openLongCard(card: Card, language: "en" | "de"): void {
  const { kinds = [], caps = [], missing = 0, quoteWords = QUOTE_WORDS } = card;
  const levelWords = LEVEL_WORDS * (card.questionsOfSide ?? 1);
  const plan = aPlan();
  const [first] = plan.document.competencies;
  if (!first) throw new Error("the plan has no competency");
  plan.document.competencies = each((at) => ({
    ...first,
    name: nameOf(at),
    questions: caps.map((_, number) => ({ ...first.questions[0], id: `q${at}.${number}` })),
    sub_dimensions: [
      {
        ...first.sub_dimensions[0],
        name: "Practice",
        indicators: Object.fromEntries([1, 2, 3, 4, 5].map((level) => [level, words(levelWords)])),
      },
    ],
  })) as typeof plan.document.competencies;
  const scores = each((at) => (at < missing ? withoutLevel(at) : aLongScore(at, quoteWords)));
  if (card.hasNoQuote) for (const score of scores) score.evidence = [];
  const flags = kinds.flatMap((kind) =>
    each((at) => ({ kind, detail: DETAILS[language][kind](at), turn: null })),
  ) as unknown as Flag[];
  openConsole("/interviews/i1/assessment", {
    interview: async () =>
      anInterview({
        state: "ASSESSMENT_PENDING",
        position: "Specialist in the planning of regional logistics",
        candidateName: card.isMasked ? null : "Amara Okonkwo-Fitzgerald",
        ...(card.isDecided ? { hiringDecision: aDecision({ status: "final" }) } : {}),
      }),
    plan: async () => plan,
    assessment: async () =>
      anAssessment(scores, {
        flags,
        questions: each((at) => limitedResults(at, caps)).flat(),
        ...(missing > 0 ? { recommendation: null, overall_score: missing > 2 ? null : 78 } : {}),
      }),
  });
}

/** The words to read before a heading: not names of controls, and not what is folded or only spoken. */
function wordsBefore(heading: HTMLElement): string[] {
  const main = heading.closest("main") ?? document.body;
  const read: string[] = [];
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text === heading.firstChild) break;
    const at = text.parentElement;
    const isHidden = at?.closest(
      "button, a, label, summary, .sr-only, [aria-hidden=true], aside, nav",
    );
    const isFolded = at?.closest("details:not([open])");
    if (!isHidden && !isFolded) read.push(...(text.textContent ?? "").split(/\s+/).filter(Boolean));
  }
  return read;
}
