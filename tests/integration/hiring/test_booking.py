"""Times are offered, booked, moved and freed; one host never has two interviews at once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.fakes.hiring import HiringWorld, partner
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, pending

from vivavoce.contracts.booking import BookableTimes, BusyTime, HostCalendarTimes
from vivavoce.hiring.domain.booking import (
    BookingClosedError,
    NoTimesOfferedError,
    TimeTakenError,
)
from vivavoce.hiring.domain.candidate_page import CandidateActionNotAvailableError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.infra.clock import SystemClock
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import TenantId

HOST = "rita@example.com"


def in_days(days: float) -> datetime:
    """Return a whole hour so many days from now."""
    now = SystemClock().now()
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(days=days)


async def approved(world: HiringWorld, tenant: TenantId) -> Interview:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    return await find(world, tenant, interview.run_id)


async def offer(
    edge: Edge, interview: Interview, *times: datetime, host: str = HOST, **changes: Any
) -> httpx.Response:
    body = {
        "hostEmail": host,
        "timeZone": "Europe/Berlin",
        "minutes": 30,
        "times": [at.isoformat() for at in times],
        "firstDay": f"{in_days(0):%Y-%m-%d}",
        "lastDay": f"{in_days(20):%Y-%m-%d}",
        **changes,
    }
    return await edge.ask("PUT", f"/interviews/{interview.id}/booking-offer", body)


async def shown(world: HiringWorld, tenant: TenantId, interview: Interview) -> BookableTimes:
    async with world.ground.open_work(tenant) as work:
        return await world.page.list_times(work, interview.id)


async def book(
    world: HiringWorld, tenant: TenantId, interview: Interview, at: datetime
) -> Interview:
    async with world.ground.open_work(tenant) as work:
        await world.page.book(work, interview.id, at)
    return await find(world, tenant, interview.run_id)


async def actions(world: HiringWorld, tenant: TenantId, interview: Interview) -> frozenset[str]:
    async with world.ground.open_work(tenant) as work:
        return (await world.page.read(work, interview.id)).actions


async def test_a_candidate_books_an_offered_time_and_both_get_the_appointment(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    first, second = in_days(2), in_days(3)
    made = await offer(edge, interview, second, first)
    world.candidate_links.invited.clear()

    times = await shown(world, tenant, interview)
    booked = await book(world, tenant, interview, second)
    read = await edge.ask("GET", f"/interviews/{interview.id}/booking-offer")

    assert made.status_code == 200, made.text
    assert made.json()["hostEmail"] == HOST
    assert times.times == (first, second)
    assert (booked.state, booked.request.scheduled_at) == ("SCHEDULED", second)
    assert world.candidate_links.invited == [interview.id]
    (sent,) = world.staff_mail.appointments
    assert (sent["to"], sent["starts_at"], sent["minutes"]) == (HOST, second, 30)
    assert sent["change"] == "booked"
    assert read.json()["bookedAt"] == format_timestamp(second).replace(".000Z", "Z")
    assert [row[1] for row in world.audit.rows][-2:] == [
        "interview.times_offered",
        "interview.candidate_booked",
    ]
    events = [sent for sent in world.webhooks.recorded if sent["event"] == "interview.scheduled"]
    assert len(events) == 1


async def test_the_candidate_chooses_among_the_offered_times_only(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    before = await actions(world, tenant, interview)
    await offer(edge, interview, in_days(2))

    assert "book" not in before
    assert "book" in await actions(world, tenant, interview)
    with pytest.raises(TimeTakenError):
        await book(world, tenant, interview, in_days(2) + timedelta(minutes=5))
    await book(world, tenant, interview, in_days(2))
    assert {"book", "reschedule"} & await actions(world, tenant, interview) == {"book"}


async def test_two_candidates_cannot_book_one_host_at_once(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    time = in_days(2)
    rivals = [await approved(world, tenant) for _ in range(4)]
    for number, interview in enumerate(rivals):
        # The lengths differ, so that not only equal times meet.
        await offer(edge, interview, time + timedelta(minutes=10 * number), minutes=45)

    outcomes = await asyncio.gather(
        *(
            book(world, tenant, interview, time + timedelta(minutes=10 * number))
            for number, interview in enumerate(rivals)
        ),
        return_exceptions=True,
    )

    won = [one for one in outcomes if isinstance(one, Interview)]
    assert len(won) == 1, outcomes
    assert sum(isinstance(one, TimeTakenError) for one in outcomes) == 3
    states = sorted([str((await find(world, tenant, one.run_id)).state) for one in rivals])
    assert states == ["APPROVED", "APPROVED", "APPROVED", "SCHEDULED"]


async def test_the_database_itself_keeps_a_host_from_being_booked_twice(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    first, second = await approved(world, tenant), await approved(world, tenant)
    await offer(edge, first, in_days(2))
    await book(world, tenant, first, in_days(2))

    async with world.ground.open_work(tenant) as work:
        touched = await work.execute(
            """
            INSERT INTO booking (tenant_id, interview_id, host_email, starts_at, ends_at, booked_at)
            SELECT tenant_id, %(other)s, host_email, starts_at + interval '29 minutes',
                   ends_at + interval '1 hour', booked_at
            FROM booking
            ON CONFLICT DO NOTHING
            """,
            {"other": second.id},
        )

    assert touched == 0


async def test_a_booked_time_is_not_offered_to_others_of_the_same_host(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    first, second, elsewhere = [await approved(world, tenant) for _ in range(3)]
    times = (in_days(2), in_days(2) + timedelta(minutes=30))
    for interview, host in ((first, HOST), (second, "Rita@Example.com"), (elsewhere, "m@ex.com")):
        await offer(edge, interview, *times, host=host)

    await book(world, tenant, first, times[0])

    assert (await shown(world, tenant, second)).times == times[1:]
    assert (await shown(world, tenant, elsewhere)).times == times
    assert (await shown(world, tenant, first)).times == times[1:]


async def test_a_booking_is_moved_while_the_offer_allows_it(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    times = (in_days(2), in_days(3))
    await offer(edge, interview, *times)
    await book(world, tenant, interview, times[0])

    moved = await book(world, tenant, interview, times[1])
    await offer(edge, interview, *times, moveUntilHours=None)
    with pytest.raises(BookingClosedError):
        await book(world, tenant, interview, times[0])

    assert moved.request.scheduled_at == times[1]
    assert world.candidate_links.moved == [interview.id]
    assert [one["change"] for one in world.staff_mail.appointments] == ["booked", "moved"]
    assert (await shown(world, tenant, interview)).can_choose is False


async def test_another_host_takes_over_and_the_former_one_hears_of_it(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    times = (in_days(2), in_days(3))
    await offer(edge, interview, *times)
    await book(world, tenant, interview, times[0])

    await offer(edge, interview, *times, host="max@example.com")
    await book(world, tenant, interview, times[1])

    sent = [(one["to"], one["change"]) for one in world.staff_mail.appointments]
    assert sent == [(HOST, "booked"), (HOST, "canceled"), ("max@example.com", "booked")]


async def test_staff_moves_a_booking_and_its_host_but_not_onto_another_one(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    mine, other = await approved(world, tenant), await approved(world, tenant)
    times = (in_days(2), in_days(3))
    for interview, time in zip((mine, other), times, strict=True):
        await offer(edge, interview, *times)
        await book(world, tenant, interview, time)
    world.staff_mail.appointments.clear()
    path = f"/workflow/interviews/{mine.id}/transition"

    taken = await edge.ask(
        "POST", path, {"transition": "SCHEDULE", "scheduledAt": times[1].isoformat()}
    )
    free = await edge.ask(
        "POST", path, {"transition": "SCHEDULE", "scheduledAt": in_days(4).isoformat()}
    )

    assert (taken.status_code, taken.json()["code"]) == (409, "time_taken")
    assert free.status_code == 200, free.text
    (sent,) = world.staff_mail.appointments
    assert (sent["change"], sent["starts_at"]) == ("moved", in_days(4))


@pytest.mark.parametrize("by_candidate", [True, False])
async def test_an_interview_that_ends_frees_its_time_and_tells_candidate_and_host(
    world: HiringWorld, edge: Edge, tenant: TenantId, by_candidate: bool
) -> None:
    interview, next_one = await approved(world, tenant), await approved(world, tenant)
    for each in (interview, next_one):
        await offer(edge, each, in_days(2))
    await book(world, tenant, interview, in_days(2))

    if by_candidate:
        async with world.ground.open_work(tenant) as work:
            await world.page.withdraw(work, interview.id)
    else:
        await world.cases.cancel(partner(tenant), str(interview.id))

    assert [one["change"] for one in world.staff_mail.appointments] == ["booked", "canceled"]
    assert world.candidate_links.called_off == [interview.id]
    assert world.candidate_links.withdrawn == ([interview.id] if by_candidate else [])
    assert (await shown(world, tenant, next_one)).times == (in_days(2),)
    with pytest.raises(NoTimesOfferedError):
        await shown(world, tenant, interview)


async def test_a_withdrawn_offer_leaves_the_booking_and_nothing_to_choose(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    await offer(edge, interview, in_days(2), in_days(3))
    await book(world, tenant, interview, in_days(2))
    path = f"/interviews/{interview.id}/booking-offer"

    gone = await edge.ask("DELETE", path)
    again = await edge.ask("DELETE", path)

    assert (gone.status_code, again.status_code, again.json()["code"]) == (
        204,
        404,
        "no_times_offered",
    )
    assert (await find(world, tenant, interview.run_id)).state == "SCHEDULED"
    with pytest.raises(CandidateActionNotAvailableError):
        await book(world, tenant, interview, in_days(3))


async def test_times_are_offered_only_while_a_candidate_can_choose_one(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    early = await pending(world, tenant)

    answer = await offer(edge, early, in_days(2))

    assert (answer.status_code, answer.json()["code"]) == (409, "times_not_offerable")


def busy_for(host: str, *times: datetime, minutes: int = 30, **more: Any) -> HostCalendarTimes:
    busy = tuple(BusyTime(at, at + timedelta(minutes=minutes)) for at in times)
    ends_at = in_days(180)
    return HostCalendarTimes(busy=busy, read_at=in_days(0), known_until=ends_at, **more)


async def test_a_time_at_which_the_host_is_busy_is_neither_offered_nor_booked(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    times = [in_days(2) + timedelta(minutes=30 * number) for number in range(4)]
    meeting = times[1] + timedelta(minutes=10)
    world.host_calendars.known[HOST] = busy_for(HOST, meeting)

    made = await offer(edge, interview, *times, host="Rita@Example.com")

    assert made.json()["freeTimes"] == [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (times[0], times[3])]
    assert (await shown(world, tenant, interview)).times == (times[0], times[3])
    with pytest.raises(TimeTakenError):
        await book(world, tenant, interview, times[1])
    assert (await book(world, tenant, interview, times[3])).state == "SCHEDULED"


async def test_a_time_that_became_busy_after_it_was_shown_is_not_booked(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    await offer(edge, interview, in_days(2), in_days(3))
    before = await shown(world, tenant, interview)
    world.host_calendars.known[HOST] = busy_for(HOST, in_days(2), is_failing=True)

    with pytest.raises(TimeTakenError):
        await book(world, tenant, interview, in_days(2))

    assert before.times == (in_days(2), in_days(3))
    assert (await find(world, tenant, interview.run_id)).state == "APPROVED"
    assert (await shown(world, tenant, interview)).times == (in_days(3),)


async def test_the_appointment_in_the_hosts_own_calendar_does_not_keep_it_from_being_moved(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    mine, other = await approved(world, tenant), await approved(world, tenant)
    first = in_days(2)
    times = (first, first + timedelta(minutes=15), first + timedelta(minutes=45))
    for interview in (mine, other):
        await offer(edge, interview, *times)
    await book(world, tenant, mine, first)
    world.host_calendars.known[HOST] = busy_for(HOST, first)

    assert (await shown(world, tenant, mine)).times == times[1:]
    assert (await shown(world, tenant, other)).times == times[2:]


async def test_calendars_are_read_before_times_are_offered_shown_and_booked(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview, without = await approved(world, tenant), await approved(world, tenant)
    await offer(edge, interview, in_days(2))

    for is_booking in (False, True):
        await world.page.refresh_times(tenant, interview.id, is_booking=is_booking)
    await world.page.refresh_times(tenant, without.id, is_booking=True)

    five_minutes, half_a_minute = timedelta(minutes=5), timedelta(seconds=30)
    assert world.host_calendars.refreshed == [
        (HOST, five_minutes),
        (HOST, five_minutes),
        (HOST, half_a_minute),
    ]


async def test_staff_sees_when_a_host_is_busy_and_how_much_is_known(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await approved(world, tenant)
    await offer(edge, interview, in_days(3))
    await book(world, tenant, interview, in_days(3))
    path = f"/busy-times?hostEmail={HOST}"
    unknown = (await edge.ask("GET", path)).json()
    world.host_calendars.known[HOST] = busy_for(HOST, in_days(2), in_days(20))
    current = (await edge.ask("GET", path)).json()
    world.host_calendars.known[HOST] = busy_for(HOST, in_days(2), is_failing=True)
    failing = (await edge.ask("GET", path)).json()

    assert [one["source"] for one in unknown["data"]] == ["interview"]
    assert (unknown["calendars"], unknown["readAt"], unknown["knownUntil"]) == ("none", None, None)
    assert [one["source"] for one in current["data"]] == ["calendar", "interview"]
    assert current["calendars"] == "current"
    assert current["readAt"] == f"{in_days(0):%Y-%m-%dT%H:%M:%SZ}"
    assert failing["calendars"] == "failing"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "hostEmail"),
        ("?hostEmail=nobody", "hostEmail"),
        (f"?hostEmail={HOST}&from=2026-12-02T00:00:00Z&to=2026-12-01T00:00:00Z", "to"),
        (f"?hostEmail={HOST}&from=2026-12-01T00:00:00Z&to=2027-12-01T00:00:00Z", "to"),
    ],
)
async def test_busy_times_are_asked_for_one_host_and_a_bounded_period(
    edge: Edge, query: str, field: str
) -> None:
    answer = await edge.ask("GET", f"/busy-times{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_busy_times_query")
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_who_offers_no_times_sees_no_busy_times(edge: Edge) -> None:
    answer = await edge.ask("GET", f"/busy-times?hostEmail={HOST}", badge="VIEWER")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"hostEmail": "nobody"},
        {"timeZone": "Moon/Tycho"},
        {"minutes": 4},
        {"times": ["2026-12-01T09:00:00"]},
        {"times": []},
        {"weekly": [{"day": "XX", "begins": "09:00", "ends": "10:00"}]},
        {"weekly": [{"day": "MO", "begins": "9", "ends": "10:00"}]},
        {"weekly": [{"day": "MO", "begins": "09:00", "ends": "24:00"}]},
        {"lastDay": "2020-01-01"},
        {"noticeHours": -1},
        {"more": 1},
    ],
)
async def test_an_invalid_offer_is_refused(
    world: HiringWorld, edge: Edge, tenant: TenantId, changes: dict[str, Any]
) -> None:
    interview = await approved(world, tenant)

    answer = await offer(edge, interview, in_days(2), **changes)

    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(("badge", "status"), [("VIEWER", 403), ("SEEKER", 403)])
async def test_who_may_not_change_interviews_offers_nothing(
    world: HiringWorld, edge: Edge, tenant: TenantId, badge: str, status: int
) -> None:
    interview = await approved(world, tenant)
    path = f"/interviews/{interview.id}/booking-offer"

    assert (await edge.ask("DELETE", path, badge=badge)).status_code == status
