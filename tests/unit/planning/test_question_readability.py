"""The bank's questions can be followed by ear: school grades by the Flesch-Kincaid formula, and lengths."""

from __future__ import annotations

import re
import statistics
from functools import cache

from vivavoce.planning.domain.question_sets import list_set_ids, load_question_set

WELL_READ, HARDEST, MOST_WORDS = 9.0, 12.0, 60
LEAST_WELL_READ = 0.96

_SENTENCE_END = re.compile(r"[.!?]+(?=['\"\u2019\u201d)]*(?:\s|$))")
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*")


def count_syllables(word: str) -> int:
    word = word.lower()
    count = len(re.findall(r"[aeiouy]+", word))
    is_silent = word.endswith("e") and not word.endswith(("le", "ee"))
    is_silent = is_silent or (word.endswith("ed") and not word.endswith(("ted", "ded")))
    return max(1, count - is_silent)


def read_grade(text: str) -> float:
    words = _WORD.findall(text)
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    syllables = sum(map(count_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@cache
def questions() -> list[str]:
    return [
        form.plain
        for set_id in list_set_ids()
        for question in load_question_set(set_id).questions
        for form in question.forms.values()
    ]


def test_the_formula_tells_plain_from_hard() -> None:
    plain = "You load the truck. What do you do first?"
    hard = (
        "Characterize the organizational prerequisites necessary for interdisciplinary "
        "collaboration, and substantiate your methodological considerations."
    )

    assert read_grade(plain) < 3 < WELL_READ < HARDEST < read_grade(hard)


def test_questions_are_in_words_of_grade_nine_and_none_is_harder_than_grade_twelve() -> None:
    grades = {text: read_grade(text) for text in questions()}

    assert [text for text, grade in grades.items() if grade > HARDEST] == []
    assert sum(grade <= WELL_READ for grade in grades.values()) >= LEAST_WELL_READ * len(grades)
    assert statistics.median(grades.values()) < WELL_READ


def test_no_question_is_too_long_to_be_kept_in_mind() -> None:
    assert [text for text in questions() if len(text.split()) > MOST_WORDS] == []


def test_follow_ups_are_in_words_of_grade_nine() -> None:
    probes = [
        wording
        for set_id in list_set_ids()
        for question in load_question_set(set_id).questions
        for wordings in question.probes.values()
        for wording in wordings
    ]
    easy = sum(read_grade(text) <= WELL_READ for text in probes)

    assert easy >= 0.99 * len(probes) > 0
