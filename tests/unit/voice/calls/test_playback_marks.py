"""How much a caller heard: by playback marks, by the clock, and never by discarded marks."""

from __future__ import annotations

from vivavoce.voice.domain.calls.playback_marks import PlaybackMarkTracker


def playing(*, trip_s: float = 0.16) -> PlaybackMarkTracker:
    """A second was sent at 10.0, and its first four marks came back."""
    marks = PlaybackMarkTracker()
    marks.begin(3)
    for _ in range(50):
        marks.record_sent(20, now=10.0)
    for step in range(1, 5):
        assert marks.record_mark(f"3:{step * 100}", now=10.0 + trip_s + step * 0.1)
    return marks


def test_the_heard_audio_follows_from_the_last_mark_the_time_since_and_the_round_trip() -> None:
    marks = playing()

    # At 10.60 the mark of 400 ms is 40 ms old. The sound arrived at 10.08, the clear arrives at 10.68.
    assert marks.round_trip_ms == 160
    assert marks.estimate_heard_ms(10.60) == 600


def test_a_stalled_connection_counts_one_step_at_most() -> None:
    marks = playing()

    assert marks.estimate_heard_ms(20.0) == 400 + 100 + 160


def test_no_more_is_heard_than_was_sent() -> None:
    marks = playing()
    for step in range(5, 11):
        marks.record_mark(f"3:{step * 100}", now=10.16 + step * 0.1)

    assert marks.estimate_heard_ms(30.0) == 1000
    assert marks.is_fully_played


def test_marks_returned_after_a_clear_are_ignored() -> None:
    marks = playing()
    before = marks.estimate_heard_ms(10.60)
    marks.clear()

    assert not marks.record_mark("3:1000", now=10.61)
    assert marks.estimate_heard_ms(10.60) == before
    assert not marks.is_fully_played


def test_marks_of_another_or_unknown_generation_are_ignored() -> None:
    marks = playing()

    for name in (
        "2:900",
        "4:900",
        "3:9000",
        "3:300",
        "x:1",
        "3:",
        ":",
        "",
        "3:-5",
        "3:५००",
        "3" * 40,
    ):
        assert not marks.record_mark(name, now=10.7)
    assert marks.estimate_heard_ms(10.56) == 400 + 160


def test_without_a_mark_the_clock_decides_up_to_one_round_trip_and_a_step() -> None:
    marks = PlaybackMarkTracker()
    marks.begin(1)
    marks.record_sent(3000, now=5.0)

    assert not marks.has_confirmation
    assert marks.estimate_heard_ms(5.12) == 120
    assert marks.estimate_heard_ms(9.0) == 300


def test_the_first_measured_round_trip_is_kept_for_the_next_generation() -> None:
    marks = playing(trip_s=0.4)
    marks.begin(4)
    marks.record_sent(5000, now=12.0)

    assert marks.round_trip_ms == 400
    assert marks.estimate_heard_ms(20.0) == 500


def test_nothing_is_heard_of_unsent_audio() -> None:
    marks = PlaybackMarkTracker()
    marks.begin(1)

    assert marks.estimate_heard_ms(1.0) == 0
    assert (marks.buffered_s(1.0), marks.remaining_s(1.0)) == (0.0, 0.0)
