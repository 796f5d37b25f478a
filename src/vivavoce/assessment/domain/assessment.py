"""Assessments: requested once per cause, completed once, and never changed afterward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Scorecard
from vivavoce.kernel.ids import AssessmentId, InterviewId, PersonId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRequest:
    """A request to assess an interview up to and including one session."""

    id: AssessmentId
    interview_id: InterviewId
    run_id: str
    session_id: SessionId
    version: int
    is_completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentInput:
    """What an interview is assessed with: its rubric and its candidate.

    ``masked_names`` are masked before scoring. ``has_recommendation`` follows the interview's profile.
    """

    rubric: Rubric
    rubric_version: str
    person_id: PersonId
    masked_names: tuple[str, ...] = ()
    has_recommendation: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A completed assessment. After erasure of the candidate the scores stay; quotes and flags are gone."""

    request: AssessmentRequest
    created_at: datetime
    rubric_version: str
    scorecard: Scorecard
    is_erased: bool
