/** Talks that run, one that ran and an intake, invented for looking at the pages. */
import { WebSocketServer } from "ws";

const POSITIONS = ["Field Coordinator", "Grid Data Analyst", "Control Room Engineer"];
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const letter = (place) => String.fromCharCode(65 + (place % 26));

function talk(place) {
  const minute = 3 + ((place * 7) % 19);
  const strokes = Array.from({ length: 2 + (place % 8) }, (_, at) => ({
    role: at % 2 ? "candidate" : "agent",
    seconds: 3 + ((place * 13 + at * 29) % 70),
  }));
  return {
    sessionId: `00000000-0000-4000-8000-${String(place).padStart(12, "0")}`,
    interviewId: "i1",
    initials: letter(place * 5) + letter(place * 11 + 3),
    position: POSITIONS[place % POSITIONS.length],
    profile: place % 4 ? "HIRING" : "PANEL",
    channel: place % 9 ? "text" : "phone",
    transport: place % 9 ? (place % 4 ? "text" : "voice") : "phone",
    state: "in_progress",
    since: ago(minute * 60),
    startedAt: ago(minute * 60),
    minute,
    question: { index: 1 + (place % 6), of: 6 },
    remainingSeconds: 1800 - minute * 60,
    turns: strokes.length,
    lastTurnAt: ago(20),
    speaking: ["agent", "candidate", "nobody"][place % 3],
    replySeconds: 0.4 + (place % 10) / 10,
    cost: null,
    observers: 0,
    takenOverBy: null,
    queuePosition: null,
    turnDurations: strokes,
    attention: [],
  };
}

const MANY = Number(process.env.TALKS ?? 100);
const talks = Array.from({ length: MANY }, (_, place) => talk(place));
const look = (place, kind, text, seconds, more = {}) => {
  if (talks[place]) {
    Object.assign(talks[place], { attention: [{ kind, text, since: ago(seconds) }] }, more);
  }
};
look(3, "asked_for_human", "“Could I talk to someone real, please?”", 80);
look(10, "reconnecting", "Answers 1 to 3 are safe.", 38, { state: "reconnecting" });
look(21, "stuck", "The same question was repeated three times.", 200);
look(34, "slow", "3.4 s over the last three turns.", 61);

const totals = () => ({
  live: MANY,
  waiting: MANY ? 12 : 0,
  queued: MANY ? 3 : 0,
  longestQueuedSeconds: MANY ? 48 : 0,
  endedToday: 431,
  completedToday: 417,
  completionRate: 0.968,
  replies: 431,
  replyP95Seconds: 1.38,
  recentTurns: MANY * 3,
  recentTurnErrors: 2,
});

const SAID = [
  [
    "agent",
    "question",
    "Tell me about a time something you were responsible for broke in production. What did you do first?",
    358,
    9,
    "q1",
  ],
  [
    "candidate",
    "answer",
    "The first thing I did was stop the deploy, and then I wrote in the channel what I knew and what I didn’t. We scaled the old version back up and drained the two bad nodes.",
    372,
    64,
    "q1",
  ],
  [
    "agent",
    "follow_up",
    "And what changed afterwards so that it does not happen again?",
    438.5,
    6,
    "q1",
  ],
  [
    "candidate",
    "answer",
    "Sorry, yes. We made the rollout wait for the error rate. That was my change, about forty lines.",
    450,
    41,
    "q1",
  ],
  ["agent", "question", "Describe a decision that somebody strongly disagreed with.", 493, 6, "q2"],
  [
    "candidate",
    "answer",
    "We wanted to retire the old gateway. The field team feared for their reports, so I sat with them for a day and moved the date by a week.",
    505,
    80,
    "q2",
  ],
  ["agent", "question", "How do you decide that a measurement can be trusted?", 588, 5, "q3"],
  [
    "candidate",
    "answer",
    "I look at where it comes from, compare it with a second source, and check what the sensor did on a day when I know the truth.",
    600,
    70,
    "q3",
  ],
].map(([role, kind, text, from, lasts, questionId], at) => ({
  turn: at + 1,
  role,
  kind,
  text,
  questionId,
  startMs: (from - 350) * 1000,
  endMs: (from - 350 + lasts) * 1000,
  saidBy: role === "agent" ? "interviewer" : null,
}));

