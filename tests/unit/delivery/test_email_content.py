from datetime import UTC, datetime

from vivavoce.delivery.domain.emails import Email, build_code_email, build_invitation_email


def invite(
    name: str = "Ada Lovelace", position: str = "Nurse", opens_at: datetime | None = None
) -> Email:
    return build_invitation_email(
        to="ada@example.org",
        name=name,
        position=position,
        organization="St. Mary's",
        link="https://example.org/interview/join/abc",
        minutes=30,
        expires_at=datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
        opens_at=opens_at,
    )


def test_an_invitation_names_the_candidate_the_position_the_link_and_its_expiry() -> None:
    email = invite()

    assert email.subject == "Your interview for Nurse at St. Mary's"
    assert "\nhttps://example.org/interview/join/abc\n" in email.text
    for fact in ("Ada Lovelace", "30 minutes", "27 November 2026, 09:00 UTC", "A person reads"):
        assert fact in email.text


def test_an_invitation_with_an_appointment_names_its_time() -> None:
    email = invite(opens_at=datetime(2026, 11, 25, 13, 50, tzinfo=UTC))

    assert "You can start from 25 November 2026, 13:50 UTC." in email.text
    assert "You can start from" not in invite().text


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
