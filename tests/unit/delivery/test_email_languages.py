"""E-mails are in the language of the interview or of the organization, and else in English."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.domain.emails import (
    Email,
    EmailStyle,
    build_password_reset_email,
    format_time,
)
from vivavoce.delivery.facade import EmailQueue
from vivavoce.kernel.ids import InterviewId

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
PERSON = UUID(int=7)


@dataclass
class QueuedEmails:
    """Keeps what is queued, instead of a database."""

    emails: list[Email] = field(default_factory=list)

    async def add(self, work: Any, email_id: UUID, email: Email, *, subject_id: UUID) -> bool:
        self.emails.append(email)
        return True


class Work:
    """A unit of work that only takes jobs."""

    async def enqueue(self, job: str, **arguments: str) -> None: ...


async def invite(language: str, *, is_moved: bool = False) -> Email:
    queued = QueuedEmails()
    queue = EmailQueue(queued, read_english, CountingIds(), SimulatedClock(), without_own_texts)
    await queue.send_invitation(
        Work(),
        interview_id=InterviewId(UUID(int=1)),
        person_id=PERSON,
        to="ada@example.org",
        name="Ada <b>Lovelace</b>",
        position="Pflegekraft",
        organization="St. Marien",
        link="https://example.org/join/abc",
        page_link="https://example.org/status/abc",
        offer=InterviewFormat(
            voice=VoiceAvailability(), is_video_offered=False, is_code_required=True
        ),
        minutes=30,
        expires_at=AT,
        language=language,
        opens_at=AT,
        starts_at=AT,
        time_zone="Europe/Berlin",
        is_moved=is_moved,
    )
    return queued.emails[0]


async def read_english(_: object) -> EmailStyle:
    return EmailStyle(language="en")


async def without_own_texts(work: object, kind: str, language: str) -> None:
    return None


async def read_german(_: object) -> EmailStyle:
    return EmailStyle(language="de")


async def test_a_german_interview_invites_in_german() -> None:
    email = await invite("de-DE")

    assert email.subject == "Ihr Interview bei St. Marien: Pflegekraft"
    assert (
        "Ihr Interview beginnt am 5. März 2026, 10:00 Uhr (Zeitzone Europe/Berlin)." in email.text
    )
    assert "Es dauert etwa 30 Minuten." in email.text
    assert email.event is not None
    assert email.event.title == "Interview bei St. Marien: Pflegekraft"
    assert '<html lang="de">' in str(email.html)
    assert "Guten Tag Ada &lt;b&gt;Lovelace&lt;/b&gt;," in str(email.html)


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            "Your interview for Pflegekraft at St. Marien is canceled",
            "This appointment does not take place: 5 March 2026, 10:00 (Europe/Berlin time)",
        ),
        (
            "de",
            "Ihr Interview bei St. Marien ist abgesagt: Pflegekraft",
            "Dieser Termin findet nicht statt: 5. März 2026, 10:00 Uhr (Zeitzone Europe/Berlin)",
        ),
    ],
)
async def test_a_cancellation_is_in_the_language_of_the_interview(
    language: str, subject: str, sentence: str
) -> None:
    queued = QueuedEmails()
    queue = EmailQueue(queued, read_english, CountingIds(), SimulatedClock(), without_own_texts)

    await queue.send_appointment_canceled(
        Work(),
        interview_id=InterviewId(UUID(int=1)),
        person_id=PERSON,
        to="ada@example.org",
        name="Ada",
        position="Pflegekraft",
        organization="St. Marien",
        starts_at=AT,
        minutes=30,
        language=language,
        time_zone="Europe/Berlin",
    )

    email, event = queued.emails[0], queued.emails[0].event
    assert email.subject == subject
    assert sentence in email.text
    assert event is not None
    assert (event.uid, event.starts_at, event.is_canceled) == (str(UUID(int=1)), AT, True)


async def test_an_invitation_says_that_the_time_is_new() -> None:
    first, moved = await invite("en"), await invite("en", is_moved=True)

    assert "has a new time" not in first.text
    assert "Your interview with St. Marien for the position of Pflegekraft has a new time." in (
        moved.text
    )
    assert first.event == moved.event


async def test_an_english_interview_invites_in_english() -> None:
    email = await invite("en")

    assert email.subject == "Your interview for Pflegekraft at St. Marien"
    assert "Your interview starts on 5 March 2026, 10:00 (Europe/Berlin time)." in email.text
    assert '<html lang="en">' in str(email.html)


async def test_an_interview_in_a_language_without_a_catalog_invites_in_english() -> None:
    assert await invite("sw") == await invite("en")


async def test_users_are_written_to_in_the_language_of_their_organization() -> None:
    queued = QueuedEmails()
    queue = EmailQueue(queued, read_german, CountingIds(), SimulatedClock(), without_own_texts)

    await queue.send_password_changed(Work(), person_id=PERSON, to="ada@example.org")
    await queue.send_join_link(
        Work(),
        person_id=PERSON,
        to="ada@example.org",
        name="Ada",
        organization="St. Marien",
        invited_by="Grace",
        link="https://example.org/join",
        expires_at=AT,
    )

    assert queued.emails[0].subject == "Ihr Vivavoce-Passwort wurde geändert"
    assert queued.emails[1].text.startswith("Guten Tag Ada,\n\nGrace lädt Sie ein,")


@pytest.mark.parametrize("language", ["en", "de"])
def test_one_minute_is_singular(language: str) -> None:
    text = build_password_reset_email(
        to="a@example.org", link="l", minutes=1, language=language
    ).text

    assert re.search(r"\b1 [Mm]inute\b", text)


def test_a_month_is_written_in_the_readers_language() -> None:
    assert format_time(AT, "UTC", "de") == "5. März 2026, 09:00 Uhr (UTC)"
    assert format_time(AT, None, "xx") == "5 March 2026, 09:00 UTC"
