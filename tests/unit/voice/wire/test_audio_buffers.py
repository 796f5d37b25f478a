"""Audio buffers: backlog, allowance, playback position, and splitting."""

from __future__ import annotations

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.audio_recordings import silence, tone

from vivavoce.voice.domain.calls.media_stream_messages import TokenBucket
from vivavoce.voice.domain.wire.audio_buffers import (
    BoundedAudioBuffer,
    FixedSizeSegmenter,
    PauseSegmenter,
    PlaybackTracker,
    encode_wav,
)


def test_buffered_audio_is_returned_unchanged() -> None:
    backlog = BoundedAudioBuffer(100)
    backlog.put(b"abcde")
    backlog.put(b"fg")

    assert [backlog.take(3), backlog.take(3), backlog.take(3)] == [b"abc", b"def", b""]
    backlog.put(b"hi")
    assert backlog.take(3) == b"ghi"


def test_the_oldest_audio_is_dropped_and_never_the_newest() -> None:
    backlog = BoundedAudioBuffer(4)

    assert [backlog.put(piece) for piece in (b"aa", b"bb", b"cccccccc", b"d")] == [0, 0, 0, 4 + 8]
    assert backlog.take(1) == b"d"
    assert backlog.put(b"e" * 20) == 0
    assert backlog.take(20) == b"e" * 20


def test_a_partly_read_chunk_is_dropped_from_its_read_position() -> None:
    backlog = BoundedAudioBuffer(2)
    backlog.put(b"abcdef")
    backlog.take(2)

    assert backlog.put(b"gh") == 4
    assert backlog.take(2) == b"gh"


@given(st.lists(st.tuples(st.binary(max_size=30), st.integers(1, 20))))
def test_a_buffer_neither_invents_nor_repeats_audio(steps: list[tuple[bytes, int]]) -> None:
    backlog, given_, dropped, taken = BoundedAudioBuffer(10), 0, 0, 0
    for piece, size in steps:
        given_ += len(piece)
        dropped += backlog.put(piece)
        taken += len(backlog.take(size))
    while backlog.take(1):
        taken += 1

    assert dropped + taken == given_


def test_audio_accumulated_during_a_stall_is_no_flood_and_the_following_excess_is() -> None:
    allowance = TokenBucket(burst=100, per_second=100, carry_over_s=30.0)
    assert all(allowance.try_consume(place / 50) for place in range(1_000)), (
        "a microphone in real time"
    )

    stall = [allowance.try_consume(25.0) for _ in range(250)]

    assert all(stall), "five seconds of it at once"
    assert not all(allowance.try_consume(25.0) for _ in range(3_000))


def test_unused_allowance_does_not_accumulate_forever() -> None:
    allowance = TokenBucket(burst=10, per_second=1, carry_over_s=5.0, started_at=0.0)

    assert [allowance.try_consume(3_600.0, 15), allowance.try_consume(3_600.0)] == [True, False]


def test_an_allowance_is_used_up_and_refilled() -> None:
    allowance = TokenBucket(burst=3, per_second=2)

    assert [allowance.try_consume(0.0) for _ in range(4)] == [True, True, True, False]
    assert not allowance.try_consume(0.25)
    assert allowance.try_consume(0.5)
    assert [allowance.try_consume(60.0) for _ in range(4)] == [True, True, True, False]


def playing() -> PlaybackTracker:
    return PlaybackTracker(1_000, lag_s=0.1)


def test_by_the_clock_audio_is_heard_shortly_after_it_was_sent() -> None:
    tracker = playing()
    tracker.record_sent(500, 10.0)
    assert [tracker.estimate_position(when) for when in (10.0, 10.1, 10.2)] == [0, 0, 100]
    tracker.record_sent(500, 10.2)

    assert tracker.buffered_s(10.2) == pytest.approx(0.8)
    assert [tracker.estimate_position(when) for when in (10.2, 10.4, 11.1, 99.0)] == [
        100,
        300,
        1_000,
        1_000,
    ]


