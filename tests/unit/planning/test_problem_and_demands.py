"""A told problem takes away only its own sentences, never a demand whose words it contains."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.own_problem import is_part_of_problem

REPORTS = (
    "Our SQL reports and Excel sheets never agree. Twice this year the sales figures were corrected after"
    " the board had read them"
)
DRIVERS = (
    "Since March three drivers lost their driving license. The vans stand idle two days a week"
)


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (REPORTS, "SQL"),
        (REPORTS, "Excel"),
        (REPORTS, "Sales"),
        (REPORTS, "reports and Excel sheets"),
        (DRIVERS, "Driving license"),
        (DRIVERS, "- Two days a week"),
    ],
)
def test_words_inside_of_a_problem_stay_a_demand(problem: str, line: str) -> None:
    assert not is_part_of_problem(problem, line)


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (REPORTS, "Our SQL reports and Excel sheets never agree."),
        (REPORTS, f"{REPORTS}!"),
        (DRIVERS, "\u2022 The vans stand idle two days a week."),
        (DRIVERS, f"The hard part: {DRIVERS}"),
    ],
)
def test_whole_sentences_of_a_problem_are_part_of_it(problem: str, line: str) -> None:
    assert is_part_of_problem(problem, line)
