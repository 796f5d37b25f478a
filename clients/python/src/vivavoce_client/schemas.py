"""What the API takes and returns, under the names of the wire.

Generated from the OpenAPI document by ``scripts/client_types.py``.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class AnalyzedTaskResponse(TypedDict):
    """A task with its competency group and the skills that it names."""

    fact: TaskFactResponse
    """The task taken apart."""
    group: NotRequired[GroupChoiceResponse | None]
    """Its competency group; null if the words fit none."""
    skills: NotRequired[list[SkillMentionResponse]]
    """The skills of the catalog that it names."""


class AnswerAnchorResponse(TypedDict):
    """What an answer of one level does, and what people in that work say when they give it."""

    description: str
    """What an answer of this level does."""
    signals: NotRequired[list[str]]
    """What people in that work say when they give such an answer."""


class ApprovePlanRequest(TypedDict):
    """What to record with the approval of a plan, and the must-haves that it confirms."""

    planId: NotRequired[str | None]
    """The `planId` of the plan that you have read. If it is no longer the current plan, the
    decision is refused with `plan_changed`. Null: the newest plan, also if you have read an
    older one."""
    userId: NotRequired[str | None]
    """On whose behalf you act; it is stored as your own text and is not an identity. Null: you act
    for no one else."""
    comments: NotRequired[str | None]
    """What to record with the approval, at most 10,000 characters. Null: nothing is recorded."""
    mustHaveCompetencies: NotRequired[list[str] | None]
    """With an approval: the names of the plan's competencies that are must-haves. A candidate
    below the minimum of a must-have is not recommended. If null or absent, the plan's own must-
    haves apply; an empty list removes them."""


class AssessmentApprovedWebhook(TypedDict):
    """A person approved the assessment, which ends the interview."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.assessment_approved"]
    """The name of the event."""
    data: AssessmentDecidedData
    """The approved assessment, who approved it, and the comments."""


class AssessmentDecidedData(TypedDict):
    """Who decided about an assessment, and why."""

    assessmentId: str | None
    """The assessment's id; null if there is none."""
    decidedBy: str
    """The id of the person who decided."""
    comments: str | None
    """The comments on the decision; null if there are none."""
    isReassessment: bool
    """Whether the interview is assessed again; otherwise the decision is final."""
    hiringDecision: NotRequired[HiringDecisionResponse | None]
    """The decision about the candidate; absent if the assessment alone was approved or rejected."""


class AssessmentReadyData(TypedDict):
    """Which assessment waits for a person's decision. Members without a value are absent."""

    assessmentId: str
    """The assessment's id, a UUID. Name it in the decision, so that you decide about what you
    read."""
    overallScore: NotRequired[float | None]
    """The overall score, from 0 to 100; absent if too little could be scored."""
    recommendation: NotRequired[Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"] | None]
    """The proposed recommendation; absent without an overall score.
    - `STRONG_HIRE`: The overall score reaches the plan's threshold for a strong hire. - `HIRE`:
    The overall score reaches the plan's threshold for a hire. - `MAYBE`: The overall score
    reaches only the plan's lowest threshold. - `NO_HIRE`: A must-have or the overall score is
    too low, and a quote shows why."""


class AssessmentReadyWebhook(TypedDict):
    """An assessment waits for a person's decision."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.assessment_pending"]
    """The name of the event."""
    data: AssessmentReadyData
    """The id of the assessment, its overall score and its recommendation."""


class AssessmentRejectedWebhook(TypedDict):
    """A person rejected the assessment or asked for a new one."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.assessment_rejected"]
    """The name of the event."""
    data: AssessmentDecidedData
    """The rejected assessment, who rejected it, and whether the interview is assessed again."""


class AssessmentResponse(TypedDict):
    """An assessment with the decision about it. The scorecard has snake_case names."""

    assessmentId: str
    """The assessment's id, a UUID. Name it in the decision."""
    interviewId: str
    """The interview's id, a UUID."""
    sessionId: str
    """The session that was assessed, with its earlier attempts."""
    version: int
    """The version, from 1; each new assessment of the interview gets the next."""
    status: Literal["READY", "ERASED"]
    """`READY`: it can be read. `ERASED`: the candidate's data were erased, with all quotes and
    flags."""
    createdAt: str
    """When it was written, in UTC."""
    rubricVersion: str
    """The version of the rubric that the answers were scored with."""
    scorecard: ScorecardResponse
    """The score and the evidence of each competency, the overall score and the recommendation."""
    decision: PlanDecisionResponse | None
    """The newest decision about it; null if there is none yet."""
    corrections: list[LevelCorrectionResponse]
    """The levels that people corrected; empty if there are none."""


class AssessmentScorerResponse(TypedDict):
    """What computed the scores."""

    kind: str
    """The built-in rules, a model or an external assessor. Scores of different kinds are not
    comparable."""
    version: str
    """The version of the scorer: the same transcript, rubric and version give the same scores."""


class BatchItemResponse(TypedDict):
    """What became of one interview of a batch."""

    index: int
    """The place in the request, from 0."""
    status: Literal["created", "existing", "refused"]
    """`created`: a new interview. `existing`: an interview with this `externalId` was there
    already, and is returned. `refused`: the reason is in `code`, `message` and `errors`."""
    interview: InterviewReceiptResponse | None
    """The interview with its missing facts; null if it was refused."""
    code: str | None
    """The code of the refusal; null unless it was refused."""
    message: str | None
    """The refusal in a sentence; null unless it was refused."""
    errors: list[WrongFieldResponse]
    """The facts that cannot be taken; empty unless it was refused for them."""


class BatchRequest(TypedDict):
    """The interviews to request."""

    interviews: list[StrictInterviewFactsRequest]
    """The facts of each interview. With `externalId`, the same interview is never created twice."""


class BatchResponse(TypedDict):
    """The results in the order of the request."""

    results: list[BatchItemResponse]
    """One result for each interview of the request."""
    created: int
    """How many interviews were created."""


class CancelInterviewRequest(TypedDict):
    """Why an interview is canceled."""

    reason: NotRequired[str | None]
    """What to record in the history, at most 10,000 characters. No message to the candidate has
    it. Null: the history has no reason."""
    userId: NotRequired[str | None]
    """On whose behalf you act; it is stored as your own text and is not an identity. Null: you act
    for no one else."""


class CandidateDecidedData(TypedDict):
    """What a person decided about the candidate."""

    hiringDecision: HiringDecisionResponse
    """The decision, which is final."""


class CandidateDecidedWebhook(TypedDict):
    """A decision about the candidate is final; a later one may replace it."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.decided"]
    """The name of the event."""
    data: CandidateDecidedData
    """The final decision about the candidate, with its outcome."""


class ChangePlanRequest(TypedDict):
    """What to change in a plan."""

    planId: NotRequired[str | None]
    """The `planId` of the plan that you have read. If it is no longer the current plan, the
    decision is refused with `plan_changed`. Null: the newest plan, also if you have read an
    older one."""
    userId: NotRequired[str | None]
    """On whose behalf you act; it is stored as your own text and is not an identity. Null: you act
    for no one else."""
    comments: str
    """What to change, in words, at most 10,000 characters."""


class CompetencyLevelRequest(TypedDict):
    """The person's own level of one competency."""

    competency: str
    """The name of a competency in the assessment."""
    level: float
    """From 1 to 5, in steps of 0.5."""


class CompetencyLevelResponse(TypedDict):
    """A person's level of one competency, from 1 to 5."""

    competency: str
    """The name of the competency."""
    level: float
    """The person's own level, from 1 to 5 in steps of 0.5."""


class CompetencyScoreResponse(TypedDict):
    """The score of one competency with its evidence, or the reason why there is none."""

    name: str
    """The name of the competency."""
    score: float | None
    """The score, from 1 to 5; null if the answers do not support one."""
    insufficient_evidence: (
        Literal[
            "not_asked",
            "cut",
            "no_answer",
            "unintelligible",
            "other_language",
            "too_short",
            "no_evidence",
            "evaluator_down",
            "readers_disagree",
        ]
        | None
    )
    """Why there is no score; null with a score.
    - `not_asked`: The interview did not ask about it. - `cut`: The interview was interrupted or
    ended before an answer. - `no_answer`: The candidate gave no answer. - `unintelligible`: The
    answer was garbled, or no one checked its transcript. - `other_language`: The answer was in
    another language. - `too_short`: The answer has fewer than five words. - `no_evidence`:
    Nothing in the answer matches the rubric. - `evaluator_down`: The scorer failed, or quoted
    words that are not in the answer. - `readers_disagree`: The model's votes on the answer
    differ by more than one level."""
    evidence: list[EvidenceResponse]
    """The quotes that the score is based on."""
    weight: float
    """The share of the competency in the overall score; the weights sum to 1."""
    is_required: bool
    """Whether it is a must-have."""
    minimum_acceptable_score: float | None
    """The lowest score that is accepted, from 1 to 5; null without a minimum."""
    confidence: float | None
    """How sure the score is, from 0 to 1; null without a score."""
    low: float | None
    """The lowest score that the evidence allows, from 1 to 5; null without a score."""
    high: float | None
    """The highest score that the evidence allows, from 1 to 5; null without a score."""


class DraftedCompetencyResponse(TypedDict):
    """A competency of a plan that is being written."""

    name: str
    """The name of the competency."""
    questions: list[str]
    """The questions that are written for it."""


class EvidenceResponse(TypedDict):
    """A verbatim quote of the candidate, and what it shows."""

    quote: str
    """The words, exactly as they stand in the turn; empty after they were erased."""
    turn: int
    """The number of the turn that the words are from."""
    start: int
    """Where the quote begins in the text of the turn, in code points from 0."""
    end: int
    """Where the quote ends in the text of the turn: the position after its last code point."""
    sub_dimension: str
    """The aspect of the competency that they show; empty if it was found by the question's own
    levels."""
    level: int
    """The level that they show, from 1 to 5."""
    is_deficit: bool
    """Whether the quoted words count against the competency."""
    found: list[str]
    """The words that decided, so that a page can underline them."""


class GroupChoiceResponse(TypedDict):
    """The competency group of a task or requirement, and the words of the text that decided."""

    group: str
    """The group's code."""
    score: float
    """How well the words fit the group."""
    reasons: NotRequired[list[str]]
    """The words that decided."""
    others: NotRequired[list[str]]
    """The codes of the next best groups, best first."""
    is_corrected: NotRequired[bool]
    """A person chose the group."""


class HeardElementResponse(TypedDict):
    """A part of a good answer that the candidate gave."""

    element: str
    """The part of a good answer: an answer element such as `own_action` or `result`, or the words
    of an expected point of the question."""
    quote: str
    """The words of the candidate that give this part."""
    turn: int
    """The number of the turn that the words are from."""
    start: int
    """Where the quote begins in the text of the turn, in code points from 0."""
    end: int
    """Where the quote ends in the text of the turn: the position after its last code point."""


class HiringDecisionListResponse(TypedDict):
    """The decisions about a candidate, newest first."""

    data: list[HiringDecisionResponse]
    """The decisions, newest first."""


