"""Resampled audio keeps its length, loudness and timing, without frequencies above the new rate."""

from __future__ import annotations

import math
from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.audio_recordings import tone

from vivavoce.voice.adapters.resample import Resampler, resample

PAIRS = [(22_050, 24_000), (24_000, 8_000), (48_000, 16_000), (16_000, 24_000), (8_000, 16_000)]


def level(pcm: bytes) -> float:
    samples = array("h", pcm)
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


def difference(one: bytes, other: bytes) -> float:
    """Return the level of the difference, in dB below ``other``, without the edges."""
    apart = array("h", (a - b for a, b in zip(array("h", one), array("h", other), strict=True)))[
        200:-200
    ]
    return 20 * math.log10(max(1e-9, level(apart.tobytes())) / level(other))


@pytest.mark.parametrize(("rate_in", "rate_out"), PAIRS)
@pytest.mark.parametrize("hertz", [300.0, 1_000.0, 3_000.0])
def test_a_tone_is_unchanged_at_another_rate(rate_in: int, rate_out: int, hertz: float) -> None:
    changed = resample(tone(0.5, rate_in, hertz=hertz), rate_in, rate_out)
    wanted = tone(0.5, rate_out, hertz=hertz)

    assert len(changed) == len(wanted)
    assert level(changed) == pytest.approx(level(wanted), rel=0.002)
    assert difference(changed, wanted) < -60, "neither later nor louder nor of another shape"


@pytest.mark.parametrize(
    ("rate_in", "rate_out", "hertz"), [(24_000, 8_000, 5_000.0), (48_000, 16_000, 11_000.0)]
)
def test_frequencies_above_the_target_rate_are_removed(
    rate_in: int, rate_out: int, hertz: float
) -> None:
    sound = tone(0.5, rate_in, hertz=hertz)

    carried = resample(sound, rate_in, rate_out)[400:-400]
    assert level(carried) < level(sound) / 900


@pytest.mark.parametrize(("rate_in", "rate_out"), PAIRS)
def test_at_most_two_milliseconds_are_buffered(rate_in: int, rate_out: int) -> None:
    resampler = Resampler(rate_in, rate_out)
    input_s = output_s = 0
    for _ in range(50):
        frame = tone(0.02, rate_in)
        input_s += len(frame) / 2 / rate_in
        output_s += len(resampler.push(frame)) / 2 / rate_out
        assert 0 <= input_s - output_s <= 0.0021


@given(st.sampled_from(PAIRS), st.lists(st.integers(1, 900), max_size=12))
def test_any_split_gives_the_same_audio(rates: tuple[int, int], sizes: list[int]) -> None:
    sound = tone(0.05, rates[0])
    resampler, place, output = Resampler(*rates), 0, b""
    for size in [*sizes, len(sound)]:
        output += resampler.push(sound[place : place + size])
        place += size

    assert output + resampler.flush() == resample(sound, *rates)


def test_a_flush_resets_the_resampler() -> None:
    resampler = Resampler(24_000, 8_000)
    first = resampler.push(tone(0.1, 24_000)) + resampler.flush()

    assert resampler.push(tone(0.1, 24_000)) + resampler.flush() == first


@pytest.mark.parametrize(("rate_in", "rate_out"), PAIRS)
def test_the_loudest_samples_do_not_overflow(rate_in: int, rate_out: int) -> None:
    square = array("h", ([32_767] * 20 + [-32_768] * 20) * 50).tobytes()
    changed = array("h", resample(square, rate_in, rate_out))
    steps = [abs(after - before) for before, after in pairwise(changed)]

    assert max(changed) == 32_767
    assert min(changed) == -32_768
    assert max(steps) <= 65_535


def test_equal_rates_change_nothing() -> None:
    resampler = Resampler(16_000, 16_000)

    assert (
        resampler.push(b"\x01") + resampler.push(b"\x02\x03\x04") + resampler.flush()
        == b"\x01\x02\x03\x04"
    )


@pytest.mark.parametrize("rates", [(0, 8_000), (8_000, 0), (-1, 8_000)])
def test_a_rate_must_be_positive(rates: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="rate"):
        Resampler(*rates)
