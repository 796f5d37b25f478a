"""A qualification that an operator started on a page: how far it is, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.translation import phrase, translatable

QualificationStatus = Literal["waiting", "running", "completed", "failed", "canceled"]
SILENT_AFTER = timedelta(minutes=2)
"""A running qualification whose progress was not written for so long has lost its process."""
UNTAKEN_AFTER = timedelta(minutes=15)
"""A waiting one that no process took for so long will not be run any more."""
INTERRUPTED = phrase(
    "The process that ran it ended. Start it again; its requests are not repeated by themselves."
)


class QualificationRunningError(ConflictError):
    """A qualification is running already."""

    code = "qualification_running"

    def __init__(self) -> None:
        super().__init__(
            translatable("A qualification is running already. Wait for its end, or cancel it.")
        )


class QualificationEndedError(ConflictError):
    """The qualification has ended already."""

    code = "qualification_ended"

    def __init__(self) -> None:
        super().__init__(translatable("The qualification has ended already."))


class NoModelToQualifyError(ConflictError):
    """No language model is configured."""

    code = "no_model"

    def __init__(self) -> None:
        super().__init__(
            translatable("No language model is configured, so there is none to qualify.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedQualification:
    """One qualification from its start on; at most one at a time is active."""

    id: UUID
    model: str
    """The model as it was configured when it was started."""
    endpoint: str
    status: QualificationStatus
    started_at: datetime
    seen_at: datetime
    """When the process that runs it last wrote its progress."""
    ended_at: datetime | None = None
    answers_read: int = 0
    answers_total: int = 0
    """0 until it is known."""
    certificate_id: UUID | None = None
    """Its certificate, passed or not; None if it has not ended with one."""
    reason: str | None = None
    """Why it ended without a certificate, in one or two sentences."""

    def as_seen(self, now: datetime) -> StartedQualification:
        """Return it as it is now: one that lost its process, or that none took, has failed."""
        patience = {"running": SILENT_AFTER, "waiting": UNTAKEN_AFTER}.get(self.status)
        if patience is None or now - self.seen_at < patience:
            return self
        return replace(self, status="failed", ended_at=self.seen_at + patience, reason=INTERRUPTED)
