"""Each half of the rated answers has its share of every weakness; ``make prove`` checks their figures."""

from __future__ import annotations

from dataclasses import replace

from bench.rated_answers import LEAST, load_rated_answers, measure


def test_each_weakness_has_ten_answers_in_two_halves() -> None:
    answers = load_rated_answers()

    assert len(answers) == 40
    for names in (("another",), ("plain",), ("good", "excellent"), ("foreign",)):
        own = [answer for answer in answers if answer.weakness in names]
        assert len(own) == 10
        assert 4 <= sum(answer.is_set_aside for answer in own) <= 5


def test_answers_that_are_given_to_their_own_question_miss_the_figure() -> None:
    answers = [answer for answer in load_rated_answers() if answer.weakness == "excellent"]
    swapped = [replace(answer, weakness="another", low=None, high=2.5) for answer in answers]

    right, _ = measure(swapped)["another"]

    assert right < LEAST["another"][0]
