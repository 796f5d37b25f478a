"""Updates between a live session and the phone slice that calls its candidate, and phone numbers.

Phone numbers are converted from the way people write them to E.164.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from vivavoce.kernel.translation import translatable

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


_WRITTEN_NUMBER = re.compile(r"\+[0-9(][0-9 ().\u00a0/-]*[0-9]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def parse_phone_number(text: str) -> str:
    """Return a number in E.164 form (``+441134960123``); raise ``ValueError`` with a readable message."""
    written = text.strip()
    # "(0)" is a trunk prefix that is dialed only within the country.
    digits = "+" + re.sub(r"[^0-9]", "", written.replace("(0)", ""))
    if not _WRITTEN_NUMBER.fullmatch(written) or not _E164.fullmatch(digits):
        raise ValueError(
            translatable(
                "this is not a phone number with a country code, such as +44 113 496 0123."
            )
        )
    return digits


def parse_phone_number_or_none(text: str) -> str | None:
    """Return a number in E.164 form, or None if the text is not a phone number."""
    try:
        return parse_phone_number(text)
    except ValueError:
        return None
