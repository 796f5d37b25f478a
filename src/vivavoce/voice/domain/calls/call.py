"""A call: all attempts to reach one candidate for one interview, and its calling hours. Pure decisions.

Candidates are called only by day, in their own time zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.kernel.translation import translatable

CALLING_HOURS_START, CALLING_HOURS_END = time(8), time(21)
"""Local start and end of calling hours: 8:00 to 21:00."""
DEFAULT_TIME_ZONE = "UTC"


def next_allowed_call_time(at: datetime, time_zone: str) -> datetime:
    """Return ``at``, or the next start of calling hours where it is outside them in ``time_zone``."""
    zone = ZoneInfo(time_zone)
    local = at.astimezone(zone)
    if CALLING_HOURS_START <= local.time() < CALLING_HOURS_END:
        return at
    day = local.date() if local.time() < CALLING_HOURS_START else local.date() + timedelta(days=1)
    return datetime.combine(day, CALLING_HOURS_START, zone).astimezone(at.tzinfo)


def validate_time_zone(name: str) -> str:
    """Return ``name`` if it is a known time zone, or raise ``ValueError``."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(
            translatable("this is not a time zone such as 'Europe/London'.")
        ) from unknown
    return name


CallState = Literal["waiting", "requesting", "dialing", "ringing", "answered", "talking", "ended"]
ProviderCallStatus = Literal["accepted", "ringing", "answered", "completed"] | CallFailureReason
"""What a provider reports about a call."""
CallOutcome = Literal["completed", "not_reached", "abandoned", "failed", "canceled"]
"""Talked until the session ended, never reached, lost during the conversation, failed, or canceled."""

RING_TIMEOUT_S = 30
PROVIDER_SILENCE_TIMEOUT_S = RING_TIMEOUT_S + 60
"""Seconds without news from the provider after which an attempt counts as not answered."""
MEDIA_CONNECT_TIMEOUT_S = 30
"""Seconds from the answer to the first audio."""
STATUS_CHECK_INTERVAL_S = 20
"""Seconds between checks of a conversation, in case its end was not reported."""
STATUS_RECHECK_DELAY_S = 5
"""Seconds after which a session without the candidate counts as dropped, not as moving to another process."""
RETRY_DELAYS = (timedelta(minutes=10), timedelta(hours=2))
"""Pauses between the attempts to reach a candidate; there is one more attempt than pauses."""
REDIAL_DELAYS = (timedelta(seconds=20), timedelta(seconds=120))
"""When a candidate whose call dropped is called again, counted from the drop."""
MAX_REDIALS = 6
"""Maximum number of redials in one interview, whatever causes the drops."""

