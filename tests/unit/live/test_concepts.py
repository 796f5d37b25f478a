"""Concepts of a text: many words for the same thing, typing errors."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from vivavoce.live.domain.interviewer.understanding.act_weights import (
    ActWeights,
    list_feature_groups,
)
from vivavoce.live.domain.interviewer.understanding.concepts import (
    MAX_WORDS,
    extract_concept_features,
    find_concepts,
)

PACKAGE = "vivavoce.live.domain.interviewer.understanding"


def concepts_of(text: str) -> set[str]:
    found, inner = find_concepts(text.split())
    return {concept for concepts in found for concept in concepts} | inner


@pytest.mark.parametrize(
    ("concept", "texts"),
    [
        ("stop", ["quit", "call it a day", "wrapping up", "hang up"]),
        ("staff", ["a recruiter", "your colleagues", "somebody from your team"]),
        ("delete", ["get rid of it", "wiped", "erase that"]),
        ("how_long", ["how much longer", "time will it take"]),
    ],
)
def test_different_words_stand_for_one_concept(concept: str, texts: list[str]) -> None:
    assert [text for text in texts if concept not in concepts_of(text)] == []


def test_the_longest_phrase_wins_and_its_words_are_kept_apart() -> None:
    found, inner = find_concepts(["somebody", "from", "your", "team"])

    assert found == [("staff",)]
    assert "self" not in inner
    assert "somebody" not in {each for concepts in found for each in concepts}


def test_a_typing_error_in_a_long_word_is_forgiven_and_a_short_word_is_not_guessed() -> None:
    assert "staff" in concepts_of("recruitter")
    assert "staff" not in concepts_of("hx")


def test_what_happened_is_told_apart_from_what_is_wished() -> None:
    assert "past" in concepts_of("went")
    assert "past" not in concepts_of("go")


def test_the_same_wish_in_other_words_shares_features() -> None:
    first = set(extract_concept_features("Could I hang up?"))
    second = set(extract_concept_features("May I quit?"))
    third = set(extract_concept_features("The pump leaked."))

    assert len(first & second) > 4 * len(first & third)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("i dont get it", "I do not get it"),
        ("when wud u call", "when would you call"),
        ("i cannae stay", "I can not stay"),
        ("gonnae tell youse", "going to tell you"),
    ],
)
def test_short_forms_and_dialect_have_the_features_of_the_words_they_stand_for(
    short: str, long: str
) -> None:
    assert list_feature_groups(short) == list_feature_groups(long)


def test_a_word_with_a_typing_error_shares_parts_with_the_word_and_punctuation_has_none() -> None:
    *_, right = list_feature_groups("interview?")
    *_, wrong = list_feature_groups("interveiws!")
    *_, other = list_feature_groups("carburettor?")

    assert len(right & wrong) >= 9
    assert not right & other


def test_only_the_end_of_a_long_text_is_read() -> None:
    end = "can I stop " * MAX_WORDS

    assert set(extract_concept_features("erase it " * 9000 + end)) == set(
        extract_concept_features("wipe it " * 90 + end)
    )


def test_weights_are_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    weights = ActWeights(
        ("answer", "wants_end"),
        (0.5, -1.0),
        (0.1, 0.2),
        {3: b"\x01\xff", 2**32 - 1: b"\x7f\x00"},
        {},
    )
    file = tmp_path / "act_classifier.xz"

    file.write_bytes(weights.dump())

    assert ActWeights.load(file) == weights


def test_every_phrase_is_listed_once_for_a_concept() -> None:
    text = resources.files(PACKAGE).joinpath("concepts.toml").read_text("utf-8")
    concepts = [*tomllib.loads(text).values()]
    twice = [
        (name, phrase)
        for table in concepts
        for name, listed in table.items()
        for phrase in {each.strip() for each in listed.split(",")}
        if [each.strip() for each in listed.split(",")].count(phrase) > 1
    ]

    assert twice == []
