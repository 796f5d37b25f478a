"""An interview as other slices see it: its facts and status, its brief, transcript and change requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from vivavoce.contracts.job_analysis import JobCorrection
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.kernel.translation import translatable

_PRACTICE_SESSION_ID = re.compile(r"int_([0-9a-f]{32})")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningFacts:
    """The facts about an interview from which its plan is written."""

    interview_id: InterviewId
    run_id: str
    profile: str
    state: str
    position: str
    level: str
    skills: tuple[str, ...]
    """The skills as typed, followed by the qualifications."""
    qualifications: tuple[str, ...]
    job_description: str
    company_name: str | None
    company_description: str | None
    duration_minutes: int
    language: str
    plan_id: str | None
    abilities: Mapping[str, bool]
    interview_type: str | None
    difficulty: str | None
    framework: str | None
    persona_id: str | None
    focus: tuple[str, ...]
    """Competencies that an earlier review recommended working on."""
    avoid: tuple[str, ...]
    """The exact texts of questions that this person was asked recently."""
    candidate_name: str | None = field(repr=False)
    resume_text: str | None = field(repr=False)
    candidate_profile: Mapping[str, Any] | None = field(repr=False)  # Any: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewStatus:
    """The progress of an interview, without personal data."""

    interview_id: InterviewId
    run_id: str
    state: str
    plan_id: str | None
    assessment_id: str | None
    session_id: str | None
    cancel_reason: str | None
    failure: Mapping[str, Any] | None  # Any: JSON {stage, code, attempts}
    is_assessed: bool
    """Whether the interview ends in an assessment of the candidate; otherwise it produces documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewSnapshot:
    """One interview: what was requested and its current state.

    ``context`` is what the client sent with the request, unchanged and encrypted with the person's key; it
    is None once the person has been erased.
    """

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    profile: str
    state: str
    position: str | None
    level: str | None
    company_name: str | None
    job_description: str | None
    duration_minutes: int
    language: str
    interview_type: str | None
    difficulty: str | None
    framework: str | None
    persona_id: str | None
    plan_id: str | None
    assessment_id: str | None
    session_id: str | None
    attempt: int
    cancel_reason: str | None
    transcript_retention_days: int
    """Days for which the transcript is kept after the interview ends, as the candidate is informed."""
    failure: Mapping[str, Any] | None  # Any: JSON {stage, code, attempts}
    created_at: datetime
    updated_at: datetime
    state_since: datetime
    context: Mapping[str, Any] | None = field(repr=False)  # Any: JSON
    candidate_name: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateInterviewDetails:
    """An interview as the candidate link page shows it."""

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    profile: str
    state: str
    position: str | None
    company_name: str | None
    duration_minutes: int
    language: str
    """The language in which the candidate reads: the one they chose, or else the interview's."""
    opens_at: datetime | None
    starts_at: datetime | None
    time_zone: str | None
    session_id: str | None
    attempt: int
    attempts_left: int
    abilities: Mapping[str, bool]
    persona_id: str | None
    transcript_retention_days: int
    """How many days after the interview's end the transcript is kept; shown to the candidate."""
    is_test: bool = False
    """Whether it is a test: nothing about it is mailed or called."""
    candidate_name: str | None = field(repr=False)
    email: str | None = field(repr=False)
    """The full e-mail address: use it to send, never display it."""
    phone_number: str | None = field(default=None, repr=False)
    """The full phone number: use it to call, never display it."""


def format_practice_session_id(interview_id: InterviewId) -> str:
    """Return the ``session_id`` that practice shows: ``int_`` and 32 hexadecimal digits."""
    return f"int_{interview_id.hex}"


def parse_practice_session_id(text: str) -> InterviewId | None:
    """Return the interview that a practice ``session_id`` refers to, or None if it is malformed."""
    match = _PRACTICE_SESSION_ID.fullmatch(text)
    return None if match is None else InterviewId(UUID(hex=match[1]))


