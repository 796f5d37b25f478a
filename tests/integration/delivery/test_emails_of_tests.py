"""An e-mail about a test is never queued, whichever method of the queue would send it."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.delivery import DeliveryWorld

from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.domain.emails import Email
from vivavoce.delivery.facade import EmailQueue
from vivavoce.kernel.ids import InterviewId

_AT = datetime(2031, 3, 5, 9, 0, tzinfo=UTC)
_OFFER = InterviewFormat(voice=VoiceAvailability(), is_video_offered=False, is_code_required=True)
_VALUES: dict[str, Any] = {
    "email": Email(to="dana@example.org", subject="A subject", text="A text"),
    "to": "dana@example.org",
    "name": "Dana",
    "position": "Nurse",
    "organization": "Example Clinic",
    "link": "https://vivavoce.example/link",
    "page_link": "https://vivavoce.example/page",
    "offer": _OFFER,
    "minutes": 30,
    "starts_at": _AT,
    "expires_at": _AT + timedelta(days=7),
    "language": "en",
    "kind": "person_requested",
    "answer": "We read it again.",
    "code": "481516",
    "invited_by": "Ada",
    "candidate": "Dana",
    "change": "booked",
    "contact": "jobs@example.org",
}
_SENDERS = [
    name
    for name, method in inspect.getmembers(EmailQueue, inspect.iscoroutinefunction)
    if not name.startswith(("_", "read_"))
]


async def _person_of_interview(world: DeliveryWorld, *, is_test: bool) -> UUID:
    person, interview = world.ground.ids.new_id(), world.ground.ids.new_id()
    async with world.ground.open_work(world.tenant) as work:
        await work.execute(
            """
            WITH one AS (
                INSERT INTO person (tenant_id, id, created_at) VALUES (%(tenant)s, %(person)s, now())
            )
            INSERT INTO interview (tenant_id, id, run_id, person_id, profile, request, state, data_quality,
                                   gaps, warnings, transcript_retention_days, assessment_retention_days,
                                   created_by_kind, created_at, updated_at, state_since, is_test)
            VALUES (%(tenant)s, %(id)s, %(run)s, %(person)s, 'hiring', '{}', 'APPROVED', 'GOOD', '[]', '[]',
                    30, 30, 'api_key', now(), now(), now(), %(is_test)s)
            """,
            {
                "tenant": world.tenant,
                "person": person,
                "id": interview,
                "run": f"run_{interview.hex}",
                "is_test": is_test,
            },
        )
    return person


def _remind(person: UUID, email_id: UUID) -> InterviewReminder:
    return InterviewReminder(
        email_id=email_id,
        interview_id=InterviewId(UUID(int=1)),
        useful_until=_AT,
        person_id=person,
        to="dana@example.org",
        name="Dana",
        position="Nurse",
        organization="Example Clinic",
        link="https://vivavoce.example/link",
        page_link="https://vivavoce.example/page",
        expires_at=_AT + timedelta(days=7),
        starts_at=_AT,
        opens_at=None,
        language="en",
        time_zone=None,
    )


async def _send(world: DeliveryWorld, sender: str, person: UUID) -> list[dict[str, Any]]:
    """Call one method of the queue; return the e-mails that are stored about the person."""
    method = getattr(world.post, sender)
    wanted = inspect.signature(method).parameters
    values = {
        **_VALUES,
        "person_id": person,
        "interview_id": world.interview(),
        "email_id": world.ground.ids.new_id(),
        "reminder": _remind(person, world.ground.ids.new_id()),
    }
    async with world.ground.open_work(world.tenant) as work:
        await method(work, **{name: values[name] for name in wanted if name in values})
        return await work.fetch_all(
            "SELECT id FROM email WHERE subject_id = %(person)s", {"person": person}
        )


@pytest.mark.parametrize("sender", _SENDERS)
async def test_every_sender_of_e_mails_sends_nothing_about_a_test(
    world: DeliveryWorld, sender: str
) -> None:
    of_test = await _send(world, sender, await _person_of_interview(world, is_test=True))
    of_live = await _send(world, sender, await _person_of_interview(world, is_test=False))

    assert of_test == []
    assert len(of_live) == 1


async def test_people_without_an_interview_still_get_their_e_mails(world: DeliveryWorld) -> None:
    member = world.ground.ids.new_id()

    assert len(await _send(world, "send_reset_link", member)) == 1


def test_the_senders_of_interviews_are_all_walked() -> None:
    assert set(_SENDERS) >= {
        "enqueue",
        "send_invitation",
        "send_appointment_canceled",
        "send_task",
        "send_review_answered",
        "send_code",
        "send_reminder",
        "send_decision_news",
    }
