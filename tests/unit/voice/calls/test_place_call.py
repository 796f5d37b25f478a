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

    def __init__(self, number: str | None) -> None:
        self._number = number

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
        )


class Untouched:
    """Calls, sessions and audit that nothing may be asked of."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"'{name}' was asked for")


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
