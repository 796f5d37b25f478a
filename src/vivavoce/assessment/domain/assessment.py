"""An assessment: asked for once per cause, made once, and never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.kernel.ids import AssessmentId, InterviewId, PersonId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRequest:
    """Something asked for an assessment of an interview as it was told up to one session."""

    id: AssessmentId
    interview_id: InterviewId
    run_id: str
    session_id: SessionId
    version: int
    is_completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentInput:
    """What an interview is assessed by: its rubric, and whom the words belong to.

    ``masked_names`` are not read. Where the front door gives no recommendation there is none.
    """

    rubric: Rubric
    rubric_version: str
    person_id: PersonId
    masked_names: tuple[str, ...] = ()
    has_recommendation: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A made assessment. Once its person is erased the numbers stay, quotes and flags are gone."""

    request: AssessmentRequest
    made_at: datetime
    rubric_version: str
    scorecard: Scorecard
    is_erased: bool
