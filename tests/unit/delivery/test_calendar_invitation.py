"""The appointment in an invitation, as a calendar reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from uuid import UUID

from icalendar import Calendar

from vivavoce.delivery.adapters.mail_postgres import email_from_document, email_to_document
from vivavoce.delivery.adapters.mail_smtp import _build_message, build_calendar_message
from vivavoce.delivery.domain.emails import CalendarEvent, Email
from vivavoce.kernel.ids import InterviewId

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SENDER = Address(display_name="Vivavoce", addr_spec="us@example.org")
EVENT = CalendarEvent(
    uid="0194b1d7-0000-7000-8000-000000000001",
    starts_at=AT,
    minutes=30,
    written_at=AT - timedelta(days=3),
    title="Interview for Nurse; night, at St. Mary's",
    organizer="St. Mary's",
    link="https://example.org/interview/join/abc",
)
EMAIL = Email(to="ada@example.org", subject="s", text="t", html="<p>t</p>", event=EVENT)


def entry(event: CalendarEvent):  # type: ignore[no-untyped-def]
    read = Calendar.from_ical(build_calendar_message(event, sender=SENDER, attendee="ada@b.org"))
    assert read["METHOD"] == ("CANCEL" if event.is_canceled else "REQUEST")
    return read.walk("VEVENT")[0]


def test_a_calendar_reads_time_subject_and_organizer() -> None:
    read = entry(EVENT)

    assert read.decoded("dtstart") == AT
    assert read.decoded("dtend") == AT + timedelta(minutes=30)
    assert str(read["summary"]) == EVENT.title
    assert str(read["uid"]) == EVENT.uid
    assert str(read["organizer"]) == "mailto:us@example.org"
    assert read["organizer"].params["CN"] == "St. Mary's"
    assert str(read["attendee"]) == "mailto:ada@b.org"


def test_a_moved_appointment_replaces_the_one_before() -> None:
    moved = replace(
        EVENT, starts_at=AT + timedelta(days=1), written_at=EVENT.written_at + timedelta(seconds=1)
    )

    assert entry(moved)["uid"] == entry(EVENT)["uid"]
    assert entry(moved)["sequence"] > entry(EVENT)["sequence"]


def test_a_canceled_appointment_is_removed() -> None:
    canceled = replace(
        EVENT, is_canceled=True, link="", written_at=EVENT.written_at + timedelta(seconds=1)
    )
    message = _build_message(replace(EMAIL, event=canceled), SENDER, UUID(int=1))

    read = entry(canceled)
    assert (read["uid"], read["status"]) == (entry(EVENT)["uid"], "CANCELLED")
    assert read["sequence"] > entry(EVENT)["sequence"]
    assert (read.decoded("dtstart"), str(read["attendee"])) == (AT, "mailto:ada@b.org")
    assert "url" not in read
    methods = [part.get_param("method") for part in message.walk()]
    assert "CANCEL" in methods
    assert "REQUEST" not in methods


def test_a_sequence_fits_a_calendar_and_is_higher_than_those_sent_before() -> None:
    late = replace(EVENT, written_at=datetime(2060, 1, 1, tzinfo=UTC))

    assert entry(late)["sequence"] < 2**31
    assert entry(EVENT)["sequence"] > EVENT.written_at.timestamp() / 60


def test_a_message_carries_text_html_the_appointment_and_its_file() -> None:
    message = _build_message(EMAIL, SENDER, UUID(int=1))

    parts = [(part.get_content_type(), part.get_filename()) for part in message.walk()]
    assert parts == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/html", None),
        ("text/calendar", None),
        ("text/calendar", "interview.ics"),
    ]
    calendar_part = next(
        part for part in message.walk() if part.get_content_type() == "text/calendar"
    )
    assert calendar_part.get_param("method") == "REQUEST"


def test_a_stored_email_is_read_back_completely_in_the_old_format_too() -> None:
    canceled = replace(EMAIL, event=replace(EVENT, is_canceled=True))
    before = email_to_document(EMAIL)
    del before[4]["is_canceled"]

    for email in (EMAIL, canceled):
        assert email_from_document(email_to_document(email)) == email
    assert email_from_document(before) == EMAIL
    for late in (replace(EMAIL, useful_until=AT), replace(EMAIL, event=None, useful_until=AT)):
        assert email_from_document(email_to_document(late)) == late
        reminder = replace(late, reminder_of=InterviewId(UUID(int=3)))
        assert email_from_document(email_to_document(reminder)) == reminder
        assert email_from_document(email_to_document(reminder)[:6]) == late
    assert email_from_document(["a@b", "s", "t"]) == Email(to="a@b", subject="s", text="t")
