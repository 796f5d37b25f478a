"""Response bodies of reviews, leaderboard and results; snake_case, as the seed defines them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from vivavoce.infra.web.request_models import UtcTimestamp

RatioVerdictValue = Literal["below", "within", "above", "not_available"]
VideoStatus = Literal["not_available", "pending", "processing", "completed", "failed"]


class ReviewErrorResponse(BaseModel):
    """Why a review could not be made."""

    code: str = Field(examples=["review_failed"])
    """Why the review failed."""
    message: str = Field(examples=["The review could not be written. Try again."])
    """Why the review failed, in a sentence for the person."""


class ProcessingReviewResponse(BaseModel):
    """The review is being processed."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    status: Literal["processing"]
    """Tells this answer from the others."""
    stage: Literal["queued", "transcribing", "scoring", "comparing"]
    """What is being done; `queued` also while the interview is in progress."""
    started_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the processing or, before it, the interview began."""
    retry_after_s: int = Field(examples=[2])
    """After how many seconds to ask again."""


class FailedReviewResponse(BaseModel):
    """The review failed."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    status: Literal["failed"]
    """Tells this answer from the others."""
    error: ReviewErrorResponse
    """Why the review failed."""
    retryable: bool
    """Whether `POST …/retry` can succeed."""
    attempts: int = Field(examples=[3])
    """How often the review was tried."""


class NotEligibleReviewResponse(BaseModel):
    """The session cannot be reviewed."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    status: Literal["not_eligible"]
    """Tells this answer from the others."""
    reason: Literal[
        "not_started", "too_short", "no_candidate_speech", "cancelled", "consent_declined"
    ]
    """Why there is no review. `too_short`: fewer than 40 words and 30 seconds of speech, or no
    mandatory question answered."""


class ReviewQuoteResponse(BaseModel):
    """A verbatim quote, with its turn and its time in the interview."""

    quote: str = Field(examples=["I called the depot at once."])
    """The person's words, verbatim."""
    turn: int = Field(examples=[7])
    """The number of the turn that the words are from."""
    start: int | None = Field(None, examples=[0])
    """Where the words begin in the turn's text, in code points; null in reviews of earlier versions."""
    end: int | None = Field(None, examples=[27])
    """Where the words end in the turn's text, in code points; null in reviews of earlier versions."""
    start_ms: int = Field(examples=[61200])
    """When that turn began, in milliseconds since the interview began."""
    end_ms: int = Field(examples=[74800])
    """When that turn ended, in milliseconds since the interview began."""


class RubricScoreResponse(BaseModel):
    """A criterion's score with its evidence."""

    criterion: str = Field(examples=["Problem solving"])
    """The name of the criterion."""
    score: float | None
    """The score, from 1 to 5; null if the answers do not support one, and then `comment`
    says why."""
    scale: str = Field(examples=["1-5"])
    """The range of the score."""
    weight: float = Field(examples=[0.25])
    """The share of the criterion in the overall score, from 0 to 1."""
    evidence: list[ReviewQuoteResponse]
    """The quotes that the score is based on, highest level first."""
    comment: str
    """What the score is based on, in a sentence."""


class ScoreDeltaResponse(BaseModel):
    """The change of one criterion's score."""

    criterion: str = Field(examples=["Problem solving"])
    """The name of the criterion."""
    before: float = Field(examples=[2.5])
    """The score in the earlier session, from 1 to 5."""
    now: float = Field(examples=[3.5])
    """The score in this session, from 1 to 5."""
    delta: float = Field(examples=[1.0])
    """The score now minus the score before, from -4 to 4; positive means better."""