const began = Date.now() - 400_000;
function events() {
  let seq = 0;
  const made = [];
  const add = (offsetMs, type, actor, payload) => {
    seq += 1;
    const at = new Date(began + offsetMs).toISOString();
    made.push({ seq, at, type, v: 1, actor, payload, offsetMs });
  };
  add(0, "session.created", "system", { profile: "HIRING", channel: "text" });
  add(1000, "participant.joined", "candidate", { leg_id: "l1", transport: "text" });
  add(3000, "consent.granted", "candidate", { method: "frame", text_version: "4" });
  add(7000, "interview.started", "system", {});
  for (const turn of SAID) {
    if (turn.turn === 3) {
      add(turn.startMs - 1200, "evaluation.generated", "system", {
        turn: 2,
        evaluator: "depth",
        criterion: "Incident response",
        score: 4,
        made_by: "built-in rules v1",
      });
      add(turn.startMs - 900, "followup.proposed", "system", {
        proposal_id: "p1",
        turn: 2,
        by: "perspective",
        name: "skeptic",
        question: "Who else could have done it?",
        reason: "OWNERSHIP",
        uncertainty: 0.4,
      });
      add(turn.startMs - 600, "followup.chosen", "agent", {
        turn: 2,
        question_id: "q1",
        reason: "RESULT",
        is_asked: true,
        slot: "result",
        value: 0.71,
        by: "built-in rules v1",
        passed_over: [{ reason: "MEASURE", slot: "measure", value: 0.44 }],
        proposal_id: null,
        outbid: [{ proposal_id: "p1", value: 0.52, why: "asked_already" }],
      });
    }
    if (turn.turn === 5) {
      add(turn.startMs - 400, "followup.chosen", "agent", {
        turn: 4,
        question_id: "q1",
        reason: "COMPLETE",
        is_asked: false,
        slot: null,
        value: 0.2,
        by: "built-in rules v1",
        passed_over: [],
        outbid: [],
      });
      add(turn.startMs - 300, "staff.intervened", "staff", {
        user_id: "u2",
        action: "note",
        text: "Ask about the field team.",
      });
    }
    if (turn.turn === 6) {
      add(turn.startMs + 20_000, "connection.lost", "system", {
        leg_id: "l1",
        at_turn: 5,
        reason: "silent",
      });
      add(turn.startMs + 32_000, "connection.resumed", "system", { leg_id: "l2", gap_ms: 12_000 });
    }
    add(turn.role === "agent" ? turn.startMs : turn.endMs, "turn.completed", turn.role, {
      turn: turn.turn,
      role: turn.role,
      kind: turn.kind,
      text: turn.text,
      question_id: turn.questionId,
      said_by: "interviewer",
    });
  }
  add(330_000, "session.completed", "system", {
    reason: "all_asked",
    asked: 3,
    answered: 3,
    duration_s: 323,
  });
  return made
    .sort((one, other) => one.offsetMs - other.offsetMs)
    .map((event, at) => ({ ...event, seq: at + 1 }));
}

const replay = {
  session: { id: "s1", interviewId: "i1", state: "completed", channel: "text" },
  questions: [
    { id: "q1", text: SAID[0].text, competency: "Incident response" },
    { id: "q2", text: SAID[4].text, competency: "Working with others" },
    { id: "q3", text: SAID[6].text, competency: "Judgement" },
  ],
  events: events(),
  turns: SAID,
  media: {
    recording: null,
    clock: [
      { offsetMs: 7000, seq: 4, isRunning: true },
      { offsetMs: 175_000, seq: 16, isRunning: false },
      { offsetMs: 187_000, seq: 17, isRunning: true },
    ],
  },
};

const panel = {
  sessionId: "s1",
  answers: [
    {
      turn: 2,
      questionId: "q1",
      question: SAID[0].text,
      evaluations: [
        {
          evaluator: "depth",
          criterion: "Incident response",
          score: 4,
          abstained: null,
          confidence: 0.8,
          quotes: [{ text: "The first thing I did was stop the deploy", start: 0, end: 40 }],
          madeBy: "built-in rules v1",
          correlationId: "c1",
        },
        {
          evaluator: "outcome",
          criterion: "Measured result",
          score: null,
          abstained: "no_evidence",
          confidence: null,
          quotes: [],
          madeBy: "built-in rules v1",
          correlationId: "c1",
        },
      ],
      opinions: [
        {
          perspective: "skeptic",
          summary: "It is not said who decided to stop the deploy.",
          concerns: ["“We” is used for the repair."],
          madeBy: "built-in rules v1",
        },
      ],
      proposals: [
        {
          by: "composer",
          name: "built-in rules v1",
          question: "And what changed afterwards so that it does not happen again?",
          criterion: "Incident response",
          reason: "RESULT",
          uncertainty: 0.6,
          taken: true,
          why: null,
        },
        {
          by: "perspective",
          name: "skeptic",
          question: "Who else could have done it?",
          criterion: null,
          reason: "OWNERSHIP",
          uncertainty: 0.4,
          taken: false,
          why: "worth_less",
        },
      ],
    },
  ],
};

const draft = (kind, title, status, more = {}) => ({
  kind,
  title,
  version: 1,
  status,
  content: null,
  table: null,
  madeBy: "built-in rules v1",
  regeneratedFrom: null,
  isAccepted: false,
  createdAt: ago(60),
  failure: null,
  ...more,
});

