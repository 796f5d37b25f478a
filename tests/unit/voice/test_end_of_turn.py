"""Whether a turn is over, judged from its words."""

from __future__ import annotations

import pytest

from vivavoce.voice.domain.turns.end_of_turn import is_backchannel, is_complete_answer

FINISHED = [
    "I worked at a bank for three years.",
    "I worked at a bank for three years",
    "We used Python, because it was there already.",
    "When I worked at the bank, we had ten servers.",
    "Because I like to work with other people.",
    "Yes.",
    "no thank you",
    "I don't know",
    "That's all.",
    "I think that it went rather well in the end",
]
UNFINISHED = [
    "I worked at a bank and",
    "I worked at a bank, but",
    "We had a lot of trouble with the",
    "It was a really large project for",
    "I would say that it was um",
    "We did that for the customers, you know",
    "There were a few things, such as",
    "I have worked",
    "Well",
    "",
    "When I worked at the bank",
    "We had ten servers. If one of them failed",
    "because I like",
    "The reason for all of that is",
    "I did that with the help of my",
]
NODS = [
    "mm-hm",
    "Mhm.",
    "yes",
    "Okay.",
    "yes, okay",
    "uh huh",
    "I see",
    "right right",
    "ok yes sure",
    "all right",
]
NO_NODS = [
    "",
    "no",
    "yes I did",
    "I see the problem",
    "okay let me think",
    "wait",
    "stop please",
    "right there",
]


@pytest.mark.parametrize("words", FINISHED)
def test_complete_sentences_end_a_turn(words: str) -> None:
    assert is_complete_answer(words)


@pytest.mark.parametrize("words", UNFINISHED)
def test_incomplete_sentences_do_not_end_a_turn(words: str) -> None:
    assert not is_complete_answer(words)


@pytest.mark.parametrize("words", NODS)
def test_a_listeners_sound_is_a_backchannel(words: str) -> None:
    assert is_backchannel(words)


@pytest.mark.parametrize("words", NO_NODS)
def test_anything_with_content_is_no_backchannel(words: str) -> None:
    assert not is_backchannel(words)
