"""Which of the offered times a candidate can book: on the wall of a zone, free, and early enough."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from vivavoce.hiring.domain.booking import (
    MAX_TIMES,
    BookingOffer,
    BusyTime,
    InvalidOfferError,
    WeeklyHours,
    check_offer,
    describe_times,
    list_free,
    list_offered,
)

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
MONDAY = WeeklyHours(day="MO", begins=time(9), ends=time(10, 45))
OFFER = BookingOffer(
    host_email="rita@example.com",
    time_zone="Europe/Berlin",
    minutes=30,
    weekly=(MONDAY,),
    first_day=date(2026, 11, 25),
    last_day=date(2026, 12, 8),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_weekly_hours_are_divided_into_whole_times_between_the_two_days() -> None:
    assert list_offered(OFFER, NOW) == tuple(
        at(f"{day}T{clock}+01:00")
        for day in ("2026-11-30", "2026-12-07")
        for clock in ("09:00", "09:30", "10:00")
    )


def test_a_weekly_time_stays_at_its_place_on_the_wall_when_the_clocks_change() -> None:
    offer = dataclasses.replace(
        OFFER,
        weekly=(WeeklyHours(day="MO", begins=time(9), ends=time(9, 30)),),
        first_day=date(2027, 3, 22),
        last_day=date(2027, 3, 29),
    )

    assert list_offered(offer, NOW) == (at("2027-03-22T08:00+00:00"), at("2027-03-29T07:00+00:00"))


def test_a_time_that_the_clocks_skip_is_not_offered_and_one_that_they_repeat_is_offered_once() -> (
    None
):
    sunday = WeeklyHours(day="SU", begins=time(1, 30), ends=time(3, 30))
    spring, autumn = (
        dataclasses.replace(
            OFFER, weekly=(sunday,), minutes=60, first_day=day, last_day=day, notice=timedelta(0)
        )
        for day in (date(2027, 3, 28), date(2027, 10, 31))
    )

    assert list_offered(spring, NOW) == (at("2027-03-28T00:30+00:00"),)
    assert list_offered(autumn, NOW) == (at("2027-10-30T23:30+00:00"), at("2027-10-31T00:30+00:00"))


def test_times_with_too_little_notice_are_left_out_and_single_times_are_added_once() -> None:
    soon, later = NOW + timedelta(minutes=119), NOW + timedelta(minutes=120)
    offer = dataclasses.replace(OFFER, weekly=(), times=(later, soon, later))

    assert list_offered(offer, NOW) == (later,)


def test_a_time_is_free_only_if_nothing_overlaps_any_part_of_it() -> None:
    times = [NOW + timedelta(minutes=15 * number) for number in range(6)]
    busy = [BusyTime(NOW + timedelta(minutes=30), NOW + timedelta(minutes=45))]

    assert list_free(times, 30, busy) == (times[0], times[3], times[4], times[5])


@pytest.mark.parametrize(
    ("move_until", "can_choose"),
    [
        (timedelta(hours=2), True),
        (timedelta(hours=3), True),
        (timedelta(hours=4), False),
        (None, False),
    ],
)
def test_a_booked_time_can_be_moved_while_the_offer_says_so(
    move_until: timedelta | None, can_choose: bool
) -> None:
    booked = NOW + timedelta(hours=3)
    offer = dataclasses.replace(OFFER, times=(booked,), move_until=move_until)

    shown = describe_times(offer, booked_at=booked, busy=[], now=NOW)

    assert shown.can_choose is can_choose
    assert booked not in shown.times


def test_an_offer_keeps_its_times_in_order_and_once() -> None:
    first, second = NOW + timedelta(days=1), NOW + timedelta(days=2)
    offer = dataclasses.replace(OFFER, times=(second, first, second))

    assert check_offer(offer, NOW).times == (first, second)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekly": ()}, "times"),
        ({"weekly": (), "times": (NOW,)}, "times"),
        ({"weekly": (), "times": (NOW + timedelta(hours=1),)}, "times"),
        ({"times": tuple(NOW + timedelta(days=n) for n in range(MAX_TIMES + 1))}, "times"),
        ({"weekly": (MONDAY,) * 29}, "times"),
        ({"weekly": (WeeklyHours(day="MO", begins=time(9), ends=time(9, 29)),)}, "weekly"),
        ({"weekly": (WeeklyHours(day="MO", begins=time(10), ends=time(9)),)}, "weekly"),
        ({"last_day": date(2026, 11, 24)}, "lastDay"),
        ({"last_day": date(2027, 2, 24)}, "lastDay"),
    ],
)
def test_what_cannot_be_offered_is_refused_at_its_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidOfferError) as refused:
        check_offer(dataclasses.replace(OFFER, **changes), NOW)

    assert [error.field for error in refused.value.errors] == [field]
