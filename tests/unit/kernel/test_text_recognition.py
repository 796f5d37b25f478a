"""A text that was stored in English is shown in the language of who reads it."""

from __future__ import annotations

import pytest

from vivavoce.kernel.text_recognition import parse_templates, recognize
from vivavoce.kernel.translation import translatable, translate, translate_paragraph

TEMPLATES = parse_templates(
    [
        'removed "{text}".',
        'replaced "{old}" with "{new}".',
        '"{name}" is not in the catalog. {hint}',
        "{name} and {name} are the same.",
        "{message} [{code}]",
        "{first}{second} touch each other",
        "A text without values",
    ]
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('removed "How?".', {"text": "How?"}),
        ('replaced "A" with "B".', {"old": "A", "new": "B"}),
        ('removed "a" and "b".', {"text": 'a" and "b'}),
        ("Ada and Ada are the same.", {"name": "Ada"}),
    ],
)
def test_the_values_of_a_stored_text_are_found(text: str, values: dict[str, str]) -> None:
    found = recognize(text, TEMPLATES)

    assert found is not None
    assert found[0].format_map(values) == text
    assert found[1] == values


@pytest.mark.parametrize(
    "text",
    [
        'removed "".',
        'removed "How?"',
        "Ada and Bob are the same.",
        "anything [code]",
        "ab touch each other",
        "A text without values",
        "",
    ],
)
def test_a_text_of_no_template_is_not_recognized(text: str) -> None:
    assert recognize(text, TEMPLATES) is None


def test_of_two_templates_the_one_with_more_words_of_its_own_is_taken() -> None:
    templates = parse_templates(["Added {what}.", "Added {what} at the end."])

    found = recognize("Added it at the end.", templates)

    assert found == ("Added {what} at the end.", {"what": "it"})


def test_a_note_of_a_plan_is_read_in_german_with_what_a_person_wrote_in_it_unchanged() -> None:
    note = (
        'Left out: "No women please" Employers must not ask about sex or base a decision on it. '
        "Name the actual requirement of the task instead."
    )

    german = translate(note, "de")

    assert german.startswith("Ausgelassen: „No women please“")
    assert "Geschlecht" in german
    assert "Nennen Sie stattdessen" in german
    assert translate(note, "en") == note
    assert translate("A note that a language model wrote.", "de") == (
        "A note that a language model wrote."
    )


def test_a_sentence_after_a_prefix_keeps_its_first_letter() -> None:
    assert translate("There is no question 7.", "de") == "Es gibt keine Frage 7."
    assert translate("there is no question 7.", "de") == "es gibt keine Frage 7."


def test_a_template_of_one_sentence_takes_no_other_sentence_for_its_value() -> None:
    advice = "Prepare another example of your own for Planning. You can try again."

    assert translate_paragraph(advice, "de") == (
        "Bereiten Sie noch ein eigenes Beispiel für „Planning“ vor. Sie können es noch einmal versuchen."
    )


def test_a_join_of_two_values_is_known_only_within_another_text() -> None:
    question = "1. People rely on you and you are late. What do you do first, and why?"

    assert translate_paragraph(question, "de") == question
    assert translate_paragraph("Say where and when this was, and who was there.", "de") == (
        "Sagen Sie das dazu: wo und wann das war und wer dabei war."
    )


def test_sentences_that_belong_together_are_translated_together() -> None:
    text = (
        "- Length: 5 minutes\nThe review failed. This was not your fault. You can try again.\n"
        "Ann wrote this."
    )

    assert translate_paragraph(text, "de") == (
        "- Dauer: 5 Minuten\nDie Auswertung ist fehlgeschlagen. Das lag nicht an Ihnen. "
        "Sie können es noch einmal versuchen.\nAnn wrote this."
    )


@pytest.mark.parametrize(
    ("name", "german"),
    [
        ("Advising and consulting", "Beraten"),
        ("Leading others", "Andere anleiten"),
        ("Baking and selling", "Baking and selling"),
    ],
)
def test_a_sentence_about_a_competency_names_it_in_german_or_as_a_person_wrote_it(
    name: str, german: str
) -> None:
    sentence = translatable("{competency}: the level is the required one.", competency=name)

    assert translate(sentence, "de") == f"{german}: Das Niveau ist genau das verlangte."
    assert translate(str(sentence), "de") == f"{german}: Das Niveau ist genau das verlangte."
