"""What is kept of a message and its tries: what the delivery log shows and the next try needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import Refused
from vivavoce.kernel.ids import InterviewId

Status = Literal["pending", "delivered", "dead", "gone"]


class StillPending(Refused):
    """The message is still being tried by itself."""

    code = "webhook_pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: a status, or the kind of error that left us without one."""

    attempt: int
    at: datetime
    ms: int
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A message as the delivery log shows it."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    sequence: int
    event: str
    state: str
    at: datetime
    url: str
    status: Status
    next_at: datetime | None
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A message whose next try is due. ``body`` is None once its person was erased.

    ``attempt`` counts all tries; ``round`` counts those since it was last set going by hand.
    """

    id: UUID
    endpoint_id: UUID | None
    url: str
    body: bytes | None = field(repr=False)
    attempt: int
    round: int
    is_target_gone: bool
