"""When the candidate spoke and was understood, and what is due after so long."""

from __future__ import annotations

import pytest

from vivavoce.voice.domain.hearing.moments import MARGIN_S, Moments
from vivavoce.voice.domain.pace import NOISY_AFTER_S, TEMPOS

LONGEST_S = TEMPOS["normal"].max_s + MARGIN_S


def test_who_never_spoke_has_been_silent_for_ever() -> None:
    moments = Moments()

    assert not moments.is_speaking
    assert moments.silent_s(5.0) == float("inf")


@pytest.mark.parametrize(
    ("words_at", "now", "is_room"),
    [(0.0, 110.0, False), (0.0, 110.1, True), (109.0, 110.1, False), (99.0, 110.1, True)],
)
def test_speech_without_a_word_for_ten_seconds_is_the_rooms(
    words_at: float, now: float, is_room: bool
) -> None:
    assert NOISY_AFTER_S == 10.0
    assert Moments(speaks_since=100.0, words_at=words_at).is_room(now) is is_room


def test_where_nobody_speaks_there_is_no_loud_room() -> None:
    assert not Moments(words_at=1.0).is_room(1e6)


@pytest.mark.parametrize(
    ("moments", "still_since"),
    [
        (Moments(words_at=100.0), 100.0),
        (Moments(words_at=90.0, ended_at=100.0), 100.0),
        (Moments(words_at=100.0, ended_at=90.0), 100.0),
        (Moments(words_at=90.0, ended_at=50.0, speaks_since=100.0), 100.0 + NOISY_AFTER_S),
        (Moments(words_at=100.0, speaks_since=90.0), 100.0 + NOISY_AFTER_S),
    ],
)
def test_an_answer_is_overdue_a_little_after_the_longest_pause(
    moments: Moments, still_since: float
) -> None:
    assert not moments.is_overdue(still_since + LONGEST_S, TEMPOS["normal"])
    assert moments.is_overdue(still_since + LONGEST_S + 0.1, TEMPOS["normal"])


def test_with_the_manual_pace_nothing_is_ever_overdue() -> None:
    moments = Moments(words_at=1.0, ended_at=1.0)

    assert not moments.is_overdue(1e6, TEMPOS["manual"])
