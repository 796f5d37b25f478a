"""What of an iCalendar text is busy time, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.fakes.calendar_server import calendar_text, event_text

from vivavoce.calendars.adapters.ical import read_busy
from vivavoce.calendars.adapters.ical_lines import reduce_calendar
from vivavoce.calendars.domain.calendar import CalendarReadError, ReadingScope

SCOPE = ReadingScope(
    starts_at=datetime(2026, 10, 20, tzinfo=UTC),
    ends_at=datetime(2026, 11, 20, tzinfo=UTC),
    time_zone="Europe/Berlin",
    own_addresses=("Rita@example.com",),
)
_OWN_ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
END:STANDARD
END:VTIMEZONE"""


def busy(*components: str, scope: ReadingScope = SCOPE) -> list[str]:
    reading = read_busy([calendar_text(*components).encode()], scope)
    assert reading.unreadable == 0
    return [f"{one.starts_at:%m-%d %H:%M} {one.ends_at:%m-%d %H:%M}" for one in reading.busy]


def hour(start: str, *lines: str, uid: str = "1") -> str:
    return event_text(f"DTSTART{start}", "DURATION:PT1H", *lines, uid=uid)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (hour(":20261101T090000Z"), ["11-01 09:00 11-01 10:00"]),
        (hour(";TZID=America/New_York:20261102T090000"), ["11-02 14:00 11-02 15:00"]),
        (hour(";TZID=W. Europe Standard Time:20261102T090000"), ["11-02 08:00 11-02 09:00"]),
        (hour(":20261102T090000"), ["11-02 08:00 11-02 09:00"]),
        (event_text("DTSTART;VALUE=DATE:20261102"), ["11-01 23:00 11-02 23:00"]),
        (
            event_text("DTSTART;VALUE=DATE:20261102", "DTEND;VALUE=DATE:20261105"),
            ["11-01 23:00 11-04 23:00"],
        ),
        (event_text("DTSTART:20261102T090000Z"), []),
        (hour(":20261101T090000Z", "TRANSP:TRANSPARENT"), []),
        (hour(":20261101T090000Z", "STATUS:CANCELLED"), []),
        (hour(":20261101T090000Z", "STATUS:TENTATIVE"), ["11-01 09:00 11-01 10:00"]),
        (hour(":20261101T090000Z", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        (
            hour(":20261101T090000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:rita@example.com"),
            [],
        ),
        (
            hour(":20261101T090000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:max@example.com"),
            ["11-01 09:00 11-01 10:00"],
        ),
        (hour(":20261019T233000Z"), ["10-20 00:00 10-20 00:30"]),
        (hour(":20260101T090000Z"), []),
        (hour(":20270101T090000Z"), []),
    ],
)
def test_an_event_is_busy_or_it_is_not(event: str, expected: list[str]) -> None:
    assert busy(event) == expected


def test_a_series_stays_at_its_hour_when_the_clocks_change() -> None:
    event = hour(";TZID=Europe/Berlin:20261023T090000", "RRULE:FREQ=DAILY;COUNT=4")

    assert busy(event) == [
        "10-23 07:00 10-23 08:00",
        "10-24 07:00 10-24 08:00",
        "10-25 08:00 10-25 09:00",
        "10-26 08:00 10-26 09:00",
    ]


def test_an_all_day_event_lasts_as_long_as_its_day() -> None:
    assert busy(event_text("DTSTART;VALUE=DATE:20261025")) == ["10-24 22:00 10-25 23:00"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261104T085959Z", ["11-02"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261104", ["11-02", "11-04"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2", ["11-02", "11-16"]),
        ("RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:20261103T090000Z", ["11-02", "11-04"]),
        ("RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20261103", ["11-02", "11-04"]),
        ("RDATE:20261105T090000Z,20261107T090000Z", ["11-02", "11-05", "11-07"]),
    ],
)
def test_the_occurrences_of_a_series(rule: str, days: list[str]) -> None:
    assert [one[:5] for one in busy(hour(":20261102T090000Z", rule))] == days


def test_a_series_that_began_long_ago_goes_on_and_one_that_ended_does_not() -> None:
    going = hour(":20100104T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO")
    over = hour(":20100104T120000Z", "RRULE:FREQ=WEEKLY;UNTIL=20150101T000000Z", uid="2")

    assert len(busy(going, over)) == 4


def test_one_occurrence_is_canceled_and_one_is_moved_out_of_the_period() -> None:
    series = hour(":20261102T090000Z", "RRULE:FREQ=DAILY;COUNT=4")
    canceled = hour(":20261103T090000Z", "RECURRENCE-ID:20261103T090000Z", "STATUS:CANCELLED")
    far = hour(":20280101T090000Z", "RECURRENCE-ID:20261104T090000Z")

    assert [one[:5] for one in busy(series, canceled, far)] == ["11-02", "11-05"]


def test_this_and_all_later_occurrences_are_moved() -> None:
    series = hour(":20261102T090000Z", "RRULE:FREQ=DAILY;COUNT=4")
    later = hour(":20261104T150000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261104T090000Z")

    assert [one[:11] for one in busy(series, later)] == [
        *("11-02 09:00", "11-03 09:00", "11-04 15:00", "11-05 15:00")
    ]


