"""Asking for a call where none can be made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.fakes.live_session import open_fake_work
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.ports.calls import PhoneInterview
from vivavoce.voice.usecases.call_callbacks import CallLifecycle
from vivavoce.voice.usecases.schedule_call import (
    CallOptions,
    MissingPhoneNumberError,
    ScheduleCall,
    TelephonyNotConfiguredError,
)

RECRUITER = Caller(
    tenant_id=TenantId(UUID(int=1)),
    kind="account",
    id=UUID(int=2),
    name="Somebody",
    permissions=frozenset({Permission.INTERVIEW_UPDATE}),
)


class OneInterview:
    """A desk with one interview by telephone, ready to be called."""

    def __init__(self, number: str | None, time_zone: str | None = None) -> None:
        self._number = number
        self._time_zone = time_zone

    async def resolve_interview_id(self, work: UnitOfWork, ref: str) -> InterviewId:
        return InterviewId(UUID(int=3))

    async def get(self, work: UnitOfWork, interview_id: InterviewId) -> PhoneInterview:
        return PhoneInterview(
            interview_id=interview_id,
            run_id="int_3",
            person_id=PersonId(UUID(int=4)),
            profile="phone_screen",
            state="APPROVED",
            position=None,
            company_name=None,
            opens_at=None,
            attempt=1,
            attempts_left=1,
            abilities={},
            persona_id=None,
            transcript_retention_days=90,
            number=self._number,
            time_zone=self._time_zone,
        )


class Untouched:
    """Calls, sessions and audit that nothing may be asked of."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"'{name}' was asked for")


class RecordedCalls:
    """Everything about calls that a planned one needs; it remembers the calls."""

    def __init__(self) -> None:
        self.calls = self
        self.clock, self.ids = SimulatedClock(), CountingIds()
        self.planned: list[Call] = []

    async def hash_number(self, work: UnitOfWork, person_id: PersonId, number: str) -> str:
        return "hash"

    async def add(self, work: UnitOfWork, call: Call) -> bool:
        self.planned.append(call)
        return True

    async def schedule_next_step(self, work: UnitOfWork, call: Call) -> None:
        """The step is taken elsewhere."""

    async def record(self, *_: object) -> None:
        """The audit log."""


@pytest.mark.parametrize(
    ("asked", "of_candidate", "used"),
    [
        (None, "Asia/Tokyo", "Asia/Tokyo"),
        ("Europe/London", "Asia/Tokyo", "Europe/London"),
        (None, None, "UTC"),
    ],
)
async def test_the_quiet_hours_are_those_of_the_candidate_unless_the_request_says_otherwise(
    asked: str | None, of_candidate: str | None, used: str
) -> None:
    recorded: Any = RecordedCalls()
    interviews: Any = OneInterview("+441134960123", of_candidate)
    schedule = ScheduleCall(
        open_work=open_fake_work,  # type: ignore[arg-type]
        interviews=interviews,
        lifecycle=recorded,
        provider=recorded,
        audit=recorded,
    )

    await schedule(RECRUITER, "int_3", CallOptions(time_zone=asked))

    [call] = recorded.planned
    assert call.time_zone == used


def without_provider(number: str | None) -> ScheduleCall:
    untouched: Any = Untouched()
    interviews: Any = OneInterview(number)
    book = CallLifecycle(
        calls=untouched, sessions=untouched, clock=SimulatedClock(), ids=CountingIds()
    )
    return ScheduleCall(
        open_work=open_fake_work,  # type: ignore[arg-type]
        interviews=interviews,
        lifecycle=book,
        provider=None,
        audit=untouched,
    )


async def test_without_a_provider_the_call_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(TelephonyNotConfiguredError) as refused:
        await without_provider("+441134960123")(RECRUITER, "int_3", CallOptions())

    assert (refused.value.code, refused.value.status) == ("calls_not_configured", 503)


async def test_an_error_that_the_caller_can_fix_is_reported_first() -> None:
    with pytest.raises(MissingPhoneNumberError):
        await without_provider(None)(RECRUITER, "int_3", CallOptions())
