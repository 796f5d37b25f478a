"""Streamed recordings: the same audio however they are split, and only named errors."""

from __future__ import annotations

import contextlib
from array import array
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.audio_recordings import webm_opus
from tests.samples import examples
from tests.unit.voice.wire.split_audio import split

from vivavoce.voice.domain.wire import errors
from vivavoce.voice.transports.websocket.recording_decoder import WebmStreamDecoder

NAMED = (errors.InvalidWebmError, errors.AudioAheadOfTimeError)


class StandingClock:
    """A clock that shows what it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 20, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def decode_pieces(
    pieces: list[bytes], *, after_s: float = 60.0
) -> tuple[bytes, type[Exception] | None]:
    clock = StandingClock()
    recording = WebmStreamDecoder(clock)
    clock.seconds = after_s
    sound, error = bytearray(), None
    try:
        for piece in pieces:
            for pcm in recording.decode(piece):
                sound += pcm
    except NAMED as raised:
        error = type(raised)
    return bytes(sound + recording.flush()), error


def pitch(pcm: bytes) -> float:
    """Return the pitch of a tone by its crossings of zero from below."""
    samples = array("h", pcm)[1_600:-1_600]
    rises = [n for n in range(1, len(samples)) if samples[n - 1] < 0 <= samples[n]]
    return (len(rises) - 1) * 16_000 / (rises[-1] - rises[0])


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("with_video", [False, True])
def test_a_recording_decodes_to_the_recorded_audio(channels: int, with_video: bool) -> None:
    pcm, error = decode_pieces([webm_opus(1.0, channels=channels, with_video=with_video)])

    assert error is None
    assert len(pcm) / 32_000 == pytest.approx(1.01, abs=0.02)
    assert pitch(pcm) == pytest.approx(440, rel=0.005)
    level = 8_000 if channels == 1 else 8_000 * 2**-0.5  # one voice in both channels is made softer
    assert max(array("h", pcm)) == pytest.approx(level, rel=0.15)


def test_nothing_is_buffered_after_the_first_chunk() -> None:
    recording = WebmStreamDecoder(StandingClock())
    decoded_bytes = 0
    recording_bytes = webm_opus(1.5)
    for number, piece in enumerate(split(recording_bytes, [n / 40 for n in range(40)])):
        decoded_bytes += sum(len(pcm) for pcm in recording.decode(piece))
        expected = 1.5 * (number + 1) / 40
        assert decoded_bytes / 32_000 >= expected - 0.12, (
            "a cluster and the codec's own start, no more"
        )


@given(st.lists(st.floats(0, 1), max_size=8))
@settings(max_examples=examples(30))
def test_any_split_gives_the_same_audio(at: list[float]) -> None:
    recording = webm_opus(0.4) + webm_opus(0.2, hertz=300.0)

    assert decode_pieces(split(recording, at)) == decode_pieces([recording])


@given(
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6),
    st.lists(st.floats(0, 1), max_size=4),
)
@settings(max_examples=examples(60))
def test_a_damaged_recording_raises_only_named_errors_however_it_is_split(
    spoiled: list[tuple[float, int]], at: list[float]
) -> None:
    recording = bytearray(webm_opus(0.3))
    for place, value in spoiled:
        recording[int(place * len(recording))] = value

    assert decode_pieces(split(bytes(recording), at)) == decode_pieces([bytes(recording)])


@given(st.binary(max_size=200), st.integers(0, 2_000))
@settings(max_examples=examples(60))
def test_garbage_at_any_position_raises_only_named_errors(garbage: bytes, place: int) -> None:
    recording = webm_opus(0.3)
    clock = StandingClock()
    decoder = WebmStreamDecoder(clock)
    clock.seconds = 60
    for piece in (recording[:place], garbage, recording[place:], recording):
        with contextlib.suppress(*NAMED):
            list(decoder.decode(piece))


def test_every_recording_has_its_own_decoder() -> None:
    mono, stereo = webm_opus(0.3), webm_opus(0.3, hertz=300.0, channels=2)
    both, error = decode_pieces([mono + stereo])

    assert error is None
    assert both == decode_pieces([mono])[0] + decode_pieces([stereo])[0]


def test_a_lost_chunk_is_skipped_up_to_the_next_cluster() -> None:
    recording_bytes = webm_opus(1.0)
    second = recording_bytes.index(b"\x1f\x43\xb6\x75", 400)
    later = recording_bytes.index(b"\x1f\x43\xb6\x75", second + 2_000)
    clock = StandingClock()
    recording = WebmStreamDecoder(clock)
    clock.seconds = 60
    before = b"".join(recording.decode(recording_bytes[:second]))
    with pytest.raises(errors.InvalidWebmError):
        list(recording.decode(b"\0" * 50))
    after = b"".join(recording.decode(recording_bytes[later:]))

    assert 0.05 < len(before) / 32_000 < 0.3
    assert 0.1 < len(after) / 32_000 < 0.9


def test_a_decompression_bomb_is_not_decoded() -> None:
    bomb = webm_opus(60.0, level=0, bits_per_second=6_000, cluster_ms=5_000)
    pcm, error = decode_pieces([bomb], after_s=1.0)

    assert error is errors.AudioAheadOfTimeError
    assert 2.9 <= len(pcm) / 32_000 <= 3.01, "the age of the connection and two seconds"
    assert 60 * 32_000 / len(bomb) > 30, "it would have grown so much"


def test_the_decoding_budget_belongs_to_the_connection_and_not_to_a_recording() -> None:
    clock = StandingClock()
    recording = WebmStreamDecoder(clock)
    list(recording.decode(webm_opus(1.5)))
    recording.start_recording()
    with pytest.raises(errors.AudioAheadOfTimeError):
        list(recording.decode(webm_opus(1.5)))
    clock.seconds = 3.0
    assert list(recording.decode(webm_opus(1.5)))