_UNANSWERED_STATES: frozenset[CallState] = frozenset({"requesting", "dialing", "ringing"})
_FINAL_REASONS: frozenset[CallFailureReason] = frozenset({"invalid", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call and its progress. ``attempt`` counts every placement."""

    id: UUID
    interview_id: InterviewId
    person_id: PersonId
    number: str = field(repr=False)
    number_hash: str
    """Hashed with the person's own key: useless after their data is erased."""
    time_zone: str
    created_at: datetime
    session_id: SessionId | None = None
    state: CallState = "waiting"
    attempt: int = 0
    tries: int = 0
    """Attempts of this round: to reach the candidate first, or after a drop."""
    redials: int = 0
    dropped_at: datetime | None = None
    """When the current drop happened; None where the call did not drop or is connected again."""
    asked_at: datetime | None = None
    """When the provider was asked to place this attempt; None if it certainly was not."""
    sid: str | None = field(default=None, repr=False)
    """The provider's id for this attempt."""
    next_attempt_at: datetime | None = None
    outcome: CallOutcome | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether no further call will be placed."""
        return self.state == "ended"

    @property
    def is_redial(self) -> bool:
        """Whether it resumes a dropped conversation."""
        return self.dropped_at is not None

    @property
    def is_unanswered(self) -> bool:
        """Whether it is being placed, dialed or ringing."""
        return self.state in _UNANSWERED_STATES

    @property
    def is_placement_unknown(self) -> bool:
        """Whether the provider was asked and its answer is unknown: it must not be asked again."""
        return self.state == "requesting" and self.asked_at is not None


def schedule_call(call: Call, *, at: datetime, now: datetime) -> Call:
    """Return the call scheduled for ``at``, or for the start of the next calling hours."""
    return replace(call, next_attempt_at=next_allowed_call_time(max(at, now), call.time_zone))


def start_attempt(call: Call, *, session_id: SessionId, now: datetime) -> Call:
    """Return the call with its next attempt begun: from here on the provider may be asked once."""
    return replace(
        call,
        session_id=session_id,
        state="requesting",
        attempt=call.attempt + 1,
        tries=call.tries + 1,
        redials=call.redials + int(call.is_redial),
        asked_at=now,
        sid=None,
        next_attempt_at=now + timedelta(seconds=PROVIDER_SILENCE_TIMEOUT_S),
    )


def mark_requested_again(call: Call, *, now: datetime) -> Call:
    """Return the same attempt, for which the provider is asked again."""
    return replace(
        call, asked_at=now, next_attempt_at=now + timedelta(seconds=PROVIDER_SILENCE_TIMEOUT_S)
    )


def mark_not_requested(call: Call) -> Call:
    """Return the same attempt, of which the provider certainly knows nothing."""
    return replace(call, asked_at=None)


def mark_answered(call: Call, *, now: datetime) -> Call:
    """Return the call as answered and waiting for its audio."""
    return replace(
        call, state="answered", next_attempt_at=now + timedelta(seconds=MEDIA_CONNECT_TIMEOUT_S)
    )


def mark_talking(call: Call, *, now: datetime) -> Call:
    """Return the call with its audio connected; an earlier drop counts as resolved."""
    return replace(
        call,
        state="talking",
        tries=0,
        dropped_at=None,
        next_attempt_at=now + timedelta(seconds=STATUS_CHECK_INTERVAL_S),
    )


def mark_not_reached(
    call: Call, reason: CallFailureReason, *, now: datetime, is_final: bool = False
) -> Call:
    """Return the call after an attempt that reached nobody: waiting for the next attempt, or ended."""
    again = None if is_final or reason in _FINAL_REASONS else _next_attempt_at(call, now)
    if again is not None:
        return replace(_reset_attempt(call), next_attempt_at=again)
    if call.is_redial:
        return end_call(call, "abandoned", now=now)
    is_our_fault = reason in ("trunk", "invalid")
    return end_call(call, "failed" if is_our_fault else "not_reached", now=now)


def mark_maybe_dropped(call: Call, *, now: datetime) -> Call:
    """Return the call whose candidate is not in the session at the moment."""
    return replace(
        call, dropped_at=now, next_attempt_at=now + timedelta(seconds=STATUS_RECHECK_DELAY_S)
    )


def mark_dropped(call: Call, *, now: datetime, is_immediate: bool = False) -> Call:
    """Return the call after it dropped: redialed soon, up to ``MAX_REDIALS`` times."""
    if call.redials >= MAX_REDIALS:
        return end_call(call, "abandoned", now=now)
    broken = replace(_reset_attempt(call), tries=0, dropped_at=now)
    return replace(broken, next_attempt_at=now if is_immediate else now + REDIAL_DELAYS[0])


def end_call(call: Call, outcome: CallOutcome, *, now: datetime) -> Call:
    """Return the call as ended."""
    return replace(
        _reset_attempt(call), state="ended", outcome=outcome, next_attempt_at=None, ended_at=now
    )


def _reset_attempt(call: Call) -> Call:
    return replace(call, state="waiting", asked_at=None, sid=None)


def _next_attempt_at(call: Call, now: datetime) -> datetime | None:
    if call.dropped_at is not None:
        if call.tries >= len(REDIAL_DELAYS) or call.redials >= MAX_REDIALS:
            return None
        return max(now, call.dropped_at + REDIAL_DELAYS[call.tries])
    if call.tries > len(RETRY_DELAYS):
        return None
    return next_allowed_call_time(now + RETRY_DELAYS[call.tries - 1], call.time_zone)
