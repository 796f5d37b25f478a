/** What the intake says, read at the edge. */
import {
  list,
  maybe,
  moment,
  number,
  type Read,
  record,
  type Shape,
  text,
  truth,
  word,
} from "@/shared/api/shape";

/** How much was said about a concept: never how well somebody did. */
const reward = maybe(word("excellent", "acceptable", "lacking"));

/** Who is asked; without a name only before they are known and after it was deleted. */
const manager = maybe(record({ name: maybe(text) }));

const concept = record({ concept: text, reward, quote: maybe(text) });
export type Concept = Shape<typeof concept>;

export const intake = record({
  intakeId: text,
  interviewId: maybe(text),
  sessionId: maybe(text),
  state: text,
  title: maybe(text),
  manager,
  concepts: list(concept),
  createdAt: moment,
});
export type Intake = Shape<typeof intake>;

const item = record({
  intakeId: text,
  state: text,
  title: maybe(text),
  manager,
  createdAt: moment,
});
export type IntakeItem = Shape<typeof item>;

/** The list, under whichever of the two usual names it comes. */
export const intakes: Read<IntakeItem[]> = (value, at) => {
  const held = record({ intakes: maybe(list(item)), data: maybe(list(item)) })(value, at);
  return held.intakes ?? held.data ?? [];
};

export const KINDS = [
  "job_description",
  "interview_questions",
  "rating_rubric",
  "job_simulation",
] as const;
export type Kind = (typeof KINDS)[number];

const cell = (value: unknown) => (value === null || value === undefined ? "" : String(value));

const draft = record({
  kind: word(...KINDS),
  title: maybe(text),
  version: number,
  status: word("queued", "writing", "ready", "failed"),
  content: maybe(text),
  table: maybe(record({ columns: list(text), rows: list(list(cell)) })),
  madeBy: maybe(text),
  regeneratedFrom: maybe(number),
  isAccepted: truth,
  createdAt: moment,
  failure: maybe(text),
});
export type Draft = Shape<typeof draft>;

export const drafts = record({ artifacts: list(draft) });

export const opened = record({ intakeId: text });
export const done: Read<null> = () => null;