class HiringDecisionRequest(TypedDict):
    """What a person decided about the candidate after reading an assessment."""

    assessmentId: str
    """The `assessmentId` of the assessment that you have read. If there is a newer one, nothing is
    decided."""
    outcome: HiringOutcome
    """What you decided about the candidate."""
    levels: NotRequired[list[CompetencyLevelRequest]]
    """Your own levels, for competencies where you see it differently or add one."""
    comments: NotRequired[str | None]
    """The reason, in at least two words. It is stored encrypted, and the candidate can ask to see
    it. Null: no reason is recorded; a rejection needs one."""
    asksSecondPerson: NotRequired[bool]
    """A second person must confirm the decision before it is final. The organization can require
    this for every decision (`secondDeciderRequired`)."""
    replaces: NotRequired[str | None]
    """To change a final decision: its id. Required then, so that nobody overwrites a decision that
    they did not read. Null: there is no final decision to change."""


class HiringDecisionResponse(TypedDict):
    """What a person decided about the candidate, beside the state of the interview."""

    decisionId: str
    """The id of the decision, a UUID."""
    assessmentId: str
    """The assessment that the person had read."""
    outcome: HiringOutcome
    """What the person decided about the candidate."""
    status: Literal["pending", "awaiting_second_person", "final"]
    """`pending`: it can be undone until `takesEffectAt`. `awaiting_second_person`: another person
    has to confirm it. `final`: it was sent."""
    levels: list[CompetencyLevelResponse]
    """The person's own levels, where they differ from the proposed ones; may be empty."""
    comments: str | None
    """The reason; null in lists, which leave it out."""
    needsSecondPerson: bool
    """Whether a second person has to confirm it before it is final."""
    decidedBy: str
    """The name of the person who decided."""
    decidedById: str
    """The user id of the person who decided."""
    decidedAt: str
    """When the person decided, in UTC."""
    takesEffectAt: str
    """When the decision can no longer be undone, in UTC: ten seconds after it was made."""
    confirmedBy: str | None
    """The name of the second person who confirmed it; null if none did."""
    finalAt: str | None
    """When the decision became final, in UTC; null before."""
    replaces: str | None
    """The id of the final decision that this one changes; null for a first decision."""


class InfoCompletedData(TypedDict):
    """Which facts were added."""

    completedFields: list[str]
    """The names of the facts, as in a request."""


class InfoCompletedWebhook(TypedDict):
    """The missing facts were added."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.info_completed"]
    """The name of the event."""
    data: InfoCompletedData
    """What was added."""


class InfoNeededData(TypedDict):
    """Which facts are missing for a plan."""

    dataQuality: Literal["EXCELLENT", "GOOD", "FAIR", "POOR"]
    """How complete the facts are.
    - `EXCELLENT`: Nothing is missing. - `GOOD`: Only details that would improve the plan are
    missing. - `FAIR`: The job description, skills or seniority is missing or insufficient. -
    `POOR`: The candidate's name or contact, or the position, is missing."""
    missingFields: list[MissingFieldResponse]
    """The missing facts, each with the question to ask for it."""


class InfoNeededWebhook(TypedDict):
    """Facts are missing: complete them, and the plan is written."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.info_needed"]
    """The name of the event."""
    data: InfoNeededData
    """What is missing."""


class InterviewCancelledData(TypedDict):
    """Why the interview was canceled, and by whom."""

    reason: Literal[
        "CANCELLED",
        "WITHDRAWN",
        "EXPIRED",
        "DRAFT_EXPIRED",
        "ATTEMPTS_USED",
        "ASSESSMENT_REJECTED",
        "NOT_PLANNED",
        "DELETED",
        "RETENTION",
    ]
    """Why it was canceled.
    - `CANCELLED`: Your team or system canceled it. - `WITHDRAWN`: The candidate withdrew, or
    ended it without an answer. - `EXPIRED`: The time to approve or hold it ran out. -
    `DRAFT_EXPIRED`: A practice interview expired before its plan was approved. -
    `ATTEMPTS_USED`: The last attempt ended without enough answers. - `ASSESSMENT_REJECTED`: A
    person rejected its assessment. - `NOT_PLANNED`: The plan of a practice interview could not
    be written. - `DELETED`: The candidate's data were deleted on request. - `RETENTION`: The
    candidate's data were deleted at the end of their retention."""
    cancelledBy: str
    """The id of the person or API key; `candidate` or `system` otherwise."""


class InterviewCancelledWebhook(TypedDict):
    """The interview was canceled, or it expired."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.cancelled"]
    """The name of the event."""
    data: InterviewCancelledData
    """Why the interview was canceled, and by whom."""


class InterviewCompletedData(TypedDict):
    """How the interview ended. Its assessment follows in ``interview.assessment_pending``."""

    sessionId: str
    """The session's id, a UUID."""
    durationSeconds: int
    """The interview time that was used, in seconds."""
    reason: Literal["all_asked", "time", "candidate_ended", "staff_ended", "connection_lost"]
    """Why it ended.
    - `all_asked`: All planned questions were asked. - `time`: The time limit was reached. -
    `candidate_ended`: The candidate ended it. - `staff_ended`: A team member ended it. -
    `connection_lost`: The candidate did not come back after a disconnection."""
    transcriptRef: str
    """The path of the transcript."""


