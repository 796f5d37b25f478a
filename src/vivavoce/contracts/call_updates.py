"""What crosses between a live session and whoever calls its candidate by telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CallFailureReason = Literal["busy", "no_answer", "rejected", "invalid", "machine", "trunk"]
"""'trunk' is that no call came about: the provider is away, refused, or never told of it."""
AnsweredBy = Literal["human", "machine", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDialingUpdate:
    """A number is being called; ``to_hash`` is keyed, never the number."""

    attempt: int
    to_hash: str
    trunk: str
    is_redial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRingingUpdate:
    """It rings at the other end."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnsweredUpdate:
    """Somebody, or something, answered."""

    attempt: int
    by: AnsweredBy


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNotReachedUpdate:
    """Nobody could be talked to; after the last one a session that never began is over."""

    attempt: int
    reason: CallFailureReason
    is_last: bool


CallUpdate = CallDialingUpdate | CallRingingUpdate | CallAnsweredUpdate | CallNotReachedUpdate
CandidatePresence = Literal["awaited", "there", "away", "over"]
"""The candidate: not talking yet, talking, dropped in the talk, or done with for good."""
