"""The types of JSON that one slice makes and another passes on, such as an assessment.

The routes know such JSON only as an object, because slices do not import each other. These models are for the
document; tests compare them with what the slices make.
"""

from __future__ import annotations

from itertools import chain
from typing import Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from vivavoce.app.api_document.run_documents import (
    AssessmentInputResponse,
    ExternalPlanRequest,
    PlanningInputResponse,
    RubricResponse,
)
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.transcript import (
    AbstainReason,
    LevelWording,
    ModelRole,
    Recommendation,
)
from vivavoce.hiring.routes.decisions import LevelCorrectionResponse
from vivavoce.hiring.routes.plan_responses import (
    PlanDecisionResponse,
    PlanResponse,
)
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp

_EXAMPLE_ID = "0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"


class EvidenceResponse(BaseModel):
    """A verbatim quote of the candidate, and what it shows."""

    quote: str = Field(examples=["I called the carrier and moved the delivery"])
    """The words, exactly as they stand in the turn; empty after they were erased."""
    turn: int = Field(examples=[7])
    """The number of the turn that the words are from."""
    start: int
    """Where the quote begins in the text of the turn, in code points from 0."""
    end: int
    """Where the quote ends in the text of the turn: the position after its last code point."""
    sub_dimension: str = Field(examples=["Acting on it"])
    """The aspect of the competency that they show; empty if it was found by the question's own levels."""
    level: int = Field(examples=[4])
    """The level that they show, from 1 to 5."""
    is_deficit: bool
    """Whether the quoted words count against the competency."""
    found: list[str]
    """The words that decided, so that a page can underline them."""


class CompetencyScoreResponse(BaseModel):
    """The score of one competency with its evidence, or the reason why there is none."""

    name: str = Field(examples=["Problem solving"])
    """The name of the competency."""
    score: float | None = Field(examples=[3.5])
    """The score, from 1 to 5; null if the answers do not support one."""
    insufficient_evidence: AbstainReason | None
    """Why there is no score; null with a score."""
    evidence: list[EvidenceResponse]
    """The quotes that the score is based on."""
    weight: float = Field(examples=[0.25])
    """The share of the competency in the overall score; the weights sum to 1."""
    is_required: bool
    """Whether it is a must-have."""
    minimum_acceptable_score: float | None
    """The lowest score that is accepted, from 1 to 5; null without a minimum."""
    confidence: float | None
    """How sure the score is, from 0 to 1; null without a score."""
    low: float | None = Field(examples=[3.1])
    """The lowest score that the evidence allows, from 1 to 5; null without a score."""
    high: float | None = Field(examples=[3.9])
    """The highest score that the evidence allows, from 1 to 5; null without a score."""


class HeardElementResponse(BaseModel):
    """A part of a good answer that the candidate gave."""

    element: str = Field(examples=["result"])
    """The part of a good answer: an answer element such as `own_action` or `result`, or the words of an
    expected point of the question."""
    quote: str = Field(examples=["I called the depot at once."])
    """The words of the candidate that give this part."""
    turn: int = Field(examples=[7])
    """The number of the turn that the words are from."""
    start: int = Field(examples=[0])
    """Where the quote begins in the text of the turn, in code points from 0."""
    end: int = Field(examples=[27])
    """Where the quote ends in the text of the turn: the position after its last code point."""


class QuestionResultResponse(BaseModel):
    """What one planned question showed."""

    question_id: str = Field(examples=["q2"])
    """The question's id in the plan."""
    competency: str = Field(examples=["Problem solving"])
    """The competency that it is about."""
    score: float | None
    """The score, from 1 to 5; null if the answer does not support one."""
    level: int | None
    """The level that the score is nearest to, from 1 to 5; null without a score."""
    insufficient_evidence: AbstainReason | None
    """Why there is no score; null with a score."""
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


class ScorecardFlagResponse(BaseModel):
    """Something that a person should look at; it never changes a score."""

    kind: str = Field(examples=["low_confidence"])
    """What the flag says. `GET /interviews` can be filtered by those about answers and evidence. The last
    five are about the person, and no list can be filtered by them."""
    detail: str = Field(examples=["Few quotes support this level."])
    """What a person should look at, in a sentence."""
    turn: int | None = Field(examples=[7])
    """The turn that it is about; null if it is about none."""


