"""Busy times are joined and cut; an appointment is taken out of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vivavoce.calendars.domain.calendar import clip_busy, explain_problem, merge_busy
from vivavoce.contracts.booking import BusyTime
from vivavoce.hiring.domain.booking import Booking, leave_out

DAY = datetime(2026, 12, 1, tzinfo=UTC)


def span(first: float, last: float) -> BusyTime:
    return BusyTime(DAY + timedelta(hours=first), DAY + timedelta(hours=last))


def test_overlapping_times_are_joined_in_order() -> None:
    times = [span(12, 13), span(9, 11), span(10, 10.5), span(11, 11.5)]

    assert merge_busy(times) == (span(9, 11.5), span(12, 13))
    assert merge_busy([]) == ()


def test_times_are_cut_to_a_period() -> None:
    times = [span(1, 2), span(8, 10), span(11, 13), span(13, 14)]

    assert clip_busy(times, DAY + timedelta(hours=9), DAY + timedelta(hours=13)) == (
        span(9, 10),
        span(11, 13),
    )


@pytest.mark.parametrize(
    ("busy", "left"),
    [
        (span(9, 9.5), []),
        (span(9.1, 9.4), []),
        (span(8, 11), [span(8, 9), span(9.5, 11)]),
        (span(9.25, 10), [span(9.5, 10)]),
        (span(7, 9), [span(7, 9)]),
        (span(9.5, 10), [span(9.5, 10)]),
    ],
)
def test_the_own_appointment_is_taken_out(busy: BusyTime, left: list[BusyTime]) -> None:
    own = span(9, 9.5)
    booking = Booking(host_email="r@example.com", starts_at=own.starts_at, ends_at=own.ends_at)

    assert list(leave_out([busy], booking)) == left
    assert leave_out([busy], None) == (busy,)


def test_a_problem_is_explained_with_its_remedy() -> None:
    assert explain_problem("unauthorized").endswith("or a new secret address.")
