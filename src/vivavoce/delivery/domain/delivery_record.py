"""A webhook message and its attempts, as the delivery log and the next attempt need them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import InterviewId

DeliveryStatus = Literal["pending", "delivered", "dead", "gone"]


class DeliveryPendingError(ConflictError):
    """The message is still being retried automatically."""

    code = "webhook_pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttempt:
    """One attempt: the HTTP status, or the kind of error if there was no response."""

    attempt: int
    at: datetime
    duration_ms: int
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
    next_attempt_at: datetime | None
    attempts: tuple[DeliveryAttempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A message whose next attempt is due. ``body`` is None once its person was erased.

    ``attempt`` counts all attempts; ``schedule_attempt`` counts those since the last manual redelivery.
    """

    id: UUID
    endpoint_id: UUID | None
    url: str
    body: bytes | None = field(repr=False)
    attempt: int
    schedule_attempt: int
    is_target_gone: bool