class AssessmentScorerResponse(BaseModel):
    """What computed the scores."""

    kind: str = Field(examples=["built-in rules"])
    """The built-in rules, a model or an external assessor. Scores of different kinds are not comparable."""
    version: str
    """The version of the scorer: the same transcript, rubric and version give the same scores."""


class QuestionVotesResponse(BaseModel):
    """How the model's votes scored the answers to one question."""

    competency: str = Field(examples=["Problem solving"])
    """The competency that was read."""
    question_id: str = Field(examples=["q2"])
    """The question's id in the plan."""
    scores: list[float | None] = Field(examples=[[3.5, 3.5, 4.0]])
    """The score of each vote, from 1 to 5; null for a vote without evidence. The median counts."""
    wordings: list[LevelWording] = Field(default=[], examples=[["whole", "whole", "examples"]])
    """How each vote saw the levels: the `whole` text, or its `examples` alone; empty in older votes."""


class ScoreProvenanceResponse(BaseModel):
    """What the configured model did for these scores, and by which certificate."""

    role: ModelRole
    """`scored`, or why the built-in rules scored: the model is `not_qualified`, or its answers `failed`."""
    model: str = Field(examples=["gpt-5-2026-08-07"])
    """The model as its endpoint reported it; without a certificate, as it is configured."""
    reason: str = Field(examples=["The model was never qualified here."])
    """Why the built-in rules scored, in one sentence; empty if the model scored."""
    certificate_id: str | None = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The certificate by which the model may score; null if it has none."""
    certificate_line: str = Field(
        examples=["gpt-5, certificate 3c1a9e55 of 2026-11-22: labels 194/200"]
    )
    """The figures of the certificate in one line."""
    is_imitated: bool
    """Whether an imitated model passed the qualification, in a test of the installation; false for a real
    one."""
    prompt_hash: str = Field(examples=["0f3c9a1d52e84b76"])
    """A hash of the instructions that the model got: another hash means other instructions."""
    content_hash: str = Field(
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )
    """The hash of all that the scores depend on. What has the same hash is scored only once."""
    items: int = Field(examples=[31])
    """The items of evidence that the model returned, over all votes."""
    dropped: dict[str, int] = Field(examples=[{"self_praise": 2}])
    """How many items did not count, by the reason. Examples: `self_praise` (it only says what the candidate
    is like), `question_echo` (it repeats the question), `ungrounded` (any candidate could say it) and
    `said_already` (it counts once)."""
    capped: dict[str, int] = Field(examples=[{"no_event": 1}])
    """How many items count with a lower level, by the reason: `not_own_act` (another person's act, a habit
    or a claim), `no_event` (the answer tells no event), `too_little` (it says too little that counts) or
    `one_quote` (level 5 needs two quotes)."""
    votes: list[QuestionVotesResponse]
    """The votes on each question."""


class OverallRangeResponse(BaseModel):
    """The range that the evidence allows for the overall score."""

    low: float = Field(examples=[66.0])
    """The lowest overall score that the evidence allows, from 0 to 100."""
    high: float = Field(examples=[79.0])
    """The highest overall score that the evidence allows, from 0 to 100."""


class ScorecardResponse(BaseModel):
    """The scores of one interview."""

    overall_score: float | None = Field(examples=[72.5])
    """The overall score, from 0 to 100; null if too little could be scored."""
    overall_range: OverallRangeResponse | None
    """How far the overall score is sure; null without one. Scores whose ranges overlap have no order."""
    recommendation: Recommendation | None
    """The proposed recommendation; null without an overall score. A person decides."""
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


class AssessmentResponse(CamelModel):
    """An assessment with the decision about it. The scorecard has snake_case names."""

    assessment_id: str = Field(examples=[_EXAMPLE_ID])
    """The assessment's id, a UUID. Name it in the decision."""
    interview_id: str = Field(examples=[_EXAMPLE_ID])
    """The interview's id, a UUID."""
    session_id: str = Field(examples=[_EXAMPLE_ID])
    """The session that was assessed, with its earlier attempts."""
    version: int
    """The version, from 1; each new assessment of the interview gets the next."""
    status: Literal["READY", "ERASED"]
    """`READY`: it can be read. `ERASED`: the candidate's data were erased, with all quotes and flags."""
    created_at: UtcTimestamp = Field(examples=["2026-11-22T09:41:00.000Z"])
    """When it was written, in UTC."""
    rubric_version: str
    """The version of the rubric that the answers were scored with."""
    scorecard: ScorecardResponse
    """The score and the evidence of each competency, the overall score and the recommendation."""
    decision: PlanDecisionResponse | None
    """The newest decision about it; null if there is none yet."""
    corrections: list[LevelCorrectionResponse]
    """The levels that people corrected; empty if there are none."""