class ReviewComparisonResponse(BaseModel):
    """What changed since the last session that was scored by the same kind of scorer."""

    previous_session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session that this one is compared with."""
    delta_overall: float | None
    """The difference of the overall scores; null if one of them has none."""
    deltas: list[ScoreDeltaResponse]
    """The criteria that both sessions scored."""


class CarryForwardResponse(BaseModel):
    """Suggestions for the next session."""

    focus_next: list[str]
    """The criteria to work on next."""
    avoid_repeating: list[str]
    """The questions of this session, which the next one should not ask again."""
    suggested_difficulty: str = Field(examples=["hard"])
    """The difficulty for the next session: one step up from an overall score of 75, one step down
    below 40."""


class FrameworkPartResponse(BaseModel):
    """One part of a complete answer, and the quote that contains it."""

    part: str = Field(examples=["Result"])
    """The part of a complete answer."""
    found: bool
    """Whether the answer contains it."""
    quote: str | None
    """The words that contain it; null if none do."""
    turn: int | None
    """The turn that the words are from; null if there are none."""


class FrameworkMatchResponse(BaseModel):
    """Which parts of its framework an answer contains."""

    framework: str = Field(examples=["STAR"])
    """The name of the framework."""
    parts: list[FrameworkPartResponse]
    """The parts of the framework, in order."""


class BetterAnswerAuthorResponse(BaseModel):
    """Who worded a better answer."""

    kind: Literal["built-in rules", "model"] = "built-in rules"
    """Who or what chose the words."""
    model: str | None = Field(None, examples=["gpt-5"])
    """The model; null for the rules."""
    prompt: str | None = Field(None, examples=["better_answer_v1 0f3c9a1d"])
    """The name and the digest of the model's instructions; null for the rules."""


class QuestionAnalysisResponse(BaseModel):
    """The analysis of one question."""

    question: str
    """The question as the plan words it."""
    answer_turns: list[int] = Field([], examples=[[7, 9]])
    """The turns in which the person answered it; empty in reviews of earlier versions."""
    answer_summary: str
    """Up to three of the person's own sentences, unchanged and in their order, joined by ` … `."""
    framework_match: FrameworkMatchResponse
    """Which parts of its framework the answer contains."""
    missing: list[str] = Field(examples=[["Result"]])
    """The parts that the answer lacks."""
    better_answer: str
    """The person's own sentences in a better order, with what to add in square brackets. A model may
    have corrected them."""
    better_answer_author: BetterAnswerAuthorResponse = BetterAnswerAuthorResponse()
    """Who worded the better answer."""
    has_unverified_transcript: bool = False
    """Whether part of the answer is a transcript from an inaccurate speech engine that nobody
    checked."""


class DeepAnalysisResponse(BaseModel):
    """The analysis of each question that was asked."""

    per_question: list[QuestionAnalysisResponse]
    """The questions that were asked, in order."""


class WebInsightsResponse(BaseModel):
    """Facts from the web; this server looks nothing up."""

    status: Literal["available", "unavailable", "disabled"]
    """Always `disabled`."""
    items: list[dict[str, Any]]  # Any: JSON
    """Always empty."""


class TrendPointResponse(BaseModel):
    """One session in the trend of overall scores."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    completed_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When its review was completed."""
    overall_score: float = Field(examples=[62.5])
    """Its overall score, from 0 to 100."""


class RoadmapStepResponse(BaseModel):
    """One thing to work on."""

    step: str
    """What to do."""
    why: str
    """Why, with the evidence for it."""
    exercise: str
    """How to practice it."""
    horizon: str = Field(examples=["this week"])
    """By when to do it, in words."""


class ReviewMetricResponse(BaseModel):
    """One measure and its target range."""

    key: str = Field(examples=["words_per_minute"])
    """The name of the measure for programs."""
    label: str = Field(examples=["Words per minute while you spoke"])
    """What is measured, with the unit."""
    value: float | None
    """The value; null if it could not be measured."""
    target_min: float | None
    """The lowest good value; null if there is none."""
    target_max: float | None
    """The highest good value; null if there is none."""
    verdict: RatioVerdictValue
    """Where the value lies relative to the target range; `not_available` if it could not be measured."""