TurnKind = Literal["greeting", "question", "follow_up", "repeat", "answer", "remark", "closing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewTranscriptTurn:
    """One turn as it was heard; times are milliseconds since the interview began.

    Evidence refers to a turn by its number ``turn``. In text mode, a candidate's turn lasts from the
    arrival of the question to the arrival of the answer.
    """

    turn: int
    role: Literal["agent", "candidate"]
    kind: TurnKind
    text: str = field(repr=False)
    question_id: str | None
    start_ms: int
    end_ms: int
    speech_ms: int | None = None
    """Milliseconds of audio: of the candidate's speech, or of the interviewer's that was heard; None for
    text."""
    is_draft: bool = False
    """Transcribed by a low-accuracy engine and not yet checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewTranscript:
    """One interview over all its attempts. Times exclude pauses and disconnections."""

    session_id: SessionId
    mode: Literal["text", "voice", "video"]
    """Whether any audio was used; each turn says itself whether it was spoken."""
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    duration_s: int
    asked_question_ids: tuple[str, ...]
    """Ids of the planned questions that were asked."""
    answered_question_ids: tuple[str, ...]
    turns: tuple[InterviewTranscriptTurn, ...] = field(repr=False)


CancelReason = Literal[
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
"""Why an interview was canceled. It is stored as text: an older version may have had other reasons."""
Seniority = Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"]
InterviewType = Literal["warm_up", "behavioral", "role_related", "coding"]
INTERVIEW_TYPES: tuple[InterviewType, ...] = ("warm_up", "behavioral", "role_related", "coding")
Difficulty = Literal["student", "easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = ("student", "easy", "medium", "hard")
SENIORITIES: tuple[Seniority, ...] = ("JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBrief:
    """What to plan for; with ``previous`` and ``comments`` it asks for a targeted revision.

    Planners treat the job description and the résumé as data, never as instructions. The brief contains
    neither the candidate's name nor contact details, because a plan does not need them.
    """

    position: str
    level: Seniority = "MID"
    job_description: str = ""
    skills: tuple[str, ...] = ()
    duration_minutes: int = 30
    language: str = "en"
    company_name: str | None = None
    company_description: str | None = None
    resume_text: str | None = None
    candidate_background: str = field(default="", repr=False)
    """What the résumé and the profile say about work, without the candidate's name."""
    profile: str = "hiring"
    are_skills_confirmed: bool = False
    """A person was asked about the skills and confirmed them as they are."""
    previous: InterviewPlan | None = None
    comments: str | None = None
    job_corrections: tuple[JobCorrection, ...] = ()
    """What a person corrected in the analysis of the job text; it wins over the rules."""
    interview_type: InterviewType | None = None
    """Which part of the question bank to use; None follows from the position."""
    difficulty: Difficulty | None = None
    framework: str | None = None
    """How answers should be structured, e.g. ``STAR``; None is the default for each kind of question."""
    persona_id: str | None = None
    question_count: int | None = None
    """The exact number of questions; None is as many as fit the duration."""
    focus: tuple[str, ...] = ()
    """Competencies to improve according to an earlier review; they come first."""
    avoid: tuple[str, ...] = ()
    """Questions, verbatim, that this person was asked recently."""
    form_seed: str = ""
    """Which of their two equal forms the questions have: requests for one position may differ in it."""


_NOT_UNDERSTOOD_PREFIX = 'not understood, nothing was changed for it: "'


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredChangeRequestParts:
    """A change request that changes something: which parts of it are ignored, and why."""

    not_understood: tuple[str, ...] = field(default=(), repr=False)
    """Words that were not understood; they change nothing."""
    removed: tuple[str, ...] = field(default=(), repr=False)
    """Notes about demands that an employer must not make: which, why, and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequestPreview:
    """What a change request would do, before anything is made."""

    changes: tuple[str, ...] = field(default=(), repr=False)
    """What would change, one sentence each; empty if a language model reads the request."""
    ignored: IgnoredChangeRequestParts = field(default=IgnoredChangeRequestParts(), repr=False)
    is_read_by_model: bool = False
    """Whether a language model reads the request, so that its changes are not known yet."""


def format_not_understood_note(words: str) -> str:
    """Return the plan note for words that were not understood."""
    return translatable('not understood, nothing was changed for it: "{words}".', words=words)


def extract_not_understood_parts(notes: Iterable[str]) -> tuple[str, ...]:
    """Return the words that were not understood, extracted from the notes of a plan."""
    parts = (note.partition(_NOT_UNDERSTOOD_PREFIX)[2] for note in notes)
    return tuple(part.removesuffix('".') for part in parts if part)
