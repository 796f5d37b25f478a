"""Hosts are busy by the last reading of their calendars, which is renewed when it is too old."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tests.fakes.calendar_server import Answer, calendar_text, event_text
from tests.fakes.calendars import FILE, CalendarWorld

from vivavoce.calendars.adapters.calendars_postgres import delete_past_busy_times
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import restrict_to_mode


async def host_of(world: CalendarWorld) -> tuple[Caller, str]:
    admin, _ = await world.tenancy.admin()
    async with world.ground.open_work(admin.tenant_id) as work:
        row = await work.fetch_one("SELECT email FROM member_emails()")
    assert row is not None
    return admin, str(row["email"])


async def test_a_host_is_known_by_the_address_whatever_its_case(world: CalendarWorld) -> None:
    admin, email = await host_of(world)
    at = world.in_days(2)
    before = await world.known(admin.tenant_id, email)
    await world.connect(admin, at)

    known = await world.known(admin.tenant_id, email.upper())

    assert (before.read_at, before.busy) == (None, ())
    assert [one.starts_at for one in known.busy] == [at]
    assert known.known_until is not None
    assert known.read_at is not None
    assert known.known_until - known.read_at == timedelta(weeks=26)
    assert (await world.known(admin.tenant_id, "nobody@example.com")).read_at is None


async def test_another_organization_knows_nothing_of_the_host(world: CalendarWorld) -> None:
    admin, email = await host_of(world)
    stranger, _ = await world.tenancy.admin()
    await world.connect(admin, world.in_days(2))

    assert (await world.known(stranger.tenant_id, email)).read_at is None


async def test_a_test_key_reads_no_calendar_of_a_person(world: CalendarWorld) -> None:
    admin, email = await host_of(world)
    await world.connect(admin, world.in_days(2))
    world.clock.ahead = timedelta(hours=1)
    tests = restrict_to_mode(admin.tenant_id, "test")

    await world.refresh(tests, email)

    assert (await world.known(tests, email)).read_at is None
    assert world.times_asked == 1


async def test_two_calendars_count_together_and_the_older_reading_is_named(
    world: CalendarWorld,
) -> None:
    admin, email = await host_of(world)
    first = await world.connect(admin, world.in_days(2))
    world.clock.ahead = timedelta(minutes=1)
    await world.connect(admin, world.in_days(3))

    known = await world.known(admin.tenant_id, email)

    assert len(known.busy) == 2
    assert known.read_at == first.read_at


async def test_a_reading_is_renewed_only_when_it_is_too_old(world: CalendarWorld) -> None:
    admin, email = await host_of(world)
    first, second = world.in_days(2), world.in_days(3)
    await world.connect(admin, first)
    world.busy_at(second)

    await world.refresh(admin.tenant_id, email)
    young = await world.busy(admin.tenant_id, email)
    world.clock.ahead = timedelta(minutes=6)
    await world.refresh(admin.tenant_id, email)

    assert young == [first]
    assert await world.busy(admin.tenant_id, email) == [second]
    assert world.times_asked == 2


async def test_many_at_once_ask_the_server_once(world: CalendarWorld) -> None:
    admin, email = await host_of(world)
    await world.connect(admin, world.in_days(2))
    world.clock.ahead = timedelta(minutes=6)

    await asyncio.gather(*(world.refresh(admin.tenant_id, email) for _ in range(5)))

    assert world.times_asked == 2


async def test_an_unreachable_calendar_is_not_free_and_is_left_alone_for_a_while(
    world: CalendarWorld,
) -> None:
    admin, email = await host_of(world)
    at = world.in_days(2)
    made = await world.connect(admin, at)
    world.server.answers[FILE] = Answer(status=503)
    world.clock.ahead = timedelta(minutes=6)

    await world.refresh(admin.tenant_id, email)
    failing = await world.known(admin.tenant_id, email)
    world.clock.ahead += timedelta(seconds=90)
    await world.refresh(admin.tenant_id, email, max_age_s=30)
    left_alone = world.times_asked
    world.clock.ahead += timedelta(seconds=60)
    world.busy_at(world.in_days(3))
    await world.refresh(admin.tenant_id, email, max_age_s=30)
    recovered = await world.known(admin.tenant_id, email)

    assert [one.starts_at for one in failing.busy] == [at]
    assert (failing.is_failing, failing.read_at) == (True, made.read_at)
    assert left_alone == 2
    assert (recovered.is_failing, len(recovered.busy)) == (False, 1)
    assert recovered.read_at is not None
    assert recovered.read_at > made.read_at


async def test_a_slow_calendar_is_read_by_a_job_and_its_last_reading_counts(
    world: CalendarWorld,
) -> None:
    admin, email = await host_of(world)
    at, later = world.in_days(2), world.in_days(3)
    made = await world.connect(admin, at)
    world.server.answers[FILE] = Answer(is_silent=True)
    world.clock.ahead = timedelta(minutes=6)

    await world.refresh(admin.tenant_id, email, wait_s=0.2)
    meanwhile = await world.busy(admin.tenant_id, email)
    async with world.ground.open_work(admin.tenant_id) as work:
        jobs = await work.fetch_all(
            "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'calendars.read'"
            " AND args ->> 'tenant_id' = %(tenant)s",
            {"tenant": str(admin.tenant_id)},
        )
    world.busy_at(later)
    await world.read_calendars.read_late(admin.tenant_id, admin.id, made.id)

    assert meanwhile == [at]
    assert [row["args"]["calendar_id"] for row in jobs] == [str(made.id)]
    assert await world.busy(admin.tenant_id, email) == [later]


async def test_busy_times_are_deleted_when_they_are_over(world: CalendarWorld) -> None:
    admin, email = await host_of(world)
    first, second = world.in_days(2), world.in_days(4)
    await world.connect(admin, first, second)

    await delete_past_busy_times(world.ground.database, first)
    before = await world.busy(admin.tenant_id, email)
    await delete_past_busy_times(world.ground.database, first + timedelta(minutes=20))
    during = await world.busy(admin.tenant_id, email)
    await delete_past_busy_times(world.ground.database, first + timedelta(days=1))

    assert before == [first, second]
    assert during == [first + timedelta(minutes=20), second]
    assert await world.busy(admin.tenant_id, email) == [second]


async def test_a_changed_key_of_the_installation_leaves_the_last_reading(
    world: CalendarWorld,
) -> None:
    admin, email = await host_of(world)
    at = world.in_days(2)
    made = await world.connect(admin, at)
    async with world.ground.open_work(admin.tenant_id) as work:
        await work.execute("UPDATE staff_calendar SET access = %(x)s", {"x": bytes(60)})
    world.clock.ahead = timedelta(minutes=6)

    await world.refresh(admin.tenant_id, email)
    (listed,) = await world.manage.list(admin)

    assert await world.busy(admin.tenant_id, email) == [at]
    assert listed.problem == "unauthorized"
    await world.manage.disconnect(admin, made.id)


async def test_a_job_for_a_calendar_that_is_gone_does_nothing(world: CalendarWorld) -> None:
    admin, _ = await host_of(world)
    made = await world.connect(admin, world.in_days(2))
    await world.manage.disconnect(admin, made.id)

    await world.read_calendars.read_late(admin.tenant_id, admin.id, made.id)

    assert world.times_asked == 1


async def test_a_time_without_a_zone_is_one_of_its_owner(world: CalendarWorld) -> None:
    admin, email = await host_of(world)
    async with world.ground.open_work(admin.tenant_id) as work:
        await work.execute(
            "UPDATE membership SET time_zone = 'Asia/Tokyo' WHERE id = %(id)s", {"id": admin.id}
        )
    made = await world.connect(admin)
    day = world.in_days(5)
    event = event_text(f"DTSTART:{day:%Y%m%d}T090000", "DURATION:PT1H")
    declined = event_text(
        f"DTSTART:{day:%Y%m%d}T120000",
        "DURATION:PT1H",
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:{email}",
        uid="2",
    )
    world.server.answers[FILE] = Answer(body=calendar_text(event, declined).encode())

    tested = await world.manage.test(admin, made.id)

    assert [one.starts_at for one in tested.reading.busy] == [day.replace(hour=0)]
