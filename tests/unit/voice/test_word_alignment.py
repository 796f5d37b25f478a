"""How much of a text was heard, by the times of its words."""

from __future__ import annotations

import pytest

from vivavoce.voice.domain.turns.word_alignment import (
    TimedWord,
    count_heard_chars,
    estimate_word_times,
    find_sentence_spans,
    locate_words,
)

TEXT = "Good morning, Ada. What did you build?"
WORDS = [TimedWord(word, at * 300, at * 300 + 300) for at, word in enumerate(TEXT.split())]


@pytest.mark.parametrize(
    ("played_ms", "heard"),
    [
        (0, ""),
        (149, ""),
        (150, "Good"),
        (449, "Good"),
        (450, "Good morning,"),
        (750, "Good morning, Ada."),
        (9_000, TEXT),
    ],
)
def test_a_word_counts_as_heard_when_its_middle_was_played(played_ms: int, heard: str) -> None:
    placed = locate_words(TEXT, WORDS, start=0, offset_ms=0)

    assert TEXT[: count_heard_chars(placed, played_ms)] == heard


def test_words_that_are_not_in_the_text_are_skipped() -> None:
    placed = locate_words(
        "I have 3 cats",
        [TimedWord("I", 0, 9), TimedWord("three", 9, 19), TimedWord("cats", 19, 29)],
        start=0,
        offset_ms=0,
    )

    assert [word.end for word in placed] == [1, 13]


def test_a_repeated_word_has_two_positions() -> None:
    placed = locate_words(
        "no no no", [TimedWord("no", 0, 10), TimedWord("no", 10, 20)], start=0, offset_ms=100
    )

    assert [(word.end, word.start_ms) for word in placed] == [(2, 100), (5, 110)]


def test_without_timestamps_the_letters_determine_the_length_of_a_word() -> None:
    text = "ab cdefgh"

    placed = estimate_word_times(text, start=0, end=len(text), offset_ms=0, length_ms=900)

    assert [(word.start_ms, word.end_ms) for word in placed] == [(0, 200), (300, 900)]
    assert count_heard_chars(placed, 599) == 2
    assert count_heard_chars(placed, 600) == 9


@pytest.mark.parametrize(
    "text",
    [
        "One sentence only",
        "Hi. How are you today? Fine!",
        'A quote: "Stop." And then… nothing. Ok',
        "Why?",
        "...",
    ],
)
def test_the_sentences_cover_the_whole_text(text: str) -> None:
    sentence_spans = find_sentence_spans(text)

    assert "".join(text[begin:end] for begin, end in sentence_spans) == text


def test_long_sentences_are_spoken_separately_and_short_ones_with_the_next() -> None:
    text = "Good. Tell me about your last project. What did you build?"

    assert [text[begin:end].strip() for begin, end in find_sentence_spans(text)] == [
        "Good. Tell me about your last project.",
        "What did you build?",
    ]