const artifacts = [
  draft("job_description", "Grid Data Analyst", "ready", {
    version: 2,
    regeneratedFrom: 1,
    content:
      "# What the role is for\nYou make sure that people in the **control room** can trust what the sensors say.\n\n# What you will do\n- Find out why readings disagree\n- Explain it to people who are not analysts\n- Keep the tool alive that checks them\n\n# What you need\n1. Python\n2. Patience with old machines",
  }),
  draft("interview_questions", "Questions for a Grid Data Analyst", "writing"),
  draft("rating_rubric", "Rating rubric", "ready", {
    isAccepted: true,
    table: {
      columns: ["Dimension", "1", "3", "5"],
      rows: [
        [
          "Judgement",
          "Takes readings as they come",
          "Compares two sources",
          "Names what would prove it wrong",
        ],
        [
          "Explaining",
          "Uses terms without saying what they mean",
          "Adapts to one listener",
          "Checks that it was understood",
        ],
      ],
    },
  }),
  draft("job_simulation", "Job simulation", "failed", {
    failure: "writer_failed",
  }),
];

const intake = {
  intakeId: "k1",
  interviewId: "i9",
  sessionId: "int_0123456789abcdef0123456789abcdef",
  state: "IN_PROGRESS",
  title: "Grid Data Analyst",
  manager: { id: "u1", name: "Ruth Adeyemi" },
  concepts: [
    {
      concept: "purpose_of_role",
      reward: "excellent",
      quote: "People must be able to trust the board.",
    },
    { concept: "daily_work", reward: "lacking", quote: "Well, this and that." },
    { concept: "must_have_skills", reward: "acceptable", quote: "Python, and patience." },
    { concept: "success_after_a_year", reward: null, quote: null },
  ],
  createdAt: ago(900),
};

const fine = (body, status = 200) => ({ status, body });

export const liveRoutes = [
  ["GET", /^\/sessions\/([^/]+)\/replay$/, () => fine(replay)],
  ["GET", /^\/sessions\/([^/]+)\/panel$/, () => fine(panel)],
  ["POST", /^\/sessions\/([^/]+)\/(notes|say|takeover|handback|end)$/, () => fine({})],
  [
    "POST",
    /^\/sessions\/(int_[^/]+)\/ticket$/,
    () =>
      fine(
        {
          ticket: "t",
          ws_url: "",
          voice: { is_offered: false, is_read_aloud: false, answers: "typed" },
        },
        201,
      ),
  ],
  [
    "GET",
    /^\/intakes$/,
    () =>
      fine({ intakes: [intake, { ...intake, intakeId: "k2", title: null, state: "COMPLETED" }] }),
  ],
  ["POST", /^\/intakes$/, () => fine({ intakeId: "k1" }, 201)],
  ["GET", /^\/intakes\/([^/]+)$/, () => fine(intake)],
  ["GET", /^\/intakes\/([^/]+)\/artifacts$/, () => fine({ artifacts })],
  ["POST", /^\/intakes\/([^/]+)\/(artifacts\/.*|template)$/, () => fine({}, 202)],
];

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (given) => [...given][0] ?? false,
});

/** Answer the sockets of the control plane and of an intake; return whether it was one of them. */
export function liveSocket(request, socket, head) {
  const { pathname } = new URL(request.url, "http://localhost");
  const answer =
    pathname === "/api/v1/live"
      ? wall
      : pathname.startsWith("/api/v1/live/")
        ? listen
        : pathname.startsWith("/api/v1/session/")
          ? room
          : null;
  if (!answer) return false;
  sockets.handleUpgrade(request, socket, head, (line) => answer(line));
  return true;
}

function wall(line) {
  const tell = (frame) => line.send(JSON.stringify({ at: new Date().toISOString(), ...frame }));
  tell({ type: "snapshot", totals: totals(), sessions: talks });
  const timer = setInterval(() => {
    for (const card of talks) {
      if (card.state !== "in_progress" || Math.random() > 0.3) continue;
      card.speaking = card.speaking === "agent" ? "candidate" : "agent";
      card.turnDurations = [
        ...card.turnDurations.slice(-8),
        { role: card.speaking, seconds: 5 + Math.random() * 40 },
      ];
    }
    tell({ type: "changed", totals: totals(), sessions: talks, gone: [] });
  }, 1000);
  line.on("close", () => clearInterval(timer));
}

function listen(line) {
  const tell = (frame) => line.send(JSON.stringify(frame));
  tell({ type: "card", session: { ...talk(3), initials: "LH", observers: 1, attention: [] } });
  tell({ type: "events", events: replay.events.slice(0, -6) });
}

function room(line) {
  const tell = (frame) => line.send(JSON.stringify(frame));
  tell({
    type: "ready",
    session_id: intake.sessionId,
    resume_seq: 2,
    position: intake.title,
    company_name: "Larkfield Energy",
    state: "in_progress",
    question: { index: 3, of: 8 },
    remaining_s: 620,
  });
  tell({
    type: "agent_text",
    seq: 1,
    turn: 1,
    kind: "greeting",
    text: "Hello Ruth. Let us find out what this role needs.",
  });
  tell({
    type: "question",
    seq: 2,
    turn: 2,
    kind: "question",
    text: "What does a normal day in this role look like?",
    question_id: "daily_work",
    hint: {
      sample_answer:
        "In the morning they look at what came in over night, then they sit with the control room for an hour.",
      options: ["Mostly meetings", "Mostly alone with data", "Half in the field"],
    },
  });
}