def test_an_occurrence_that_a_server_expanded_stands_alone() -> None:
    assert len(busy(hour(":20261103T090000Z", "RECURRENCE-ID:20261103T090000Z"))) == 1


def test_the_calendars_own_zone_goes_before_that_of_the_owner() -> None:
    assert busy("X-WR-TIMEZONE:Asia/Tokyo", hour(":20261102T090000")) == ["11-02 00:00 11-02 01:00"]
    assert busy("X-WR-TIMEZONE:Moon/Tycho", hour(":20261102T090000")) == ["11-02 08:00 11-02 09:00"]


def test_a_zone_of_one_calendar_is_not_that_of_the_next_calendar() -> None:
    def at_nine(offset: str) -> list[str]:
        zone = _OWN_ZONE.format(name="Ours", offset=offset)
        return busy(zone, hour(";TZID=Ours:20261102T090000"))

    assert at_nine("+0500") == ["11-02 04:00 11-02 05:00"]
    assert at_nine("-0500") == ["11-02 14:00 11-02 15:00"]


def test_published_busy_times_without_events_are_read() -> None:
    periods = "20261102T090000Z/20261102T100000Z,20261103T090000Z/PT30M"
    free = "FREEBUSY;FBTYPE=FREE:20261104T090000Z/PT1H"
    component = f"BEGIN:VFREEBUSY\r\nFREEBUSY:{periods}\r\n{free}\r\nEND:VFREEBUSY"

    assert busy(component) == ["11-02 09:00 11-02 10:00", "11-03 09:00 11-03 09:30"]


def test_an_event_of_months_is_busy_to_its_end() -> None:
    leave = event_text("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20261102")
    long = event_text("DTSTART:20260101T000000Z", "DURATION:P310D", uid="2")

    assert busy(leave) == ["10-20 00:00 11-01 23:00"]
    assert busy(long) == ["10-20 00:00 11-07 00:00"]


def test_times_that_touch_are_one() -> None:
    events = [hour(f":20261102T{at}00Z", uid=at) for at in ("0900", "1000", "0930")]

    assert busy(*events) == ["11-02 09:00 11-02 11:00"]


@pytest.mark.parametrize(
    "event",
    [
        event_text("DTSTART:tomorrow", "DURATION:PT1H"),
        event_text("DURATION:PT1H"),
        event_text("DTSTART:20261102T090000Z", "DTEND:20261101T090000Z"),
        event_text("DTSTART:20261102T090000Z", "DURATION:soon"),
        event_text("DTSTART:20261102T090000Z", "DURATION:PT1H", "RRULE:COUNT=2"),
    ],
)
def test_an_event_that_cannot_be_understood_is_counted_and_hides_no_other(event: str) -> None:
    text = calendar_text(event, hour(":20261105T090000Z", uid="2"))

    reading = read_busy([text.encode()], SCOPE)

    assert reading.unreadable == 1
    assert len(reading.busy) == 1


def test_titles_places_and_people_are_dropped_before_anything_is_parsed() -> None:
    event = hour(
        ":20261102T090000Z",
        "DESCRIPTION:a long\r\n  secret",
        "ATTENDEE;CN=Max:mailto:max@example.com",
        "BEGIN:VALARM\r\nDESCRIPTION:Wake up\r\nEND:VALARM",
    )

    reduced = reduce_calendar(
        calendar_text(event, "BEGIN:VTODO\r\nSUMMARY:Buy\r\nEND:VTODO"),
        starts_at=SCOPE.starts_at,
        ends_at=SCOPE.ends_at,
        own_addresses=(),
    )

    assert "DTSTART:20261102T090000Z" in reduced
    for word in ("Dentist", "Secret Street", "secret", "Max", "Wake", "Buy", "VALARM", "VTODO"):
        assert word not in reduced


def test_ten_thousand_events_of_the_past_are_left_out() -> None:
    past = (hour(f":2016{n % 12 + 1:02}01T090000Z", uid=str(n)) for n in range(10_000))

    reduced = reduce_calendar(
        calendar_text(*past, hour(":20261102T090000Z", uid="now")),
        starts_at=SCOPE.starts_at,
        ends_at=SCOPE.ends_at,
        own_addresses=(),
    )

    assert reduced.count("BEGIN:VEVENT") == 1


def test_a_text_in_another_line_format_is_read() -> None:
    text = calendar_text(hour(":20261102T090000Z")).replace("\r\n", "\n")
    with_mark = b"\xef\xbb\xbf" + text.replace("DTSTART:2026", "DTSTART:2\n 026").encode()

    assert len(read_busy([with_mark], SCOPE).busy) == 1


def test_too_many_busy_times_are_refused() -> None:
    year = replace(SCOPE, ends_at=SCOPE.starts_at + timedelta(days=366))
    events = [hour(f":20261020T{n:02}0000Z", "RRULE:FREQ=DAILY", uid=str(n)) for n in range(20)]

    with pytest.raises(CalendarReadError) as refused:
        busy(*events, scope=year)

    assert refused.value.problem == "too_complex"
