"""What reminders and the news of a decision say, in which language and time zone, and what they never say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.delivery.domain.candidate_emails import build_decision_news_email
from vivavoce.delivery.domain.email_texts import EmailKind, EmailWording, list_placeholders
from vivavoce.delivery.domain.emails import EmailStyle
from vivavoce.delivery.domain.reminder_email import build_reminder_email
from vivavoce.kernel.ids import InterviewId

AT = datetime(2026, 7, 5, 9, 0, tzinfo=UTC)
LINK, PAGE = "https://example.org/join/abc", "https://example.org/status/abc"
APPOINTMENT = InterviewReminder(
    email_id=UUID(int=1),
    interview_id=InterviewId(UUID(int=3)),
    useful_until=AT,
    person_id=UUID(int=2),
    to="ada@example.org",
    name="Ada",
    position="Welder",
    organization="Larkfield",
    link=LINK,
    page_link=PAGE,
    expires_at=AT + timedelta(days=7),
    starts_at=AT,
    opens_at=AT - timedelta(minutes=15),
    language="en",
    time_zone="Europe/Berlin",
)
EXPIRY = replace(APPOINTMENT, starts_at=None, opens_at=None)
LONDON = EmailStyle(time_zone="Europe/London")


def test_a_reminder_names_the_time_in_the_zone_of_the_candidate() -> None:
    email = build_reminder_email(APPOINTMENT, style=LONDON)

    assert email.subject == "Reminder: your interview for Welder at Larkfield"
    assert email.text == (
        "Hello Ada,\n\n"
        "We remind you of your interview with Larkfield for the position of Welder.\n\n"
        "Your interview starts on 5 July 2026, 11:00 (Europe/Berlin time). "
        "You can enter from 10:45, with the link in this e-mail.\n\n"
        f"Use this personal link to start the interview:\n\n{LINK}\n\n"
        f"If you cannot be there, or need help, use your page:\n\n{PAGE}\n"
    )
    assert email.event is None
    assert email.useful_until == AT


def test_without_a_zone_of_the_candidate_the_organizations_is_used() -> None:
    email = build_reminder_email(replace(APPOINTMENT, time_zone=None), style=LONDON)

    assert (
        "starts on 5 July 2026, 10:00 (Europe/London time). You can enter from 09:45" in email.text
    )


def test_a_reminder_of_an_appointment_after_midnight_names_the_day_from_which_it_can_be_entered() -> (
    None
):
    # In Berlin, the appointment is at 00:05 on the next day.
    start = datetime(2026, 7, 5, 22, 5, tzinfo=UTC)
    night = replace(APPOINTMENT, starts_at=start, opens_at=start - timedelta(minutes=15))

    in_berlin, in_london = (
        build_reminder_email(each) for each in (night, replace(night, time_zone="Europe/London"))
    )

    for written in (in_berlin.text, str(in_berlin.html)):
        assert "You can enter from 5 July 2026, 23:50 (Europe/Berlin time), with" in written
    assert "You can enter from 22:50, with" in in_london.text


def test_a_link_reminder_says_until_when_the_link_works_and_names_no_appointment() -> None:
    email = build_reminder_email(EXPIRY)

    assert email.text == (
        "Hello Ada,\n\n"
        "Larkfield invited you to an interview for the position of Welder. You have not started it "
        "yet.\n\n"
        "The link works until 12 July 2026, 11:00 (Europe/Berlin time).\n\n"
        f"Use this personal link to start the interview:\n\n{LINK}\n\n"
        f"If you need help or do not want to take part, use your page:\n\n{PAGE}\n"
    )


@pytest.mark.parametrize("name", ["Ada", ""])
def test_a_candidate_without_a_name_is_greeted_without_one(name: str) -> None:
    email = build_reminder_email(replace(APPOINTMENT, name=name))

    assert email.text.splitlines()[0] == ("Hello Ada," if name else "Hello,")


@pytest.mark.parametrize(
    ("reminder", "sentence"),
    [
        (
            APPOINTMENT,
            "Ihr Interview beginnt am 5. Juli 2026, 11:00 Uhr (Zeitzone Europe/Berlin). "
            "Ab 10:45 können Sie mit dem Link in dieser E-Mail eintreten.",
        ),
        (EXPIRY, "Der Link gilt bis 12. Juli 2026, 11:00 Uhr (Zeitzone Europe/Berlin)."),
    ],
)
def test_the_reminder_of_a_german_interview_is_in_german(
    reminder: InterviewReminder, sentence: str
) -> None:
    email = build_reminder_email(replace(reminder, language="de"))

    assert email.subject == "Erinnerung: Ihr Interview bei Larkfield: Welder"
    assert sentence in email.text
    assert not {"the", "your", "you"} & set(email.text.split())


def news(language: str = "en", **facts: object):
    usual = {
        "to": "ada@example.org",
        "name": "Ada",
        "position": "Welder",
        "organization": "Larkfield",
        "contact": "jobs@larkfield.example",
        "link": PAGE,
        "language": language,
    }
    return build_decision_news_email(**{**usual, **facts})  # type: ignore[arg-type]  # by name


def test_the_news_says_only_that_a_decision_was_made_and_whom_to_ask() -> None:
    email = news()

    assert email.subject == "News about your interview for Welder at Larkfield"
    assert email.text == (
        "Hello Ada,\n\n"
        "Larkfield has made a decision after your interview for the position of Welder.\n\n"
        "If you have questions, write to jobs@larkfield.example.\n\n"
        f"Your page shows where things stand:\n\n{PAGE}\n"
    )


def test_the_news_names_the_person_who_invited_where_there_is_no_address_and_no_closed_page() -> (
    None
):
    english, german = news(contact="", link=""), news("de", contact="", link="")

    assert "write to the person who invited you." in english.text
    assert "schreiben Sie an die Person, die Sie eingeladen hat." in german.text
    assert "page" not in english.text
    assert "Seite" not in german.text


def test_no_text_of_the_news_can_hold_the_decision_or_its_reasons() -> None:
    names = {one.name for one in list_placeholders("decision_news")}

    assert names == {"CONTACT", "PAGE_LINK", "CANDIDATE_NAME", "POSITION", "ORGANIZATION"}


def test_an_own_text_replaces_the_built_in_one_and_leaves_out_what_is_not_known() -> None:
    own = EmailWording(
        subject="{{ORGANIZATION}}: {{START_TIME}}",
        body="See you on {{START_TIME}}.\n\nOpen from {{OPENS_AT}}.\n\n{{INTERVIEW_LINK}}",
    )

    early = build_reminder_email(APPOINTMENT, own=own)
    any_time = build_reminder_email(replace(APPOINTMENT, opens_at=None), own=own)

    assert early.subject == "Larkfield: 5 July 2026, 11:00 (Europe/Berlin time)"
    assert "Open from 5 July 2026, 10:45" in early.text
    assert "Open from" not in any_time.text
    assert any_time.useful_until == AT
    assert any_time.text.endswith(f"{LINK}\n")


@pytest.mark.parametrize("kind", ["appointment_reminder", "link_reminder", "decision_news"])
def test_every_placeholder_is_described(kind: EmailKind) -> None:
    assert all(len(str(one.description)) > 10 for one in list_placeholders(kind))
