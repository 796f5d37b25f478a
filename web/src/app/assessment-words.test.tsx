import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CompetencyScore, Flag, QuestionResult } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";
import { anAssessment, anInterview, aPlan, aScore } from "./test-data";

const MOST_WORDS = 330;
/** Where each competency has answers that limit its level, and one that is to be confirmed. */
const MOST_WORDS_LIMITED = 400;
/** A plan has no more of them, however many questions it has. */
const COMPETENCIES = 6;
const QUOTE_WORDS = 35;
const FLAGS = ["low_confidence", "near_minimum", "contradiction", "few_quotes", "off_topic"];

beforeEach(() => {
  sessionStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

const nameOf = (at: number) => `Planning and organizing ${at}`;
const words = (many: number) => Array.from({ length: many }, (_, at) => `word${at}`).join(" ");

/** As long as a card gets: every competency has a level, a range, and quotes of the longest kind. */
function aLongScore(at: number): CompetencyScore {
  const [first] = aScore().evidence;
  if (!first) throw new Error("the card has no evidence");
  const quote = words(QUOTE_WORDS);
  return aScore({
    name: nameOf(at),
    weight: 1 / COMPETENCIES,
    evidence: [1, 2, 3].map((turn) => ({ ...first, quote, turn, end: quote.length, found: [] })),
  });
}

function aLongFlag(kind: string, turn: number): Flag {
  return { kind, turn, detail: words(14), answer_turn: null } as unknown as Flag;
}

/** Two answers of a competency are limited, and a third one showed nothing. */
function limitedResults(at: number): QuestionResult[] {
  return [2, 2, null].map((cap, number) => ({
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
}

it.each([
  ["330", "all kinds of flags", FLAGS, MOST_WORDS],
  ["330", "one flag", FLAGS.slice(0, 1), MOST_WORDS],
  ["330", "no flag", [], MOST_WORDS],
  ["400", "all kinds of flags, limits", FLAGS, MOST_WORDS_LIMITED],
  ["400", "no flag, limits", [], MOST_WORDS_LIMITED],
])(
  "has at most %s words to read before the transcript: six long competencies, %s",
  async (_, __, kinds, most) => {
    const isLimited = most === MOST_WORDS_LIMITED;
    const plan = aPlan();
    const [first] = plan.document.competencies;
    if (!first) throw new Error("the plan has no competency");
    plan.document.competencies = Array.from({ length: COMPETENCIES }, (_, at) => ({
      ...first,
      name: nameOf(at),
      questions: [0, 1, 2].map((number) => ({ ...first.questions[0], id: `q${at}.${number}` })),
      sub_dimensions: [
        { ...first.sub_dimensions[0], name: "Practice", indicators: { "4": words(12) } },
      ],
    })) as typeof plan.document.competencies;
    openConsole("/interviews/i1/assessment", {
      interview: async () => anInterview({ state: "ASSESSMENT_PENDING" }),
      plan: async () => plan,
      assessment: async () =>
        anAssessment(
          Array.from({ length: COMPETENCIES }, (_, at) => aLongScore(at)),
          {
            flags: kinds.map((kind, at) => aLongFlag(kind, at + 1)),
            questions: Array.from({ length: isLimited ? COMPETENCIES : 0 }, (_, at) =>
              limitedResults(at),
            ).flat(),
          },
        ),
    });

    const heading = await screen.findByRole("heading", { name: "Transcript" });

    expect(await screen.findAllByText(/^4: word0/)).toHaveLength(COMPETENCIES);
    expect(screen.queryAllByText(/^Questions \d+, \d+:$/)).toHaveLength(
      isLimited ? COMPETENCIES : 0,
    );
    const read = wordsBefore(heading);
    expect(read.length).toBeGreaterThan(250);
    expect(read.length).toBeLessThanOrEqual(most);
  },
);

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
