"""When the candidate spoke and was recognized, and which timeout follows."""

from __future__ import annotations

import pytest

from vivavoce.voice.domain.turns.speech_activity import (
    ENDPOINTING_DELAYS,
    NOISY_ROOM_TIMEOUT_S,
    OVERDUE_MARGIN_S,
    SpeechActivity,
)

LONGEST_S = ENDPOINTING_DELAYS["normal"].max_delay_s + OVERDUE_MARGIN_S


def test_a_candidate_who_never_spoke_has_infinite_silence() -> None:
    moments = SpeechActivity()

    assert not moments.is_speaking
    assert moments.silence_s(5.0) == float("inf")


@pytest.mark.parametrize(
    ("words_at", "now", "is_room"),
    [(0.0, 110.0, False), (0.0, 110.1, True), (109.0, 110.1, False), (99.0, 110.1, True)],
)
def test_speech_without_a_word_for_ten_seconds_is_background_noise(
    words_at: float, now: float, is_room: bool
) -> None:
    assert NOISY_ROOM_TIMEOUT_S == 10.0
    assert (
        SpeechActivity(speaking_since=100.0, transcribed_at=words_at).is_background_noise(now)
        is is_room
    )


def test_without_speech_there_is_no_noisy_room() -> None:
    assert not SpeechActivity(transcribed_at=1.0).is_background_noise(1e6)


@pytest.mark.parametrize(
    ("moments", "still_since"),
    [
        (SpeechActivity(transcribed_at=100.0), 100.0),
        (SpeechActivity(transcribed_at=90.0, speech_ended_at=100.0), 100.0),
        (SpeechActivity(transcribed_at=100.0, speech_ended_at=90.0), 100.0),
        (
            SpeechActivity(transcribed_at=90.0, speech_ended_at=50.0, speaking_since=100.0),
            100.0 + NOISY_ROOM_TIMEOUT_S,
        ),
        (SpeechActivity(transcribed_at=100.0, speaking_since=90.0), 100.0 + NOISY_ROOM_TIMEOUT_S),
    ],
)
def test_an_answer_is_overdue_shortly_after_the_longest_pause(
    moments: SpeechActivity, still_since: float
) -> None:
    assert not moments.is_answer_overdue(still_since + LONGEST_S, ENDPOINTING_DELAYS["normal"])
    assert moments.is_answer_overdue(still_since + LONGEST_S + 0.1, ENDPOINTING_DELAYS["normal"])


def test_in_manual_endpointing_mode_no_answer_is_overdue() -> None:
    moments = SpeechActivity(transcribed_at=1.0, speech_ended_at=1.0)

    assert not moments.is_answer_overdue(1e6, ENDPOINTING_DELAYS["manual"])
