import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CompetencyScore, Flag } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";
import { anAssessment, anInterview, aPlan, aScore } from "./test-data";

const MOST_WORDS = 330;
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

it.each([
  ["all kinds of flags", FLAGS],
  ["one flag", FLAGS.slice(0, 1)],
  ["no flag", []],
])(
  "has at most 330 words to read before the transcript: six long competencies, %s",
  async (_, kinds) => {
    const plan = aPlan();
    const [first] = plan.document.competencies;
    if (!first) throw new Error("the plan has no competency");
    plan.document.competencies = Array.from({ length: COMPETENCIES }, (_, at) => ({
      ...first,
      name: nameOf(at),
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
          { flags: kinds.map((kind, at) => aLongFlag(kind, at + 1)) },
        ),
    });

    const heading = await screen.findByRole("heading", { name: "Transcript" });

    expect(await screen.findAllByText(/^4: word0/)).toHaveLength(COMPETENCIES);
    const read = wordsBefore(heading);
    expect(read.length).toBeGreaterThan(250);
    expect(read.length).toBeLessThanOrEqual(MOST_WORDS);
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
