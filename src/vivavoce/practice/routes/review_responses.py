"""What reviews, leaderboard and results look like on the wire; snake_case as their seed writes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

IsoTimestamp = str
"""ISO 8601 with milliseconds and ``Z``."""
RatioVerdictValue = Literal["below", "within", "above", "not_available"]
VideoStatus = Literal["not_available", "pending", "processing", "completed", "failed"]


class ReviewErrorResponse(BaseModel):
    """Why a review could not be made."""

    code: str
    message: str


class ProcessingReviewResponse(BaseModel):
    """The review is being made."""

    session_id: str
    status: Literal["processing"]
    stage: Literal["queued", "transcribing", "scoring", "comparing"]
    started_at: IsoTimestamp
    retry_after_s: int


class FailedReviewResponse(BaseModel):
    """The review could not be made."""

    session_id: str
    status: Literal["failed"]
    error: ReviewErrorResponse
    retryable: bool
    attempts: int


class NotEligibleReviewResponse(BaseModel):
    """There is too little to review."""

    session_id: str
    status: Literal["not_eligible"]
    reason: Literal[
        "not_started", "too_short", "no_candidate_speech", "cancelled", "consent_declined"
    ]


class ReviewQuoteResponse(BaseModel):
    """What was said, word for word, and when in the talk."""

    quote: str
    turn: int
    start_ms: int
    end_ms: int


class RubricScoreResponse(BaseModel):
    """A criterion with its evidence; without a score ``comment`` says why."""

    criterion: str
    score: float | None
    scale: str
    weight: float
    evidence: list[ReviewQuoteResponse]
    comment: str


class ScoreDeltaResponse(BaseModel):
    """How one criterion changed."""

    criterion: str
    before: float
    now: float
    delta: float


class ReviewComparisonResponse(BaseModel):
    """What changed since the last session that the same kind of scorer read."""

    previous_session_id: str
    delta_overall: float | None
    deltas: list[ScoreDeltaResponse]


class CarryForwardResponse(BaseModel):
    """What the next session takes up."""

    focus_next: list[str]
    avoid_repeating: list[str]
    suggested_difficulty: str


class FrameworkPartResponse(BaseModel):
    """One part of a complete answer, and the words that hold it."""

    part: str
    found: bool
    quote: str | None
    turn: int | None


class FrameworkMatchResponse(BaseModel):
    """How far an answer follows its framework."""

    framework: str
    parts: list[FrameworkPartResponse]


class QuestionAnalysisResponse(BaseModel):
    """One question; ``better_answer`` is the person's own words, with what is missing in brackets.

    ``is_unchecked`` says that a poor recogniser wrote down some of these words and nobody has checked them.
    """

    question: str
    answer_summary: str
    framework_match: FrameworkMatchResponse
    missing: list[str]
    better_answer: str
    is_unchecked: bool = False


class DeepAnalysisResponse(BaseModel):
    """Question by question."""

    per_question: list[QuestionAnalysisResponse]


class WebInsightsResponse(BaseModel):
    """Facts from the web; nothing is looked up here."""

    status: Literal["available", "unavailable", "disabled"]
    items: list[dict[str, Any]]  # Any: JSON


class TrendPointResponse(BaseModel):
    """One session of the trend."""

    session_id: str
    completed_at: IsoTimestamp
    overall_score: float


class RoadmapStepResponse(BaseModel):
    """One thing to work on."""

    step: str
    why: str
    exercise: str
    horizon: str


class RatioCardResponse(BaseModel):
    """One plain measure and the range to aim for."""

    key: str
    label: str
    value: float | None
    target_min: float | None
    target_max: float | None
    verdict: RatioVerdictValue


class ReviewedSessionResponse(BaseModel):
    """The session that was reviewed."""

    persona_id: str | None
    type: str | None
    difficulty: str | None
    target_role: str | None
    duration_planned_s: int
    duration_actual_s: int
    started_at: IsoTimestamp | None
    ended_at: IsoTimestamp | None
    end_reason: str | None
    mode: Literal["text", "voice", "video"]
    questions_planned: int
    questions_asked: int
    questions_answered: int
    assignment_id: str | None


class AudioArtifactResponse(BaseModel):
    """A sound that is kept."""

    artifact_type: str
    content_type: str
    duration_s: float | None
    bytes: int


class ReviewScorerResponse(BaseModel):
    """What computed the scores."""

    kind: str
    version: str


class CompletedReviewResponse(BaseModel):
    """A whole review. Without an overall score ``overall_score_reason`` says why."""

    session_id: str
    status: Literal["completed"]
    version: int
    overall_score: float | None
    overall_score_reason: str | None
    rubric_scores: list[RubricScoreResponse]
    summary: str
    strengths: list[str]
    weaknesses: list[str]
    recommendations: list[str]
    historical_comparison: ReviewComparisonResponse | None
    carry_forward: CarryForwardResponse
    deep_analysis: DeepAnalysisResponse
    perplexity_insights: WebInsightsResponse
    trend_data: list[TrendPointResponse]
    improvement_roadmap: list[RoadmapStepResponse]
    ratio_cards: list[RatioCardResponse]
    presence_metrics: dict[str, Any] | None  # Any: JSON
    video_analysis_status: VideoStatus
    video_analysis: dict[str, Any] | None  # Any: JSON
    session: ReviewedSessionResponse
    audio_artifacts: list[AudioArtifactResponse]
    generated_at: IsoTimestamp
    scorer: ReviewScorerResponse


ReviewResponse = Annotated[
    ProcessingReviewResponse
    | FailedReviewResponse
    | NotEligibleReviewResponse
    | CompletedReviewResponse,
    Field(discriminator="status"),
]
"""What ``GET /review/{session_id}`` answers: ``status`` says which."""


class LeaderboardEntryResponse(BaseModel):
    """A place on the leaderboard. ``user_id`` is the person's id inside the organisation."""

    rank: int
    user_id: UUID
    is_you: bool
    display_name: str
    session_id: str
    overall_score: float
    interview_type: str | None
    difficulty: str | None
    target_role: str | None
    completed_at: IsoTimestamp


class LeaderboardResponse(BaseModel):
    """The best reviews; all scores are of one kind of scorer."""

    org_id: str
    entries: list[LeaderboardEntryResponse]
    rule: Literal["on", "opt_in", "off"]
    scorer_kind: str | None
    generated_at: IsoTimestamp


class AssignmentResultResponse(BaseModel):
    """One assignment; what the review says is there only once it is completed."""

    status: Literal["not_started", "in_progress", "completed", "unassigned"]
    assigned_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    score: float | None = None
    rubric_scores: list[RubricScoreResponse] = []
    summary: str | None = None
    strengths: list[str] = []
    weaknesses: list[str] = []
    recommendations: list[str] = []
    historical_comparison: ReviewComparisonResponse | None = None
    presence_metrics: dict[str, Any] | None = None  # Any: JSON
    video_analysis: dict[str, Any] | None = None  # Any: JSON
    improvement_roadmap: list[RoadmapStepResponse] = []
    ratio_cards: list[RatioCardResponse] = []


class AssignmentResultsResponse(BaseModel):
    """Results by assignment id, and the ids that this organisation does not have."""

    results: dict[str, AssignmentResultResponse]
    unknown_ids: list[str]
