"""Members connect, test and disconnect their own calendars; of events, only times are stored."""

from __future__ import annotations

import pytest
from tests.fakes.calendar_server import HOME, PASSWORD, USER, Answer, Collection, calendar_text
from tests.fakes.calendars import FILE, CalendarWorld
from tests.integration.tenancy.tenancy_use_cases import fresh_address

from vivavoce.calendars.domain.calendar import (
    MAX_CALENDARS,
    CalendarAccess,
    CalendarNotFoundError,
    CalendarNotReadableError,
    InvalidCalendarError,
    PersonWithCalendarsNeededError,
    TooManyCalendarsError,
)
from vivavoce.infra.rate_limiter import RateLimitExceededError
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.tenancy.ports import AuditFilter


async def member(world: CalendarWorld, admin: Caller, role: str = "RECRUITER") -> Caller:
    user = await world.tenancy.join(admin, fresh_address(), "Rita", role=role)
    return user.to_caller()


async def test_a_connected_calendar_is_listed_with_its_state_and_without_its_secrets(
    world: CalendarWorld,
) -> None:
    admin, _ = await world.tenancy.admin()
    at = world.in_days(2)

    made = await world.connect(admin, at)
    (listed,) = await world.manage.list(admin)
    entries, _ = await world.tenancy.audit_log.page(admin, AuditFilter(), offset=0, limit=10)

    assert listed.id == made.id
    assert (listed.name, listed.server, listed.problem) == ("Work", "127.0.0.1", None)
    assert [one.starts_at for one in listed.reading.busy] == [at]
    assert FILE not in repr(listed)
    assert entries[0].action == "calendar.connected"
    assert FILE not in repr(entries)


async def test_the_database_has_neither_the_address_nor_a_word_of_an_event(
    world: CalendarWorld,
) -> None:
    admin, _ = await world.tenancy.admin()
    await world.connect(admin, world.in_days(2))

    async with world.ground.open_work(admin.tenant_id) as work:
        row = await work.fetch_one("SELECT to_jsonb(c)::text AS text FROM staff_calendar c")
        sealed = await work.fetch_one("SELECT access FROM staff_calendar")

    assert row is not None
    assert sealed is not None
    for word in ("Dentist", "Secret Street", "private-4c0e7f2b9a", FILE):
        assert word not in row["text"]
        assert word.encode() not in bytes(sealed["access"])


async def test_a_calendar_that_cannot_be_read_is_not_stored_and_the_cause_is_named(
    world: CalendarWorld,
) -> None:
    admin, _ = await world.tenancy.admin()
    access = CalendarAccess(kind="ics", url=f"{world.server.url}/nothing")

    with pytest.raises(CalendarNotReadableError) as refused:
        await world.manage.connect(admin, "Work", access)

    assert refused.value.extra == {"problem": "not_found"}
    assert "Copy the secret address again" in refused.value.detail
    assert await world.manage.list(admin) == []


async def test_calendars_belong_to_one_member_alone(world: CalendarWorld) -> None:
    admin, _ = await world.tenancy.admin()
    colleague = await member(world, admin)
    stranger, _ = await world.tenancy.admin()
    made = await world.connect(admin, world.in_days(2))

    for other in (colleague, stranger):
        assert await world.manage.list(other) == []
        with pytest.raises(CalendarNotFoundError):
            await world.manage.test(other, made.id)
        with pytest.raises(CalendarNotFoundError):
            await world.manage.disconnect(other, made.id)
    assert len(await world.manage.list(admin)) == 1


async def test_a_key_and_a_job_seeker_have_no_calendars(world: CalendarWorld) -> None:
    admin, _ = await world.tenancy.admin()
    issued = await world.tenancy.issue_api_key(admin, "A key", ["interview:read"])
    key = await world.tenancy.by_key(issued.secret)

    with pytest.raises(PersonWithCalendarsNeededError):
        await world.connect(key, world.in_days(2))
    with pytest.raises(ForbiddenError):
        await world.connect(await member(world, admin, "SEEKER"), world.in_days(2))
    assert world.server.requests == []


