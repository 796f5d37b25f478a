import pytest

from vivavoce.access.domain.candidate_access import (
    InvalidAccommodationsError,
    InvalidCodeFormatError,
    clean_accommodations,
    mask_email,
    parse_one_time_code,
)
from vivavoce.access.domain.consent_text import build_consent_text
from vivavoce.contracts.voice import VoiceAvailability


@pytest.mark.parametrize("typed", ["123456", " 123456 ", "123 456", "123-456", "12\u00a034\t56\n"])
def test_a_code_may_be_typed_with_spaces(typed: str) -> None:
    assert parse_one_time_code(typed) == "123456"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1234", "That code has 4 digits. Enter all 6 digits."),
        ("1", "That code has 1 digit. Enter all 6 digits."),
        ("1234567", "That code has 7 digits. Enter all 6 digits."),
        ("", "A code has exactly 6 digits. Enter digits only."),
        ("12345x", "A code has exactly 6 digits. Enter digits only."),
        ("123456<b>", "A code has exactly 6 digits. Enter digits only."),
        ("12345\x006", "A code has exactly 6 digits. Enter digits only."),
        ("\uff11\uff12\uff13\uff14\uff15\uff16", "A code has exactly 6 digits. Enter digits only."),
    ],
)
def test_an_invalid_code_is_refused_with_an_explanation(typed: str, said: str) -> None:
    with pytest.raises(InvalidCodeFormatError) as refused:
        parse_one_time_code(typed)

    assert refused.value.detail == said


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("jane@example.com", "j***@e***.com"),
        ("x@mail.example.co.uk", "x***@m***.uk"),
    ],
)
def test_only_the_first_letters_of_an_address_are_shown(address: str, shown: str) -> None:
    assert mask_email(address) == shown


def test_the_consent_names_the_retention_time_and_its_version_follows_the_text() -> None:
    short, long = build_consent_text(30), build_consent_text(90)

    assert "after 30 days" in short.text
    assert short.version != long.version
    assert build_consent_text(30) == short


def test_with_voice_the_consent_covers_audio_and_names_the_recipient() -> None:
    written = build_consent_text(30)
    aloud = build_consent_text(30, VoiceAvailability(is_available=True, has_tts=True))
    drafts = build_consent_text(30, VoiceAvailability(is_available=True, answer_mode="draft"))
    outside = build_consent_text(
        30, VoiceAvailability(is_available=True, answer_mode="spoken", third_parties=("Deepgram",))
    )

    assert "speak" not in written.text
    assert "computer voice" in aloud.text
    assert "a program turns" not in aloud.text
    assert "a program turns" in drafts.text
    assert "the sound of your voice is not" in drafts.text
    assert "your audio is sent to Deepgram" in outside.text
    assert "is sent to" not in drafts.text
    assert (written.version, drafts.version, outside.version) == (
        "2026-11-29.30",
        "2026-11-29.30.voice",
        "2026-11-29.30.voice-deepgram",
    )


def test_accessibility_needs_are_stored_without_surrounding_spaces() -> None:
    assert clean_accommodations([" more_time ", "", "larger_text"]) == ("more_time", "larger_text")


@pytest.mark.parametrize("needs", [["x"] * 11, ["x" * 201]])
def test_too_many_or_too_long_needs_are_refused(needs: list[str]) -> None:
    with pytest.raises(InvalidAccommodationsError):
        clean_accommodations(needs)
