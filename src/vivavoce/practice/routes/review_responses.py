"""Response bodies of reviews, leaderboard and results; snake_case, as the seed defines them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

IsoTimestamp = str
"""ISO 8601 in UTC, with milliseconds and ``Z``."""
RatioVerdictValue = Literal["below", "within", "above", "not_available"]
VideoStatus = Literal["not_available", "pending", "processing", "completed", "failed"]


class ReviewErrorResponse(BaseModel):
    """Why a review could not be made."""

    code: str
    message: str


class ProcessingReviewResponse(BaseModel):
    """The review is being processed; ask again after ``retry_after_s`` seconds."""

    session_id: str
    status: Literal["processing"]
    stage: Literal["queued", "transcribing", "scoring", "comparing"]
    started_at: IsoTimestamp
    retry_after_s: int


class FailedReviewResponse(BaseModel):
    """The review failed; if ``retryable`` is true, it can be retried."""

    session_id: str
    status: Literal["failed"]
    error: ReviewErrorResponse
    retryable: bool
    attempts: int


class NotEligibleReviewResponse(BaseModel):
    """The session cannot be reviewed, for the given reason."""

    session_id: str
    status: Literal["not_eligible"]
    reason: Literal[
        "not_started", "too_short", "no_candidate_speech", "cancelled", "consent_declined"
    ]


class ReviewQuoteResponse(BaseModel):
    """A verbatim quote, with its turn and its time in the interview."""

    quote: str
    turn: int
    start_ms: int
    end_ms: int


class RubricScoreResponse(BaseModel):
    """A criterion's score (1-5) with its evidence. If ``score`` is null, ``comment`` says why."""

    criterion: str
    score: float | None
    scale: str
    weight: float
    evidence: list[ReviewQuoteResponse]
    comment: str


class ScoreDeltaResponse(BaseModel):
    """The change of one criterion's score."""

    criterion: str
    before: float
    now: float
    delta: float


class ReviewComparisonResponse(BaseModel):
    """What changed since the last session that was scored by the same kind of scorer."""

    previous_session_id: str
    delta_overall: float | None
    deltas: list[ScoreDeltaResponse]


class CarryForwardResponse(BaseModel):
    """Suggestions for the next session."""

    focus_next: list[str]
    avoid_repeating: list[str]
    suggested_difficulty: str


class FrameworkPartResponse(BaseModel):
    """One part of a complete answer, and the quote that contains it."""

    part: str
    found: bool
    quote: str | None
    turn: int | None


class FrameworkMatchResponse(BaseModel):
    """Which parts of its framework an answer contains."""

    framework: str
    parts: list[FrameworkPartResponse]


class QuestionAnalysisResponse(BaseModel):
    """The analysis of one question.

    ``better_answer`` contains the person's own sentences, with missing parts in brackets. ``is_unchecked``
    says that part of the answer is an unchecked transcript from a low-accuracy speech engine.
    """

    question: str
    answer_summary: str
    framework_match: FrameworkMatchResponse
    missing: list[str]
    better_answer: str
    has_unverified_transcript: bool = False


class DeepAnalysisResponse(BaseModel):
    """The analysis of each question that was asked."""

    per_question: list[QuestionAnalysisResponse]


class WebInsightsResponse(BaseModel):
    """Facts from the web. This server looks nothing up, so ``status`` is always ``disabled``."""

    status: Literal["available", "unavailable", "disabled"]
    items: list[dict[str, Any]]  # Any: JSON


class TrendPointResponse(BaseModel):
    """One session in the trend of overall scores."""

    session_id: str
    completed_at: IsoTimestamp
    overall_score: float


class RoadmapStepResponse(BaseModel):
    """One thing to work on."""

    step: str
    why: str
    exercise: str
    horizon: str


class ReviewMetricResponse(BaseModel):
    """One measure and its target range. A null bound is open; a null value could not be measured."""

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
    """A stored audio recording."""

    artifact_type: str
    content_type: str
    duration_s: float | None
    bytes: int


class ReviewScorerResponse(BaseModel):
    """The scorer that computed the scores."""

    kind: str
    version: str


class CompletedReviewResponse(BaseModel):
    """A completed review. If ``overall_score`` (0-100) is null, ``overall_score_reason`` says why."""

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
    ratio_cards: list[ReviewMetricResponse]
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
"""The body of ``GET /review/{session_id}``; ``status`` determines its type."""


class LeaderboardEntryResponse(BaseModel):
    """A leaderboard entry. ``user_id`` is the person's id in the organization."""

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
    """The best reviews. All scores are from the same kind of scorer."""

    org_id: str
    entries: list[LeaderboardEntryResponse]
    listing_policy: Literal["on", "opt_in", "off"]
    scorer_kind: str | None
    generated_at: IsoTimestamp


class AssignmentResultResponse(BaseModel):
    """The result of an assignment. Fields from its review are null or empty until it is completed."""

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
    ratio_cards: list[ReviewMetricResponse] = []


class AssignmentResultsResponse(BaseModel):
    """Results by assignment id, and the ids that are unknown in this organization."""

    results: dict[str, AssignmentResultResponse]
    unknown_ids: list[str]
