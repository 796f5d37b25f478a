"""Selection rates: the arithmetic of the guidelines, and that no candidate's answer can be found out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import examples

from vivavoce.hiring.domain.selection_rates import (
    DecidedCandidate,
    QuestionRates,
    choose_groups,
    fisher_exact,
    measure_selection_rates,
)
from vivavoce.hiring.domain.voluntary_questions import (
    UnknownVoluntaryAnswerError,
    check_voluntary_answers,
    list_quarters,
    list_voluntary_questions,
    next_quarter,
)

COUNTS = st.tuples(st.integers(0, 9), st.integers(0, 9))
CELLS = [(position, answer) for position in ("Baker", "Cook") for answer in ("a", "b", "c", None)]


def people(position: str, answer: str | None, selected: int, others: int) -> list[DecidedCandidate]:
    answers = {} if answer is None else {"gender": answer}
    return [
        DecidedCandidate(position, place < selected, answers) for place in range(selected + others)
    ]


CANDIDATES = st.lists(COUNTS, min_size=len(CELLS), max_size=len(CELLS)).map(
    lambda counts: [
        one
        for (position, answer), (selected, others) in zip(CELLS, counts, strict=True)
        for one in people(position, answer, selected, others)
    ]
)


def test_rates_and_ratios_are_those_of_the_guidelines() -> None:
    # The example in question 12 of the EEOC's questions and answers on the guidelines.
    decided = people("Baker", "white", 48, 32) + people("Baker", "black", 12, 28)

    [found] = measure_selection_rates(decided, ["gender"], 10)

    white, black = found.groups
    assert (white.group, white.rate, white.ratio, white.p_value) == ("white", 0.6, 1.0, None)
    assert (black.candidates, black.selected, black.rate) == (40, 12, 0.3)
    assert black.ratio == pytest.approx(0.5)
    assert black.is_below_four_fifths
    assert black.p_value == pytest.approx(0.0034, abs=0.0001)


@pytest.mark.parametrize(
    ("table", "p"),
    [
        ((3, 1, 1, 3), 0.4857),  # the lady who tastes tea
        ((1, 9, 11, 3), 0.002759),
        ((5, 5, 5, 5), 1.0),
        ((0, 10, 0, 10), 1.0),
    ],
)
def test_the_exact_test_gives_the_known_values(table: tuple[int, int, int, int], p: float) -> None:
    assert fisher_exact(*table) == pytest.approx(p, rel=1e-3)


def test_without_a_selected_candidate_there_is_no_ratio() -> None:
    decided = people("Baker", "a", 0, 20) + people("Baker", "b", 0, 20)
    decided += people("Baker", None, 5, 5)

    [found] = measure_selection_rates(decided, ["gender"], 10)

    assert [(group.rate, group.ratio) for group in found.groups] == [(0, None), (0, None)]


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    decided = people("Baker", "a", 6, 14) + people("Baker", "b", 3, 9) + people("Baker", "c", 1, 1)

    hidden = choose_groups([*decided, *people("Baker", "d", 5, 10)], "gender", 10)

    # "c" alone could be subtracted from the whole; "b" is left out, too.
    assert hidden == {"a", "d"}


def test_nothing_is_shown_if_everyone_who_was_selected_is_in_one_group() -> None:
    decided = people("Baker", "a", 6, 14) + people("Baker", "b", 0, 20)

    assert choose_groups(decided, "gender", 5) == frozenset()
    assert choose_groups([*decided, *people("Baker", None, 1, 9)], "gender", 5) == {"a", "b"}


def test_small_positions_are_counted_together_and_no_sum_is_shown() -> None:
    decided = people("Baker", "a", 6, 14) + people("Baker", "b", 5, 15)
    for position in ("Cook", "Driver"):
        decided += people(position, "a", 3, 4) + people(position, "b", 2, 5)

    baker, small = measure_selection_rates(decided, ["gender"], 10)

    assert (baker.position, small.position, small.positions) == ("Baker", None, 2)
    assert Counter({group.group: group.candidates for group in small.groups}) == {"a": 14, "b": 14}


@given(CANDIDATES, st.integers(0, 12))
def test_every_shown_group_and_everyone_who_is_left_out_are_enough_people(
    candidates: list[DecidedCandidate], minimum: int
) -> None:
    least = max(minimum, 5)
    for found in measure_selection_rates(candidates, ["gender"], minimum):
        everyone = _of(found, candidates, least)
        shown = sum(group.candidates for group in found.groups)
        assert all(group.candidates >= least for group in found.groups)
        if found.groups:
            assert len(found.groups) >= 2
            assert len(everyone) - shown == 0 or len(everyone) - shown >= least


@settings(max_examples=examples(500))
@given(CANDIDATES)
def test_the_answer_of_no_candidate_follows_from_what_is_shown(
    candidates: list[DecidedCandidate],
) -> None:
    """An observer knows of each candidate the position and whether they were selected."""
    for found in measure_selection_rates(candidates, ["gender"], 5):
        if not found.groups:
            continue
        everyone = _of(found, candidates)
        for is_selected in (True, False):
            known = sum(one.is_selected is is_selected for one in everyone)
            inside = [
                group.selected if is_selected else group.candidates - group.selected
                for group in found.groups
            ]
            # Whoever is in no shown group has another answer, or none: that counts as a way of its own.
            ways = sum(many > 0 for many in inside) + (sum(inside) < known)
            assert known == 0 or ways >= 2 or sum(inside) == 0


@given(CANDIDATES)
def test_each_candidate_is_counted_in_one_place_only(candidates: list[DecidedCandidate]) -> None:
    found = measure_selection_rates(candidates, ["gender"], 5)

    assert sum(one.positions for one in found) == len({one.position for one in candidates})
    assert len({one.position for one in found}) == len(found)
    assert sum(group.candidates for one in found for group in one.groups) <= len(candidates)


def _of(
    found: QuestionRates, candidates: list[DecidedCandidate], minimum: int = 5
) -> list[DecidedCandidate]:
    if found.position is not None:
        return [one for one in candidates if one.position == found.position]
    alone = {
        one.position
        for one in measure_selection_rates(candidates, ["gender"], minimum)
        if one.position
    }
    return [one for one in candidates if one.position not in alone]


def test_the_questions_follow_the_country_and_ethnicity_is_left_out_elsewhere() -> None:
    assert list_voluntary_questions("off") == ()
    codes = {
        chosen: [question.code for question in list_voluntary_questions(chosen)]
        for chosen in ("us", "gb", "other")
    }
    assert codes["us"] == codes["gb"] == ["gender", "ethnicity", "age", "disability"]
    assert codes["other"] == ["gender", "age", "disability"]


def test_only_offered_answers_are_taken_and_silence_is_no_answer() -> None:
    questions = list_voluntary_questions("gb")

    given_answers = {"gender": "woman", "ethnicity": "mixed", "age": None, "disability": None}
    assert check_voluntary_answers(given_answers, questions) == {
        "gender": "woman",
        "ethnicity": "mixed",
    }
    with pytest.raises(UnknownVoluntaryAnswerError) as refused:
        check_voluntary_answers({"ethnicity": "two_or_more", "gender": "woman"}, questions)
    assert [error.field for error in refused.value.errors] == ["ethnicity"]


def test_quarters_that_are_over_follow_one_another() -> None:
    quarters = list_quarters(datetime(2026, 2, 3, tzinfo=UTC), 3)

    assert quarters == (date(2025, 10, 1), date(2025, 7, 1), date(2025, 4, 1))
    assert [next_quarter(one) for one in quarters] == [date(2026, 1, 1), *quarters[:2]]
