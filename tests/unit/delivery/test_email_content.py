from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.domain.candidate_emails import build_code_email
from vivavoce.delivery.domain.emails import CalendarEvent, Email
from vivavoce.delivery.domain.invitation_email import build_invitation_email

PAGE = "https://example.org/interview/status/abc"
TYPED = VoiceAvailability()
APPOINTMENT = CalendarEvent(
    uid="1",
    starts_at=datetime(2026, 11, 25, 14, 0, tzinfo=UTC),
    minutes=30,
    written_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    title="Interview",
    organizer="St. Mary's",
    link="https://example.org/interview/join/abc",
)
SPOKEN = VoiceAvailability(is_available=True, has_tts=True, answer_mode="spoken")


def invite(
    name: str = "Ada Lovelace",
    position: str = "Nurse",
    opens_at: datetime | None = None,
    voice: VoiceAvailability = TYPED,
    has_video: bool = False,
    has_code: bool = True,
    event: CalendarEvent | None = None,
    language: str = "en",
    message: str = "",
    is_moved: bool = False,
) -> Email:
    return build_invitation_email(
        to="ada@example.org",
        name=name,
        position=position,
        organization="St. Mary's",
        link="https://example.org/interview/join/abc",
        page_link=PAGE,
        offer=InterviewFormat(voice=voice, is_video_offered=has_video, is_code_required=has_code),
        minutes=30,
        expires_at=datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
        opens_at=opens_at,
        event=event,
        language=language,
        message=message,
        is_moved=is_moved,
    )


def test_an_invitation_begins_with_the_message_of_its_plan() -> None:
    message = "Dear {{CANDIDATE_NAME}},\n\n\nwe <b>like</b> you.\nStart: {{INTERVIEW_LINK}}\n\nRuth"

    email = invite(message=message)

    link = "https://example.org/interview/join/abc"
    assert email.text.startswith(
        f"Dear Ada Lovelace,\n\nwe <b>like</b> you.\nStart: {link}\n\nRuth\n\nYou can also use"
    )
    assert "<p>we &lt;b&gt;like&lt;/b&gt; you.<br>Start: <a href=" in str(email.html)
    for fact in ("27 November 2026, 09:00 UTC", "It takes about 30 minutes.", PAGE):
        assert fact in email.text


def test_a_message_without_a_known_name_has_no_gap() -> None:
    assert invite(name="", message="Hello {{CANDIDATE_NAME}}, {{INTERVIEW_LINK}}").text.startswith(
        "Hello, https://"
    )


def test_a_name_adds_no_line_to_the_message_of_the_plan() -> None:
    email = invite(name="Eve\n\nPay here: https://evil.example", message="Hi {{CANDIDATE_NAME}},")

    assert email.text.startswith("Hi Eve Pay here:")


def test_a_new_time_is_named_in_the_usual_words() -> None:
    email = invite(message="Start here: {{INTERVIEW_LINK}}", is_moved=True)

    assert "has a new time" in email.text
    assert "Start here" not in email.text


def test_an_invitation_names_the_candidate_the_position_the_link_and_its_expiry() -> None:
    email = invite()

    assert email.subject == "Your interview for Nurse at St. Mary's"
    assert "\nhttps://example.org/interview/join/abc\n" in email.text
    for fact in ("Ada Lovelace", "30 minutes", "27 November 2026, 09:00 UTC", "A person reads"):
        assert fact in email.text


def test_an_invitation_with_an_appointment_names_its_time() -> None:
    email = invite(opens_at=datetime(2026, 11, 25, 13, 50, tzinfo=UTC), event=APPOINTMENT)
    sentence = "You can enter from 13:50, with the link in this e-mail."

    assert f"\n\nYour interview starts on 25 November 2026, 14:00 UTC. {sentence}\n" in email.text
    assert (
        f"<p><strong>Your interview starts on 25 November 2026, 14:00 UTC.</strong> {sentence}</p>"
        in str(email.html)
    )
    assert "You can enter" not in invite().text


