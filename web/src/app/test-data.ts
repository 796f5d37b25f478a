import type {
  Assessment,
  CompetencyScore,
  DecisionAnswer,
  HiringDecision,
  HumanTask,
  Interview,
  InterviewRow,
  InterviewState,
  JobStatement,
  MissingField,
  Plan,
  PlanRemark,
  Queue,
  QueueItem,
  Step,
} from "@/shared/api/types";

type GroupChoice = NonNullable<JobStatement["group"]>;

/** Builders for the console's tests: one whole thing each, changed where a test needs it. */

export function anInterview(more: Partial<Interview> = {}): Interview {
  return {
    id: "i1",
    interviewId: "i1",
    runId: "run_1",
    profile: "hiring",
    state: "PENDING",
    workflowState: "PENDING",
    candidateRef: null,
    scheduledAt: null,
    cancelReason: null,
    flags: [],
    isErased: false,
    isTest: false,
    skills: [],
    qualifications: [],
    jobDescription: null,
    companyDescription: null,
    candidateProfile: null,
    resumeText: null,
    callbackUrl: null,
    externalId: null,
    durationMinutes: 30,
    language: "en",
    abilities: {},
    warnings: [],
    planId: "p1",
    assessmentId: null,
    attempt: 1,
    draftedCompetencies: [],
    attemptsLeft: 2,
    availableTransitions: [],
    candidateName: "Amara Okonkwo",
    candidateEmail: "amara@example.org",
    position: "Welder",
    level: "SENIOR",
    companyName: "Larkfield",
    dataQuality: "EXCELLENT",
    missingFields: [],
    createdAt: "2030-01-01T10:00:00Z",
    updatedAt: "2030-01-01T10:00:00Z",
    waitingSince: "2030-01-01T10:00:00Z",
    sessionId: "s1",
    transitions: [],
    ...more,
  };
}

export function aTask(more: Partial<HumanTask> = {}): HumanTask {
  return {
    id: "t1",
    kind: "person_requested",
    status: "open",
    interviewId: "i1",
    sessionId: "s1",
    candidateName: "Amara Okonkwo",
    position: "Welder",
    companyName: "Larkfield",
    askedAt: "2030-01-01T10:00:00Z",
    lastAskedAt: "2030-01-01T10:00:00Z",
    claimedBy: null,
    claimedAt: null,
    doneBy: null,
    doneAt: null,
    ...more,
  };
}

export function aStep(more: Partial<Step> = {}): Step {
  return {
    seq: 1,
    transition: "PLAN_READY",
    from: "GENERATING_PLAN",
    to: "PENDING",
    actor: "system",
    actorKind: "system",
    onBehalfOf: null,
    at: "2030-01-01T10:00:00Z",
    reason: null,
    event: "plan.generated",
    ...more,
  };
}

export function aGap(field: string, question = ""): MissingField {
  return { field, question, severity: "HIGH", message: `'${field}' is missing.` };
}

export function aPage(rows: InterviewRow[]) {
  return {
    data: rows,
    total: rows.length,
    isTotalExact: true,
    nextCursor: null,
    page: 1,
    limit: 50,
    searched: "",
  };
}

const KINDS = {
  ASSESSMENT_PENDING: "assessment",
  PENDING: "plan",
  INFO_NEEDED: "details",
} as const;

/** An item of the queue that waits for the next step of an interview. */
export function anItem(interview: InterviewRow, more: Partial<QueueItem> = {}): QueueItem {
  return {
    kind: KINDS[interview.state as keyof typeof KINDS],
    interview,
    taskId: null,
    waitingSince: interview.updatedAt,
    dueAt: null,
    recommendation: interview.recommendation ?? null,
    flags: [],
    flagCount: 0,
    readingMinutes: null,
    claims: [],
    ...more,
  };
}

/** The queue of a recruiter: interviews that wait, and what candidates asked for. */
export function aQueue(rows: InterviewRow[], tasks: HumanTask[] = []): Queue {
  return aQueueOf([
    ...tasks.map(({ id, kind, interviewId, candidateName, askedAt }) =>
      anItem(anInterview({ id: interviewId, candidateName, state: "IN_PROGRESS" }), {
        kind,
        taskId: id,
        waitingSince: askedAt,
      }),
    ),
    ...rows.filter((row) => row.state in KINDS).map((row) => anItem(row)),
  ]);
}

export function aQueueOf(data: QueueItem[]): Queue {
  const isMine = (item: QueueItem) => item.claims.some((claim) => claim.isMine);
  return {
    data,
    total: data.length,
    page: 1,
    limit: 25,
    counts: {
      team: data.length,
      mine: data.filter(isMine).length,
      unclaimed: data.filter((item) => item.claims.length === 0).length,
      overdue: data.filter((item) => item.dueAt && new Date(item.dueAt) < new Date()).length,
    },
    liveCount: 0,
    decides: ["assessment", "plan", "details", "person_requested"],
  };
}

export function anAnswer(
  state: InterviewState,
  interviewLink: string | null = null,
): DecisionAnswer {
  return { interviewId: "i1", runId: "run_1", state, message: "", interviewLink };
}

