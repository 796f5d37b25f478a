"""Response bodies for a plan: the envelope in camelCase, the document as it is stored."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vivavoce.contracts.plan import QuestionForm, QuestionKind, QuestionSource
from vivavoce.hiring.routes.job_analysis_responses import JobAnalysisResponse
from vivavoce.infra.web.request_models import CamelModel


class AnswerAnchorResponse(BaseModel):
    """What an answer of one level does, and what people in that work say when they give it."""

    description: str = Field(examples=["Names the stop, the delay and who was told."])
    signals: list[str] = Field([], examples=[["called the depot", "changed the order of stops"]])


class QuestionOriginResponse(BaseModel):
    """Why a question is in the plan, and where it comes from."""

    reason: str = Field(
        description="One sentence for the people who approve the plan.",
        examples=["Driving vans is a task of this job."],
    )
    group: str = Field("", description="The code of the competency group.", examples=["S8.2"])
    bank_question: str = Field(
        "", description="The question of the bank.", examples=["driving_vehicles.late_run"]
    )
    form: QuestionForm | None = Field(
        None, description="Which of the two equally hard forms.", examples=["a"]
    )
    task: str | None = Field(
        None,
        description="The task of the job as the question says it.",
        examples=["driving a van on 40 stops a day"],
    )
    job_line: str | None = Field(
        None,
        description="The statement of the job text that led to the question, word for word.",
        examples=["Drive a van on 40 stops a day"],
    )
    line_number: int | None = Field(
        None, description="The line of the job text, from 1.", examples=[6]
    )


class PlanQuestionResponse(BaseModel):
    """One planned question."""

    id: str
    text: str = Field(examples=["Tell me about a run that was late. What did you do?"])
    kind: QuestionKind = Field("behavioral", description="What a good answer contains.")
    skill: str | None = None
    expected_points: list[str] = []
    probes: list[str] = Field(
        [], description="Follow-up questions.", examples=[["How did it end?"]]
    )
    probe_elements: list[str] = Field(
        [],
        description="The answer element that the follow-up question at the same place asks for; several "
        "may ask for the same element in other words. Empty if they ask for the expected points.",
        examples=[["result"]],
    )
    look_for: list[str] = Field([], description="For reviewers only; never scored.")
    time_budget_s: int = 180
    is_mandatory: bool = True
    topic: str | None = None
    expected_framework: str | None = Field(None, examples=["STAR"])
    source: QuestionSource = "planner"
    sample_answer: str | None = None
    options: list[str] = []
    anchors: dict[str, AnswerAnchorResponse] = Field(
        {},
        description="What answers to this question do, by level from 1 to 5. Without them, the "
        "indicators of the competency count.",
    )
    origin: QuestionOriginResponse | None = Field(
        None, description="Null in plans that were written before origins were stored."
    )
    order: int = Field(description="The position in the interview, from 0.")


class SubDimensionResponse(BaseModel):
    """One aspect of a competency: indicators and typical phrases by level."""

    name: str
    indicators: dict[str, str]
    signals: dict[str, list[str]] = {}


class PlanCompetencyResponse(BaseModel):
    """A competency to assess, and the questions that cover it."""

    name: str = Field(examples=["Driving vehicles"])
    weight: float = Field(description="The weights of a plan sum to 1.", examples=[0.25])
    is_required: bool = False
    minimum_acceptable_score: float | None = Field(None, description="On the scale from 1 to 5.")
    sub_dimensions: list[SubDimensionResponse] = []
    questions: list[PlanQuestionResponse] = []


class PlanDocumentResponse(BaseModel):
    """What the interview asks, and how answers are scored."""

    version: int
    planner: str = Field(description="What wrote the plan.", examples=["built-in rules v2"])
    language: str
    duration_minutes: int
    greeting_script: str
    closing_script: str
    competencies: list[PlanCompetencyResponse]
    thresholds: list[float] = Field(
        description="The lowest overall scores for STRONG_HIRE, HIRE and MAYBE."
    )
    must_have: list[str] = []
    nice_to_have: list[str] = []
    skills_coverage: dict[str, bool] = {}
    validated_skills: list[str] = []
    unvalidated_skills: list[str] = []
    inmail_draft: str = ""
    notes: list[str] = []
    job_analysis: JobAnalysisResponse | None = Field(
        None, description="What was read in each line of the job text; null in older plans."
    )


class PlanDecisionResponse(CamelModel):
    """A decision about the current plan."""

    approved: bool
    by: str
    at: str
    comments: str | None


class PlanResponse(CamelModel):
    """The current plan of an interview with the decision about it."""

    plan_id: str
    version: int
    state: str = Field(description="Whether this version is approved.", examples=["PENDING"])
    made_at: str
    approved_at: str | None
    approved_by: str | None
    document: PlanDocumentResponse
    decision: PlanDecisionResponse | None
