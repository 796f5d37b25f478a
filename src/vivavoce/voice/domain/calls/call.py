"""A call: all that is done to reach one candidate for one interview, try by try. Pure decisions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.voice.domain.calls.calling_hours import next_allowed_call_time

CallState = Literal["waiting", "placing", "dialing", "ringing", "answered", "talking", "ended"]
ProviderCallStatus = Literal["accepted", "ringing", "answered", "completed"] | CallFailureReason
"""What a provider tells of a call."""
CallOutcome = Literal["talked", "not_reached", "given_up", "failed", "called_off"]
"""Talked to the session's end, never reached, lost in the talk, not possible, or not wanted any more."""

RING_TIMEOUT_S = 30
PROVIDER_SILENCE_TIMEOUT_S = RING_TIMEOUT_S + 60
"""So long a call may be without any news; then it counts as not answered."""
MEDIA_CONNECT_TIMEOUT_S = 30
"""From the answer to the first sound."""
STATUS_CHECK_INTERVAL_S = 20
"""How often a talk is looked at, in case nobody told of its end."""
STATUS_RECHECK_DELAY_S = 5
"""After this a talk that nobody is in is broken, and not only handed on."""
RETRY_DELAYS = (timedelta(minutes=10), timedelta(hours=2))
"""Between the tries to reach somebody; there is one more try than pauses."""
REDIAL_DELAYS = (timedelta(seconds=20), timedelta(seconds=120))
"""When somebody whose line broke is called again, counted from the break."""
MAX_REDIALS = 6
"""In one interview, whatever keeps breaking the line."""

_UNANSWERED_STATES: frozenset[CallState] = frozenset({"placing", "dialing", "ringing"})
_FINAL_REASONS: frozenset[CallFailureReason] = frozenset({"invalid", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The call and how far it has come. ``attempt`` numbers every time that it was placed."""

    id: UUID
    interview_id: InterviewId
    person_id: PersonId
    number: str = field(repr=False)
    number_hash: str
    """Keyed with the person's own key: after their erasure it says nothing."""
    time_zone: str
    made_at: datetime
    session_id: SessionId | None = None
    state: CallState = "waiting"
    attempt: int = 0
    tries: int = 0
    """Of this round: to reach them for the first time, or after a break."""
    redials: int = 0
    dropped_at: datetime | None = None
    """When the line broke that is to be mended; None where nothing is."""
    asked_at: datetime | None = None
    """When the provider was asked for this attempt; None where it surely was not."""
    sid: str | None = field(default=None, repr=False)
    """The provider's name for this attempt."""
    next_at: datetime | None = None
    outcome: CallOutcome | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nobody will be called any more."""
        return self.state == "ended"

    @property
    def is_redial(self) -> bool:
        """Whether a broken talk is to be taken up again."""
        return self.dropped_at is not None

    @property
    def is_unanswered(self) -> bool:
        """Whether it is on its way, or rings."""
        return self.state in _UNANSWERED_STATES

    @property
    def is_placement_unknown(self) -> bool:
        """Whether the provider was asked and its answer is not known: it must not be asked again."""
        return self.state == "placing" and self.asked_at is not None


def schedule_call(call: Call, *, at: datetime, now: datetime) -> Call:
    """Return the call waiting for ``at``, or for the next hour in which somebody may be called."""
    return replace(call, next_at=next_allowed_call_time(max(at, now), call.time_zone))


def start_attempt(call: Call, *, session_id: SessionId, now: datetime) -> Call:
    """Return the call at its next attempt: from here on the provider may be asked once."""
    return replace(
        call,
        session_id=session_id,
        state="placing",
        attempt=call.attempt + 1,
        tries=call.tries + 1,
        redials=call.redials + int(call.is_redial),
        asked_at=now,
        sid=None,
        next_at=now + timedelta(seconds=PROVIDER_SILENCE_TIMEOUT_S),
    )


def retry_attempt(call: Call, *, now: datetime) -> Call:
    """Return the same attempt, for which the provider is asked once more."""
    return replace(call, asked_at=now, next_at=now + timedelta(seconds=PROVIDER_SILENCE_TIMEOUT_S))


def mark_not_requested(call: Call) -> Call:
    """Return the same attempt, of which the provider surely knows nothing."""
    return replace(call, asked_at=None)


def mark_answered(call: Call, *, now: datetime) -> Call:
    """Return the call with somebody at the other end, whose sound is to come."""
    return replace(call, state="answered", next_at=now + timedelta(seconds=MEDIA_CONNECT_TIMEOUT_S))


def mark_talking(call: Call, *, now: datetime) -> Call:
    """Return the call with its sound; what was broken is mended."""
    return replace(
        call,
        state="talking",
        tries=0,
        dropped_at=None,
        next_at=now + timedelta(seconds=STATUS_CHECK_INTERVAL_S),
    )


def mark_not_reached(
    call: Call, reason: CallFailureReason, *, now: datetime, is_final: bool = False
) -> Call:
    """Return the call after an attempt that reached nobody: waiting for the next one, or ended."""
    again = None if is_final or reason in _FINAL_REASONS else _next_attempt_at(call, now)
    if again is not None:
        return replace(_reset_attempt(call), next_at=again)
    if call.is_redial:
        return end_call(call, "given_up", now=now)
    is_our_fault = reason in ("trunk", "invalid")
    return end_call(call, "failed" if is_our_fault else "not_reached", now=now)


def mark_maybe_dropped(call: Call, *, now: datetime) -> Call:
    """Return the call in whose talk nobody is at the moment."""
    return replace(call, dropped_at=now, next_at=now + timedelta(seconds=STATUS_RECHECK_DELAY_S))


def mark_dropped(call: Call, *, now: datetime, is_immediate: bool = False) -> Call:
    """Return the call after its line broke in the talk: soon called again, but not for ever."""
    if call.redials >= MAX_REDIALS:
        return end_call(call, "given_up", now=now)
    broken = replace(_reset_attempt(call), tries=0, dropped_at=now)
    return replace(broken, next_at=now if is_immediate else now + REDIAL_DELAYS[0])


def end_call(call: Call, outcome: CallOutcome, *, now: datetime) -> Call:
    """Return the call that is over."""
    return replace(_reset_attempt(call), state="ended", outcome=outcome, next_at=None, ended_at=now)


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
