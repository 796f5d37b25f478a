"""A scorer that hears no withdrawal is seen; ``make prove`` checks what is accepted of each figure."""

from __future__ import annotations

from dataclasses import replace

from bench.weak_spots import LEAST, TAKEN_BACK, WeakSpot, load_weak_spots, measure


def test_the_answers_came_from_before_and_after_the_mending() -> None:
    spots = [spot for spot in load_weak_spots() if "long" in spot.answers]

    assert sum(spot.is_seen for spot in spots) == 12
    assert sum(not spot.is_seen for spot in spots) == 6


def test_without_a_withdrawal_the_figure_is_missed() -> None:
    def keep(spot: WeakSpot) -> WeakSpot:
        answers = {**spot.answers, "withdrawn": spot.answers["short"]}
        return replace(spot, answers=answers, withdrawn_in_reply=None)

    seen = [spot for spot in load_weak_spots() if spot.is_seen and "long" in spot.answers]
    count, _ = measure([keep(spot) for spot in seen])[TAKEN_BACK]

    assert count < LEAST[TAKEN_BACK][0]