class InterviewFailureResponse(BaseModel):
    """What failed last, until the next step clears it."""

    stage: str = Field(examples=["planning"])
    """The step that failed."""
    code: str = Field(examples=["planner_failed"])
    """Why the step failed, as a code."""
    attempts: int = Field(examples=[3])
    """How often the step was tried."""


class RunOutcomeResponse(CamelModel):
    """What a run wrote: a plan or an assessment."""

    plan_id: str = Field("", examples=[_EXAMPLE_ID])
    """The plan's id; absent for an assessment."""
    assessment_id: str = Field("", examples=[_EXAMPLE_ID])
    """The assessment's id; absent for a plan."""
    version: int = Field(examples=[1])
    """The version of the plan or the assessment, from 1."""


class RunFailureResponse(BaseModel):
    """Why a run failed."""

    code: str = Field(examples=["planner_failed"])
    """The reason, as a code."""


_PASSED_ON: dict[tuple[str, str], tuple[type[BaseModel], ...]] = {
    ("ExportedInterviewResponse", "plan"): (PlanResponse,),
    ("ExportedInterviewResponse", "assessment"): (AssessmentResponse,),
    ("InterviewStatusResponse", "plan"): (PlanResponse,),
    ("InterviewStatusResponse", "assessment"): (AssessmentResponse,),
    ("InterviewStatusResponse", "failure"): (InterviewFailureResponse,),
    ("InterviewItemResponse", "failure"): (InterviewFailureResponse,),
    ("InterviewDetailResponse", "failure"): (InterviewFailureResponse,),
    ("TemplateResponse", "rubric"): (RubricResponse,),
    ("RunResponse", "result"): (RunOutcomeResponse,),
    ("RunResponse", "error"): (RunFailureResponse,),
    ("RunResultResponse", "result"): (RunOutcomeResponse,),
    ("RunResultResponse", "error"): (RunFailureResponse,),
    **dict.fromkeys(
        (("RunResponse", "input"), ("RunResultResponse", "input")),
        (PlanningInputResponse, AssessmentInputResponse),
    ),
    ("RunResultRequest", "plan"): (ExternalPlanRequest,),
}
"""What an object is that a route only passes on, by model and property; one of several where it varies."""
_ASSESSMENT_PATH = "/api/v1/interviews/{key}/assessment"
_REFERENCE = "#/components/schemas/"


def type_passed_on_json(document: Json) -> None:
    """Replace objects of unknown content by the models of what they are."""
    models = dict.fromkeys(chain.from_iterable(_PASSED_ON.values()))
    _, definitions = models_json_schema(
        [(model, "serialization") for model in models], ref_template=_REFERENCE + "{model}"
    )
    schemas = document["components"]["schemas"]
    for name, schema in definitions["$defs"].items():
        schemas.setdefault(name, schema)
    for (model_name, property_name), choices in _PASSED_ON.items():
        references = [{"$ref": _REFERENCE + model.__name__} for model in choices]
        found = schemas.get(model_name, {}).get("properties", {}).get(property_name)
        if found is None:
            continue
        if "anyOf" in found:
            found["anyOf"] = [*references, {"type": "null"}]
        else:
            found |= references[0]
            found.pop("additionalProperties", None)
            found.pop("type", None)
    if _ASSESSMENT_PATH in document["paths"]:
        answer = document["paths"][_ASSESSMENT_PATH]["get"]["responses"]["200"]
        answer["content"]["application/json"]["schema"] = {
            "$ref": _REFERENCE + AssessmentResponse.__name__
        }
