"""When a program stops waiting for a state of an interview."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce_client.errors import STOPPED, InterviewStoppedError
from vivavoce_client.schemas import InterviewState, InterviewStatusResponse

_ORDER: tuple[InterviewState, ...] = (
    "RECEIVED",
    "VALIDATING_SKILLS",
    "INFO_NEEDED",
    "GENERATING_PLAN",
    "PENDING",
    "REJECTED",
    "APPROVED",
    "SCHEDULED",
    "IN_PROGRESS",
    "COMPLETED",
    "ASSESSMENT_PENDING",
    "ASSESSMENT_APPROVED",
    "CANCELLED",
)
"""No state comes after a later one, unless a person sends the plan or the assessment back."""


def has_arrived(
    key: str, wanted: Sequence[InterviewState], status: InterviewStatusResponse
) -> bool:
    """Return whether the interview is in a wanted state; raise if it stopped elsewhere or is past it."""
    state = status["state"]
    if state in wanted:
        return True
    past = _ORDER[: _ORDER.index(state)] if state in _ORDER else ()
    if state in STOPPED or set(wanted) <= set(past):
        raise InterviewStoppedError(key, wanted, status)
    return False
