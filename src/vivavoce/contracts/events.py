"""The integration events: seed 001's nine by their names, and ours beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from vivavoce.contracts.envelope import EventPayload

_FREE_TEXT: dict[str, Any] = {"words": True}  # Any: as dataclasses have it
"""Marks a member that holds a person's free words: it is forgotten with the candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewReceived(EventPayload):
    """A request for an interview was taken in."""

    topic: ClassVar[str] = "interview.received"
    profile: str
    data_quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewInfoRequested(EventPayload):
    """Facts are missing; a person is asked for them."""

    topic: ClassVar[str] = "interview.info_needed"
    missing_fields: tuple[str, ...]
    questions: tuple[str, ...]
    data_quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewInfoCompleted(EventPayload):
    """The missing facts were filled in."""

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
    """The skills are validated and the plan is being written (ours)."""

    topic: ClassVar[str] = "plan.generation_started"
    validated_skills: tuple[str, ...]
    unvalidated_skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGenerated(EventPayload):
    """A plan is ready for a person to read."""

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
    """The interview has a time before which it does not open."""

    topic: ClassVar[str] = "interview.scheduled"
    scheduled_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(EventPayload):
    """The candidate began a session: consent given and connected, or a call that a person answered (ours)."""

    topic: ClassVar[str] = "session.started"
    session_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewStarted(EventPayload):
    """The candidate began the interview, by their first session that started."""

    topic: ClassVar[str] = "interview.started"
    session_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewCompleted(EventPayload):
    """The session ended with something to assess."""

    topic: ClassVar[str] = "interview.completed"
    session_id: str
    duration_seconds: int
    reason: str
    transcript_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewNotCompleted(EventPayload):
    """The session ended before there was enough to assess (ours)."""

    topic: ClassVar[str] = "interview.not_completed"
    session_id: str
    reason: str
    is_technical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequested(EventPayload):
    """The candidate asked to talk with a person (ours)."""

    topic: ClassVar[str] = "interview.person_requested"
    session_id: str
    requested_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentCompleted(EventPayload):
    """An assessment is ready for a person to decide on."""

    topic: ClassVar[str] = "assessment.completed"
    assessment_id: str
    overall_score: float | None = None
    recommendation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentApproved(EventPayload):
    """A named person approved the assessment (ours)."""

    topic: ClassVar[str] = "assessment.approved"
    assessment_id: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRejected(EventPayload):
    """A named person rejected the assessment, or asked for it again (ours)."""

    topic: ClassVar[str] = "assessment.rejected"
    assessment_id: str
    rejected_by: str
    is_reassessment: bool
    reason: str | None = field(default=None, metadata=_FREE_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFailed(EventPayload):
    """An assessment could not be made, after every try (ours)."""

    topic: ClassVar[str] = "assessment.failed"
    assessment_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCompleted(EventPayload):
    """A practising person's review is ready, or has a new version (ours)."""

    topic: ClassVar[str] = "review.completed"
    version: int
    overall_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFailed(EventPayload):
    """A review could not be made; it can be asked for again (ours)."""

    topic: ClassVar[str] = "review.failed"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewNotEligible(EventPayload):
    """There is too little to review (ours)."""

    topic: ClassVar[str] = "review.not_eligible"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactStored(EventPayload):
    """A recording or document of a session is kept (ours)."""

    topic: ClassVar[str] = "artifact.stored"
    artifact_id: str
    artifact_type: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoChunkStored(EventPayload):
    """A piece of the candidate's video is kept; the event says where, and holds no picture."""

    topic: ClassVar[str] = "video.candidate.stream"
    session_id: str
    chunk: int
    timestamp_ms: int
    path: str
    """Where whoever may see it gets it: a path of this platform."""
    size_bytes: int
    duration_ms: int
    content_type: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeArtifactsCompleted(EventPayload):
    """Every document that an intake leads to is written, or could not be (ours)."""

    topic: ClassVar[str] = "workshop.artifacts_ready"
    intake_id: str
    ready: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewCancelled(EventPayload):
    """The interview will not go on (ours)."""

    topic: ClassVar[str] = "interview.cancelled"
    reason: str
    cancelled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFlagged(EventPayload):
    """An assessment has flags for a person to look at (ours)."""

    topic: ClassVar[str] = "assessment.flagged"
    assessment_id: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecorded(EventPayload):
    """Something that may cost money was used for an interview (ours).

    Each use has ``kind``, ``provider``, ``model`` and ``quantity``.
    """

    topic: ClassVar[str] = "usage.recorded"
    purpose: str
    uses: tuple[dict[str, str | int], ...]