class ReviewedSessionResponse(BaseModel):
    """The session that was reviewed."""

    persona_id: str | None = Field(examples=["emma"])
    """The interviewer's persona; null for the default."""
    type: str | None = Field(examples=["behavioral"])
    """What was practiced; null if it was not set."""
    difficulty: str | None = Field(examples=["medium"])
    """The difficulty; null if it was not set."""
    target_role: str | None = Field(examples=["Ward nurse"])
    """The role that was practiced for; null if none was named."""
    duration_planned_s: int = Field(examples=[600])
    """The planned length, in seconds."""
    duration_actual_s: int = Field(examples=[544])
    """The actual length, in seconds."""
    started_at: UtcTimestamp | None = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the interview began; null if that is not known."""
    ended_at: UtcTimestamp | None = Field(examples=["2026-11-22T09:39:04.000Z"])
    """When the interview ended; null if that is not known."""
    end_reason: str | None = Field(examples=["all_asked"])
    """Why the interview ended; null if that is not known."""
    mode: Literal["text", "voice", "video"]
    """How the answers were given: written, spoken, or on video."""
    questions_planned: int
    """How many questions the plan has."""
    questions_asked: int
    """How many of the planned questions were asked."""
    questions_answered: int
    """How many of the asked questions were answered."""
    assignment_id: str | None
    """The assignment that the session was set up for; null for the person's own practice."""


class AudioArtifactResponse(BaseModel):
    """A stored audio recording."""

    artifact_type: str = Field(examples=["candidate_audio"])
    """The type of the recording. `GET /artifacts/{session_id}/{artifact_type}` returns a link to it."""
    content_type: str = Field(examples=["audio/ogg"])
    """The media type."""
    duration_s: float | None = Field(examples=[57.6])
    """The length in seconds; null if it is not known."""
    bytes: int = Field(examples=[1843200])
    """The size in bytes."""


class ReviewScorerResponse(BaseModel):
    """The scorer that computed the scores."""

    kind: str = Field(examples=["built-in rules"])
    """What computed the scores: the built-in rules, a model or an external assessor."""
    version: str
    """The version of the scorer."""


class CompletedReviewResponse(BaseModel):
    """A completed review."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    status: Literal["completed"]
    """Tells this answer from the others."""
    version: int
    """The version of the review, from 1."""
    overall_score: float | None = Field(examples=[72.5])
    """The overall score, from 0 to 100; null if too few criteria could be scored."""
    overall_score_reason: str | None
    """Why there is no overall score; null if there is one."""
    rubric_scores: list[RubricScoreResponse]
    """The score of each criterion."""
    summary: str
    """The review in a few sentences."""
    strengths: list[str]
    """What was good, one sentence each."""
    weaknesses: list[str]
    """What was weak, one sentence each."""
    recommendations: list[str]
    """What to do next and why, one entry for each step of `improvement_roadmap`."""
    historical_comparison: ReviewComparisonResponse | None
    """What changed since the last review by the same kind of scorer; null for the first."""
    carry_forward: CarryForwardResponse
    """Suggestions for the next session."""
    deep_analysis: DeepAnalysisResponse
    """The analysis of each question that was asked."""
    perplexity_insights: WebInsightsResponse
    """Facts from the web; this server looks nothing up."""
    trend_data: list[TrendPointResponse]
    """The overall scores by the same kind of scorer so far, oldest first; sessions without a score
    are left out."""
    improvement_roadmap: list[RoadmapStepResponse]
    """What to work on, most important first."""
    ratio_cards: list[ReviewMetricResponse]
    """Measures of the interview with their target ranges."""
    presence_metrics: dict[str, Any] | None  # Any: JSON
    """Always null: nothing is measured from video."""
    video_analysis_status: VideoStatus
    """Always `not_available`: videos are stored, not analyzed."""
    video_analysis: dict[str, Any] | None  # Any: JSON
    """Always null."""
    session: ReviewedSessionResponse
    """The session that was reviewed."""
    audio_artifacts: list[AudioArtifactResponse]
    """The recording of the person's voice; empty if they did not keep one, or it was deleted."""
    generated_at: UtcTimestamp = Field(examples=["2026-11-22T09:41:00.000Z"])
    """When this version was written."""
    scorer: ReviewScorerResponse
    """What computed the scores."""


