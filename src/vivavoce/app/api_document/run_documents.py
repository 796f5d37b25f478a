"""The types of what a run gives to an external agent, and of the plan that it delivers."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vivavoce.contracts.interview import Difficulty, InterviewType, Seniority
from vivavoce.contracts.job_analysis import StatementKind
from vivavoce.contracts.transcript import SpeakerRole
from vivavoce.hiring.routes.job_analysis_responses import JobAnalysisResponse
from vivavoce.hiring.routes.plan_responses import (
    PlanCompetencyResponse,
    PlanDocumentResponse,
    PlanParts,
)


class RubricResponse(BaseModel):
    """How answers are scored: competencies with the questions that cover them."""

    competencies: list[PlanCompetencyResponse]
    """What is assessed. The weights sum to 1."""
    thresholds: list[float] = Field(examples=[[80.0, 65.0, 50.0]])
    """The lowest overall scores, from 0 to 100, for STRONG_HIRE, HIRE and MAYBE."""


class JobCorrectionResponse(BaseModel):
    """What a person corrected about a statement or task of the job text."""

    start: int = Field(examples=[69])
    """Where the statement or task begins in the job text, in characters from 0."""
    kind: StatementKind | None
    """What kind of statement it is; null if this was not corrected."""
    group: str | None = Field(examples=["S8.2"])
    """The code of the competency group; null if this was not corrected."""


class PlanningInputResponse(BaseModel):
    """What an external planner works with: the request, without the candidate's name and address."""

    position: str = Field(examples=["Warehouse shift lead"])
    """The title of the position."""
    level: Seniority
    """The seniority of the position."""
    job_description: str
    """The job description; empty if the request had none."""
    skills: list[str] = Field(examples=[["Inventory control", "Shift planning"]])
    """The skills of the request, as they were typed."""
    duration_minutes: int = Field(examples=[30])
    """The planned length, in minutes."""
    language: str = Field(examples=["en"])
    """The language to plan in, as a language tag."""
    company_name: str | None = Field(examples=["Example Logistics"])
    """The company that hires; null if it is not known."""
    resume_text: str | None
    """The text of the candidate's résumé; null without one."""
    profile: str = Field(examples=["hiring"])
    """The kind of interview."""
    comments: str | None = Field(examples=["Ask less about tools."])
    """What a person asked to change in the previous plan; null for a first plan."""
    interview_type: InterviewType | None
    """The kind of questions that a practice wants; null in hiring."""
    difficulty: Difficulty | None
    """How hard the questions of a practice are to be; null in hiring."""
    framework: str | None = Field(examples=["STAR"])
    """How answers are to be structured; null if each kind of question has its usual structure."""
    persona_id: str | None = Field(examples=["emma"])
    """The interviewer of a practice; null in hiring."""
    question_count: int | None = Field(examples=[6])
    """The exact number of questions; null for as many as fit the length."""
    focus: list[str]
    """The competencies to practice, according to an earlier review; they come first."""
    avoid: list[str]
    """The questions that the person was asked recently, word for word."""
    job_corrections: list[JobCorrectionResponse]
    """What a person corrected in the analysis of the job text; it is to be kept."""
    previous_plan: PlanDocumentResponse | None
    """The plan to revise; null for a first plan."""


class AssessmentTurnResponse(BaseModel):
    """What was said in one turn."""

    turn: int = Field(examples=[7])
    """The number of the turn, which evidence names."""
    role: SpeakerRole
    """Who spoke."""
    text: str = Field(examples=["I called the depot at once."])
    """What was said, with names and places masked."""
    questionId: str | None = Field(examples=["q2"])  # noqa: N815 - the wire's name
    """The question of the plan that the turn asks; null if it asks none."""


class AssessmentInputResponse(BaseModel):
    """What an external assessor works with: the transcript and how it is scored."""

    language: str = Field(examples=["en"])
    """The language of the interview, as a language tag."""
    turns: list[AssessmentTurnResponse]
    """What was said, in order."""
    rubric: RubricResponse
    """The competencies with their questions and levels."""


class ExternalPlanRequest(PlanParts):
    """A plan of your own planner. It follows the rules of every plan, and a person approves it."""

    planner: str = Field("external", examples=["acme-planner 1.4"])
    """What wrote the plan."""
    thresholds: list[float] = Field([80.0, 65.0, 50.0], examples=[[80.0, 65.0, 50.0]])
    """The lowest overall scores, from 0 to 100, for STRONG_HIRE, HIRE and MAYBE."""
    notes: list[str] = []
    """What your planner left out or could not follow, for the people who approve the plan."""
    job_analysis: JobAnalysisResponse | None = None
    """What was read in each line of the job text. Null: the plan shows no analysis."""
