"""The consent text: the required sentences stay, and what an organization added is a part of the version."""

from datetime import UTC, datetime

import pytest

from vivavoce.access.domain.consent_text import (
    ConsentAddition,
    InvalidConsentTextError,
    build_consent_text,
    check_addition,
)
from vivavoce.contracts.voice import VoiceAvailability

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def addition(text: str, language: str = "en", version: int = 1) -> dict[str, ConsentAddition]:
    added = ConsentAddition(
        language=language, version=version, text=text, created_at=AT, created_by="Ruth"
    )
    return {language: added}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("voice", [VoiceAvailability(), VoiceAvailability(is_available=True)])
def test_the_required_sentences_come_first_whatever_an_organization_adds(
    language: str, voice: VoiceAvailability
) -> None:
    required = build_consent_text(45, voice, language)

    complete = build_consent_text(
        45, voice, language, addition("We keep it {{RETENTION_DAYS}} days.", language, 3)
    )

    assert complete.text == f"{required.text}\n\nWe keep it 45 days."
    assert complete.version == f"{required.version}.own3"


def test_an_addition_is_used_in_its_own_language_only() -> None:
    english = addition("Larkfield is responsible.")

    assert "Larkfield" in build_consent_text(45, language="en", additions=english).text
    assert "Larkfield" in build_consent_text(45, language="fr", additions=english).text
    assert "Larkfield" not in build_consent_text(45, language="de-AT", additions=english).text


def test_an_empty_version_goes_back_to_the_required_sentences() -> None:
    assert build_consent_text(45, additions=addition("", version=4)) == build_consent_text(45)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<a href='x'>Privacy</a>", "html"),
        ("We keep it for {{DAYS}} days.", "unknown_placeholder"),
        ("We keep it for 90 days.", "fixed_days"),
        ("Wir löschen nach 90 Tagen.", "fixed_days"),
        ("x" * 3001, "too_long"),
        ("Hello\u202e", "invisible"),
    ],
)
def test_what_could_contradict_the_settings_or_be_markup_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidConsentTextError) as refused:
        check_addition(text)

    assert [error.code for error in refused.value.errors] == [code]


def test_a_text_is_stored_without_needless_space() -> None:
    assert check_addition("  \n ") == ""
    assert check_addition(" Write to us:  \n\nprivacy@example.com ") == (
        "Write to us:\n\nprivacy@example.com"
    )
