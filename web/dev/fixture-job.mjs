/** An invented job text with what was read in it, for looking at the plan page. */

export const jobText = `Platform Engineer, senior
Larkfield Energy runs the control rooms of 12 wind parks.

What you will do
- Run the Kubernetes clusters of three control rooms and change them without a stop
- Answer incidents at night, and tell the control room what is known and what is not
- Decide which parts are rebuilt and which are kept, and write down why

What you need
- A degree in computer science or a completed apprenticeship
- Terraform is a plus
- We train you on grid telemetry

We offer
- One week on call in six, with the next day off
- 30 days of holiday`;

export const groups = [
  { code: "S2.2", name: "documenting and recording information" },
  { code: "S5.2", name: "setting up and protecting computer systems" },
  { code: "T2.3", name: "dealing with problems" },
  { code: "S4.9", name: "making decisions" },
];

const group = (code, others = []) => ({
  group: code,
  score: 7.2,
  reasons: [],
  others,
  is_corrected: false,
});

const statement = (line, text, kind, more = {}) => {
  const start = jobText.indexOf(text);
  return {
    text,
    start,
    end: start + text.length,
    line_number: line,
    kind,
    need: null,
    confidence: 0.9,
    tasks: [],
    group: null,
    skills: [],
    check: null,
    is_corrected: false,
    ...more,
  };
};

const task = (line, text, ...parts) =>
  statement(line, text, "task", {
    tasks: parts.map(([words, code, ...others]) => ({
      fact: { text: words, start: jobText.indexOf(words), end: 0, qualifiers: [], number: null },
      group: group(code, others),
      skills: [],
    })),
  });

export const jobAnalysis = {
  title: "Platform Engineer, senior",
  occupation: null,
  version: 1,
  statements: [
    statement(2, "Larkfield Energy runs the control rooms of 12 wind parks.", "context"),
    task(5, "Run the Kubernetes clusters of three control rooms and change them without a stop", [
      "Run the Kubernetes clusters of three control rooms",
      "S5.2",
      "T2.3",
    ]),
    task(
      6,
      "Answer incidents at night, and tell the control room what is known and what is not",
      ["Answer incidents at night", "T2.3", "S5.2"],
      ["tell the control room what is known and what is not", "S2.2"],
    ),
    task(7, "Decide which parts are rebuilt and which are kept, and write down why", [
      "Decide which parts are rebuilt and which are kept",
      "S4.9",
    ]),
    statement(10, "A degree in computer science or a completed apprenticeship", "requirement", {
      need: "essential",
      check: { kind: "degree", words: "A degree", years: null },
    }),
    statement(11, "Terraform is a plus", "requirement", { need: "nice", group: group("S5.2") }),
    statement(12, "We train you on grid telemetry", "requirement", { need: "learned_here" }),
    statement(15, "One week on call in six, with the next day off", "condition", {
      is_corrected: true,
    }),
    statement(16, "30 days of holiday", "offer"),
  ],
};

/** What a question from a line of the job text has beside its words. */
export const traced = (line, code, anchors, probes) => {
  const { text } = jobAnalysis.statements.find((each) => each.line_number === line);
  return {
    anchors: Object.fromEntries(
      anchors.map(([level, description, ...signals]) => [level, { description, signals }]),
    ),
    probes: probes.map(([, words]) => words),
    probe_elements: probes.map(([element]) => element),
    origin: {
      reason: `Asked because the posting names this task in line ${line}: "${text}".`,
      group: code,
      bank_question: "fixture.question",
      form: "a",
      task: text,
      job_line: text,
      line_number: line,
    },
  };
};
