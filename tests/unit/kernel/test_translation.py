"""Texts are English until they are translated; a translation is used as a whole or not at all."""

import copy

import pytest

from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.message_catalog import parse_catalog
from vivavoce.kernel.translation import (
    find_translation,
    match_language,
    phrase,
    phrases,
    translatable,
    translatable_plural,
    translate,
)

POLISH = r"""
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; "
"plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"

#: somewhere.py
msgid "{count} minute"
msgid_plural "{count} minutes"
msgstr[0] "{count} minuta"
msgstr[1] "{count} minuty"
msgstr[2] "{count} minut"

#, fuzzy
msgid "Unsure"
msgstr "Niepewne"

msgid "Empty"
msgstr ""

msgctxt "menu"
msgid ""
"Two "
"lines"
msgstr ""
"\"Dwie\" "
"linie"

#~ msgid "Old"
#~ msgstr "Stare"
"""


@pytest.mark.parametrize(
    ("count", "form"), [(1, "minuta"), (3, "minuty"), (5, "minut"), (12, "minut"), (22, "minuty")]
)
def test_a_count_chooses_among_the_forms_of_its_language(count: int, form: str) -> None:
    assert parse_catalog(POLISH).find_plural("{count} minute", count) == f"{{count}} {form}"


def test_unsure_empty_and_obsolete_translations_are_not_used() -> None:
    catalog = parse_catalog(POLISH)

    assert [catalog.find(text) for text in ("Unsure", "Empty", "Old")] == [None, None, None]
    assert catalog.find("Two lines") == '"Dwie" linie'


def test_a_text_with_values_is_translated_with_them() -> None:
    text = translatable_plural(
        "That code has {count} digit. Enter all {required} digits.",
        "That code has {count} digits. Enter all {required} digits.",
        count=1,
        required=6,
    )

    assert text == "That code has 1 digit. Enter all 6 digits."
    assert translate(text, "de") == "Dieser Code hat 1 Ziffer. Geben Sie alle 6 Ziffern ein."
    assert translate(copy.deepcopy(text), "de-AT") == translate(text, "de")


def test_a_value_that_is_a_text_is_translated_and_any_other_value_stays() -> None:
    text = translatable("{first} and {second}", first=translatable("May"), second="{May}")

    assert translate(text, "de") == "Mai und {May}"


@pytest.mark.parametrize("language", ["de", "en", "xx", "", "../de", "en-GB"])
def test_what_has_no_translation_stays_english(language: str) -> None:
    assert find_translation("No catalog has this sentence.", language) is None
    assert translate("No catalog has this sentence.", language) == "No catalog has this sentence."


def test_an_error_keeps_what_its_translation_needs() -> None:
    named = ConflictError(translatable("{first} and {second}", first="A", second="B"))

    assert (str(named), named.detail) == ("A and B", "A and B")
    assert translate(named.detail, "de") == "A und B"
    assert translate(NotFoundError().detail, "de") == "Die angeforderte Ressource existiert nicht."


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de", "de"), ("DE-at", "de"), ("de_CH", "de"), ("en-US", "en"), ("xx", None), ("", None)],
)
def test_a_tag_finds_the_nearest_available_language(tag: str, language: str | None) -> None:
    assert match_language(tag) == language


def test_a_phrase_is_english_until_it_is_said_and_keeps_its_placeholders() -> None:
    assert phrase("Of course: {open}") == "Of course: {open}"
    assert phrases("Thank you.", "Of course.") == ("Thank you.", "Of course.")
    assert translate(phrase("Of course: {open}"), "de").format(open="Wo war das?") == (
        "Gern: Wo war das?"
    )
