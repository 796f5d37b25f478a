"""An organization's own texts of e-mails: what is refused, what is left out, and that nothing is markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.domain.candidate_emails import (
    build_code_email,
    build_review_answered_email,
)
from vivavoce.delivery.domain.email_texts import (
    EMAIL_KINDS,
    EmailKind,
    EmailWording,
    InvalidEmailTextError,
    check_wording,
    list_placeholders,
    write_builtin_text,
)
from vivavoce.delivery.domain.emails import CalendarEvent, Email, EmailStyle
from vivavoce.delivery.domain.invitation_email import build_invitation_email
from vivavoce.delivery.domain.sample_emails import build_sample_email
from vivavoce.kernel.translation import list_languages

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
LINK = "https://example.org/join/abc"
PAGE = "https://example.org/status/abc"
EVENT = CalendarEvent(
    uid="1", starts_at=AT, minutes=30, written_at=AT, title="t", organizer="o", link=LINK
)


def invite(body: str, **more: object) -> Email:
    facts: dict[str, object] = {
        "to": "ada@example.org",
        "name": "Ada",
        "position": "Welder",
        "organization": "Larkfield",
        "link": LINK,
        "page_link": PAGE,
        "offer": InterviewFormat(
            voice=VoiceAvailability(), is_video_offered=False, is_code_required=False
        ),
        "minutes": 30,
        "expires_at": AT,
        "own": EmailWording(subject="{{POSITION}} at {{ORGANIZATION}}", body=body),
    }
    return build_invitation_email(**{**facts, **more})  # type: ignore[arg-type]  # by name


def refusals(kind: EmailKind, body: str, subject: str = "Hello") -> list[tuple[str, str]]:
    with pytest.raises(InvalidEmailTextError) as refused:
        check_wording(kind, EmailWording(subject=subject, body=body))
    return [(error.field, error.code) for error in refused.value.errors]


@pytest.mark.parametrize("kind", EMAIL_KINDS)
@pytest.mark.parametrize("language", list_languages())
def test_the_built_in_text_can_be_saved_as_it_is_and_reads_the_same(
    kind: EmailKind, language: str
) -> None:
    builtin = write_builtin_text(kind, language)
    facts = {
        "to": "ada@example.org",
        "organization": "Larkfield",
        "language": language,
        "style": EmailStyle(footer="1 Mill Lane"),
        "site": "https://example.org",
        "now": AT,
    }

    own = build_sample_email(kind, check_wording(kind, builtin), **facts)
    usual = build_sample_email(kind, None, **facts)

    assert own.subject == usual.subject
    # From when one can enter is in the built-in text only if there is such a time.
    entry = re.compile(r" (You can enter from|Ab) 08:45.*?\.")
    assert set(entry.sub("", usual.text).split()) <= set(own.text.split())


def test_every_kind_says_what_must_stay() -> None:
    needed = {
        kind: [one.name for one in list_placeholders(kind) if one.is_required]
        for kind in EMAIL_KINDS
    }

    assert needed == {
        "invitation": ["INTERVIEW_LINK", "PAGE_LINK", "WHAT_TO_EXPECT", "START_TIME"],
        "appointment_moved": ["INTERVIEW_LINK", "PAGE_LINK", "START_TIME"],
        "appointment_canceled": ["START_TIME"],
        "appointment_reminder": ["INTERVIEW_LINK", "START_TIME"],
        "link_reminder": ["INTERVIEW_LINK", "LINK_EXPIRES"],
        "code": ["CODE"],
        "decision_news": ["CONTACT"],
        "review_answered": ["ANSWER"],
    }


def test_what_is_wrong_is_refused_at_its_field() -> None:
    assert refusals("code", "Your code.") == [("body", "missing_placeholder")]
    assert refusals("code", "{{CODE}}", "Your code {{CODE}}") == [
        ("subject", "unknown_placeholder")
    ]
    assert refusals("code", "{{CODE}}", " ") == [("subject", "empty")]
    assert refusals("code", "{{CODE}} {{INTERVIEW_LINK}}") == [("body", "unknown_placeholder")]
    assert refusals("code", "<p>{{CODE}}</p>") == [("body", "html")]
    assert refusals("code", "{{CODE}}", "One\ntwo") == [("subject", "lines")]
    links = "{{INTERVIEW_LINK}} {{PAGE_LINK}} {{START_TIME}}"
    assert refusals("invitation", f"Expect {{{{WHAT_TO_EXPECT}}}}\n{links}") == [
        ("body", "not_alone"),
        ("body", "left_out"),
    ]


INVITATION = """Dear {{CANDIDATE_NAME}},

The time of your interview:
{{START_TIME}}

- {{WHAT_TO_EXPECT}}

Begin: {{INTERVIEW_LINK}}

{{PAGE_LINK}}"""


def test_a_line_without_its_fact_is_left_out_with_its_heading() -> None:
    assert invite(INVITATION, event=EVENT).text.splitlines()[2:5] == [
        "The time of your interview:",
        "27 November 2026, 09:00 UTC",
        "",
    ]

    unscheduled = invite(INVITATION, name="")

    assert unscheduled.text.splitlines()[:3] == [
        "Dear,",
        "",
        "- It takes about 30 minutes.",
    ]
    assert "time of your interview" not in (unscheduled.html or "")


def test_links_codes_and_lists_are_shown_as_such_and_names_stay_text() -> None:
    email = invite(INVITATION, name="<b>Ada</b>\nBcc: x@y {{PAGE_LINK}}")

    html = email.html or ""
    assert email.subject == "Welder at Larkfield"
    assert f'Begin: <a href="{LINK}"' in html
    assert f'<a href="{PAGE}" style="display:inline-block' in html
    assert "<li>It takes about 30 minutes.</li>" in html
    assert "&lt;b&gt;Ada&lt;/b&gt; Bcc: x@y {{PAGE_LINK}}," in html
    assert email.text.startswith("Dear <b>Ada</b> Bcc: x@y {{PAGE_LINK}},\n")

    code = build_code_email(
        to="a@b.org",
        code="042137",
        minutes=10,
        own=EmailWording(subject="Code", body="{{CODE}}\n\nValid for {{MINUTES}} minutes."),
    )
    assert ">042137</p>" in (code.html or "")
    assert code.text == "042137\n\nValid for 10 minutes.\n"


def test_the_message_of_the_plan_is_where_the_text_says() -> None:
    message = "Hello {{CANDIDATE_NAME}},\n\nStart: {{INTERVIEW_LINK}}"

    with_it = invite("{{PLAN_MESSAGE}}\n\n{{INTERVIEW_LINK}}", message=message)
    without = invite("{{INTERVIEW_LINK}}", message=message)

    assert with_it.text == f"Hello Ada,\n\nStart: {LINK}\n\n{LINK}\n"
    assert without.text == f"{LINK}\n"


def test_a_page_that_is_not_there_is_not_announced() -> None:
    wording = write_builtin_text("review_answered", "en")

    email = build_review_answered_email(
        to="a@b.org", position="", organization="Larkfield", answer="No.", link="", own=wording
    )

    assert email.text.endswith("A person answered:\n\nNo.\n")
