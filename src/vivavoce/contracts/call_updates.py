"""Updates between a live session and the phone slice that calls its candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CallFailureReason = Literal["busy", "no_answer", "rejected", "invalid", "machine", "trunk"]
"""'trunk' means that no call was placed: the provider was unreachable, refused, or never received it."""
AnsweredBy = Literal["human", "machine", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDialingUpdate:
    """A number is being dialed; ``to_hash`` is a keyed hash of it, never the number itself."""

    attempt: int
    to_hash: str
    trunk: str
    is_redial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRingingUpdate:
    """The called phone is ringing."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnsweredUpdate:
    """A person or a machine answered the call."""

    attempt: int
    answered_by: AnsweredBy


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNotReachedUpdate:
    """No conversation took place; after the last attempt a session that never started ends."""

    attempt: int
    reason: CallFailureReason
    is_last: bool


CallUpdate = CallDialingUpdate | CallRingingUpdate | CallAnsweredUpdate | CallNotReachedUpdate
CandidatePresence = Literal["awaited", "there", "away", "over"]
"""The candidate has not connected yet, is connected, was disconnected, or has left for good."""
