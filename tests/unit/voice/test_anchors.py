"""Words are placed on the connection's clock, whatever gaps a recognition was not given."""

from __future__ import annotations

import pytest

from vivavoce.voice.domain.hearing.anchors import Anchors


def two_stretches() -> Anchors:
    anchors = Anchors()
    for at_ms in (1_000, 1_100, 5_000, 5_100):
        anchors.give(100, at_ms)
    return anchors


@pytest.mark.parametrize(
    ("given_ms", "at_ms"), [(0, 1_000), (150, 1_150), (200, 5_000), (350, 5_150)]
)
def test_a_word_begins_in_the_stretch_that_it_was_said_in(given_ms: float, at_ms: int) -> None:
    assert two_stretches().start(given_ms) == at_ms


def test_a_word_that_ends_with_a_stretch_does_not_reach_into_the_next() -> None:
    anchors = two_stretches()

    assert (anchors.end(200), anchors.end(201)) == (1_200, 5_001)


def test_a_millisecond_of_rounding_is_no_gap() -> None:
    anchors = Anchors()
    anchors.give(20, 0)
    anchors.give(20, 21)
    anchors.give(20, 40)

    assert anchors.start(50) == 50


def test_before_any_sound_a_place_is_itself() -> None:
    assert Anchors().start(7.4) == 7