def test_a_gap_in_sending_is_a_gap_in_playback() -> None:
    tracker = playing()
    tracker.record_sent(500, 0.0)
    tracker.record_sent(500, 2.0)

    assert [tracker.estimate_position(when) for when in (0.6, 2.0, 2.1, 2.35, 2.6)] == [
        500,
        500,
        500,
        750,
        1_000,
    ]


def test_a_playback_report_overrides_the_clock() -> None:
    tracker = playing()
    tracker.record_sent(1_000, 0.0)
    tracker.record_report(200, 0.5)

    assert [
        tracker.estimate_position(0.5),
        tracker.estimate_position(0.7),
        tracker.reported_samples,
    ] == [
        200,
        400,
        200,
    ]
    tracker.record_report(150, 0.6)
    assert tracker.reported_samples == 200, "an older report is nothing new"
    tracker.record_report(1_000, 0.7)
    assert tracker.is_fully_played


def test_a_reporting_listener_is_waited_for_with_a_limit() -> None:
    silent, slow = playing(), playing()
    for tracker in (silent, slow):
        tracker.record_sent(1_000, 0.0)
    assert silent.report_deadline() == pytest.approx(2.1)
    slow.record_report(500, 3.0)
    assert slow.report_deadline() == pytest.approx(4.5)
    slow.record_report(500, 30.0)
    assert slow.report_deadline() == pytest.approx(6.1)


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 2)), max_size=12))
def test_the_heard_position_never_goes_back_or_beyond_the_sent_audio(
    sends: list[tuple[int, float]],
) -> None:
    tracker, now, before = playing(), 0.0, 0
    for samples, wait in sends:
        now += wait
        place = tracker.estimate_position(now)
        assert before <= place <= tracker.sent_samples
        tracker.record_sent(samples, now)
        assert place <= tracker.estimate_position(now) <= tracker.sent_samples
        before = tracker.estimate_position(now)
    assert tracker.estimate_position(now + 100) == tracker.sent_samples


@given(
    st.lists(st.binary(max_size=9_000).map(lambda piece: piece[: len(piece) // 2 * 2]), max_size=8)
)
def test_split_audio_contains_all_samples(pieces: list[bytes]) -> None:
    for cutter in (FixedSizeSegmenter(24_000), PauseSegmenter(24_000, max_s=1.0)):
        cut = [part for piece in pieces for part in cutter.push(piece)]

        assert b"".join(cut) + cutter.flush() == b"".join(pieces)
        assert cutter.flush() == b""
        assert all(cut)


def test_even_chunks_last_20_to_100_ms() -> None:
    cutter = FixedSizeSegmenter(24_000)
    cut = [len(part) for _ in range(40) for part in cutter.push(bytes(2 * 333))]
    cut += [len(part) for part in cutter.push(bytes(48_000))]

    assert min(cut) == 960
    assert max(cut) == 4_800


def test_sentences_are_split_at_their_pauses() -> None:
    sentences = tone(1.5, 24_000) + silence(0.3, 24_000) + tone(1.2, 24_000)
    cutter = PauseSegmenter(24_000)
    cut = cutter.push(sentences)

    assert [len(part) / 48_000 for part in cut] == [pytest.approx(1.66, abs=0.021)]
    assert not any(cut[0][-2 * 24 * 100 :]), "it ends in silence"


def test_a_breath_is_no_pause_and_a_short_word_no_sentence() -> None:
    breath = tone(1.5, 24_000) + silence(0.1, 24_000) + tone(0.5, 24_000)
    word = tone(0.3, 24_000) + silence(0.3, 24_000) + tone(0.1, 24_000)

    assert PauseSegmenter(24_000).push(breath) == []
    assert PauseSegmenter(24_000).push(word) == []


def test_speech_without_a_pause_is_split_after_six_seconds() -> None:
    cut = PauseSegmenter(24_000).push(tone(13.0, 24_000))

    assert [len(part) for part in cut] == [288_000, 288_000]


def test_a_wav_file_is_well_formed() -> None:
    with wave.open(io.BytesIO(encode_wav(b"\x01\x02" * 240, 24_000))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        assert file.readframes(999) == b"\x01\x02" * 240
