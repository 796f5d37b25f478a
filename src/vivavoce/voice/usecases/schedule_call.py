"""Schedules phone calls to candidates, now or at a given time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vivavoce.contracts.call_updates import parse_phone_number
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import (
    ConflictError,
    FieldError,
    InvalidRequestError,
    NotFoundError,
    UnavailableError,
)
from vivavoce.kernel.translation import translatable
from vivavoce.voice.domain.calls.call import (
    DEFAULT_TIME_ZONE,
    Call,
    schedule_call,
    validate_time_zone,
)
from vivavoce.voice.ports.calls import PhoneInterview, PhoneInterviewGateway, TelephonyProvider
from vivavoce.voice.usecases.call_callbacks import CallLifecycle

CALLABLE_STATES = frozenset({"APPROVED", "SCHEDULED", "IN_PROGRESS"})
"""States of an interview in which its candidate may be called."""
MAX_SCHEDULE_AHEAD = timedelta(days=30)


class TelephonyNotConfiguredError(UnavailableError):
    """Calls cannot be placed: no phone provider is set up. See docs/how-to/connect-a-phone-provider.md."""

    code = "calls_not_configured"


class InterviewNotByPhoneError(ConflictError):
    """Interviews of this kind are not held by telephone."""

    code = "phone_not_supported"


class NoCallForTestError(ConflictError):
    """This interview is a test: no call is placed for it. Open its candidate link instead."""

    code = "no_call_for_test"


class CandidateNotCallableError(ConflictError):
    """The candidate cannot be called now: the plan is not approved yet, or the interview is over."""

    code = "not_callable"


class MissingPhoneNumberError(ConflictError):
    """There is no number to call. Give it with the candidate, or in 'to'."""

    code = "phone_number_missing"


class NoCallAttemptsLeftError(ConflictError):
    """The candidate has used all attempts for this interview."""

    code = "no_attempts_left"


class CallInProgressError(ConflictError):
    """The candidate is already being called."""

    code = "call_in_progress"


class NoCallYetError(NotFoundError):
    """This interview has no call yet."""

    code = "no_call_yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """Options of a call; None means the interview's own value, or now."""

    to: str | None = field(default=None, repr=False)
    at: datetime | None = None
    time_zone: str | None = None


class ScheduleCall:
    """Schedules a call. The request is stored; a job places the call."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: PhoneInterviewGateway,
        lifecycle: CallLifecycle,
        provider: TelephonyProvider | None,
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._lifecycle = lifecycle
        self._provider = provider
        self._audit = audit

    async def __call__(self, caller: Caller, ref: str, options: CallOptions) -> Call:
        """Schedule a call to the interview's candidate and return it.

        Raises ``NotFoundError``, ``InterviewNotByPhoneError``, ``NoCallForTestError``,
        ``CandidateNotCallableError``,
        ``MissingPhoneNumberError``, ``CallInProgressError``, ``NoCallAttemptsLeftError``,
        ``InvalidRequestError`` and ``TelephonyNotConfiguredError``.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.get(
                work, await self._interviews.resolve_interview_id(work, ref)
            )
            now = self._lifecycle.clock.now()
            number, zone = _validate_options(options, now=now)
            number = number or interview.number
            _require_callable(interview)
            if number is None:
                raise MissingPhoneNumberError
            if self._provider is None:
                raise TelephonyNotConfiguredError
            zone = zone or interview.time_zone or DEFAULT_TIME_ZONE
            call = await self._create_call(work, interview, number, zone, now=now)
            earliest = _earliest_start(interview, now)
            call = schedule_call(call, at=max(options.at or now, earliest), now=now)
            if not await self._lifecycle.calls.add(work, call):
                raise CallInProgressError
            await self._lifecycle.schedule_next_step(work, call)
            await self._audit.record(work, caller, "interview.call", str(call.interview_id), {})
            return call

    async def get_latest(self, caller: Caller, ref: str) -> Call:
        """Return the interview's newest call, or raise ``NotFoundError``."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview_id = await self._interviews.resolve_interview_id(work, ref)
            call = await self._lifecycle.calls.get_latest(work, interview_id)
            if call is None:
                raise NoCallYetError
            return call

    async def _create_call(
        self,
        work: UnitOfWork,
        interview: PhoneInterview,
        number: str,
        time_zone: str,
        *,
        now: datetime,
    ) -> Call:
        return Call(
            id=self._lifecycle.ids.new_id(),
            interview_id=interview.interview_id,
            person_id=interview.person_id,
            number=number,
            number_hash=await self._lifecycle.calls.hash_number(work, interview.person_id, number),
            time_zone=time_zone,
            created_at=now,
        )


def _require_callable(interview: PhoneInterview) -> None:
    if not PROFILES[interview.profile].is_phone:
        raise InterviewNotByPhoneError
    if interview.is_test:
        raise NoCallForTestError
    if interview.state not in CALLABLE_STATES:
        raise CandidateNotCallableError(extra={"currentState": interview.state})
    if interview.attempts_left < 1:
        raise NoCallAttemptsLeftError


def _earliest_start(interview: PhoneInterview, now: datetime) -> datetime:
    """Return when the interview may begin; one that has begun may continue at any time."""
    if interview.opens_at is None or interview.state == "IN_PROGRESS":
        return now
    return interview.opens_at


def _validate_options(options: CallOptions, *, now: datetime) -> tuple[str | None, str | None]:
    """Return the number and the time zone, each None where the interview's own counts."""
    errors, number, zone = [], None, None
    try:
        number = None if options.to is None else parse_phone_number(options.to)
    except ValueError as wrong:
        errors.append(FieldError("to", "invalid", wrong.args[0]))
    try:
        zone = None if options.time_zone is None else validate_time_zone(options.time_zone)
    except ValueError as wrong:
        errors.append(FieldError("timeZone", "invalid", wrong.args[0]))
    if options.at is not None and options.at > now + MAX_SCHEDULE_AHEAD:
        message = translatable(
            "a call can be planned at most {days} days ahead.", days=MAX_SCHEDULE_AHEAD.days
        )
        errors.append(FieldError("at", "too_far", message))
    if errors:
        raise InvalidRequestError(
            translatable("'{field}': {message}", field=errors[0].field, message=errors[0].message),
            errors=errors,
        )
    return number, zone
