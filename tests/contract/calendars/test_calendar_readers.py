"""The contract of a calendar reader: busy times, or the reason why there are none; never half of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from tests.fakes.calendar_server import (
    HOME,
    PASSWORD,
    USER,
    Answer,
    CalendarServer,
    Collection,
    calendar_text,
    event_text,
    multi_status_text,
)
from tests.fakes.delivery import on_this_machine
from tests.fakes.network import ScriptedNames

from vivavoce.calendars.adapters.caldav import CalDavCalendarReader
from vivavoce.calendars.adapters.calendar_http import MAX_BODY_BYTES, CalendarRequests
from vivavoce.calendars.adapters.ics import IcsCalendarReader
from vivavoce.calendars.domain.calendar import (
    CalendarAccess,
    CalendarProblem,
    CalendarReadError,
    ReadingScope,
)
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.egress.client import OutboundHttpClient, ResolveHost
from vivavoce.infra.egress.target import check_public_or_loopback_address
from vivavoce.infra.isolated import IsolatedWorker, ResourceBudget

SCOPE = ReadingScope(
    starts_at=datetime(2026, 11, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 30, tzinfo=UTC),
    time_zone="Europe/Berlin",
    own_addresses=("rita@example.com",),
)
MEETING = event_text("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z")
MEETING_TIME = [("12-01 09:00", "12-01 10:00")]
WORKER = IsolatedWorker("calendar-readers", budget=ResourceBudget(cpu_s=2, wall_s=20.0))
FILE = "/ical/private-4c0e7f2b9a/basic.ics"
WORK = f"{HOME}work/"


@dataclass
class ReadCalendar:
    """One kind of calendar on the server, and its reader."""

    server: CalendarServer
    access: CalendarAccess
    make_reader: type[IcsCalendarReader | CalDavCalendarReader]
    path: str
    """What answers with the events."""

    def publish(self, *events: str) -> None:
        if self.access.kind == "ics":
            self.server.publish(FILE, *events)
        else:
            self.server.collections[WORK] = Collection(events=[calendar_text(*events)])

    def answer(self, answer: Answer) -> None:
        self.server.answers[self.path] = answer

    async def read(
        self,
        access: CalendarAccess | None = None,
        *,
        timeout_s: float = 5.0,
        resolve: ResolveHost | None = None,
    ) -> list[tuple[str, str]]:
        client = OutboundHttpClient(
            clock=SystemClock(),
            address_policy=check_public_or_loopback_address,
            resolve=resolve,
            timeout_s=timeout_s,
            max_body_bytes=MAX_BODY_BYTES,
        )
        reader = self.make_reader(CalendarRequests(client, WORKER))
        reading = await reader.read(access or self.access, SCOPE)
        assert reading.unreadable == 0
        return [
            (f"{one.starts_at:%m-%d %H:%M}", f"{one.ends_at:%m-%d %H:%M}") for one in reading.busy
        ]

    async def refusal(
        self, access: CalendarAccess | None = None, *, timeout_s: float = 5.0
    ) -> CalendarProblem:
        with pytest.raises(CalendarReadError) as refused:
            await self.read(access, timeout_s=timeout_s)
        return refused.value.problem


@pytest.fixture(params=["ics", "caldav"])
async def calendar(request: pytest.FixtureRequest) -> AsyncIterator[ReadCalendar]:
    async with CalendarServer() as server:
        if request.param == "ics":
            access = CalendarAccess(kind="ics", url=f"{server.url}{FILE}")
            made = ReadCalendar(server, access, IcsCalendarReader, FILE)
        else:
            access = CalendarAccess(
                kind="caldav", url=f"{server.url}/", user_name=USER, password=PASSWORD
            )
            made = ReadCalendar(server, access, CalDavCalendarReader, WORK)
        made.publish(MEETING)
        yield made


async def test_the_busy_times_are_read(calendar: ReadCalendar) -> None:
    assert await calendar.read() == MEETING_TIME


async def test_a_series_loses_what_was_removed_and_what_was_moved(calendar: ReadCalendar) -> None:
    calendar.publish(
        event_text(
            "DTSTART;TZID=Europe/Berlin:20261201T090000",
            "DTEND;TZID=Europe/Berlin:20261201T093000",
            "RRULE:FREQ=DAILY;COUNT=4",
            "EXDATE;TZID=Europe/Berlin:20261202T090000",
        ),
        event_text(
            "RECURRENCE-ID;TZID=Europe/Berlin:20261203T090000",
            "DTSTART;TZID=Europe/Berlin:20261203T150000",
            "DURATION:PT1H",
        ),
    )

    assert await calendar.read() == [
        ("12-01 08:00", "12-01 08:30"),
        ("12-03 14:00", "12-03 15:00"),
        ("12-04 08:00", "12-04 08:30"),
    ]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_followed(calendar: ReadCalendar, status: int) -> None:
    first = f"{calendar.server.url}/old"
    access = CalendarAccess(
        kind=calendar.access.kind,
        url=first,
        user_name=calendar.access.user_name,
        password=calendar.access.password,
    )
    target = FILE if access.kind == "ics" else "/dav/"
    calendar.server.answers["/old"] = Answer(status=status, headers={"Location": target})

    assert await calendar.read(access) == MEETING_TIME


async def test_a_circle_of_redirects_ends(calendar: ReadCalendar) -> None:
    calendar.answer(Answer(status=302, headers={"Location": calendar.path}))

    assert await calendar.refusal() == "not_a_calendar"
    assert len(calendar.server.requests) < 20


@pytest.mark.parametrize(
    "place", ["http://10.0.0.5/", "http://169.254.169.254/", "file:///etc/passwd"]
)
async def test_a_redirect_to_the_inside_is_refused(calendar: ReadCalendar, place: str) -> None:
    calendar.answer(Answer(status=302, headers={"Location": place}))

    assert await calendar.refusal() == "address_refused"


async def test_a_name_that_turns_to_the_inside_is_refused(calendar: ReadCalendar) -> None:
    port = calendar.server.url.rpartition(":")[2]
    access = CalendarAccess(
        kind=calendar.access.kind,
        url=f"http://calendar.example:{port}/old",
        user_name=calendar.access.user_name,
        password=calendar.access.password,
    )
    calendar.server.answers["/old"] = Answer(status=302, headers={"Location": FILE})
    names = ScriptedNames([["127.0.0.1"], ["10.0.0.5"]])

    with pytest.raises(CalendarReadError) as refused:
        await calendar.read(access, resolve=names)

    assert refused.value.problem == "address_refused"
    assert [one.path for one in calendar.server.requests] == ["/old"]


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, "unauthorized"),
        (403, "unauthorized"),
        (404, "not_found"),
        (410, "not_found"),
        (429, "unreachable"),
        (503, "unreachable"),
        (418, "not_a_calendar"),
    ],
)
async def test_a_refusal_names_its_cause(
    calendar: ReadCalendar, status: int, problem: CalendarProblem
) -> None:
    calendar.answer(Answer(status=status))
    if calendar.access.kind == "caldav":
        calendar.server.can_expand = False

    assert await calendar.refusal() == problem


async def test_a_server_that_does_not_answer_costs_a_bounded_time(calendar: ReadCalendar) -> None:
    calendar.answer(Answer(is_silent=True))

    assert await calendar.refusal(timeout_s=0.3) == "unreachable"


async def test_fifty_megabytes_are_not_taken_in(calendar: ReadCalendar) -> None:
    calendar.answer(Answer(status=200, body=b"BEGIN:VCALENDAR\r\n" + b"X" * 50_000_000))

    assert await calendar.refusal() == "too_large"
    assert calendar.server.bytes_sent < 40_000_000


async def test_half_of_a_calendar_is_not_taken_for_all_of_it(calendar: ReadCalendar) -> None:
    whole = calendar_text(MEETING, event_text("DTSTART:20261205T090000Z", "DURATION:PT1H", uid="2"))
    calendar.answer(Answer(body=whole.encode(), sends_bytes=len(whole) // 2))

    assert await calendar.refusal() == "unreachable"


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\n",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aa">]><a>&a;</a>',
    ],
)
async def test_what_is_no_calendar_is_refused(calendar: ReadCalendar, body: bytes) -> None:
    calendar.answer(Answer(status=200 if calendar.access.kind == "ics" else 207, body=body))

    assert await calendar.refusal() == "not_a_calendar"


@pytest.mark.parametrize(
    "event",
    [
        event_text("DTSTART:20000101T000000Z", "DURATION:PT1M", "RRULE:FREQ=SECONDLY"),
        event_text("DTSTART:20261201T000000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY;INTERVAL=0"),
        event_text("DTSTART:19000101T000000Z", "DURATION:PT1M", "RRULE:FREQ=HOURLY"),
        # Never true, so the search for the first occurrence runs on.
        event_text(
            "DTSTART:00010101T000000Z",
            "DURATION:PT1M",
            "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=31",
        ),
        "\r\n".join(["BEGIN:VEVENT"] * 50_000 + ["END:VEVENT"] * 50_000),
    ],
    ids=["secondly", "interval-0", "hourly-since-1900", "never", "nested"],
)
async def test_an_endless_calendar_is_refused_in_a_bounded_time(
    calendar: ReadCalendar, event: str
) -> None:
    calendar.publish(event)

    assert await calendar.refusal() == "too_complex"
    calendar.publish(MEETING)
    assert await calendar.read() == MEETING_TIME


def test_secrets_are_in_no_representation() -> None:
    access = CalendarAccess(
        kind="caldav", url="https://x.example/s3cret", user_name="rita", password="s3cret"
    )

    assert "s3cret" not in repr(access)
    assert "rita" not in repr(access)


class TestCalDav:
    @pytest.fixture
    async def server(self) -> AsyncIterator[CalendarServer]:
        async with CalendarServer() as server:
            server.collections[WORK] = Collection(events=[calendar_text(MEETING)])
            yield server

    def calendar(
        self, server: CalendarServer, *, path: str = "/", password: str = PASSWORD
    ) -> ReadCalendar:
        access = CalendarAccess(
            kind="caldav", url=f"{server.url}{path}", user_name=USER, password=password
        )
        return ReadCalendar(server, access, CalDavCalendarReader, WORK)

    @pytest.mark.parametrize("path", ["/", "/dav/", "/dav/principals/rita/", HOME, WORK, "/else"])
    async def test_it_is_found_from_every_address_of_the_account(
        self, server: CalendarServer, path: str
    ) -> None:
        assert await self.calendar(server, path=path).read() == MEETING_TIME

    async def test_all_calendars_with_events_count_but_transparent_ones(
        self, server: CalendarServer
    ) -> None:
        late = event_text("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z", uid="2")
        hidden = event_text("DTSTART:20261208T090000Z", "DTEND:20261208T100000Z", uid="3")
        server.collections[f"{HOME}private/"] = Collection(events=[calendar_text(late)])
        server.collections[f"{HOME}birthdays/"] = Collection(
            events=[calendar_text(hidden)], is_transparent=True
        )
        server.collections[f"{HOME}tasks/"] = Collection(
            events=[calendar_text(hidden)], components="VTODO"
        )

        assert await self.calendar(server).read() == [*MEETING_TIME, ("12-07 09:00", "12-07 10:00")]
        assert await self.calendar(server, path=WORK).read() == MEETING_TIME

    async def test_a_server_that_does_not_expand_is_asked_again_without(
        self, server: CalendarServer
    ) -> None:
        server.can_expand = False

        assert await self.calendar(server).read() == MEETING_TIME
        reports = [one.body for one in server.requests if one.method == "REPORT"]
        assert [b"expand" in body for body in reports] == [True, False]

    async def test_a_wrong_password_is_not_a_wrong_address(self, server: CalendarServer) -> None:
        assert await self.calendar(server, password="wrong").refusal() == "unauthorized"
        server.answers["/.well-known/caldav"] = Answer(status=404)
        assert await self.calendar(server, path="/nothing").refusal() == "not_found"

    async def test_an_account_without_calendars_is_not_free(self, server: CalendarServer) -> None:
        server.collections.clear()

        assert await self.calendar(server).refusal() == "no_calendars"

    async def test_a_report_that_leaves_events_out_is_refused(self, server: CalendarServer) -> None:
        cut = multi_status_text(
            [
                f"<d:response><d:href>{WORK}</d:href><d:status>HTTP/1.1 507 Full</d:status></d:response>"
            ]
        )
        made = self.calendar(server, path="/dav/")
        server.answers[WORK] = Answer(status=207, body=cut.encode())

        assert await made.refusal() == "too_large"

    @pytest.mark.parametrize(
        ("host", "is_sent"),
        [
            ("p34-caldav.icloud.example.com", True),
            ("caldav.icloud.example.com", True),
            ("icloud.example.com.evil.example", False),
            ("evil-icloud.example.com", False),
            ("calendar.example.org", False),
        ],
    )
    async def test_the_password_goes_to_neighbors_of_the_server_alone(
        self, server: CalendarServer, host: str, *, is_sent: bool
    ) -> None:
        port = server.url.rpartition(":")[2]
        access = CalendarAccess(
            kind="caldav",
            url=f"http://caldav.icloud.example.com:{port}/old",
            user_name=USER,
            password=PASSWORD,
        )
        place = f"http://{host}:{port}/dav/"
        server.answers["/old"] = Answer(status=307, headers={"Location": place})
        made = ReadCalendar(server, access, CalDavCalendarReader, WORK)

        if is_sent:
            assert await made.read(resolve=on_this_machine) == MEETING_TIME
        else:
            with pytest.raises(CalendarReadError, match="unauthorized"):
                await made.read(resolve=on_this_machine)
            assert "authorization" not in server.requests[-1].headers

    async def test_the_password_goes_to_no_other_server(self, server: CalendarServer) -> None:
        async with CalendarServer() as other:
            server.answers["/old"] = Answer(status=307, headers={"Location": f"{other.url}/dav/"})

            assert await self.calendar(server, path="/old").refusal() == "unauthorized"
            assert "authorization" not in other.requests[0].headers
