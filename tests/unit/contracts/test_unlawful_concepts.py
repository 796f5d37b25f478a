"""What the thesaurus and the word groups see in a sentence."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from vivavoce.contracts.unlawful_demands.classifier_features import hash_demand_features
from vivavoce.contracts.unlawful_demands.concepts import TOPICS, find_concepts
from vivavoce.contracts.unlawful_demands.parsing import tokenize
from vivavoce.contracts.unlawful_demands.word_groups import extract_group_features


def concepts(text: str) -> set[str]:
    return {name for match in find_concepts(tokenize(text)) for name in match.concepts}


def topics(text: str) -> set[str]:
    return {TOPICS[name] for name in concepts(text) if name in TOPICS}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("One foot in the grave", "age"),
        ("Does she wear a hijab?", "religion"),
        ("Zimmer frames", "age"),
        ("nobody on antidepressants", "disability"),
        ("a bun in the oven", "family"),
        ("on the picket line", "politics"),
        ("with a double chin", "appearance"),
        ("no trace of an accent", "origin"),
        ("bats for the other team", "orientation"),
    ],
)
def test_a_roundabout_way_has_the_topic_that_it_means(text: str, topic: str) -> None:
    assert topic in topics(text)


@pytest.mark.parametrize(
    "text", ["Deaf ears", "a black box", "native Android", "credit union", "the fat client"]
)
def test_the_words_of_an_idiom_mean_nothing_else(text: str) -> None:
    assert topics(text) == set()


def test_a_rejection_differs_from_a_lawful_reason() -> None:
    assert "reject" in concepts("skip the ones with a stammer")
    assert "fair" in concepts("regardless of a stammer")


def test_words_of_similar_meaning_share_a_group() -> None:
    muslim, hindu, forklift = (
        {name for name in extract_group_features(word) if not name[1:2].isalpha()}
        for word in ("muslim", "hindu", "forklift")
    )

    assert muslim & hindu
    assert not muslim & forklift


def test_a_word_that_is_in_no_group_has_no_feature_of_its_own() -> None:
    assert list(extract_group_features("qwxyzzy")) == []


def test_the_features_of_a_long_text_are_bounded() -> None:
    """Calls are counted, not seconds: the count is the same on every machine."""
    hash_demand_features("no women", 1 << 17)

    short, long = (calls("too old and no women, " * times) for times in (40, 80))

    assert long < short * 2.3 + 1000


def calls(text: str) -> int:
    count = 0

    def add(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(add)
    try:
        hash_demand_features(text, 1 << 17)
    finally:
        sys.setprofile(None)
    return count