export function aPlan(): Plan {
  const question = (order: number, text: string) => ({
    id: `q${order}`,
    text,
    kind: "behavioral" as const,
    skill: null,
    expected_points: ["Says what they did"],
    look_for: [],
    probes: ["And then?"],
    probe_elements: [],
    source: "planner" as const,
    options: [],
    anchors: {},
    time_budget_s: 300,
    is_mandatory: true,
    is_pinned: false,
    order,
  });
  const side = {
    name: "Practice",
    indicators: { "1": "none", "2": "some", "3": "steady", "4": "careful", "5": "masterly" },
    signals: {},
  };
  const competency = (name: string, order: number, text: string) => ({
    name,
    weight: 0.5,
    is_required: true,
    minimum_acceptable_score: 3,
    sub_dimensions: [side],
    questions: [question(order, text)],
  });
  return {
    planId: "p1",
    version: 1,
    state: "PENDING",
    madeAt: "2030-01-01T10:00:00Z",
    approvedAt: null,
    approvedBy: null,
    decision: null,
    untranslatedSentences: [],
    document: {
      version: 1,
      planner: "built-in rules v1",
      language: "en",
      duration_minutes: 30,
      greeting_script: "Hello.",
      closing_script: "Goodbye.",
      competencies: [
        competency("Care", 1, "Asked second?"),
        competency("Welding", 0, "Asked first?"),
      ],
      thresholds: [80, 65, 50],
      must_have: [],
      nice_to_have: [],
      skills_coverage: {},
      validated_skills: [],
      unvalidated_skills: ["plasma"],
      inmail_draft: "",
      edited_scripts: [],
      notes: [],
      remarks: [],
      sentences: [],
    },
  };
}

/** A statement of the job text "Van driver / Drive a van / Excel is a plus / 28 days of holiday". */
export function aStatement(line: number, more: Partial<JobStatement> = {}): JobStatement {
  const text = more.text ?? JOB_TEXT.split("\n")[line - 1] ?? "";
  const start = JOB_TEXT.indexOf(text);
  return {
    text,
    start,
    end: start + text.length,
    line_number: line,
    kind: "task",
    need: null,
    confidence: 1,
    tasks: [],
    group: null,
    skills: [],
    check: null,
    trouble: 0,
    is_corrected: false,
    ...more,
  };
}

export const JOB_TEXT = `Van driver
Drive a van on 40 stops a day
Driving license category B
Excel is a plus
28 days of holiday`;

export function aGroup(group: string, more: Partial<GroupChoice> = {}): GroupChoice {
  return { group, score: 8, reasons: [], others: [], is_corrected: false, ...more };
}

export function aTaskOfTheJob(text: string, group: string): JobStatement["tasks"][number] {
  const start = JOB_TEXT.indexOf(text);
  const fact = { text, start, end: start + text.length, verb: "", object: "" };
  return {
    fact: { ...fact, form: "base", qualifiers: [], number: null },
    group: aGroup(group),
    skills: [],
  };
}

/** A plan whose first question comes from line 2 of the job text. */
export function aPlanFromJobText(): Plan {
  const plan = aPlan();
  const first = plan.document.competencies[1]?.questions[0];
  if (first) {
    first.origin = {
      reason: "Driving vans is a task of this job.",
      group: "S8.2",
      bank_question: "driving_vehicles.late_run",
      form: "a",
      task: "driving a van on 40 stops a day",
      job_line: "Drive a van on 40 stops a day",
      line_number: 2,
    };
    first.anchors = {
      "2": { description: "Names a delay and no action.", signals: [] },
      "4": { description: "Calls ahead and changes the order.", signals: ["called the depot"] },
    };
    first.probes = ["How did it end?", "What came of it?", "What was your part?"];
    first.probe_elements = ["result", "result", "own_action"];
  }
  const drive = aTaskOfTheJob("Drive a van on 40 stops a day", "S8.2");
  plan.document.job_analysis = {
    title: "Van driver",
    occupation: null,
    version: 1,
    statements: [
      aStatement(2, { tasks: [drive] }),
      aStatement(3, {
        kind: "requirement",
        need: "essential",
        check: { kind: "license", words: "license", years: null },
      }),
      aStatement(4, { kind: "requirement", need: "nice", group: aGroup("S5.4") }),
      aStatement(5, { kind: "offer" }),
    ],
  };
  return plan;
}

export function aScore(more: Partial<CompetencyScore> = {}): CompetencyScore {
  return {
    name: "Welding",
    weight: 0.5,
    is_required: true,
    minimum_acceptable_score: 3,
    score: 4.2,
    insufficient_evidence: null,
    confidence: 0.9,
    low: 4.1,
    high: 4.3,
    evidence: [
      {
        quote: "I checked the seam twice",
        turn: 2,
        start: 5,
        end: 29,
        sub_dimension: "Practice",
        level: 4,
        is_deficit: false,
        found: ["checked the seam"],
      },
    ],
    ...more,
  };
}

export function anAssessment(
  scores: CompetencyScore[],
  more: Partial<Assessment["scorecard"]> = {},
): Assessment {
  return {
    assessmentId: "a1",
    version: 1,
    status: "READY",
    createdAt: "2030-01-01T11:00:00Z",
    scorecard: {
      overall_score: 78,
      overall_range: { low: 71, high: 84 },
      recommendation: "HIRE",
      competencies: scores,
      questions: [],
      flags: [],
      scorer: { kind: "built-in rules", version: "v1" },
      provenance: null,
      ...more,
    },
    decision: null,
    corrections: [],
  };
}

export function aDecision(more: Partial<HiringDecision> = {}): HiringDecision {
  return {
    decisionId: "d1",
    assessmentId: "a1",
    outcome: "NO_HIRE",
    status: "pending",
    levels: [],
    comments: "She named no plan.",
    needsSecondPerson: false,
    decidedBy: "Ruth Adeyemi",
    decidedById: "u1",
    decidedAt: "2030-01-02T09:00:00Z",
    takesEffectAt: "2030-01-02T09:00:10Z",
    confirmedBy: null,
    finalAt: null,
    replaces: null,
    ...more,
  };
}

/** A note of a plan, as the server sends it in the reader's language. */
export function aRemark(kind: PlanRemark["kind"], text: string, of: Partial<PlanRemark> = {}) {
  return { kind, text, competency: null, line: null, ...of };
}