async def test_a_test_says_why_it_failed_and_keeps_the_last_reading(world: CalendarWorld) -> None:
    admin, _ = await world.tenancy.admin()
    at = world.in_days(2)
    made = await world.connect(admin, at)
    world.server.answers[FILE] = Answer(status=401)

    failed = await world.manage.test(admin, made.id)
    world.busy_at(at, world.in_days(3))
    good = await world.manage.test(admin, made.id)

    assert (failed.problem, failed.read_at) == ("unauthorized", made.read_at)
    assert [one.starts_at for one in failed.reading.busy] == [at]
    assert (good.problem, len(good.reading.busy)) == (None, 2)
    assert good.read_at > made.read_at


async def test_a_disconnected_calendar_leaves_nothing(world: CalendarWorld) -> None:
    admin, _ = await world.tenancy.admin()
    made = await world.connect(admin, world.in_days(2))

    await world.manage.disconnect(admin, made.id)

    async with world.ground.open_work(admin.tenant_id) as work:
        assert await work.fetch_all("SELECT 1 FROM staff_calendar") == []
    with pytest.raises(CalendarNotFoundError):
        await world.manage.disconnect(admin, made.id)
    entries, _ = await world.tenancy.audit_log.page(admin, AuditFilter(), offset=0, limit=1)
    assert entries[0].action == "calendar.disconnected"


async def test_calendars_go_with_the_member(world: CalendarWorld) -> None:
    admin, _ = await world.tenancy.admin()
    leaving = await member(world, admin)
    await world.connect(leaving, world.in_days(2))
    await world.connect(admin, world.in_days(2))

    await world.tenancy.users.remove(admin, leaving.id)

    async with world.ground.open_work(admin.tenant_id) as work:
        owners = await work.fetch_all("SELECT user_id FROM staff_calendar")
    assert [row["user_id"] for row in owners] == [admin.id]


async def test_a_member_has_at_most_five_calendars(world: CalendarWorld) -> None:
    admin, _ = await world.tenancy.admin()
    for _ in range(MAX_CALENDARS):
        await world.connect(admin, world.in_days(2))

    with pytest.raises(TooManyCalendarsError):
        await world.connect(admin, world.in_days(2))


async def test_a_person_has_calendars_read_twenty_times_in_ten_minutes(
    world: CalendarWorld,
) -> None:
    admin, _ = await world.tenancy.admin()
    made = await world.connect(admin, world.in_days(2))
    for _ in range(19):
        await world.manage.test(admin, made.id)

    with pytest.raises(RateLimitExceededError):
        await world.manage.test(admin, made.id)


async def test_a_caldav_account_is_connected_with_its_password(world: CalendarWorld) -> None:
    admin, _ = await world.tenancy.admin()
    world.server.collections[f"{HOME}work/"] = Collection(events=[calendar_text()])
    good = CalendarAccess(kind="caldav", url=world.server.url, user_name=USER, password=PASSWORD)

    made = await world.manage.connect(admin, "Work", good)

    assert made.reading.busy == ()
    assert PASSWORD not in repr(made)
    assert (await world.manage.test(admin, made.id)).problem is None


@pytest.mark.parametrize(
    ("name", "access", "field"),
    [
        ("", CalendarAccess(kind="ics", url="https://x.example/a.ics"), "name"),
        ("a\nb", CalendarAccess(kind="ics", url="https://x.example/a.ics"), "name"),
        ("Work", CalendarAccess(kind="ics", url="https://x.example/", password="p"), "password"),
        (
            "Work",
            CalendarAccess(kind="caldav", url="https://x.example/", user_name="u"),
            "password",
        ),
        (
            "Work",
            CalendarAccess(kind="caldav", url="https://x.example/", user_name="a:b", password="p"),
            "userName",
        ),
        ("Work", CalendarAccess(kind="ics", url="file:///etc/passwd"), "url"),
        ("Work", CalendarAccess(kind="ics", url="https://10.0.0.5/a.ics"), "url"),
        ("Work", CalendarAccess(kind="ics", url="https://u:p@x.example/a.ics"), "url"),
        ("Work", CalendarAccess(kind="ics", url="https://x.example:6379/a.ics"), "url"),
        ("Work", CalendarAccess(kind="ics", url="webcal://10.0.0.5/a.ics"), "url"),
    ],
)
async def test_a_calendar_that_cannot_be_valid_is_refused_before_anything_is_sent(
    world: CalendarWorld, name: str, access: CalendarAccess, field: str
) -> None:
    admin, _ = await world.tenancy.admin()

    with pytest.raises(InvalidCalendarError) as refused:
        await world.manage.connect(admin, name, access)

    assert [one.field for one in refused.value.errors] == [field]
