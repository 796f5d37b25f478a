"""What is kept of a message and its tries: what the delivery log shows and the next try needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import InterviewId

DeliveryStatus = Literal["pending", "delivered", "dead", "gone"]


class DeliveryPendingError(ConflictError):
    """The message is still being tried by itself."""

    code = "webhook_pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttempt:
    """One try: a status, or the kind of error that left us without one."""

    attempt: int
    at: datetime
    ms: int
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """A message as the delivery log shows it."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    sequence: int
    event: str
    state: str
    at: datetime
    url: str
    status: DeliveryStatus
    next_at: datetime | None
    attempts: tuple[DeliveryAttempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A message whose next try is due. ``body`` is None once its person was erased.

    ``attempt`` counts all tries; ``round`` counts those since it was last set going by hand.
    """

    id: UUID
    endpoint_id: UUID | None
    url: str
    body: bytes | None = field(repr=False)
    attempt: int
    schedule_attempt: int
    is_target_gone: bool
