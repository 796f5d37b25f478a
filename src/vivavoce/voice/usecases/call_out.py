"""Having a candidate called: by a person of staff, now or at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vivavoce.contracts.phone import read_number
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, Malformed, NotFound, Refused, Unavailable
from vivavoce.voice.domain.calls.call import Call, planned
from vivavoce.voice.domain.calls.hours import DEFAULT_ZONE, read_zone
from vivavoce.voice.ports.calls import Audit, Desk, Provider, ToCall
from vivavoce.voice.usecases.calls import Book

CALLABLE = frozenset({"APPROVED", "SCHEDULED", "IN_PROGRESS"})
"""States of an interview in which its candidate may be called."""
FURTHEST = timedelta(days=30)


class CallsNotSetUp(Unavailable):
    """Nobody can be called: this installation has no telephone provider. See docs/phone.md."""

    code = "calls_not_set_up"


class NotByPhone(Refused):
    """This kind of interview is not held by telephone."""

    code = "not_by_phone"


class NotToBeCalled(Refused):
    """The candidate cannot be called now: approve the plan first, or it is over already."""

    code = "not_to_be_called"


class NoNumber(Refused):
    """There is no number to call. Give it with the candidate, or in 'to'."""

    code = "no_number"


class AttemptsUsed(Refused):
    """The candidate began as often as this interview allows."""

    code = "attempts_used"


class CallUnderWay(Refused):
    """The candidate is being called already."""

    code = "call_under_way"


class NotCalledYet(NotFound):
    """Nobody was called for this interview."""

    code = "not_called_yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWish:
    """How somebody is to be called; what is None is as the interview has it, or now."""

    to: str | None = field(default=None, repr=False)
    at: datetime | None = None
    time_zone: str | None = None


class CallOut:
    """Has a candidate called. What was asked for is kept; the dialling itself is a job."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: Desk,
        book: Book,
        provider: Provider | None,
        audit: Audit,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._book = book
        self._provider = provider
        self._audit = audit

    async def __call__(self, caller: Caller, ref: str, wish: CallWish) -> Call:
        """Return the call that was set up.

        Raises ``NotFound``, ``NotByPhone``, ``NotToBeCalled``, ``NoNumber``, ``CallUnderWay``,
        ``AttemptsUsed``, ``Malformed`` and ``CallsNotSetUp``.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            to_call = await self._desk.card(work, await self._desk.interview_of(work, ref))
            now = self._book.clock.now()
            number, zone = _checked(wish, now=now)
            number = number or to_call.number
            _refuse(to_call)
            if number is None:
                raise NoNumber
            if self._provider is None:
                raise CallsNotSetUp
            call = await self._new(work, to_call, number, zone, now=now)
            earliest = _opens(to_call, now)
            call = planned(call, at=max(wish.at or now, earliest), now=now)
            if not await self._book.calls.add(work, call):
                raise CallUnderWay
            await self._book.remind(work, call)
            await self._audit.note(work, caller, "interview.call", str(call.interview_id), {})
            return call

    async def newest(self, caller: Caller, ref: str) -> Call:
        """Return how the interview's newest call stands, or raise ``NotFound``."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview_id = await self._desk.interview_of(work, ref)
            call = await self._book.calls.newest(work, interview_id)
            if call is None:
                raise NotCalledYet
            return call

    async def _new(
        self, work: Work, to_call: ToCall, number: str, zone: str, *, now: datetime
    ) -> Call:
        return Call(
            id=self._book.ids.new(),
            interview_id=to_call.interview_id,
            person_id=to_call.person_id,
            number=number,
            number_hash=await self._book.calls.hash_number(work, to_call.person_id, number),
            time_zone=zone,
            made_at=now,
        )


def _refuse(to_call: ToCall) -> None:
    if not PROFILES[to_call.profile].is_called:
        raise NotByPhone
    if to_call.state not in CALLABLE:
        raise NotToBeCalled(extra={"currentState": to_call.state})
    if to_call.attempts_left < 1:
        raise AttemptsUsed


def _opens(to_call: ToCall, now: datetime) -> datetime:
    """Return when the talk may begin: an interview that has begun is open."""
    if to_call.opens_at is None or to_call.state == "IN_PROGRESS":
        return now
    return to_call.opens_at


def _checked(wish: CallWish, *, now: datetime) -> tuple[str | None, str]:
    errors, number, zone = [], None, DEFAULT_ZONE
    try:
        number = None if wish.to is None else read_number(wish.to)
    except ValueError as wrong:
        errors.append(FieldError("to", "invalid", str(wrong)))
    try:
        zone = read_zone(wish.time_zone or DEFAULT_ZONE)
    except ValueError as wrong:
        errors.append(FieldError("timeZone", "invalid", str(wrong)))
    if wish.at is not None and wish.at > now + FURTHEST:
        message = f"a call is planned at most {FURTHEST.days} days ahead."
        errors.append(FieldError("at", "too_far", message))
    if errors:
        raise Malformed(f"'{errors[0].field}': {errors[0].message}", errors=errors)
    return number, zone
