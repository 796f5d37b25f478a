"""The registry of jobs: one row per kind, with its queue and number of attempts.

A job's arguments are ids only. It calls a use case, which may run twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Queue = Literal["plan", "assess", "panel", "deliver", "upkeep"]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of slow or external work; the agents role runs ``plan``, ``assess`` and ``panel``."""

    name: str
    queue: Queue
    max_attempts: int
    first_retry_delay_s: int = 2
    """Seconds before the second attempt; doubles after each attempt."""


_ROWS = (
    JobKind("planning.generate_plan", "plan", 6),
    JobKind("assessment.assess", "assess", 6),
    JobKind("assessment.read_answer", "panel", 3),
    JobKind("planning.write_artifact", "plan", 4),
    JobKind("practice.review", "assess", 4),
    JobKind("voice.place_call", "deliver", 4),
    JobKind("delivery.attempt_webhook", "deliver", 3),
    JobKind("delivery.send_email", "deliver", 8, 5),
)
JOBS: dict[str, JobKind] = {kind.name: kind for kind in _ROWS}
