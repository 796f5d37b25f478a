"""When a program stops waiting for a state of an interview."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce_client.errors import InterviewStoppedError
from vivavoce_client.schemas import InterviewState, InterviewStatusResponse

_STOPPED: frozenset[InterviewState] = frozenset(
    {"INFO_NEEDED", "REJECTED", "CANCELLED", "ASSESSMENT_APPROVED"}
)


def has_arrived(
    key: str, wanted: Sequence[InterviewState], status: InterviewStatusResponse
) -> bool:
    """Return whether the interview is in a wanted state; raise if it stopped in another one."""
    if status["state"] in wanted:
        return True
    if status["state"] in _STOPPED:
        raise InterviewStoppedError(key, wanted, status)
    return False
