"""How often and when a candidate is called, and when attempts end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.simulated_clock import CountingIds

from vivavoce.contracts.call_updates import parse_phone_number, parse_phone_number_or_none
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call, next_allowed_call_time, validate_time_zone

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
IDS = CountingIds()
SESSION = SessionId(IDS.new_id())


def a_call(**changes: object) -> Call:
    call = Call(
        id=IDS.new_id(),
        interview_id=InterviewId(IDS.new_id()),
        person_id=PersonId(UUID(int=7)),
        number="+441134960123",
        number_hash="a hash",
        time_zone="UTC",
        created_at=NOON,
    )
    return replace(calls.schedule_call(call, at=NOON, now=NOON), **changes)


def placed(call: Call, now: datetime) -> Call:
    return calls.start_attempt(call, session_id=SESSION, now=now)


def test_an_unanswered_call_is_attempted_three_times_after_ten_minutes_and_two_hours() -> None:
    now, call, tries = NOON, a_call(), []
    while not call.is_over:
        assert call.next_attempt_at is not None
        now = call.next_attempt_at
        tries.append(now - NOON)
        call = calls.mark_not_reached(placed(call, now), "no_answer", now=now)

    assert tries == [timedelta(0), timedelta(minutes=10), timedelta(hours=2, minutes=10)]
    assert (call.outcome, call.attempt) == ("not_reached", 3)


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [("busy", "not_reached"), ("machine", "not_reached"), ("trunk", "failed")],
)
def test_the_last_failure_reason_decides_the_outcome(reason: str, outcome: str) -> None:
    call = a_call()
    for _ in range(3):
        call = calls.mark_not_reached(placed(call, NOON), reason, now=NOON)  # type: ignore[arg-type]

    assert call.outcome == outcome


@pytest.mark.parametrize(
    ("reason", "outcome"), [("invalid", "failed"), ("rejected", "not_reached")]
)
def test_an_invalid_number_and_a_declined_call_are_not_repeated(reason: str, outcome: str) -> None:
    over = calls.mark_not_reached(placed(a_call(), NOON), reason, now=NOON)  # type: ignore[arg-type]

    assert (over.state, over.outcome, over.next_attempt_at) == ("ended", outcome, None)


def test_a_dropped_call_is_redialed_after_20_and_120_seconds() -> None:
    talking = calls.mark_talking(calls.mark_answered(placed(a_call(), NOON), now=NOON), now=NOON)
    broke = NOON + timedelta(minutes=5)
    call, times = calls.mark_dropped(talking, now=broke), []
    while not call.is_over:
        assert call.next_attempt_at is not None
        assert call.is_redial
        times.append((call.next_attempt_at - broke).total_seconds())
        rung = placed(call, call.next_attempt_at)
        call = calls.mark_not_reached(
            rung, "no_answer", now=call.next_attempt_at + timedelta(seconds=30)
        )

    assert times == [20, 120]
    assert call.outcome == "abandoned"


def test_after_a_successful_redial_the_next_drop_starts_again() -> None:
    call = calls.mark_talking(placed(a_call(), NOON), now=NOON)
    again = calls.mark_talking(placed(calls.mark_dropped(call, now=NOON), NOON), now=NOON)

    assert (again.dropped_at, again.tries, again.redials) == (None, 0, 1)
    assert calls.mark_dropped(again, now=NOON).next_attempt_at == NOON + timedelta(seconds=20)


def test_a_connection_that_keeps_dropping_is_abandoned() -> None:
    call = calls.mark_talking(placed(a_call(), NOON), now=NOON)
    breaks = 0
    while not call.is_over:
        call = calls.mark_dropped(call, now=NOON)
        breaks += 1
        if not call.is_over:
            call = calls.mark_talking(placed(call, NOON), now=NOON)

    assert (breaks, call.redials) == (calls.MAX_REDIALS + 1, calls.MAX_REDIALS)


@pytest.mark.parametrize(
    ("zone", "hour", "waits"),
    [
        ("UTC", 8, 0),
        ("UTC", 20, 0),
        ("UTC", 21, 11),
        ("UTC", 7, 1),
        ("UTC", 0, 8),
        ("America/New_York", 3, 10),  # 22:00 there
        ("Asia/Tokyo", 12, 11),  # 21:00 there
        ("Asia/Tokyo", 0, 0),  # 9:00 there
    ],
)
def test_no_call_is_placed_at_night_in_the_candidates_time_zone(
    zone: str, hour: int, waits: int
) -> None:
    at = NOON.replace(hour=hour)

    assert next_allowed_call_time(at, zone) - at == timedelta(hours=waits)


def test_a_repetition_that_falls_into_the_night_waits_for_the_morning() -> None:
    evening = NOON.replace(hour=20, minute=55)

    again = calls.mark_not_reached(placed(a_call(), evening), "busy", now=evening)

    assert again.next_attempt_at == NOON.replace(day=21, hour=8)


def test_the_morning_after_a_clock_change_is_at_eight_of_the_new_time() -> None:
    saturday_night = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)

    assert next_allowed_call_time(saturday_night, "Europe/Berlin") == datetime(
        2026, 3, 29, 6, tzinfo=UTC
    )


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        validate_time_zone(name)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+44 113 496 0123", "+441134960123"),
        (" +44 (0)113 496-0123 ", "+441134960123"),
        ("+1 (202) 555-0143", "+12025550143"),
        ("+49.30/1234567", "+49301234567"),
    ],
)
def test_phone_numbers_are_read_in_common_notations(written: str, number: str) -> None:
    assert parse_phone_number(written) == number


@pytest.mark.parametrize(
    "text",
    [
        "0113 496 0123",
        "+0 113",
        "+44",
        "+44 113 ext 5",
        "+1234567890123456",
        "+",
        "",
        "+44\u0661\u0661\u0663\u0664\u0669\u0666\u0660",
    ],
)
def test_a_number_without_a_country_code_is_refused(text: str) -> None:
    assert parse_phone_number_or_none(text) is None


def test_a_requested_attempt_is_uncertain_until_the_provider_confirms_it() -> None:
    asked = placed(a_call(), NOON)

    assert asked.is_placement_unknown
    assert not calls.mark_not_requested(asked).is_placement_unknown
    assert not replace(asked, state="dialing").is_placement_unknown


def test_a_printed_call_shows_no_phone_number() -> None:
    assert "4960123" not in repr(replace(a_call(), sid="CA123"))
    assert "CA123" not in repr(replace(a_call(), sid="CA123"))