class InterviewCompletedWebhook(TypedDict):
    """The interview ended with enough to assess."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.completed"]
    """The name of the event."""
    data: InterviewCompletedData
    """The session, and how the interview ended."""


class InterviewDetailResponse(TypedDict):
    """One interview with all its facts and its history."""

    id: str
    """The interview's id, a UUID."""
    interviewId: str
    """The same as `id`."""
    runId: str
    """The interview's run id."""
    profile: Literal["hiring", "panel", "intake", "practice", "phone_screen"]
    """The kind of interview.
    - `hiring`: A standard interview by link. - `panel`: An interview by link that a panel also
    evaluates. - `intake`: A hiring manager is asked about a position. - `practice`: A person
    practices for an interview. - `phone_screen`: A short interview by phone."""
    state: InterviewState
    """The state of the interview."""
    workflowState: InterviewState
    """The same as `state`."""
    candidateName: str | None
    """The candidate's name; null if it is not known or was erased."""
    candidateEmail: str | None
    """The candidate's e-mail address; null if it is not known or was erased."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    position: str | None
    """The title of the position; null if it is not known yet."""
    level: Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"] | None
    """The seniority; null if it is not known yet.
    - `JUNIOR`: Early in a career. - `MID`: Works without supervision. - `SENIOR`: Experienced;
    guides others in their work. - `LEAD`: Leads a team. - `PRINCIPAL`: Sets the direction
    beyond one team."""
    companyName: str | None
    """The company that hires; null if it is not known."""
    dataQuality: DataQuality
    """How complete the facts are."""
    missingFields: list[MissingFieldResponse]
    """The facts that are missing for a plan; empty if a plan can be written."""
    createdAt: str
    """When the interview was requested, in UTC."""
    updatedAt: str
    """When the interview last changed, in UTC."""
    waitingSince: str | None
    """When the interview began to wait for staff, in UTC; null if it is not waiting."""
    scheduledAt: str | None
    """When the interview is to start, in UTC; null if no time is set."""
    cancelReason: (
        Literal[
            "CANCELLED",
            "WITHDRAWN",
            "EXPIRED",
            "DRAFT_EXPIRED",
            "ATTEMPTS_USED",
            "ASSESSMENT_REJECTED",
            "NOT_PLANNED",
            "DELETED",
            "RETENTION",
        ]
        | None
    )
    """Why the interview was canceled; null unless it was.
    - `CANCELLED`: Your team or system canceled it. - `WITHDRAWN`: The candidate withdrew, or
    ended it without an answer. - `EXPIRED`: The time to approve or hold it ran out. -
    `DRAFT_EXPIRED`: A practice interview expired before its plan was approved. -
    `ATTEMPTS_USED`: The last attempt ended without enough answers. - `ASSESSMENT_REJECTED`: A
    person rejected its assessment. - `NOT_PLANNED`: The plan of a practice interview could not
    be written. - `DELETED`: The candidate's data were deleted on request. - `RETENTION`: The
    candidate's data were deleted at the end of their retention."""
    recommendation: NotRequired[Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"] | None]
    """What the newest assessment proposes: `STRONG_HIRE`, `HIRE`, `MAYBE` or `NO_HIRE`; null
    before there is one."""
    flags: list[
        Literal[
            "injection",
            "contradiction",
            "retraction",
            "keyword_list",
            "rubric_echo",
            "off_topic",
            "nothing_shown",
            "few_quotes",
            "low_confidence",
            "near_minimum",
            "readers_differ",
            "evaluators_differ",
            "unsure_words",
            "draft",
        ]
    ]
    """The kinds of flags of the newest assessment that the list can be filtered by; may be empty.
    - `injection`: The candidate gave instructions to the scorer; nothing after them in that
    turn counts. - `contradiction`: The candidate gave two different numbers for the same thing.
    - `retraction`: The candidate took back a statement; it does not count. - `keyword_list`:
    The candidate listed keywords; at most two of them count. - `rubric_echo`: The candidate
    repeated the rubric word for word; those words do not count. - `off_topic`: The answer may
    not be about the question. - `nothing_shown`: The answers show nothing of what a question
    asks for. - `few_quotes`: Fewer than two quotes support a must-have. - `low_confidence`: Few
    quotes support a level, or they point both ways. - `near_minimum`: A must-have is within a
    quarter of a level of its minimum. - `readers_differ`: The model and the built-in rules
    disagree about a competency. - `evaluators_differ`: Evaluators of a panel differ by more
    than 1.5 levels. - `unsure_words`: Speech recognition was unsure about the words. - `draft`:
    No one has checked what speech recognition wrote; it does not count."""
    interviewLink: NotRequired[str | None]
    """The candidate's link, for callers with `interview:update`; null without a valid link."""
    failure: NotRequired[InterviewFailureResponse | None]
    """What failed last, with `stage`, `code` and `attempts`; the next step clears it. Null if
    nothing failed."""
    isErased: bool
    """Whether the candidate's personal data were erased."""
    isTest: NotRequired[bool]
    """Whether it is a test, created with a test key: nothing about it is mailed, called or
    counted."""
    hiringDecision: NotRequired[HiringDecisionResponse | None]
    """The newest decision about the candidate; null before there is one."""
    skills: list[str]
    """The skills as the request named them."""
    qualifications: list[str]
    """The qualifications as the request named them."""
    jobDescription: str | None
    """The job description; null if there is none."""
    companyDescription: str | None
    """What the company does; null if there is none."""
    candidateProfile: dict[str, Any] | None
    """Your own data about the candidate, as you sent it; null if there is none or it was erased."""
    resumeText: str | None
    """The text of the candidate's resume; null if there is none or it was erased."""
    callbackUrl: str | None
    """The address that receives the webhooks of this interview; null for the organization's own."""
    externalId: str | None
    """Your own id for the request; null if it had none."""
    durationMinutes: int
    """The planned length, in minutes."""
    language: str
    """The language of the interview, as a language tag."""
    abilities: dict[str, bool]
    """The session features that the request switched on or off."""
    warnings: list[MissingFieldResponse]
    """Facts that would make the plan better."""
    planId: str | None
    """The id of the current plan; null until there is one."""
    draftedCompetencies: list[DraftedCompetencyResponse]
    """What a model has written of the next plan so far; empty for other planners and once it is
    there. The plan can still differ."""
    assessmentId: str | None
    """The id of the newest assessment; null until there is one."""
    sessionId: str | None
    """The id of the newest session; null until the candidate opened one."""
    attempt: int
    """The number of the newest session, from 1; 0 before the first."""
    attemptsLeft: int
    """How many more times the candidate may start."""
    availableTransitions: list[InterviewTransition]
    """The steps that staff can make now."""
    transitions: list[TransitionResponse]
    """The history, oldest first."""


class InterviewFactsRequest(TypedDict):
    """The facts of an interview. Missing facts are listed in the response and can be added later."""

    candidateName: NotRequired[str | None]
    """The candidate's name, at most 200 characters. Null: not known; it is asked for unless there
    is a `candidateRef`."""
    candidateEmail: NotRequired[str | None]
    """The address that the invitation is sent to. Null: not known; it is asked for unless there is
    a `candidateRef`."""
    candidatePhone: NotRequired[str | None]
    """With country code. Phone interviews call this number. Null: not known; a phone interview
    cannot call."""
    candidateRef: NotRequired[str | None]
    """Your own identifier for the candidate. With it, name and address are optional. Null: you
    have none."""
    candidateProfile: NotRequired[dict[str, Any] | None]
    """Your own data about the candidate. `phone` and `timeZone` are used for calls; everything
    else is only stored. Null: you keep no data of your own here."""
    resumeText: NotRequired[str | None]
    """The text of the candidate's resume, at most 200,000 characters. Null: there is no résumé, or
    `resume` has it."""
    resume: NotRequired[dict[str, Any] | None]
    """The candidate's résumé as JSON Resume 1.0.0. Facts that you also send directly take
    precedence. A phone number without a country code is ignored. Null: there is no résumé, or
    `resumeText` has it."""
    position: NotRequired[str | None]
    """The title of the position. Null: not known; it is asked for."""
    level: NotRequired[Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"] | None]
    """The seniority: `JUNIOR`, `MID`, `SENIOR`, `LEAD` or `PRINCIPAL`. Null: not known; it is
    asked for."""
    skills: NotRequired[list[str] | None]
    """The skills to ask about, at most 50. Null: not known; they are asked for unless there are
    `qualifications`."""
    qualifications: NotRequired[list[str] | None]
    """Further skills, which follow those of `skills`; at most 50. Null: there are none besides
    `skills`."""
    jobDescription: NotRequired[str | None]
    """What the person will do, at most 50,000 characters. With fewer than 100, you get a warning;
    with fewer than 50, it counts as missing unless there are enough qualifications. Null: not
    known; it is asked for unless there are two `qualifications`."""
    companyName: NotRequired[str | None]
    """The company that hires, as the candidate reads it. Null: the candidate does not read a
    company's name."""
    companyDescription: NotRequired[str | None]
    """What the company does, at most 20,000 characters. Null: nothing is said about the company."""
    callbackUrl: NotRequired[str | None]
    """An https address that receives the webhooks of this interview. Null: webhooks go to the
    organization's own address."""
    scheduledAt: NotRequired[str | None]
    """When the interview is to start; without a time zone it is UTC. If null or absent, the
    candidate chooses."""
    externalId: NotRequired[str | None]
    """Your own id for the request, at most 200 characters. In your organization, requests with the
    same value return the same interview; those of test keys have their own. Null: each request
    makes a new interview."""
    duration: NotRequired[int | None]
    """The same as `durationMinutes`, which counts if both are sent. Null: `durationMinutes` says
    it."""
    durationMinutes: NotRequired[int | None]
    """The planned length of the interview, in minutes. Null: `duration` says it, or the profile's
    usual length counts."""
    language: NotRequired[str | None]
    """The language of the interview, as a language tag. If null or absent, `en`."""
    profile: NotRequired[Literal["hiring", "panel", "phone_screen"] | None]
    """The kind of interview: `hiring` (by link), `panel` (by link; a panel also evaluates each
    answer) or `phone_screen` (by phone). If null or absent, `hiring`. It cannot be changed
    later."""
    abilities: NotRequired[dict[str, bool] | None]
    """Session features to switch on (true) or off (false); what you leave out is as in the
    profile. `evaluations`: evaluators assess each answer, for staff only. `perspectives`:
    comments on the interview so far, for staff only. `followUps`: the interviewer asks about
    answers; on in every profile. `videoPresence`: the candidate can be asked to agree to video
    recording. Null: those of the profile."""
    userId: NotRequired[str | None]
    """Stored as 'on behalf of'; never used as an identity. Null: you act for no one else."""


class InterviewFailureResponse(TypedDict):
    """What failed last, until the next step clears it."""

    stage: Literal["planning", "assessment"]
    """The step that failed.
    - `planning`: Writing or changing the plan. - `assessment`: Scoring the answers."""
    code: str
    """Why the step failed, as a code."""
    attempts: int
    """How often the step was tried."""


class InterviewItemResponse(TypedDict):
    """An interview in a list."""

    id: str
    """The interview's id, a UUID."""
    interviewId: str
    """The same as `id`."""
    runId: str
    """The interview's run id."""
    profile: Literal["hiring", "panel", "intake", "practice", "phone_screen"]
    """The kind of interview.
    - `hiring`: A standard interview by link. - `panel`: An interview by link that a panel also
    evaluates. - `intake`: A hiring manager is asked about a position. - `practice`: A person
    practices for an interview. - `phone_screen`: A short interview by phone."""
    state: InterviewState
    """The state of the interview."""
    workflowState: InterviewState
    """The same as `state`."""
    candidateName: str | None
    """The candidate's name; null if it is not known or was erased."""
    candidateEmail: str | None
    """The candidate's e-mail address; null if it is not known or was erased."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    position: str | None
    """The title of the position; null if it is not known yet."""
    level: Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"] | None
    """The seniority; null if it is not known yet.
    - `JUNIOR`: Early in a career. - `MID`: Works without supervision. - `SENIOR`: Experienced;
    guides others in their work. - `LEAD`: Leads a team. - `PRINCIPAL`: Sets the direction
    beyond one team."""
    companyName: str | None
    """The company that hires; null if it is not known."""
    dataQuality: DataQuality
    """How complete the facts are."""
    missingFields: list[MissingFieldResponse]
    """The facts that are missing for a plan; empty if a plan can be written."""
    createdAt: str
    """When the interview was requested, in UTC."""
    updatedAt: str
    """When the interview last changed, in UTC."""
    waitingSince: str | None
    """When the interview began to wait for staff, in UTC; null if it is not waiting."""
    scheduledAt: str | None
    """When the interview is to start, in UTC; null if no time is set."""
    cancelReason: (
        Literal[
            "CANCELLED",
            "WITHDRAWN",
            "EXPIRED",
            "DRAFT_EXPIRED",
            "ATTEMPTS_USED",
            "ASSESSMENT_REJECTED",
            "NOT_PLANNED",
            "DELETED",
            "RETENTION",
        ]
        | None
    )
    """Why the interview was canceled; null unless it was.
    - `CANCELLED`: Your team or system canceled it. - `WITHDRAWN`: The candidate withdrew, or
    ended it without an answer. - `EXPIRED`: The time to approve or hold it ran out. -
    `DRAFT_EXPIRED`: A practice interview expired before its plan was approved. -
    `ATTEMPTS_USED`: The last attempt ended without enough answers. - `ASSESSMENT_REJECTED`: A
    person rejected its assessment. - `NOT_PLANNED`: The plan of a practice interview could not
    be written. - `DELETED`: The candidate's data were deleted on request. - `RETENTION`: The
    candidate's data were deleted at the end of their retention."""
    recommendation: NotRequired[Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"] | None]
    """What the newest assessment proposes: `STRONG_HIRE`, `HIRE`, `MAYBE` or `NO_HIRE`; null
    before there is one."""
    flags: list[
        Literal[
            "injection",
            "contradiction",
            "retraction",
            "keyword_list",
            "rubric_echo",
            "off_topic",
            "nothing_shown",
            "few_quotes",
            "low_confidence",
            "near_minimum",
            "readers_differ",
            "evaluators_differ",
            "unsure_words",
            "draft",
        ]
    ]
    """The kinds of flags of the newest assessment that the list can be filtered by; may be empty.
    - `injection`: The candidate gave instructions to the scorer; nothing after them in that
    turn counts. - `contradiction`: The candidate gave two different numbers for the same thing.
    - `retraction`: The candidate took back a statement; it does not count. - `keyword_list`:
    The candidate listed keywords; at most two of them count. - `rubric_echo`: The candidate
    repeated the rubric word for word; those words do not count. - `off_topic`: The answer may
    not be about the question. - `nothing_shown`: The answers show nothing of what a question
    asks for. - `few_quotes`: Fewer than two quotes support a must-have. - `low_confidence`: Few
    quotes support a level, or they point both ways. - `near_minimum`: A must-have is within a
    quarter of a level of its minimum. - `readers_differ`: The model and the built-in rules
    disagree about a competency. - `evaluators_differ`: Evaluators of a panel differ by more
    than 1.5 levels. - `unsure_words`: Speech recognition was unsure about the words. - `draft`:
    No one has checked what speech recognition wrote; it does not count."""
    interviewLink: NotRequired[str | None]
    """The candidate's link, for callers with `interview:update`; null without a valid link."""
    failure: NotRequired[InterviewFailureResponse | None]
    """What failed last, with `stage`, `code` and `attempts`; the next step clears it. Null if
    nothing failed."""
    isErased: bool
    """Whether the candidate's personal data were erased."""
    isTest: NotRequired[bool]
    """Whether it is a test, created with a test key: nothing about it is mailed, called or
    counted."""
    hiringDecision: NotRequired[HiringDecisionResponse | None]
    """The newest decision about the candidate; null before there is one."""


class InterviewListResponse(TypedDict):
    """One page of a list. ``searched`` explains what a search matches, because names are
    encrypted.
    """

    data: list[InterviewItemResponse]
    """The interviews of this page."""
    total: int
    """How many interviews match on all pages, at most 10,000."""
    isTotalExact: bool
    """False if more than 10,000 interviews match."""
    nextCursor: str | None
    """Send it as `cursor` to get the next page; null on the last page."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many interviews a page has at most."""
    searched: str
    """What `search` matches, in a sentence; names are encrypted, so parts of them are not found."""


class InterviewReceiptResponse(TypedDict):
    """The response to a request for an interview."""

    id: str
    """The interview's id, a UUID."""
    interviewId: str
    """The same as `id`."""
    runId: str
    """The interview's run id. Use it or the id in every path."""
    state: InterviewState
    """The state of the interview."""
    workflowState: InterviewState
    """The same as `state`."""
    message: str
    """The state in a sentence."""
    dataQuality: DataQuality
    """How complete the facts are."""
    missingFields: list[MissingFieldResponse]
    """The facts that are missing for a plan; empty if a plan can be written."""
    warnings: list[MissingFieldResponse]
    """Facts that would make the plan better, and members of the request that are not known."""
    isTest: NotRequired[bool]
    """Whether it is a test, created with a test key: nothing about it is mailed, called or
    counted."""


class InterviewScheduledData(TypedDict):
    """When the interview can start."""

    scheduledAt: str
    """The start time, in UTC."""


class InterviewScheduledWebhook(TypedDict):
    """The interview has a start time."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.scheduled"]
    """The name of the event."""
    data: InterviewScheduledData
    """The start time."""


class InterviewStartedData(TypedDict):
    """Which session the candidate started."""

    sessionId: str
    """The session's id, a UUID."""
    attempt: int
    """Which session of the interview this is, from 1."""


class InterviewStartedWebhook(TypedDict):
    """The candidate started the interview."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.started"]
    """The name of the event."""
    data: InterviewStartedData
    """The session that the candidate started."""


class InterviewStateResponse(TypedDict):
    """An interview after a decision."""

    interviewId: str
    """The interview's id, a UUID."""
    runId: str
    """The interview's run id."""
    state: InterviewState
    """The state after the decision."""
    message: str
    """The state in a sentence."""
    missingFields: NotRequired[list[MissingFieldResponse] | None]
    """The facts that are still missing; null unless the state is `INFO_NEEDED`."""
    interviewLink: NotRequired[str | None]
    """The candidate's link after an approval; null otherwise, and for kinds of interviews without
    one."""
    scheduledAt: NotRequired[str | None]
    """When the interview is to start, in UTC; null if it is not scheduled."""
    cancelReason: NotRequired[
        Literal[
            "CANCELLED",
            "WITHDRAWN",
            "EXPIRED",
            "DRAFT_EXPIRED",
            "ATTEMPTS_USED",
            "ASSESSMENT_REJECTED",
            "NOT_PLANNED",
            "DELETED",
            "RETENTION",
        ]
        | None
    ]
    """Why the interview was canceled; null unless it was.
    - `CANCELLED`: Your team or system canceled it. - `WITHDRAWN`: The candidate withdrew, or
    ended it without an answer. - `EXPIRED`: The time to approve or hold it ran out. -
    `DRAFT_EXPIRED`: A practice interview expired before its plan was approved. -
    `ATTEMPTS_USED`: The last attempt ended without enough answers. - `ASSESSMENT_REJECTED`: A
    person rejected its assessment. - `NOT_PLANNED`: The plan of a practice interview could not
    be written. - `DELETED`: The candidate's data were deleted on request. - `RETENTION`: The
    candidate's data were deleted at the end of their retention."""
    notUnderstood: NotRequired[list[str] | None]
    """For a change request: the parts that were not understood and change nothing; null if there
    are none."""
    rejectedParts: NotRequired[list[str] | None]
    """For a change request: demands that an employer must not make, each with its reason; null if
    there are none."""


class InterviewStatusResponse(TypedDict):
    """The status of an interview with its plan and its assessment."""

    runId: str
    """The interview's run id."""
    interviewId: str
    """The interview's id, a UUID."""
    state: InterviewState
    """The state of the interview."""
    isTest: NotRequired[bool]
    """Whether it is a test, created with a test key: nothing about it is mailed, called or
    counted."""
    message: str
    """The state in a sentence."""
    dataQuality: DataQuality
    """How complete the facts are."""
    plan: NotRequired[PlanResponse | None]
    """The current plan with the decision about it; null until there is one."""
    assessment: NotRequired[AssessmentResponse | None]
    """The newest assessment with the decision about it; null until there is one."""
    hiringDecision: NotRequired[HiringDecisionResponse | None]
    """The newest decision about the candidate; null before there is one."""
    interviewLink: NotRequired[str | None]
    """The candidate's link, for callers with `interview:update`; null without a valid link."""
    missingFields: NotRequired[list[MissingFieldResponse] | None]
    """The facts that are missing for a plan; null if none are."""
    cancelReason: NotRequired[
        Literal[
            "CANCELLED",
            "WITHDRAWN",
            "EXPIRED",
            "DRAFT_EXPIRED",
            "ATTEMPTS_USED",
            "ASSESSMENT_REJECTED",
            "NOT_PLANNED",
            "DELETED",
            "RETENTION",
        ]
        | None
    ]
    """Why the interview was canceled; null unless it was.
    - `CANCELLED`: Your team or system canceled it. - `WITHDRAWN`: The candidate withdrew, or
    ended it without an answer. - `EXPIRED`: The time to approve or hold it ran out. -
    `DRAFT_EXPIRED`: A practice interview expired before its plan was approved. -
    `ATTEMPTS_USED`: The last attempt ended without enough answers. - `ASSESSMENT_REJECTED`: A
    person rejected its assessment. - `NOT_PLANNED`: The plan of a practice interview could not
    be written. - `DELETED`: The candidate's data were deleted on request. - `RETENTION`: The
    candidate's data were deleted at the end of their retention."""
    failure: NotRequired[InterviewFailureResponse | None]
    """What failed last, with `stage`, `code` and `attempts`; the next step clears it. Null if
    nothing failed."""
    createdAt: str
    """When the interview was requested, in UTC."""
    updatedAt: str
    """When the interview last changed, in UTC."""


class JobAnalysisResponse(TypedDict):
    """What was read in a job text, statement by statement."""

    title: str
    """The title of the position."""
    occupation: NotRequired[OccupationMatchResponse | None]
    """The occupation that the title names; null if it names none."""
    statements: list[JobStatementResponse]
    """The statements of the job text, in order."""
    version: int
    """The version of the rules."""


class JobStatementResponse(TypedDict):
    """One statement of the job text, and what it was read as."""

    text: str
    """The words of the statement, exactly as they stand in the job text."""
    start: int
    """Where it begins in the job text, in code points from 0. A correction names it."""
    end: int
    """Where it ends in the job text: the position after the last code point."""
    line_number: int
    """The line that it begins in, from 1."""
    kind: Literal["task", "requirement", "condition", "context", "offer", "legal"]
    """What it was read as: a task, a requirement, a condition of the work, context, what the
    employer offers, or a legal note.
    - `task`: A task of the job. - `requirement`: What a candidate must bring. - `condition`: A
    working condition, such as shifts. - `context`: About the employer or the team. - `offer`:
    What the employer offers. - `legal`: A legal notice."""
    need: NotRequired[Literal["essential", "learned_here", "nice", "waived"] | None]
    """Whether a requirement is needed from the first day; null for a task.
    - `essential`: Needed from the first day. - `learned_here`: Taught on the job. - `nice`:
    Welcome, but not needed. - `waived`: The text says that it is not needed."""
    confidence: float
    """How sure it is that the statement is of this kind, from 0 to 1."""
    trouble: NotRequired[float]
    """How likely the statement says what is hard or goes wrong in the job, from 0 to 1."""
    tasks: NotRequired[list[AnalyzedTaskResponse]]
    """The tasks that it names; empty for other kinds."""
    group: NotRequired[GroupChoiceResponse | None]
    """The group of a requirement; null for a task, which has its own."""
    skills: NotRequired[list[SkillMentionResponse]]
    """The skills of the catalog that it names."""
    check: NotRequired[RequirementCheckResponse | None]
    """What is checked with a proof instead of being asked about; null if nothing is."""
    is_corrected: NotRequired[bool]
    """A person corrected the kind or a group."""


class LevelCorrectionResponse(TypedDict):
    """A corrected level, beside the proposed one."""

    competency: str
    """The name of the competency."""
    level: float
    """The level that counts now, from 1 to 5 in steps of 0.5."""
    comments: str | None
    """Why the level was corrected; null if no reason was given or the candidate was erased."""
    correctedBy: str
    """The name of the person who corrected it."""
    correctedAt: str
    """When it was corrected, in UTC."""


class MissingFieldResponse(TypedDict):
    """A missing fact, and the question to ask for it."""

    field: str
    """The name of the fact, as in a request."""
    severity: Literal["CRITICAL", "HIGH", "MEDIUM", "INFO"]
    """How much a plan needs the fact.
    - `CRITICAL`: Who the candidate is, or the position. Without it, there is no plan. - `HIGH`:
    What the plan is written from, such as the job description. Without it, there is no plan. -
    `MEDIUM`: A detail that would improve the plan. - `INFO`: No fact is missing: the request
    has a member that is not known."""
    message: str
    """What is missing, in a sentence."""
    question: str
    """The question to ask for it; empty for an unknown member."""


class OccupationMatchResponse(TypedDict):
    """The occupation that the title names, or that the skills of the posting point to."""

    name: str
    """The name of the occupation in the catalog."""
    aliases: NotRequired[list[str]]
    """Other titles of it in the catalog."""
    groups: list[str]
    """The codes of its competency groups, most typical first."""
    skills: list[str]
    """The names of typical skills."""
    matched_by: Literal["name", "lemma", "spelling", "meaning"]
    """How it was recognized.
    - `name`: By its name, or an alias. - `lemma`: By another form of its name. - `spelling`: By
    a name that is spelled almost alike. - `meaning`: By its typical skills."""
    words: str
    """The words of the title, or the skills if it was recognized by meaning."""


class OpenTemplateInterviewRequest(TypedDict):
    """The candidate, and when and how to report."""

    candidateName: str
    """The candidate's name."""
    candidateEmail: str
    """The address that the invitation is sent to."""
    candidateRef: NotRequired[str | None]
    """Your own identifier for the candidate. Null: you have none."""
    callbackUrl: NotRequired[str | None]
    """An https address that receives the webhooks of this interview. Null: webhooks go to the
    organization's own address."""
    scheduledAt: NotRequired[str | None]
    """When the interview is to start, with a time zone; if null or absent, the candidate chooses."""


class OverallRangeResponse(TypedDict):
    """The range that the evidence allows for the overall score."""

    low: float
    """The lowest overall score that the evidence allows, from 0 to 100."""
    high: float
    """The highest overall score that the evidence allows, from 0 to 100."""


class PlanApprovedData(TypedDict):
    """Which plan was approved, and how the candidate comes to the interview."""

    planId: str
    """The plan's id."""
    interviewLink: str | None
    """The candidate's link; null for kinds of interviews that have none."""
    approvedBy: str
    """The id of the person or API key that approved it; `system` for an automatic approval."""
    comments: str | None
    """The comments on the decision; null if there are none."""


class PlanApprovedWebhook(TypedDict):
    """The plan was approved: the candidate can be interviewed."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.approved"]
    """The name of the event."""
    data: PlanApprovedData
    """The approved plan, who approved it, and the candidate's link."""


class PlanCompetencyResponse(TypedDict):
    """A competency to assess, and the questions that cover it."""

    name: str
    """The name of the competency."""
    weight: float
    """The weights of a plan sum to 1."""
    is_required: NotRequired[bool]
    """Whether it is a must-have: below its minimum, the candidate is not recommended."""
    minimum_acceptable_score: NotRequired[float | None]
    """The lowest score that is enough, from 1 to 5; null if there is none."""
    sub_dimensions: NotRequired[list[SubDimensionResponse]]
    """The aspects of the competency that answers are rated on."""
    questions: NotRequired[list[PlanQuestionResponse]]
    """The questions that cover it."""


class PlanDecisionData(TypedDict):
    """Who rejected a plan or asked for changes, and why."""

    planId: str | None
    """The id of the plan that was decided about; null if there is none."""
    decidedBy: str
    """The id of the person or API key that decided."""
    comments: str | None
    """The comments on the decision; null if there are none."""


class PlanDecisionResponse(TypedDict):
    """A decision about the current plan."""

    approved: bool
    """Whether this decision approved the plan or the assessment."""
    by: str
    """The name of who decided."""
    at: str
    """When it was decided, in UTC."""
    comments: str | None
    """The comments on the decision; null if there are none."""


class PlanDocumentResponse(TypedDict):
    """What the interview asks, and how answers are scored."""

    language: str
    """The language of the interview, as a language tag."""
    duration_minutes: int
    """The planned length, in minutes."""
    greeting_script: str
    """What the interviewer says first."""
    closing_script: str
    """What the interviewer says last."""
    competencies: list[PlanCompetencyResponse]
    """What is assessed, with the questions. The weights sum to 1."""
    must_have: NotRequired[list[str]]
    """The requirements that the job text calls necessary."""
    nice_to_have: NotRequired[list[str]]
    """The requirements that the job text calls welcome."""
    skills_coverage: NotRequired[dict[str, bool]]
    """For each skill, whether a question asks about it."""
    validated_skills: NotRequired[list[str]]
    """The skills by their names in the catalog."""
    unvalidated_skills: NotRequired[list[str]]
    """The skills that the catalog does not have, as they were typed."""
    inmail_draft: NotRequired[str]
    """The message that invites the candidate, also by e-mail, with `{{INTERVIEW_LINK}}` and
    perhaps `{{CANDIDATE_NAME}}` in it. If empty, the e-mail has its usual words."""
    notes: NotRequired[list[str]]
    """What the planner left out or could not follow, for the people who approve the plan. In
    English, unless your own planner wrote it."""
    sentences: NotRequired[list[SpokenSentenceResponse]]
    """What the interviewer says by itself, in a language that the product does not speak; empty
    for others. What is not here is said in English."""
    version: int
    """The version of the plan, from 1."""
    planner: str
    """What wrote the plan."""
    thresholds: list[float]
    """The lowest overall scores, from 0 to 100, for STRONG_HIRE, HIRE and MAYBE."""
    remarks: NotRequired[list[PlanRemarkResponse]]
    """The notes by kind, in the language of the request."""
    job_analysis: NotRequired[JobAnalysisResponse | None]
    """What was read in each line of the job text; null in older plans."""
    edited_by: NotRequired[str | None]
    """The name of the person who edited this version by hand; null for a version of a planner."""
    edited_scripts: NotRequired[list[Literal["greeting_script", "closing_script", "inmail_draft"]]]
    """The messages that a person wrote. Later versions keep them.
    - `greeting_script`: The opening message. - `closing_script`: The closing message. -
    `inmail_draft`: The message for the invitation."""


class PlanGeneratedData(TypedDict):
    """Which plan is ready. It waits for a decision, unless the organization approves plans
    automatically.
    """

    planId: str
    """The plan's id, a UUID. Name it in the decision, so that you decide about the plan that you
    read."""
    validatedSkills: list[str]
    """The skills of the plan, by their names in the catalog."""
    duration: int
    """The planned length of the interview, in minutes."""


class PlanGeneratedWebhook(TypedDict):
    """A plan is ready. A test of the configuration sends this event, too."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.plan_generated"]
    """The name of the event."""
    data: PlanGeneratedData | WebhookTestData
    """The plan, or the mark of a test."""


class PlanModificationRequestedWebhook(TypedDict):
    """Changes were requested: a new version of the plan is written."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.modification_requested"]
    """The name of the event."""
    data: PlanDecisionData
    """The plan, who asked for changes, and which."""


class PlanQuestionResponse(TypedDict):
    """One planned question."""

    id: str
    """The question's id in the plan."""
    text: str
    """The question as it is asked."""
    kind: NotRequired[Literal["behavioral", "situational", "knowledge", "work_sample", "failure"]]
    """What a good answer contains.
    - `behavioral`: What the person did in a real situation. - `situational`: What the person
    would do in a given situation. - `knowledge`: How something is done. - `work_sample`: A
    task, done in words. - `failure`: A mistake of the person's own, and what they learned."""
    skill: NotRequired[str | None]
    """The skill that it asks about; null if it asks about none."""
    expected_points: NotRequired[list[str]]
    """What a good answer mentions."""
    probes: NotRequired[list[str]]
    """Follow-up questions."""
    probe_elements: NotRequired[list[Literal["situation", "own_action", "reason", "result"]]]
    """The answer element that the follow-up question at the same place asks for; several may ask
    for the same element in other words. Empty if they ask for the expected points.
    - `situation`: The situation and its background. - `own_action`: What the candidate did. -
    `reason`: Why the candidate did it. - `result`: How it ended."""
    look_for: NotRequired[list[str]]
    """For reviewers only; never scored."""
    time_budget_s: NotRequired[int]
    """The time for the question and its follow-ups, in seconds."""
    is_mandatory: NotRequired[bool]
    """Whether every candidate is to be asked this question."""
    topic: NotRequired[str | None]
    """What it is about, worded for the candidate; null if it has no topic."""
    expected_framework: NotRequired[str | None]
    """The structure of a good answer; null if any structure is good."""
    source: NotRequired[Literal["planner", "edited", "template"]]
    """Whether the planner wrote it, a person, or a template.
    - `planner`: The planner wrote it. - `edited`: A person wrote it. - `template`: It comes
    from a template."""
    is_pinned: NotRequired[bool]
    """Whether every later version of the plan keeps it."""
    sample_answer: NotRequired[str | None]
    """An example of a good answer; null unless the kind of interview shows hints."""
    options: NotRequired[list[str]]
    """Short answers to choose from; empty unless the kind of interview shows hints."""
    anchors: NotRequired[dict[str, AnswerAnchorResponse]]
    """What answers to this question do, by level from 1 to 5. Without them, the indicators of the
    competency count."""
    origin: NotRequired[QuestionOriginResponse | None]
    """Where the question comes from; null in plans from before origins were stored."""
    order: int
    """The position in the interview, from 0."""


class PlanRejectedWebhook(TypedDict):
    """The plan was rejected, which ends the interview."""

    runId: str
    """The interview's run id, which the response to the request named."""
    interviewId: str
    """The interview's id."""
    tenantId: str
    """Your organization's id."""
    candidateRef: str | None
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    externalId: NotRequired[str | None]
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    isTest: NotRequired[bool]
    """Whether the interview is a test, created with a test key."""
    timestamp: str
    """When the event happened, in UTC."""
    sequence: int
    """The number of the message among those of its interview, from 1. Messages can arrive out of
    order."""
    event: Literal["interview.rejected"]
    """The name of the event."""
    data: PlanDecisionData
    """The rejected plan, who rejected it, and why."""


class PlanRemarkResponse(TypedDict):
    """One note of a plan, in the language of the request where that is known."""

    kind: Literal["change", "left_out", "must_have", "other"]
    """What it is about: what this version changed, a demand that was left out, a proposed must-
    have, or anything else.
    - `change`: What this version changed. - `left_out`: An unlawful demand that was left out. -
    `must_have`: A proposed must-have. - `other`: Anything else."""
    text: str
    """The note in words."""
    competency: str | None
    """The competency that is proposed as a must-have; null for other kinds."""
    line: str | None
    """The line of the job description for which it is proposed; null without one."""


class PlanResponse(TypedDict):
    """The current plan of an interview with the decision about it."""

    planId: str
    """The id of this version of the plan, a UUID. Name it in the decision."""
    version: int
    """The version, from 1."""
    state: Literal["PENDING", "APPROVED"]
    """Whether this version is approved.
    - `PENDING`: It waits for approval. - `APPROVED`: It is approved."""
    madeAt: str
    """When it was written, in UTC."""
    approvedAt: str | None
    """When it was approved, in UTC; null until then."""
    approvedBy: str | None
    """The id of the person or API key that approved it, or `system`; null until then."""
    document: PlanDocumentResponse
    """The plan itself, with snake_case names."""
    decision: PlanDecisionResponse | None
    """The newest decision about it; null if there is none yet."""
    untranslatedSentences: NotRequired[list[str]]
    """What the interviewer says in English, because the plan has no sentence for it in its
    language. Write them in `sentences` of an edited plan. Empty in a language that the product
    speaks."""


class QuestionOriginResponse(TypedDict):
    """Why a question is in the plan, and where it comes from."""

    reason: str
    """One sentence for the people who approve the plan."""
    group: NotRequired[str]
    """The code of the competency group."""
    bank_question: NotRequired[str]
    """The question of the bank."""
    form: NotRequired[Literal["a", "b"] | None]
    """Which of the two equally hard wordings of the bank question; null if it has only one.
    - `a`: The first form. - `b`: The second form."""
    task: NotRequired[str | None]
    """The task of the job as the question says it; null if it names none."""
    job_line: NotRequired[str | None]
    """The words of the job text that led to the question, as they stand; null without any."""
    line_number: NotRequired[int | None]
    """The line of that statement in the job text, from 1; null without one."""


class QuestionResultResponse(TypedDict):
    """What one planned question showed."""

    question_id: str
    """The question's id in the plan."""
    competency: str
    """The competency that it is about."""
    score: float | None
    """The score, from 1 to 5; null if the answer does not support one."""
    level: int | None
    """The level that the score is nearest to, from 1 to 5; null without a score."""
    insufficient_evidence: (
        Literal[
            "not_asked",
            "cut",
            "no_answer",
            "unintelligible",
            "other_language",
            "too_short",
            "no_evidence",
            "evaluator_down",
            "readers_disagree",
        ]
        | None
    )
    """Why there is no score; null with a score.
    - `not_asked`: The interview did not ask about it. - `cut`: The interview was interrupted or
    ended before an answer. - `no_answer`: The candidate gave no answer. - `unintelligible`: The
    answer was garbled, or no one checked its transcript. - `other_language`: The answer was in
    another language. - `too_short`: The answer has fewer than five words. - `no_evidence`:
    Nothing in the answer matches the rubric. - `evaluator_down`: The scorer failed, or quoted
    words that are not in the answer. - `readers_disagree`: The model's votes on the answer
    differ by more than one level."""
    elements: list[HeardElementResponse]
    """The parts of a good answer that the candidate gave."""
    cap: int | None
    """The highest level that this answer could reach; null without a limit."""
    reason: str | None
    """Why there is a limit, or why level 1 is proposed without evidence; null otherwise."""
    is_confirmation_needed: bool
    """Whether level 1 is only a proposal: the question was answered, but nothing was shown."""
    evidence: list[EvidenceResponse]
    """The quotes that the score is based on."""


class QuestionVotesResponse(TypedDict):
    """How the model's votes scored the answers to one question."""

    competency: str
    """The competency that was read."""
    question_id: str
    """The question's id in the plan."""
    scores: list[float | None]
    """The score of each vote, from 1 to 5; null for a vote without evidence. The median counts."""
    wordings: NotRequired[list[Literal["whole", "examples"]]]
    """How each vote saw the levels: the `whole` text, or its `examples` alone; empty in older
    votes."""


class RejectPlanRequest(TypedDict):
    """Why a plan is rejected."""

    planId: NotRequired[str | None]
    """The `planId` of the plan that you have read. If it is no longer the current plan, the
    decision is refused with `plan_changed`. Null: the newest plan, also if you have read an
    older one."""
    userId: NotRequired[str | None]
    """On whose behalf you act; it is stored as your own text and is not an identity. Null: you act
    for no one else."""
    comments: str
    """The reason, at most 10,000 characters. A person's reason needs at least two words; a shorter
    one is refused with `reason_too_short`."""


class RequestWarningResponse(TypedDict):
    """A warning about a member or a parameter of the request, in the form of a missing fact."""

    field: str
    """The path of the member, or the name of the query parameter, that is not known."""
    severity: Literal["INFO"]
    """Always `INFO`."""
    message: str
    """The warning in a sentence, with the nearest known name."""
    question: str
    """Always empty."""


class RequirementCheckResponse(TypedDict):
    """What is checked with a proof, yes or no, and never asked about in the interview."""

    kind: Literal["license", "years", "degree", "language", "physical", "time", "screening"]
    """What is checked: for example a license, years of experience or a degree.
    - `license`: A license or a certificate. - `years`: Years of experience. - `degree`: A
    degree or other training. - `language`: A language skill. - `physical`: A physical demand,
    such as lifting. - `time`: Working hours, travel or a start date. - `screening`: A check
    before employment, such as a background check."""
    words: str
    """The words of the text."""
    years: NotRequired[float | None]
    """How many years of experience; null for other requirements."""


class RubricResponse(TypedDict):
    """How answers are scored: competencies with the questions that cover them."""

    competencies: list[PlanCompetencyResponse]
    """What is assessed. The weights sum to 1."""
    thresholds: list[float]
    """The lowest overall scores, from 0 to 100, for STRONG_HIRE, HIRE and MAYBE."""


class ScoreProvenanceResponse(TypedDict):
    """What the configured model did for these scores, and by which certificate."""

    role: Literal["scored", "not_qualified", "failed"]
    """`scored`, or why the built-in rules scored: the model is `not_qualified`, or its answers
    `failed`."""
    model: str
    """The model as its endpoint reported it; without a certificate, as it is configured."""
    reason: str
    """Why the built-in rules scored, in one sentence; empty if the model scored."""
    certificate_id: str | None
    """The certificate by which the model may score; null if it has none."""
    certificate_line: str
    """The figures of the certificate in one line."""
    is_imitated: bool
    """Whether an imitated model passed the qualification, in a test of the installation; false for
    a real one."""
    prompt_hash: str
    """A hash of the instructions that the model got: another hash means other instructions."""
    content_hash: str
    """The hash of all that the scores depend on. What has the same hash is scored only once."""
    items: int
    """The items of evidence that the model returned, over all votes."""
    dropped: dict[str, int]
    """How many items did not count, by the reason. Examples: `self_praise` (it only says what the
    candidate is like), `question_echo` (it repeats the question), `ungrounded` (any candidate
    could say it) and `said_already` (it counts once)."""
    capped: dict[str, int]
    """How many items count with a lower level, by the reason: `not_own_act` (another person's act,
    a habit or a claim), `no_event` (the answer tells no event), `too_little` (it says too
    little that counts) or `one_quote` (level 5 needs two quotes)."""
    votes: list[QuestionVotesResponse]
    """The votes on each question."""


class ScorecardFlagResponse(TypedDict):
    """Something that a person should look at; it never changes a score."""

    kind: Literal[
        "injection",
        "contradiction",
        "retraction",
        "keyword_list",
        "rubric_echo",
        "off_topic",
        "nothing_shown",
        "few_quotes",
        "low_confidence",
        "near_minimum",
        "readers_differ",
        "evaluators_differ",
        "unsure_words",
        "draft",
        "distress",
        "abuse",
        "other_language",
        "protected_topic",
        "asked_for_human",
    ]
    """What the flag says. `GET /interviews` can be filtered by those about answers and evidence.
    The last five are about the person, and no list can be filtered by them.
    - `injection`: The candidate gave instructions to the scorer; nothing after them in that
    turn counts. - `contradiction`: The candidate gave two different numbers for the same thing.
    - `retraction`: The candidate took back a statement; it does not count. - `keyword_list`:
    The candidate listed keywords; at most two of them count. - `rubric_echo`: The candidate
    repeated the rubric word for word; those words do not count. - `off_topic`: The answer may
    not be about the question. - `nothing_shown`: The answers show nothing of what a question
    asks for. - `few_quotes`: Fewer than two quotes support a must-have. - `low_confidence`: Few
    quotes support a level, or they point both ways. - `near_minimum`: A must-have is within a
    quarter of a level of its minimum. - `readers_differ`: The model and the built-in rules
    disagree about a competency. - `evaluators_differ`: Evaluators of a panel differ by more
    than 1.5 levels. - `unsure_words`: Speech recognition was unsure about the words. - `draft`:
    No one has checked what speech recognition wrote; it does not count. - `distress`: A turn
    may show distress. - `abuse`: A turn may be abusive, or describe abuse. - `other_language`:
    A part of a turn is in another language than the plan; it was not assessed. -
    `protected_topic`: A personal matter came up; it must not influence a decision. -
    `asked_for_human`: The candidate asked to talk with a person."""
    detail: str
    """What a person should look at, in a sentence."""
    turn: int | None
    """The turn that it is about; null if it is about none."""


class ScorecardResponse(TypedDict):
    """The scores of one interview."""

    overall_score: float | None
    """The overall score, from 0 to 100; null if too little could be scored."""
    overall_range: OverallRangeResponse | None
    """How far the overall score is sure; null without one. Scores whose ranges overlap have no
    order."""
    recommendation: Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"] | None
    """The proposed recommendation; null without an overall score. A person decides.
    - `STRONG_HIRE`: The overall score reaches the plan's threshold for a strong hire. - `HIRE`:
    The overall score reaches the plan's threshold for a hire. - `MAYBE`: The overall score
    reaches only the plan's lowest threshold. - `NO_HIRE`: A must-have or the overall score is
    too low, and a quote shows why."""
    competencies: list[CompetencyScoreResponse]
    """The scores of the competencies."""
    flags: list[ScorecardFlagResponse]
    """What a person should look at before deciding."""
    scorer: AssessmentScorerResponse
    """What computed the scores."""
    questions: list[QuestionResultResponse]
    """The results of the questions in the order of the plan; empty in assessments without them."""
    provenance: ScoreProvenanceResponse | None
    """What the configured model did for the scores; null where none is configured."""


class SessionTranscriptResponse(TypedDict):
    """The transcript over all attempts of the interview up to this session."""

    sessionId: str
    """The session's id."""
    language: str
    """The language of the interview, as a language tag."""
    turns: list[TranscriptTurnResponse]
    """The turns in order. The interview's earlier attempts come first."""


class SkillMentionResponse(TypedDict):
    """A skill of the catalog that the text names."""

    name: str
    """The name of the skill in the catalog."""
    group: str
    """The code of its competency group."""
    kind: Literal["tool", "activity", "field", "language", "license"]
    """What the catalog says it is.
    - `tool`: Something to use, such as a program or a machine. - `activity`: Something to do,
    such as soldering. - `field`: Something to know, such as labor law. - `language`: A language
    to speak, such as Polish. - `license`: Something to hold, such as a driver's license."""
    words: str
    """The words of the text."""


class SpokenSentenceResponse(TypedDict):
    """One of the interviewer's own sentences in the language of the plan."""

    english: str
    """The sentence of the product, with its placeholders."""
    text: str
    """What is said instead, with the same placeholders."""
    is_edited: NotRequired[bool]
    """Whether a person wrote the text. Later versions in the same language keep it."""


class StrictInterviewFactsRequest(TypedDict):
    """The facts of an interview; unknown fields are refused."""

    candidateName: NotRequired[str | None]
    """The candidate's name, at most 200 characters. Null: not known; it is asked for unless there
    is a `candidateRef`."""
    candidateEmail: NotRequired[str | None]
    """The address that the invitation is sent to. Null: not known; it is asked for unless there is
    a `candidateRef`."""
    candidatePhone: NotRequired[str | None]
    """With country code. Phone interviews call this number. Null: not known; a phone interview
    cannot call."""
    candidateRef: NotRequired[str | None]
    """Your own identifier for the candidate. With it, name and address are optional. Null: you
    have none."""
    candidateProfile: NotRequired[dict[str, Any] | None]
    """Your own data about the candidate. `phone` and `timeZone` are used for calls; everything
    else is only stored. Null: you keep no data of your own here."""
    resumeText: NotRequired[str | None]
    """The text of the candidate's resume, at most 200,000 characters. Null: there is no résumé, or
    `resume` has it."""
    resume: NotRequired[dict[str, Any] | None]
    """The candidate's résumé as JSON Resume 1.0.0. Facts that you also send directly take
    precedence. A phone number without a country code is ignored. Null: there is no résumé, or
    `resumeText` has it."""
    position: NotRequired[str | None]
    """The title of the position. Null: not known; it is asked for."""
    level: NotRequired[Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"] | None]
    """The seniority: `JUNIOR`, `MID`, `SENIOR`, `LEAD` or `PRINCIPAL`. Null: not known; it is
    asked for."""
    skills: NotRequired[list[str] | None]
    """The skills to ask about, at most 50. Null: not known; they are asked for unless there are
    `qualifications`."""
    qualifications: NotRequired[list[str] | None]
    """Further skills, which follow those of `skills`; at most 50. Null: there are none besides
    `skills`."""
    jobDescription: NotRequired[str | None]
    """What the person will do, at most 50,000 characters. With fewer than 100, you get a warning;
    with fewer than 50, it counts as missing unless there are enough qualifications. Null: not
    known; it is asked for unless there are two `qualifications`."""
    companyName: NotRequired[str | None]
    """The company that hires, as the candidate reads it. Null: the candidate does not read a
    company's name."""
    companyDescription: NotRequired[str | None]
    """What the company does, at most 20,000 characters. Null: nothing is said about the company."""
    callbackUrl: NotRequired[str | None]
    """An https address that receives the webhooks of this interview. Null: webhooks go to the
    organization's own address."""
    scheduledAt: NotRequired[str | None]
    """When the interview is to start; without a time zone it is UTC. If null or absent, the
    candidate chooses."""
    externalId: NotRequired[str | None]
    """Your own id for the request, at most 200 characters. In your organization, requests with the
    same value return the same interview; those of test keys have their own. Null: each request
    makes a new interview."""
    duration: NotRequired[int | None]
    """The same as `durationMinutes`, which counts if both are sent. Null: `durationMinutes` says
    it."""
    durationMinutes: NotRequired[int | None]
    """The planned length of the interview, in minutes. Null: `duration` says it, or the profile's
    usual length counts."""
    language: NotRequired[str | None]
    """The language of the interview, as a language tag. If null or absent, `en`."""
    profile: NotRequired[Literal["hiring", "panel", "phone_screen"] | None]
    """The kind of interview: `hiring` (by link), `panel` (by link; a panel also evaluates each
    answer) or `phone_screen` (by phone). If null or absent, `hiring`. It cannot be changed
    later."""
    abilities: NotRequired[dict[str, bool] | None]
    """Session features to switch on (true) or off (false); what you leave out is as in the
    profile. `evaluations`: evaluators assess each answer, for staff only. `perspectives`:
    comments on the interview so far, for staff only. `followUps`: the interviewer asks about
    answers; on in every profile. `videoPresence`: the candidate can be asked to agree to video
    recording. Null: those of the profile."""
    userId: NotRequired[str | None]
    """Stored as 'on behalf of'; never used as an identity. Null: you act for no one else."""


class SubDimensionResponse(TypedDict):
    """One aspect of a competency: indicators and typical phrases by level."""

    name: str
    """The name of the aspect."""
    indicators: dict[str, str]
    """What an answer shows, by level from 1 to 5."""
    signals: NotRequired[dict[str, list[str]]]
    """Phrases that are typical of a level, by level from 1 to 5."""


class TaskFactResponse(TypedDict):
    """One task taken apart; ``text`` is exactly what stands between the offsets in the job text."""

    text: str
    """The words of the task, exactly as they stand in the job text."""
    start: int
    """Where it begins in the job text, in code points from 0."""
    end: int
    """Where it ends in the job text: the position after the last code point."""
    verb: str
    """The base form; empty if there is none."""
    form: Literal["base", "gerund", "third_person", "noun", "activity"]
    """The form of the verb in the text.
    - `base`: The base form, as in "maintain machines". - `gerund`: The form with -ing, as in
    "maintaining machines". - `third_person`: The form with -s, as in "maintains machines". -
    `noun`: A noun in place of the verb, as in "maintenance of machines". - `activity`: A noun
    without a verb, as in "weekly checks"."""
    object: str
    """What the task is done with or to; empty if the text names nothing."""
    qualifiers: NotRequired[list[str]]
    """How, where or how often it is done, in the words of the text."""
    number: NotRequired[str | None]
    """The number that the text names, as it is written; null if there is none."""


class TemplateInterviewResponse(TypedDict):
    """The opened interview; its plan needs approval, like every other plan."""

    templateId: str
    """The template that the interview was opened from."""
    interviewId: str
    """The interview's id."""
    runId: str
    """The interview's run id."""


class TemplateListResponse(TypedDict):
    """Templates, newest first."""

    templates: list[TemplateResponse]
    """The templates of this page."""
    nextCursor: NotRequired[str | None]
    """Send it as `cursor` to get the next page; null on the last page."""


class TemplateQuestionResponse(TypedDict):
    """A question of a template."""

    questionId: str
    """The question's id in the template."""
    text: str
    """The words it is asked in."""
    competency: str
    """The competency that it is about."""


class TemplateResponse(TypedDict):
    """A template: the questions, the rubric and the settings of interviews for one position."""

    templateId: str
    """The template's id."""
    intakeId: str | None
    """The intake whose documents it was made from; null if it was made without one."""
    interviewId: str | None
    """The interview whose plan it was made from; null if it was made from none."""
    version: int
    """The version, from 1; every change makes a new one."""
    title: str
    """The title of the position."""
    companyName: str | None
    """The company that hires; null if none was given."""
    level: Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"]
    """The seniority of the position.
    - `JUNIOR`: Early in a career. - `MID`: Works without supervision. - `SENIOR`: Experienced;
    guides others in their work. - `LEAD`: Leads a team. - `PRINCIPAL`: Sets the direction
    beyond one team."""
    profile: Literal["hiring", "panel", "intake", "practice", "phone_screen"]
    """The kind of interview.
    - `hiring`: A standard interview by link. - `panel`: An interview by link that a panel also
    evaluates. - `intake`: A hiring manager is asked about a position. - `practice`: A person
    practices for an interview. - `phone_screen`: A short interview by phone."""
    language: str
    """The language of the questions and of the interviews, as a language tag."""
    minutes: int
    """The planned length of the interview, in minutes."""
    skills: list[str]
    """The skills that the interview is about."""
    jobDescription: str
    """The job description, in Markdown."""
    questions: list[str]
    """The questions in the order of the interview."""
    questionItems: list[TemplateQuestionResponse]
    """The questions in the order of the interview, with their ids and competencies."""
    rubric: RubricResponse
    """Competencies, questions, levels and thresholds as the scorer reads them, with snake_case
    names."""
    warnings: list[str]
    """Parts of the rubric that the scorer could hardly score, in sentences."""
    createdAt: str
    """When the template was created."""
    changedAt: str
    """When this version was made."""


class TranscriptTurnResponse(TypedDict):
    """One turn of the transcript."""

    turn: int
    """The number of the turn, from 1, over both speakers. Evidence refers to it."""
    role: Literal["agent", "candidate"]
    """Who spoke.
    - `agent`: The interviewer, or a team member in its place. - `candidate`: The candidate."""
    text: str
    """What was said; empty after it was erased."""
    questionId: str | None
    """The question of the plan that the turn belongs to; null for a greeting and the like."""
    isInterrupted: bool
    """Whether the session ended before this turn was answered or finished."""
    isDraft: bool
    """Whether this is a spoken answer from an inaccurate transcription that the candidate has not
    checked; it is never scored."""
    isDropped: bool
    """Whether the turn is ignored: a question that was interrupted almost at once, or words from
    before the question was heard."""
    isHeardInPart: bool
    """Whether the interviewer was interrupted while speaking; `text` is the part that was heard."""
    transcribedBy: str | None
    """The speech-to-text engine that transcribed the turn; null for typed text."""
    confidence: float | None
    """The engine's confidence, from 0 to 1; null if it reported none."""
    speechMs: int | None
    """How long the turn was spoken, in milliseconds; null for typed text, and if it was not
    measured."""


TransitionResponse = TypedDict(
    "TransitionResponse",
    {
        "seq": "int",
        "transition": "InterviewTransition",
        "from": "InterviewState | None",
        "to": "InterviewState",
        "actor": "str",
        "actorKind": Literal["account", "api_key", "agent", "system", "candidate"],
        "onBehalfOf": "str | None",
        "at": "str",
        "reason": "str | None",
        "event": Literal[
            "interview.received",
            "interview.info_needed",
            "interview.info_completed",
            "skill.validation.requested",
            "plan.generation_started",
            "plan.generated",
            "approval.approved",
            "approval.rejected",
            "interview.modification_requested",
            "interview.scheduled",
            "session.started",
            "interview.started",
            "interview.completed",
            "interview.not_completed",
            "interview.person_requested",
            "assessment.completed",
            "assessment.approved",
            "assessment.rejected",
            "interview.decided",
            "assessment.flagged",
            "assessment.failed",
            "usage.recorded",
            "review.completed",
            "review.failed",
            "review.not_eligible",
            "artifact.stored",
            "video.candidate.stream",
            "intake.artifacts_completed",
            "interview.cancelled",
        ],
    },
)


class WebhookAttemptResponse(TypedDict):
    """One delivery attempt."""

    attempt: int
    """The number of the attempt, from 1."""
    at: str
    """When the attempt was made."""
    latencyMs: int
    """How long the request took, in milliseconds."""
    status: int | None
    """The HTTP status that the endpoint returned; null if there was no response."""
    error: (
        Literal[
            "refused_url",
            "refused_scheme",
            "refused_user",
            "refused_host",
            "refused_port",
            "refused_address",
            "dns",
            "connect",
            "connect_timeout",
            "tls",
            "timeout",
            "reset",
            "protocol",
        ]
        | None
    )
    """The kind of failure if there was no response; null otherwise.
    - `refused_url`: The address is not valid. - `refused_scheme`: The address does not begin
    with https://. - `refused_user`: The address has a user name or a password. -
    `refused_host`: The host in the address may not be called. - `refused_port`: The port in the
    address may not be called. - `refused_address`: The name of the host leads to an address
    that may not be called. - `dns`: The name of the host was not found. - `connect`: No
    connection could be opened. - `connect_timeout`: No connection could be opened in time. -
    `tls`: The certificate is not valid, or TLS failed. - `timeout`: There was no answer in
    time. - `reset`: The connection was closed before an answer. - `protocol`: The answer was
    not valid HTTP."""


class WebhookConfigRequest(TypedDict):
    """Where webhooks are sent, and which events. ``events`` that are empty, or never set, mean
    all.
    """

    callbackUrl: str
    """The https address that receives the organization's webhooks. An interview with its own
    `callbackUrl` sends its webhooks there instead."""
    secret: NotRequired[str | None]
    """A signing secret of your own, of at least 32 printable characters; after `whsec_`, the
    base64 of at least 24 bytes. If null or absent, the current one stays, or one is generated."""
    rotateSecret: NotRequired[bool]
    """Generate a new secret; the previous one also signs for 24 hours."""
    events: NotRequired[
        list[
            Literal[
                "interview.info_needed",
                "interview.info_completed",
                "interview.plan_generated",
                "interview.approved",
                "interview.rejected",
                "interview.modification_requested",
                "interview.scheduled",
                "interview.started",
                "interview.completed",
                "interview.assessment_pending",
                "interview.assessment_approved",
                "interview.assessment_rejected",
                "interview.cancelled",
                "interview.decided",
            ]
        ]
        | None
    ]
    """The events to send. An empty list means all; if null or absent, the current choice stays.
    - `interview.info_needed`: Facts are missing. - `interview.info_completed`: The missing
    facts were added. - `interview.plan_generated`: The plan is written. - `interview.approved`:
    The plan was approved. - `interview.rejected`: The plan was rejected, which ends the
    interview. - `interview.modification_requested`: A person asked for changes to the plan. -
    `interview.scheduled`: A time was set. - `interview.started`: The candidate started the
    interview. - `interview.completed`: The conversation is over. -
    `interview.assessment_pending`: The assessment waits for a decision. -
    `interview.assessment_approved`: The assessment was approved, which ends the interview. -
    `interview.assessment_rejected`: The assessment was rejected. - `interview.cancelled`: The
    interview was canceled. - `interview.decided`: The decision about the candidate is final."""
    isActive: NotRequired[bool]
    """Whether webhooks are sent. While false, events are not stored for later."""
    autoApprovePlans: NotRequired[bool | None]
    """The organization's setting: plans need no approval by a person. Null: the setting stays."""


class WebhookConfigResponse(TypedDict):
    """The webhook configuration. ``secret`` is shown in full only in the response that created it."""

    callbackUrl: str
    """The address that receives the webhooks."""
    secret: str
    """The signing secret: in full only in the response that set or generated it, otherwise its
    last four characters."""
    events: list[
        Literal[
            "interview.info_needed",
            "interview.info_completed",
            "interview.plan_generated",
            "interview.approved",
            "interview.rejected",
            "interview.modification_requested",
            "interview.scheduled",
            "interview.started",
            "interview.completed",
            "interview.assessment_pending",
            "interview.assessment_approved",
            "interview.assessment_rejected",
            "interview.cancelled",
            "interview.decided",
        ]
    ]
    """The events that are sent, in alphabetical order; empty means all.
    - `interview.info_needed`: Facts are missing. - `interview.info_completed`: The missing
    facts were added. - `interview.plan_generated`: The plan is written. - `interview.approved`:
    The plan was approved. - `interview.rejected`: The plan was rejected, which ends the
    interview. - `interview.modification_requested`: A person asked for changes to the plan. -
    `interview.scheduled`: A time was set. - `interview.started`: The candidate started the
    interview. - `interview.completed`: The conversation is over. -
    `interview.assessment_pending`: The assessment waits for a decision. -
    `interview.assessment_approved`: The assessment was approved, which ends the interview. -
    `interview.assessment_rejected`: The assessment was rejected. - `interview.cancelled`: The
    interview was canceled. - `interview.decided`: The decision about the candidate is final."""
    isActive: bool
    """Whether webhooks are sent."""
    isGone: bool
    """Whether the endpoint returned 410; it receives nothing until it is configured again."""
    autoApprovePlans: bool
    """The organization's setting: whether plans need no approval by a person."""
    warnings: NotRequired[list[RequestWarningResponse]]
    """The members of the request that are not known and were ignored."""


class WebhookMessageListResponse(TypedDict):
    """A page of webhooks."""

    data: list[WebhookMessageResponse]
    """The webhooks of this page."""
    total: int
    """How many webhooks match, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many webhooks a page has at most."""
    nextCursor: NotRequired[str | None]
    """Send it as `cursor` to get the next page; null on the last page."""


class WebhookMessageResponse(TypedDict):
    """One webhook and its delivery attempts."""

    id: str
    """The message's id, sent as `webhook-id`; every attempt has the same."""
    interviewId: str
    """The interview that the webhook is about."""
    runId: str
    """The interview's run id."""
    sequence: int
    """The number of the message among those of its interview, from 1."""
    event: Literal[
        "interview.info_needed",
        "interview.info_completed",
        "interview.plan_generated",
        "interview.approved",
        "interview.rejected",
        "interview.modification_requested",
        "interview.scheduled",
        "interview.started",
        "interview.completed",
        "interview.assessment_pending",
        "interview.assessment_approved",
        "interview.assessment_rejected",
        "interview.cancelled",
        "interview.decided",
    ]
    """The name of the event.
    - `interview.info_needed`: Facts are missing. - `interview.info_completed`: The missing
    facts were added. - `interview.plan_generated`: The plan is written. - `interview.approved`:
    The plan was approved. - `interview.rejected`: The plan was rejected, which ends the
    interview. - `interview.modification_requested`: A person asked for changes to the plan. -
    `interview.scheduled`: A time was set. - `interview.started`: The candidate started the
    interview. - `interview.completed`: The conversation is over. -
    `interview.assessment_pending`: The assessment waits for a decision. -
    `interview.assessment_approved`: The assessment was approved, which ends the interview. -
    `interview.assessment_rejected`: The assessment was rejected. - `interview.cancelled`: The
    interview was canceled. - `interview.decided`: The decision about the candidate is final."""
    state: Literal[
        "RECEIVED",
        "INFO_NEEDED",
        "VALIDATING_SKILLS",
        "GENERATING_PLAN",
        "PENDING",
        "APPROVED",
        "REJECTED",
        "SCHEDULED",
        "IN_PROGRESS",
        "COMPLETED",
        "ASSESSMENT_PENDING",
        "ASSESSMENT_APPROVED",
        "CANCELLED",
    ]
    """The interview's state when the event happened.
    - `RECEIVED`: The request has arrived. - `INFO_NEEDED`: Facts are missing; your team or
    system adds them. - `VALIDATING_SKILLS`: The skills are being checked. - `GENERATING_PLAN`:
    The plan is being written. - `PENDING`: The plan waits for a person's approval. -
    `APPROVED`: The plan is approved; the interview can start or be scheduled. - `REJECTED`: The
    plan was rejected; this is final. - `SCHEDULED`: The interview has a set time. -
    `IN_PROGRESS`: The candidate has started. - `COMPLETED`: The conversation is over and is
    being assessed. - `ASSESSMENT_PENDING`: The assessment waits for a person's decision. -
    `ASSESSMENT_APPROVED`: The assessment is approved; this is final. - `CANCELLED`: Canceled,
    expired, or ended with a rejected assessment; this is final."""
    at: str
    """When the event happened."""
    url: str
    """The address that the message is sent to."""
    status: Literal["pending", "delivered", "dead", "gone"]
    """`pending`: still tried. `delivered`: the endpoint returned 2xx. `dead`: given up. `gone`:
    the endpoint returned 410 or was removed."""
    nextAttemptAt: str | None
    """When the next attempt is due; null if there is none."""
    attempts: list[WebhookAttemptResponse]
    """The attempts so far, oldest first."""


class WebhookTestData(TypedDict):
    """What a test of the configuration sends, with the event ``interview.plan_generated``."""

    isTest: Literal[True]
    """Marks the test; such a message belongs to no interview."""


class WebhookTestResponse(TypedDict):
    """The endpoint's actual response to a test."""

    isDelivered: bool
    """Whether the endpoint returned a status from 200 to 299."""
    status: int | None
    """The HTTP status that the endpoint returned; null if there was no response."""
    latencyMs: int
    """How long the request took, in milliseconds."""
    error: (
        Literal[
            "refused_url",
            "refused_scheme",
            "refused_user",
            "refused_host",
            "refused_port",
            "refused_address",
            "dns",
            "connect",
            "connect_timeout",
            "tls",
            "timeout",
            "reset",
            "protocol",
        ]
        | None
    )
    """The kind of failure if there was no response; null otherwise.
    - `refused_url`: The address is not valid. - `refused_scheme`: The address does not begin
    with https://. - `refused_user`: The address has a user name or a password. -
    `refused_host`: The host in the address may not be called. - `refused_port`: The port in the
    address may not be called. - `refused_address`: The name of the host leads to an address
    that may not be called. - `dns`: The name of the host was not found. - `connect`: No
    connection could be opened. - `connect_timeout`: No connection could be opened in time. -
    `tls`: The certificate is not valid, or TLS failed. - `timeout`: There was no answer in
    time. - `reset`: The connection was closed before an answer. - `protocol`: The answer was
    not valid HTTP."""
    body: str
    """The first 500 characters of what the endpoint returned; empty without a response."""


class WrongFieldResponse(TypedDict):
    """A fact that cannot be taken, and why."""

    field: str
    """The name of the field."""
    message: str
    """What is wrong with its value, in a sentence."""


class InterviewFilters(TypedDict):
    """What to filter by: the query of `list_interviews`."""

    order: NotRequired[Literal["newest", "oldest", "longest_wait", "last_changed"]]
    """`newest` and `oldest`: by the time of the request. `longest_wait`: interviews that have been
    in their state longest come first. `last_changed`: the last change comes first."""
    page: NotRequired[int]
    """The number of the page, from 1."""
    cursor: NotRequired[str | None]
    """The `nextCursor` of an earlier page, to get the page after it; `page` is ignored. It stays
    fast however long the list is."""
    limit: NotRequired[int]
    """How many entries to return at most."""
    state: NotRequired[list[str] | None]
    """One or more states: repeat the parameter, or separate them with commas."""
    status: NotRequired[list[str] | None]
    """One or more states: repeat the parameter, or separate them with commas."""
    search: NotRequired[str | None]
    """Only interviews that match: the whole e-mail address, run id, external id or candidate
    reference, whole words of the name, or part of the position."""
    profile: NotRequired[list[str] | None]
    """One or more profiles, such as `phone_screen`."""
    position: NotRequired[str | None]
    """The whole position, as it was given."""
    recommendation: NotRequired[list[Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"]] | None]
    """Only interviews whose newest assessment proposes one of these.
    - `STRONG_HIRE`: The overall score reaches the plan's threshold for a strong hire. - `HIRE`:
    The overall score reaches the plan's threshold for a hire. - `MAYBE`: The overall score
    reaches only the plan's lowest threshold. - `NO_HIRE`: A must-have or the overall score is
    too low, and a quote shows why."""
    decision: NotRequired[
        list[Literal["STRONG_HIRE", "HIRE", "NO_HIRE", "STRONG_NO_HIRE", "NONE"]] | None
    ]
    """The newest decision about the candidate, also if it is not final yet; `NONE` finds
    interviews without one."""
    flag: NotRequired[
        list[
            Literal[
                "injection",
                "contradiction",
                "retraction",
                "keyword_list",
                "rubric_echo",
                "off_topic",
                "nothing_shown",
                "few_quotes",
                "low_confidence",
                "near_minimum",
                "readers_differ",
                "evaluators_differ",
                "unsure_words",
                "draft",
            ]
        ]
        | None
    ]
    """The kinds of flags of the newest assessment: one of them is enough. Flags about the person,
    such as distress, find nothing, and neither do assessments of versions before this filter."""
    createdFrom: NotRequired[str | None]
    """Only what was created at this time or later."""
    createdBefore: NotRequired[str | None]
    """Only what was created before this time, e.g. `2026-12-01T00:00:00Z`."""
    createdBy: NotRequired[str | Literal["me"] | None]
    """The user who requested it, or `me`."""
    failed: NotRequired[bool]
    """Only interviews with a failed step, such as the assessment."""
    interview: NotRequired[list[str] | None]
    """Only the interviews with these ids."""
    isTest: NotRequired[bool]
    """Only tests, which were created with a test key; otherwise they are left out. A key sees only
    what was created in its own mode, whatever this says."""


DataQuality: TypeAlias = Literal["EXCELLENT", "GOOD", "FAIR", "POOR"]

HiringOutcome: TypeAlias = Literal["STRONG_HIRE", "HIRE", "NO_HIRE", "STRONG_NO_HIRE"]

InterviewState: TypeAlias = Literal[
    "RECEIVED",
    "INFO_NEEDED",
    "VALIDATING_SKILLS",
    "GENERATING_PLAN",
    "PENDING",
    "APPROVED",
    "REJECTED",
    "SCHEDULED",
    "IN_PROGRESS",
    "COMPLETED",
    "ASSESSMENT_PENDING",
    "ASSESSMENT_APPROVED",
    "CANCELLED",
]

InterviewTransition: TypeAlias = Literal[
    "RECEIVE",
    "VALIDATE",
    "REQUEST_INFO",
    "COMPLETE_INFO",
    "GENERATE_PLAN",
    "PLAN_READY",
    "AUTO_APPROVE",
    "APPROVE",
    "REJECT",
    "MODIFY",
    "SCHEDULE",
    "START",
    "COMPLETE",
    "ASSESSMENT_READY",
    "APPROVE_ASSESSMENT",
    "REJECT_ASSESSMENT",
    "REASSESS",
    "CANCEL",
    "EXPIRE",
]

WebhookEvent: TypeAlias = (
    AssessmentApprovedWebhook
    | AssessmentReadyWebhook
    | AssessmentRejectedWebhook
    | CandidateDecidedWebhook
    | InfoCompletedWebhook
    | InfoNeededWebhook
    | InterviewCancelledWebhook
    | InterviewCompletedWebhook
    | InterviewScheduledWebhook
    | InterviewStartedWebhook
    | PlanApprovedWebhook
    | PlanGeneratedWebhook
    | PlanModificationRequestedWebhook
    | PlanRejectedWebhook
)
