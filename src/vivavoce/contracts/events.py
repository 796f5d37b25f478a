"""The integration events: the nine that seed 001 names, and those that Vivavoce adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from vivavoce.contracts.envelope import EventPayload

Channel = Literal["text", "voice", "phone"]
"""How the candidate answered. "voice" is by browser, and also if only some answers were spoken."""
_FREE_TEXT: dict[str, Any] = {"words": True}  # Any: the type of dataclass metadata
"""Marks a member that contains a person's free text: it is erased with the candidate's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewReceived(EventPayload):
    """A request for an interview was accepted."""

    topic: ClassVar[str] = "interview.received"
    profile: str
    data_quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewInfoRequested(EventPayload):
    """Required data is missing; a person is asked for it."""

    topic: ClassVar[str] = "interview.info_needed"
    missing_fields: tuple[str, ...]
    questions: tuple[str, ...]
    data_quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewInfoCompleted(EventPayload):
    """The missing data was provided."""

    topic: ClassVar[str] = "interview.info_completed"
    completed_fields: tuple[str, ...]
    completed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillValidationRequested(EventPayload):
    """The data is complete: validate the skills and write a plan."""

    topic: ClassVar[str] = "skill.validation.requested"
    skills: tuple[str, ...]
    job_description: str
    level: str
    callback_url: str | None = None
    position: str | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGenerationStarted(EventPayload):
    """The skills are validated and the plan is being written."""

    topic: ClassVar[str] = "plan.generation_started"
    validated_skills: tuple[str, ...]
    unvalidated_skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGenerated(EventPayload):
    """A plan is ready for review."""

    topic: ClassVar[str] = "plan.generated"
    plan_id: str
    validated_skills: tuple[str, ...]
    duration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanApproved(EventPayload):
    """A person approved the plan."""

    topic: ClassVar[str] = "approval.approved"
    plan_id: str
    approved_by: str
    comments: str | None = field(default=None, metadata=_FREE_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRejected(EventPayload):
    """A person rejected the plan."""

    topic: ClassVar[str] = "approval.rejected"
    plan_id: str
    rejected_by: str
    reason: str | None = field(default=None, metadata=_FREE_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanModificationRequested(EventPayload):
    """A person asked for changes to the plan."""

    topic: ClassVar[str] = "interview.modification_requested"
    plan_id: str
    comments: str = field(metadata=_FREE_TEXT)
    requested_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewScheduled(EventPayload):
    """The interview has a start time; it cannot begin earlier."""

    topic: ClassVar[str] = "interview.scheduled"
    scheduled_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(EventPayload):
    """The candidate started a session: by connecting with consent, or by answering the call in person."""

    topic: ClassVar[str] = "session.started"
    session_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewStarted(EventPayload):
    """The candidate started the interview: their first session started."""

    topic: ClassVar[str] = "interview.started"
    session_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewCompleted(EventPayload):
    """The session ended with enough to assess."""

    topic: ClassVar[str] = "interview.completed"
    session_id: str
    duration_seconds: int
    reason: str
    transcript_ref: str
    channel: Channel | None = None
    questions_reached: int | None = None
    """Number of the last question that was asked, over all attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewNotCompleted(EventPayload):
    """The session ended before there was enough to assess."""

    topic: ClassVar[str] = "interview.not_completed"
    session_id: str
    reason: str
    is_technical: bool
    channel: Channel | None = None
    questions_reached: int | None = None
    """Number of the last question that was asked, over all attempts."""
    is_ended_by_candidate: bool | None = None
    """True if the candidate ended it and had answered nothing: no other attempt follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequested(EventPayload):
    """The candidate asked to speak with a person, or seemed to be in distress."""

    topic: ClassVar[str] = "interview.person_requested"
    session_id: str
    requested_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentCompleted(EventPayload):
    """An assessment is ready for a person's decision."""

    topic: ClassVar[str] = "assessment.completed"
    assessment_id: str
    overall_score: float | None = None
    recommendation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentApproved(EventPayload):
    """A named person approved the assessment."""

    topic: ClassVar[str] = "assessment.approved"
    assessment_id: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRejected(EventPayload):
    """A named person rejected the assessment or requested a new one."""

    topic: ClassVar[str] = "assessment.rejected"
    assessment_id: str
    rejected_by: str
    is_reassessment: bool
    reason: str | None = field(default=None, metadata=_FREE_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDecided(EventPayload):
    """A named person decided about the candidate, and the decision is final."""

    topic: ClassVar[str] = "interview.decided"
    decision_id: str
    assessment_id: str
    outcome: str
    decided_by: str
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFailed(EventPayload):
    """An assessment failed after all its attempts."""

    topic: ClassVar[str] = "assessment.failed"
    assessment_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCompleted(EventPayload):
    """The review of a practice interview is ready or has a new version."""

    topic: ClassVar[str] = "review.completed"
    version: int
    overall_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFailed(EventPayload):
    """A review failed; it can be requested again."""

    topic: ClassVar[str] = "review.failed"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewNotEligible(EventPayload):
    """A practice interview has too little to review."""

    topic: ClassVar[str] = "review.not_eligible"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactStored(EventPayload):
    """A recording or document of a session was stored."""

    topic: ClassVar[str] = "artifact.stored"
    artifact_id: str
    artifact_type: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoChunkStored(EventPayload):
    """A chunk of the candidate's video was stored; the event has its location, not its contents."""

    topic: ClassVar[str] = "video.candidate.stream"
    session_id: str
    chunk: int
    timestamp_ms: int
    path: str
    """URL path on this platform from which authorized users can download it."""
    size_bytes: int
    duration_ms: int
    content_type: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeArtifactsCompleted(EventPayload):
    """All documents of an intake were written or have failed."""

    topic: ClassVar[str] = "intake.artifacts_completed"
    intake_id: str
    ready: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewCancelled(EventPayload):
    """The interview was canceled."""

    topic: ClassVar[str] = "interview.cancelled"
    reason: str
    cancelled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFlagged(EventPayload):
    """An assessment has flags that a person should review."""

    topic: ClassVar[str] = "assessment.flagged"
    assessment_id: str
    kinds: tuple[str, ...]


UsagePurpose = Literal["plan", "compose", "voice", "panel", "assessment", "artifact", "review"]
UsageKind = Literal["llm_in", "llm_out", "stt_s", "tts_chars"]
"""What is counted: tokens to and from a model, seconds of transcribed audio, synthesized characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecorded(EventPayload):
    """A billable resource was used for an interview.

    Each use has ``kind``, ``provider``, ``model`` and ``quantity``.
    """

    topic: ClassVar[str] = "usage.recorded"
    purpose: UsagePurpose
    uses: tuple[dict[str, str | int], ...]
