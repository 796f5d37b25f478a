"""What callers are asked before the interview: in its language, and about a recording if it is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import pytest
from tests.infrastructure import Ground

from vivavoce.app.wiring.phone import KEYPAD_INSTRUCTIONS, CallSessions
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.contracts.live_session import LiveSessionSpec, OpenedLiveSession
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.kernel.translation import translate
from vivavoce.live.usecases.session_lifecycle import SessionLifecycle
from vivavoce.live.usecases.session_log_updates import CallUpdateRecorder
from vivavoce.media.domain.video import build_voice_consent_text
from vivavoce.planning.facade import PlanService
from vivavoce.voice.ports.calls import PhoneInterview

INTERVIEW = PhoneInterview(
    interview_id=InterviewId(UUID(int=1)),
    run_id="itv_1",
    person_id=PersonId(UUID(int=2)),
    profile="phone_screen",
    state="APPROVED",
    position="Shift lead",
    company_name="Larkfield",
    opens_at=None,
    attempt=0,
    attempts_left=1,
    abilities={},
    persona_id=None,
    transcript_retention_days=90,
    number=None,
)


@dataclass
class KnownOrganization:
    """Its setting, the language of its plan, and the sessions that were opened."""

    allows_recordings: bool
    language: str
    opened: list[LiveSessionSpec] = field(default_factory=list)

    async def allows_voice_recording(self, work: UnitOfWork) -> bool:
        return self.allows_recordings

    async def current(self, work: UnitOfWork, interview_id: InterviewId) -> dict[str, Any]:
        return {"planId": str(UUID(int=3)), "version": 1, "document": {"language": self.language}}

    async def open(self, work: UnitOfWork, spec: LiveSessionSpec) -> OpenedLiveSession:
        self.opened.append(spec)
        return OpenedLiveSession(
            session_id=SessionId(UUID(int=4)), handle="", ws_path="", attempt=1, is_new=True
        )


async def read_consent(
    ground: Ground, tenant: TenantId, *, language: str, allows_recordings: bool
) -> tuple[str, str]:
    """Return the version and the text of what the caller is asked."""
    known = KnownOrganization(allows_recordings, language)
    calls = CallSessions(
        cast(SessionLifecycle, known),
        cast(CallUpdateRecorder, None),
        cast(PlanService, known),
        cast(TenantPolicies, known),
    )
    async with ground.open_work(tenant) as work:
        await calls.get_or_create(work, INTERVIEW)
    return known.opened[0].consent_version, known.opened[0].consent_text


@pytest.mark.parametrize(
    ("language", "spoken", "begins"),
    [
        ("en", "en", "A computer program conducts this interview"),
        ("de", "de", "Ein Computerprogramm führt dieses Interview"),
        ("fr", "en", "A computer program conducts this interview"),
    ],
)
async def test_a_caller_is_asked_in_the_language_of_the_interview(
    ground: Ground, tenant: TenantId, language: str, spoken: str, begins: str
) -> None:
    version, text = await read_consent(ground, tenant, language=language, allows_recordings=True)
    offer = build_voice_consent_text(spoken, "call")

    assert text.startswith(begins)
    assert text.endswith(f" {offer.text} {translate(KEYPAD_INSTRUCTIONS, spoken)}")
    assert version.endswith(f".spoken.recording.{offer.version}")


async def test_no_recording_is_offered_where_the_organization_allows_none(
    ground: Ground, tenant: TenantId
) -> None:
    version, text = await read_consent(ground, tenant, language="de", allows_recordings=False)

    assert version.endswith(".de.spoken")
    assert text.endswith(f" {translate(KEYPAD_INSTRUCTIONS, 'de')}")
    assert "Aufnahme" not in text
