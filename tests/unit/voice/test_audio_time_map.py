"""Words are placed on the connection's clock, whatever gaps a recognition was not given."""

from __future__ import annotations

import pytest

from vivavoce.voice.domain.turns.speech_activity import AudioTimeMap


def two_stretches() -> AudioTimeMap:
    anchors = AudioTimeMap()
    for at_ms in (1_000, 1_100, 5_000, 5_100):
        anchors.add_audio(100, at_ms)
    return anchors


@pytest.mark.parametrize(
    ("given_ms", "at_ms"), [(0, 1_000), (150, 1_150), (200, 5_000), (350, 5_150)]
)
def test_a_word_begins_in_the_stretch_of_audio_in_which_it_was_spoken(
    given_ms: float, at_ms: int
) -> None:
    assert two_stretches().map_start(given_ms) == at_ms


def test_a_word_that_ends_with_a_stretch_does_not_reach_into_the_next() -> None:
    anchors = two_stretches()

    assert (anchors.map_end(200), anchors.map_end(201)) == (1_200, 5_001)


def test_a_millisecond_of_rounding_is_no_gap() -> None:
    anchors = AudioTimeMap()
    anchors.add_audio(20, 0)
    anchors.add_audio(20, 21)
    anchors.add_audio(20, 40)

    assert anchors.map_start(50) == 50


def test_before_any_audio_a_position_is_unchanged() -> None:
    assert AudioTimeMap().map_start(7.4) == 7
