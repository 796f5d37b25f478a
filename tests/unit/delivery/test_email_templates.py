"""Every e-mail has equivalent text and HTML versions; no name becomes markup."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from jinja2 import UndefinedError

from vivavoce.contracts.booking import HostAppointmentChange
from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery import domain
from vivavoce.delivery.domain.candidate_emails import (
    build_code_email,
    build_decision_news_email,
    build_review_answered_email,
)
from vivavoce.delivery.domain.emails import (
    CalendarEvent,
    Email,
    EmailStyle,
    build_password_changed_email,
    build_password_reset_email,
    build_task_email,
    build_user_invitation_email,
    format_time,
    render_email,
)
from vivavoce.delivery.domain.invitation_email import (
    build_appointment_canceled_email,
    build_host_appointment_email,
    build_invitation_email,
)
from vivavoce.delivery.domain.reminder_email import build_reminder_email
from vivavoce.kernel.ids import InterviewId

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
LINK = "https://example.org/join/" + "x" * 200
EVENT = CalendarEvent(
    uid="1", starts_at=AT, minutes=30, written_at=AT, title="t", organizer="o", link=LINK
)
OFFER = InterviewFormat(
    voice=VoiceAvailability(is_available=True, has_tts=True, answer_mode="draft"),
    is_video_offered=True,
    is_code_required=True,
)


def reminder(name: str, *, starts_at: datetime | None) -> InterviewReminder:
    return InterviewReminder(
        email_id=UUID(int=1),
        interview_id=InterviewId(UUID(int=3)),
        useful_until=AT,
        person_id=UUID(int=2),
        to="ada@example.org",
        name=name,
        position="Nurse & carer",
        organization="St. Mary's",
        link=LINK,
        page_link=LINK,
        expires_at=AT,
        starts_at=starts_at,
        opens_at=AT,
        language="en",
        time_zone="Europe/Berlin",
    )


EMAILS = {
    "invitation": lambda name: build_invitation_email(
        to="ada@example.org",
        name=name,
        position="Nurse & carer",
        organization="St. Mary's",
        link=LINK,
        page_link=LINK,
        offer=OFFER,
        minutes=30,
        expires_at=AT,
        opens_at=AT,
        time_zone="Europe/Berlin",
        event=EVENT,
    ),
    "host_appointment": lambda name: build_host_appointment_email(
        to="rita@example.org",
        candidate=name,
        position="Nurse & carer",
        link=LINK,
        event=EVENT,
        change="booked",
    ),
    "appointment_canceled": lambda name: build_appointment_canceled_email(
        to="ada@example.org",
        name=name,
        position="Nurse & carer",
        organization="St. Mary's",
        event=EVENT,
    ),
    "appointment_reminder": lambda name: build_reminder_email(reminder(name, starts_at=AT)),
    "link_reminder": lambda name: build_reminder_email(reminder(name, starts_at=None)),
    "decision_news": lambda name: build_decision_news_email(
        to="ada@example.org",
        name=name,
        position="Nurse & carer",
        organization="St. Mary's",
        contact="jobs@example.org",
        link=LINK,
    ),
    "code": lambda name: build_code_email(
        to="ada@example.org", code="042137", minutes=10, organization=name
    ),
    "person_requested": lambda name: build_task_email(
        "person_requested", to="ada@example.org", position=name, link=LINK
    ),
    "candidate_withdrew": lambda name: build_task_email(
        "candidate_withdrew", to="ada@example.org", position=name, link=LINK
    ),
    "decision_to_confirm": lambda name: build_task_email(
        "decision_to_confirm", to="ada@example.org", position=name, link=LINK
    ),
    "review_requested": lambda name: build_task_email(
        "review_requested", to="ada@example.org", position=name, link=LINK
    ),
    "review_answered": lambda name: build_review_answered_email(
        to="ada@example.org",
        position="Welder",
        organization="St. Mary's",
        answer=name,
        link=LINK,
    ),
    "user_invitation": lambda name: build_user_invitation_email(
        to="ada@example.org",
        name=name,
        organization="St. Mary's",
        invited_by="Grace",
        link=LINK,
        expires_at=AT,
    ),
    "password_reset": lambda _: build_password_reset_email(
        to="ada@example.org", link=LINK, minutes=10
    ),
    "password_changed": lambda _: build_password_changed_email(to="ada@example.org"),
}


def shown(page: str) -> str:
    """Return the words of a page as a reader sees them."""
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<(head|style).*?</\1>", "", page, flags=re.S))
    return " ".join(html.unescape(words).split())


@pytest.mark.parametrize("name", EMAILS)
def test_text_and_html_of_an_email_have_the_same_content(name: str) -> None:
    email: Email = EMAILS[name]("Ada")

    assert email.html is not None
    on_page = shown(email.html)
    for line in email.text.splitlines():
        assert " ".join(line.removeprefix("- ").split()) in on_page


@pytest.mark.parametrize("name", EMAILS)
def test_a_name_becomes_neither_markup_nor_a_separate_line(name: str) -> None:
    email: Email = EMAILS[name]("<b>Ada</b>\r\n\r\nBcc: a@b\u202e")

    assert "<b>" not in (email.html or "")
    assert not any(line.startswith("Bcc") for line in email.text.splitlines())
    assert email.subject.isprintable()


def test_every_template_belongs_to_a_defined_email() -> None:
    folder = Path(domain.__file__).parents[1] / "templates"

    assert {file.stem for file in folder.glob("*.txt")} == set(EMAILS)
    assert {file.stem for file in folder.glob("*.html")} == {*EMAILS, "layout", "parts", "own_text"}


def test_a_missing_value_is_an_error_and_not_an_empty_space() -> None:
    with pytest.raises(UndefinedError):
        render_email("code", to="ada@example.org", minutes=10)


def test_a_time_is_shown_in_the_recipients_time_zone_and_names_it() -> None:
    assert format_time(AT) == "27 November 2026, 09:00 UTC"
    assert format_time(AT, "Europe/Berlin") == "27 November 2026, 10:00 (Europe/Berlin time)"


def test_an_email_has_the_color_the_footer_and_the_time_zone_of_the_organization() -> None:
    style = EmailStyle(
        time_zone="Asia/Kolkata", accent_color="#0b6b3a", footer="Larkfield <Ltd>\n1 Mill Lane"
    )

    email = build_user_invitation_email(
        to="ada@example.org",
        name="Ada",
        organization="Larkfield",
        invited_by="Grace",
        link=LINK,
        expires_at=AT,
        style=style,
    )

    assert email.html is not None
    assert "background:#0b6b3a" in email.html
    assert "Larkfield &lt;Ltd&gt;<br>1 Mill Lane" in email.html
    assert email.text.endswith("\n\nLarkfield <Ltd>\n1 Mill Lane\n")
    assert "27 November 2026, 14:30 (Asia/Kolkata time)" in email.text


@pytest.mark.parametrize(
    ("candidate_zone", "shown"),
    [("Europe/Berlin", "10:00 (Europe/Berlin time)"), (None, "14:30 (Asia/Kolkata time)")],
)
def test_an_invitation_shows_the_candidates_time_zone_or_else_the_organizations(
    candidate_zone: str | None, shown: str
) -> None:
    email = build_invitation_email(
        to="ada@example.org",
        name="Ada",
        position="Welder",
        organization="Larkfield",
        link=LINK,
        page_link=LINK,
        offer=OFFER,
        minutes=30,
        expires_at=AT,
        time_zone=candidate_zone,
        event=EVENT,
        style=EmailStyle(time_zone="Asia/Kolkata"),
    )

    assert f"Your interview starts on 27 November 2026, {shown}." in email.text


def test_a_long_link_is_not_wrapped() -> None:
    assert LINK in EMAILS["password_reset"]("").text


@pytest.mark.parametrize(
    ("change", "subject", "sentence"),
    [
        ("booked", "Interview booked: 27 November 2026, 9:00 UTC", "A candidate booked"),
        ("moved", "Interview moved: 27 November 2026, 9:00 UTC", "A candidate moved"),
        ("canceled", "Interview canceled: 27 November 2026, 9:00 UTC", "does not take place"),
    ],
)
def test_a_host_reads_what_became_of_the_appointment(
    change: HostAppointmentChange, subject: str, sentence: str
) -> None:
    email = build_host_appointment_email(
        to="rita@example.org",
        candidate="Ada",
        position="Nurse",
        link=LINK,
        event=EVENT,
        change=change,
    )

    assert email.subject == subject.replace("9:00", "09:00")
    assert sentence in email.text
    assert "27 November 2026, 09:00 UTC" in email.text


def test_a_candidate_who_withdrew_does_not_read_that_the_organization_canceled() -> None:
    canceled, withdrawn = (
        build_appointment_canceled_email(
            to="ada@example.org",
            name="Ada",
            position="Nurse",
            organization="Larkfield",
            event=EVENT,
            is_withdrawn=is_withdrawn,
        ).text
        for is_withdrawn in (False, True)
    )

    assert "Larkfield canceled" in canceled
    assert "You withdrew" in withdrawn
    assert "canceled" not in withdrawn
    assert "no longer works" not in withdrawn
