"""What can go wrong with a request, as exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vivavoce_client.schemas import InterviewState, InterviewStatusResponse

STOPPED: frozenset[InterviewState] = frozenset(
    {"INFO_NEEDED", "REJECTED", "CANCELLED", "ASSESSMENT_APPROVED"}
)
"""The states that an interview does not leave by itself."""


class VivavoceError(Exception):
    """Any error of this client."""


class ApiError(VivavoceError):
    """The platform answered with an error.

    ``code`` never changes, so decide by it. Quote ``request_id`` when you report a problem. ``problem`` is
    the whole body of the answer; it is empty if the answer was not the platform's own.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        request_id: str = "",
        errors: Sequence[dict[str, str]] = (),
        retry_after_s: float | None = None,
        problem: dict[str, Any] | None = None,  # Any: JSON
    ) -> None:
        where = f", request {request_id}" if request_id else ""
        super().__init__(f"{detail} ({status} {code}{where})")
        self.status = status
        self.code = code
        self.detail = detail
        self.request_id = request_id
        self.errors = list(errors)
        """The members of the request that were not valid, each with ``field``, ``code`` and ``message``."""
        self.retry_after_s = retry_after_s
        self.problem = problem or {}


class UnreachableError(VivavoceError):
    """No answer came, also after the retries. The request may have had its effect."""


class InterviewStoppedError(VivavoceError):
    """The wanted state does not come: the interview is past it, or does not go on by itself.

    In INFO_NEEDED, ``status["missingFields"]`` lists what to add with ``update``. REJECTED, CANCELLED and
    ASSESSMENT_APPROVED are final.
    """

    def __init__(self, key: str, wanted: Sequence[str], status: InterviewStatusResponse) -> None:
        verb = "stopped in" if status["state"] in STOPPED else "is already"
        super().__init__(_explain(f"The interview '{key}' {verb}", wanted, status))
        self.state = status["state"]
        self.status = status


class WaitTimeoutError(VivavoceError):
    """The interview did not reach the state in time; ``state`` is where it is.

    ``status["failure"]`` has the step that failed last, if one did; the platform still tries it again.
    """

    def __init__(self, key: str, wanted: Sequence[str], status: InterviewStatusResponse) -> None:
        super().__init__(_explain(f"The interview '{key}' is", wanted, status))
        self.state = status["state"]
        self.status = status


def _explain(subject: str, wanted: Sequence[str], status: InterviewStatusResponse) -> str:
    """Return where an interview is, and why, as far as its status says."""
    reasons = [f"missing {each['field']}" for each in status.get("missingFields") or ()]
    if failure := status.get("failure"):
        reasons.append(
            f"{failure['stage']} failed: {failure['code']}, attempt {failure['attempts']}"
        )
    if reason := status.get("cancelReason"):
        reasons.append(f"canceled: {reason}")
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{subject} {status['state']}, not {' or '.join(wanted)}{why}."


class WebhookVerificationError(VivavoceError):
    """The message was not signed with this secret, or too long ago. Answer with 401."""