ReviewResponse = Annotated[
    ProcessingReviewResponse
    | FailedReviewResponse
    | NotEligibleReviewResponse
    | CompletedReviewResponse,
    Field(discriminator="status"),
]
"""The body of ``GET /review/{session_id}``; ``status`` determines its type."""


class LeaderboardEntryResponse(BaseModel):
    """A leaderboard entry."""

    rank: int = Field(examples=[1])
    """The rank, from 1; equal scores share a rank."""
    user_id: UUID = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The person's id within the organization."""
    is_you: bool
    """Whether the entry is the caller's own."""
    display_name: str = Field(examples=["Ada L."])
    """The first name and the initials of the other names."""
    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session with the person's best review."""
    overall_score: float = Field(examples=[71.5])
    """Its overall score, from 0 to 100."""
    interview_type: str | None = Field(examples=["behavioral"])
    """What was practiced; null if it was not set."""
    difficulty: str | None = Field(examples=["medium"])
    """The difficulty; null if it was not set."""
    target_role: str | None = Field(examples=["Ward nurse"])
    """The role that was practiced for; null if none was named."""
    completed_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the review was completed."""


class LeaderboardResponse(BaseModel):
    """The best reviews. All scores are from the same kind of scorer."""

    org_id: str = Field(examples=["demo"])
    """The organization as the request named it."""
    entries: list[LeaderboardEntryResponse]
    """The best review of each person, best first; empty if the leaderboard is off."""
    listing_policy: Literal["opt_in", "off"]
    """Who appears: people who chose it for a practice interview, or no one."""
    scorer_kind: str | None = Field(examples=["built-in rules"])
    """The kind of scorer that all scores are from; null without entries."""
    generated_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the list was read."""


class AssignmentResultResponse(BaseModel):
    """The result of an assignment. Fields from its review are null or empty until it is completed."""

    status: Literal["not_started", "in_progress", "completed", "unassigned"]
    """How far the person is."""
    assigned_at: datetime
    """When it was assigned."""
    started_at: datetime | None
    """When the person started; null before that."""
    completed_at: datetime | None
    """When its review was first ready, soon after the session; null before that."""
    score: float | None = Field(None, examples=[62.5])
    """The overall score of the review, from 0 to 100; null without one."""
    rubric_scores: list[RubricScoreResponse] = []
    """The score of each criterion; empty without a review."""
    summary: str | None = Field(None, examples=["Clear stories; the results lack numbers."])
    """The review in a few sentences; null without a review."""
    strengths: list[str] = []
    """What was good, one sentence each; empty without a review."""
    weaknesses: list[str] = []
    """What was weak, one sentence each; empty without a review."""
    recommendations: list[str] = []
    """What to do next and why; empty without a review."""
    historical_comparison: ReviewComparisonResponse | None = None
    """What changed since the last review; null for the first or without a review."""
    presence_metrics: dict[str, Any] | None = None  # Any: JSON
    """Always null: nothing is measured from video."""
    video_analysis: dict[str, Any] | None = None  # Any: JSON
    """Always null: videos are stored, not analyzed."""
    improvement_roadmap: list[RoadmapStepResponse] = []
    """What to work on; empty without a review."""
    ratio_cards: list[ReviewMetricResponse] = []
    """Measures of the interview with their target ranges; empty without a review."""


class AssignmentResultsResponse(BaseModel):
    """Results by assignment id, and the ids that are unknown in this organization."""

    results: dict[str, AssignmentResultResponse]
    """The results, by the assignment ids of the request."""
    unknown_ids: list[str]
    """The ids that belong to no assignment of this organization."""
