"""Reminders on a clock that leaps: planned with each invitation, and checked before each sending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import pytest
from tests.database import TestDatabase, fresh_tenant
from tests.fakes.delivery import DeliveryWorld
from tests.infrastructure import Ground
from tests.integration.access.candidate_access import EMAIL, HOLD, Visiting, World
from tests.simulated_clock import START

from vivavoce.delivery.domain.emails import EmailDelayedError
from vivavoce.infra.clock import SystemClock

JOBS = """
    SELECT args, scheduled_at
    FROM procrastinate_jobs
    WHERE task_name = 'access.send_reminder' AND args->>'tenant_id' = %(tenant)s AND status = 'todo'
    ORDER BY scheduled_at, id
"""
IN_THREE_DAYS = START + timedelta(days=3)


async def planned(world: World) -> list[tuple[datetime, dict[str, str]]]:
    """Return the waiting jobs, soonest first: when each is due, and its arguments."""
    async with world.ground.open_work(world.tenant) as work:
        rows = await work.fetch_all(JOBS, {"tenant": str(world.tenant)})
    hidden = ("tenant_id", "correlation_id")
    return [
        (
            row["scheduled_at"],
            {name: value for name, value in row["args"].items() if name not in hidden},
        )
        for row in rows
    ]


async def let_pass(world: World, **time: float) -> None:
    """Leap to each job that becomes due, run it, and go on."""
    end = world.clock.now() + timedelta(**time)
    for due_at, ids in await planned(world):
        if world.clock.now() < due_at <= end:
            world.clock.passed = due_at - START
            await world.send_reminder(world.tenant, **ids)
    world.clock.passed = end - START


async def invite(world: World, visit: Visiting, *, is_moved: bool = False) -> None:
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.invite(work, visit.interview_id, is_moved=is_moved)


async def scheduled(world: World, at: datetime = IN_THREE_DAYS, **facts: Any) -> Visiting:
    """Return an interview with an appointment, whose candidate was invited to it."""
    opens_at = at - timedelta(minutes=15)
    _, visit = await world.add_link(starts_at=at, opens_at=opens_at, **facts)
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.extend_expiry(work, visit.interview_id, at + timedelta(days=7))
    await invite(world, visit)
    return visit


async def test_a_candidate_is_reminded_a_day_and_an_hour_before_their_appointment(
    world: World,
) -> None:
    visit = await scheduled(world, time_zone="Europe/Berlin", language="de")
    jobs = await planned(world)

    await let_pass(world, days=1, hours=23, minutes=59)
    before = list(world.emails.reminders)
    await let_pass(world, minutes=1)
    first = list(world.emails.reminders)
    await let_pass(world, days=30)

    assert [due for due, _ in jobs] == [
        IN_THREE_DAYS - timedelta(days=1),
        IN_THREE_DAYS - timedelta(hours=1),
    ]
    assert (len(before), len(first), len(world.emails.reminders)) == (0, 1, 2)
    reminder, last = world.emails.reminders
    token = world.emails.invitations[0]["link"].rpartition("/")[2]
    assert (reminder.to, reminder.name, reminder.position) == (EMAIL, "Jane Doe", "Welder")
    assert (reminder.starts_at, reminder.time_zone, reminder.language) == (
        IN_THREE_DAYS,
        "Europe/Berlin",
        "de",
    )
    assert reminder.opens_at == IN_THREE_DAYS - timedelta(minutes=15)
    assert reminder.link == f"https://v.example/interview/join/{token}"
    assert reminder.page_link == f"https://v.example/interview/status/{token}"
    assert reminder.person_id == visit.person_id
    assert reminder.email_id != last.email_id
    assert reminder.useful_until == IN_THREE_DAYS - timedelta(hours=1)
    assert last.useful_until == IN_THREE_DAYS


async def test_a_candidate_without_an_appointment_is_reminded_once_before_the_link_expires(
    world: World,
) -> None:
    _, visit = await world.add_link(state="APPROVED")
    await invite(world, visit)

    await let_pass(world, days=5, minutes=-1)
    before = list(world.emails.reminders)
    await let_pass(world, days=9)

    assert before == []
    (reminder,) = world.emails.reminders
    assert (reminder.starts_at, reminder.opens_at) == (None, None)
    assert reminder.expires_at == reminder.useful_until == START + timedelta(days=7)


async def test_a_moved_appointment_has_reminders_at_its_new_time_only(world: World) -> None:
    visit = await scheduled(world)
    later = IN_THREE_DAYS + timedelta(days=2)
    visit.starts_at = later
    await invite(world, visit, is_moved=True)

    await let_pass(world, days=30)

    assert [one.starts_at for one in world.emails.reminders] == [later, later]


async def test_an_appointment_that_is_moved_to_and_fro_has_each_reminder_once(
    world: World,
) -> None:
    visit = await scheduled(world)
    for time in (IN_THREE_DAYS + timedelta(days=1), IN_THREE_DAYS):
        visit.starts_at = time
        await invite(world, visit, is_moved=True)
    await invite(world, visit)

    await let_pass(world, days=30)

    assert {one.starts_at for one in world.emails.reminders} == {IN_THREE_DAYS}
    assert len({one.email_id for one in world.emails.reminders}) == 2


def begin(visit: Visiting) -> None:
    visit.state, visit.session_id = "IN_PROGRESS", "session-1"


def complete(visit: Visiting) -> None:
    visit.state = "COMPLETED"


def cancel(visit: Visiting) -> None:
    visit.state = "CANCELLED"


def lose_address(visit: Visiting) -> None:
    visit.email = None


@pytest.mark.parametrize("happens", [begin, complete, cancel, lose_address])
@pytest.mark.parametrize("state", ["SCHEDULED", "APPROVED"])
async def test_no_candidate_is_reminded_of_an_interview_that_has_begun_or_ended(
    world: World, state: str, happens: Callable[[Visiting], None]
) -> None:
    visit = await scheduled(world, state=state)
    happens(visit)

    await let_pass(world, days=30)

    assert len(await planned(world)) >= 1
    assert world.emails.reminders == []


async def test_no_candidate_is_reminded_after_the_link_was_revoked(world: World) -> None:
    for state in ("SCHEDULED", "APPROVED"):
        visit = await scheduled(world, state=state)
        async with world.ground.open_work(world.tenant) as work:
            await world.candidate_links.revoke(work, visit.interview_id)

    await let_pass(world, days=30)

    assert len(await planned(world)) == 3
    assert world.emails.reminders == []


async def test_a_new_link_of_the_same_appointment_is_the_one_in_the_reminder(world: World) -> None:
    visit = await scheduled(world)
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.revoke(work, visit.interview_id)
        link = await world.candidate_links.get_or_create(
            work, visit.interview_id, visit.person_id, days=7
        )

    await let_pass(world, days=30)

    assert {one.link for one in world.emails.reminders} == {link}
    assert link != world.emails.invitations[0]["link"]


async def test_no_candidate_is_reminded_of_a_deleted_interview(world: World) -> None:
    visit = await scheduled(world)
    del world.interviews.visits[visit.interview_id]

    await let_pass(world, days=30)

    assert world.emails.reminders == []


@pytest.mark.parametrize("is_accepted", [True, False])
async def test_a_candidate_who_declined_is_not_reminded_and_one_who_agreed_is(
    world: World, is_accepted: bool
) -> None:
    token, visit = await world.add_link(state="APPROVED")
    await invite(world, visit)
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=is_accepted, version=version, accommodations=[])

    await let_pass(world, days=30)

    assert len(world.emails.reminders) == (1 if is_accepted else 0)


async def test_an_organization_can_switch_reminders_off_also_for_those_that_are_planned(
    world: World,
) -> None:
    await scheduled(world)
    world.policy.reminders = False
    await let_pass(world, days=2)
    while_off = list(world.emails.reminders)

    world.policy.reminders = True
    await let_pass(world, days=2)

    assert while_off == []
    assert len(world.emails.reminders) == 1, "the hour before, which is planned still"


async def test_nothing_is_planned_without_an_address_or_for_what_has_begun(world: World) -> None:
    await scheduled(world, email=None)
    await scheduled(world, state="IN_PROGRESS")

    assert await planned(world) == []


async def test_a_reminder_waits_for_a_request_that_cancels_the_appointment_at_that_moment(
    world: World, database: TestDatabase
) -> None:
    visit = await scheduled(world)
    world.clock.pass_by(days=2)
    _, ids = (await planned(world))[0]

    async with database.hold_transaction_open(HOLD, id=visit.interview_id):
        sending = asyncio.ensure_future(world.send_reminder(world.tenant, **ids))
        await database.until_waiting_for_locks(1)
        visit.state = "CANCELLED"
    await sending

    assert world.emails.reminders == []


async def test_a_reminder_is_queued_once_however_often_its_job_runs(ground: Ground) -> None:
    delivery = DeliveryWorld(ground, fresh_tenant())
    world = World(ground, mail=delivery.post, tenant=delivery.tenant)
    visit = await scheduled(world)
    await invite(world, visit)
    world.clock.pass_by(days=2)
    ids = [arguments for due, arguments in await planned(world) if due <= world.clock.now()]

    for arguments in (*ids, *ids):
        await world.send_reminder(world.tenant, **arguments)

    queued = await world.rows("SELECT id, status FROM email")
    assert len(ids) == 2, "the invitation was sent twice, and so the reminder was planned twice"
    assert len(queued) == 1
    assert len(await delivery.jobs_for(str(queued[0]["id"]))) == 1


async def queue_day_before(delivery: DeliveryWorld, world: World) -> tuple[Visiting, UUID]:
    """Return an interview with the e-mail that reminds of it, which the mail server did not take yet."""
    delivery.reminder_check = world.is_reminder_needed
    visit = await scheduled(world)
    world.clock.pass_by(days=2)
    delivery.clock.ahead = world.clock.now() - SystemClock().now()
    _, ids = (await planned(world))[0]
    await world.send_reminder(world.tenant, **ids)
    [row] = await world.rows("SELECT id FROM email")
    delivery.mailer.refuses = EmailDelayedError()
    await delivery.send_email(world.tenant, row["id"], 1)
    delivery.mailer.refuses = None
    return visit, row["id"]


@pytest.mark.parametrize(
    "change", ["called off", "moved", "revoked", "switched off", "deleted", "nothing"]
)
async def test_a_queued_reminder_is_sent_only_if_the_appointment_still_stands(
    ground: Ground,
    change: Literal["called off", "moved", "revoked", "switched off", "deleted", "nothing"],
) -> None:
    delivery = DeliveryWorld(ground, fresh_tenant())
    world = World(ground, mail=delivery.post, tenant=delivery.tenant)
    visit, email_id = await queue_day_before(delivery, world)

    match change:
        case "called off":
            visit.state = "CANCELLED"
        case "moved":
            visit.starts_at = IN_THREE_DAYS + timedelta(hours=1)
        case "revoked":
            async with ground.open_work(world.tenant) as work:
                await world.candidate_links.revoke(work, visit.interview_id)
        case "switched off":
            world.policy.reminders = False
        case "deleted":
            del world.interviews.visits[visit.interview_id]
    await delivery.send_email(world.tenant, email_id, 2)

    [row] = await world.rows("SELECT status, sealed FROM email")
    is_sent = change == "nothing"
    assert [found for found, _ in delivery.mailer.kept] == ([email_id] if is_sent else [])
    assert (row["status"], row["sealed"]) == ("sent" if is_sent else "dead", None)
