"""Scores are rounded in one way, whoever shows them."""

from __future__ import annotations

import pytest

from vivavoce.kernel.rounding import format_level, round_overall


@pytest.mark.parametrize(
    ("level", "shown"),
    [(2.05, "2.1"), (2.04, "2"), (4.0, "4"), (4.35, "4.4"), (1, "1"), (4.96, "5")],
)
def test_a_level_has_at_most_one_decimal_and_half_a_step_goes_up(level: float, shown: str) -> None:
    assert format_level(level) == shown


@pytest.mark.parametrize(("score", "shown"), [(84.5, 85), (85.5, 86), (84.49, 84), (0, 0)])
def test_an_overall_score_is_a_whole_number_and_a_half_goes_up(score: float, shown: int) -> None:
    assert round_overall(score) == shown
