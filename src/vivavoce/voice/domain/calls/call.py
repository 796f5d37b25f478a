"""A call: all that is done to reach one candidate for one interview, try by try. Pure decisions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from vivavoce.contracts.calls import NotReachedBecause
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.voice.domain.calls.hours import next_hour_to_call

CallState = Literal["waiting", "placing", "dialing", "ringing", "answered", "talking", "ended"]
Progress = Literal["accepted", "ringing", "answered", "completed"] | NotReachedBecause
"""What a provider tells of a call."""
Outcome = Literal["talked", "not_reached", "given_up", "failed", "called_off"]
"""Talked to the session's end, never reached, lost in the talk, not possible, or not wanted any more."""

RING_S = 30
HEAR_OF_IT_S = RING_S + 60
"""So long a call may be without any news; then it counts as not answered."""
CONNECT_S = 30
"""From the answer to the first sound."""
LOOK_S = 20
"""How often a talk is looked at, in case nobody told of its end."""
LOOK_AGAIN_S = 5
"""After this a talk that nobody is in is broken, and not only handed on."""
AGAIN_AFTER = (timedelta(minutes=10), timedelta(hours=2))
"""Between the tries to reach somebody; there is one more try than pauses."""
REDIAL_AFTER = (timedelta(seconds=20), timedelta(seconds=120))
"""When somebody whose line broke is called again, counted from the break."""
MOST_REDIALS = 6
"""In one interview, whatever keeps breaking the line."""

_UNANSWERED: frozenset[CallState] = frozenset({"placing", "dialing", "ringing"})
_LAST_AT_ONCE: frozenset[NotReachedBecause] = frozenset({"invalid", "rejected"})


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
    outcome: Outcome | None = None
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
        return self.state in _UNANSWERED

    @property
    def is_unsure(self) -> bool:
        """Whether the provider was asked and its answer is not known: it must not be asked again."""
        return self.state == "placing" and self.asked_at is not None


def planned(call: Call, *, at: datetime, now: datetime) -> Call:
    """Return the call waiting for ``at``, or for the next hour in which somebody may be called."""
    return replace(call, next_at=next_hour_to_call(max(at, now), call.time_zone))


def placed(call: Call, *, session_id: SessionId, now: datetime) -> Call:
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
        next_at=now + timedelta(seconds=HEAR_OF_IT_S),
    )


def asked_again(call: Call, *, now: datetime) -> Call:
    """Return the same attempt, for which the provider is asked once more."""
    return replace(call, asked_at=now, next_at=now + timedelta(seconds=HEAR_OF_IT_S))


def never_asked(call: Call) -> Call:
    """Return the same attempt, of which the provider surely knows nothing."""
    return replace(call, asked_at=None)


def answered(call: Call, *, now: datetime) -> Call:
    """Return the call with somebody at the other end, whose sound is to come."""
    return replace(call, state="answered", next_at=now + timedelta(seconds=CONNECT_S))


def talking(call: Call, *, now: datetime) -> Call:
    """Return the call with its sound; what was broken is mended."""
    return replace(
        call,
        state="talking",
        tries=0,
        dropped_at=None,
        next_at=now + timedelta(seconds=LOOK_S),
    )


def not_reached(
    call: Call, reason: NotReachedBecause, *, now: datetime, is_final: bool = False
) -> Call:
    """Return the call after an attempt that reached nobody: waiting for the next one, or ended."""
    again = None if is_final or reason in _LAST_AT_ONCE else _again(call, now)
    if again is not None:
        return replace(_back(call), next_at=again)
    if call.is_redial:
        return ended(call, "given_up", now=now)
    is_our_fault = reason in ("trunk", "invalid")
    return ended(call, "failed" if is_our_fault else "not_reached", now=now)


def seems_broken(call: Call, *, now: datetime) -> Call:
    """Return the call in whose talk nobody is at the moment."""
    return replace(call, dropped_at=now, next_at=now + timedelta(seconds=LOOK_AGAIN_S))


def dropped(call: Call, *, now: datetime, is_at_once: bool = False) -> Call:
    """Return the call after its line broke in the talk: soon called again, but not for ever."""
    if call.redials >= MOST_REDIALS:
        return ended(call, "given_up", now=now)
    broken = replace(_back(call), tries=0, dropped_at=now)
    return replace(broken, next_at=now if is_at_once else now + REDIAL_AFTER[0])


def ended(call: Call, outcome: Outcome, *, now: datetime) -> Call:
    """Return the call that is over."""
    return replace(_back(call), state="ended", outcome=outcome, next_at=None, ended_at=now)


def _back(call: Call) -> Call:
    return replace(call, state="waiting", asked_at=None, sid=None)


def _again(call: Call, now: datetime) -> datetime | None:
    if call.dropped_at is not None:
        if call.tries >= len(REDIAL_AFTER) or call.redials >= MOST_REDIALS:
            return None
        return max(now, call.dropped_at + REDIAL_AFTER[call.tries])
    if call.tries > len(AGAIN_AFTER):
        return None
    return next_hour_to_call(now + AGAIN_AFTER[call.tries - 1], call.time_zone)