def test_an_invitation_names_the_day_of_the_entry_where_the_appointment_is_after_midnight() -> None:
    start = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)
    facts = {
        "opens_at": start - timedelta(minutes=10),
        "event": replace(APPOINTMENT, starts_at=start),
    }

    english, german = invite(**facts).text, invite(**facts, language="de").text

    assert (
        "Your interview starts on 25 November 2026, 00:05 UTC. "
        "You can enter from 24 November 2026, 23:55 UTC, with the link in this e-mail."
    ) in english
    assert (
        "Ihr Interview beginnt am 25. November 2026, 00:05 Uhr (UTC). Ab 24. November 2026, 23:55 Uhr "
        "(UTC) können Sie mit dem Link in dieser E-Mail eintreten."
    ) in german


def test_a_typed_interview_asks_for_no_microphone_and_a_spoken_one_offers_it() -> None:
    typed, spoken = invite().text, invite(voice=SPOKEN).text

    assert "You type your answers in your browser." in typed
    assert "You do not need a camera or a microphone." in typed
    assert "read the questions" not in typed
    assert "You can type your answers, or speak them in your browser." in spoken
    assert "A microphone, if you want to speak." in spoken
    assert "A computer voice can read the questions to you." in spoken
    assert "You do not need" not in spoken


def test_a_voice_that_only_reads_questions_offers_no_speaking() -> None:
    text = invite(voice=VoiceAvailability(is_available=True, has_tts=True)).text

    assert "A computer voice can read the questions to you." in text
    assert "You type your answers in your browser." in text
    assert "if you want to speak" not in text


def test_a_video_recording_is_mentioned_only_where_it_is_offered() -> None:
    assert "video" not in invite(voice=SPOKEN).text
    with_video = invite(has_video=True).text
    assert "You can agree to a video recording. You can also do without it." in with_video
    assert "A camera, if you agree to the video recording." in with_video


def test_a_code_is_announced_only_where_one_is_asked_for() -> None:
    assert "we send a code to this address" in invite().text
    assert "code" not in invite(has_code=False).text


def test_an_appointment_can_be_moved_on_the_page_and_otherwise_the_candidate_chooses() -> None:
    at = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    event = CalendarEvent(
        uid="1", starts_at=at, minutes=30, written_at=at, title="t", organizer="o", link="l"
    )

    planned, free = invite(event=event).text, invite().text

    assert "Choose another time on your page." in planned
    assert "You decide when it starts." not in planned
    assert "You decide when it starts." in free
    assert "another time" not in free


@pytest.mark.parametrize(
    ("language", "person"),
    [("en", "Ask for a person on your page."), ("de", "Bitten Sie auf Ihrer Seite um")],
)
def test_an_invitation_says_what_to_do_if_something_is_in_the_way(
    language: str, person: str
) -> None:
    email = invite(language=language)

    assert person in email.text
    assert PAGE in email.text.splitlines()
    assert f'href="{PAGE}"' in str(email.html)


@pytest.mark.parametrize("has_video", [False, True])
@pytest.mark.parametrize("voice", [TYPED, SPOKEN])
def test_a_german_invitation_is_german_throughout(
    voice: VoiceAvailability, has_video: bool
) -> None:
    english = invite(voice=voice, has_video=has_video).text.splitlines()
    german = invite(voice=voice, has_video=has_video, language="de").text.splitlines()

    assert len(german) == len(english)
    same = {line for line in english if line} & set(german)
    assert same == {"https://example.org/interview/join/abc", PAGE}


def test_a_code_stands_alone_on_its_line() -> None:
    code_email = build_code_email(to="ada@example.org", code="042137", minutes=10)

    assert "042137" in [line.strip() for line in code_email.text.splitlines()]
    assert "10 minutes" in code_email.text
    assert "042137" not in code_email.subject


def test_a_name_cannot_add_lines() -> None:
    email = invite(
        name="Ada\n\nClick https://evil.example\u202e", position="x" * 500 + "\r\nBcc: a@b"
    )

    assert email.text.splitlines()[0] == "Hello Ada Click https://evil.example,"
    assert "\n" not in email.subject
    assert "Bcc" not in email.subject


def test_an_email_hides_its_content_from_its_repr() -> None:
    assert repr(invite()) == "Email()"
