"""The thin detector of speech says the same as the stock one, sample for sample."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from livekit import rtc
from livekit.agents import inference, vad
from tests.fakes.synthetic_speech import SENTENCES, STT_SAMPLE_RATE, VOICES, aloud, noisy, quiet

from vivavoce.voice.adapters.livekit.vad import (
    LONG_SPEECH_S,
    MIN_SILENCE_S,
    MIN_SPEECH_S,
    NOISY_ROOM,
    QUIET_ROOM,
    SILENCE_REPORT_INTERVAL,
    SPEECH_REPORT_INTERVAL,
    LightweightVad,
    VadThresholds,
)


@dataclass(frozen=True)
class Edge:
    kind: str
    sample: int
    speech_s: float
    silence_s: float


def conversation() -> bytes:
    """Sentences of several voices with pauses between them, some of them short."""
    sound = quiet(0.7)
    for number, sentence in enumerate(SENTENCES):
        sound += aloud(sentence, VOICES[number % len(VOICES)]) + quiet(0.15 + 0.2 * (number % 4))
    return sound + quiet(1.5)


CONDITIONS = {
    "clean": lambda pcm: pcm,
    "white 20 dB": lambda pcm: noisy(pcm, snr_db=20, seed=1),
    "white 5 dB": lambda pcm: noisy(pcm, snr_db=5, seed=2),
    "babble 10 dB": lambda pcm: noisy(pcm, snr_db=10, seed=3, kind="babble"),
    "babble 3 dB": lambda pcm: noisy(pcm, snr_db=3, seed=4, kind="babble"),
    "noise alone": lambda pcm: noisy(pcm, snr_db=10, seed=5)[: 2 * STT_SAMPLE_RATE // 2],
}


def stock(thresholds: VadThresholds) -> vad.VAD:
    return inference.VAD(
        min_speech_duration=MIN_SPEECH_S,
        min_silence_duration=MIN_SILENCE_S,
        activation_threshold=thresholds.activation,
        deactivation_threshold=thresholds.deactivation,
    )


async def events(
    detector: vad.VAD, pcm: bytes, frame: int = 320, flush_at: int | None = None
) -> list[vad.VADEvent]:
    stream = detector.stream()
    for number, at in enumerate(range(0, len(pcm), frame * 2)):
        if number == flush_at:
            stream.flush()
        piece = pcm[at : at + frame * 2]
        stream.push_frame(rtc.AudioFrame(piece, STT_SAMPLE_RATE, 1, len(piece) // 2))
    stream.end_input()
    found = [event async for event in stream]
    await stream.aclose()
    return found


def edges(found: list[vad.VADEvent]) -> list[Edge]:
    return [
        Edge(
            event.type.value,
            event.samples_index,
            round(event.speech_duration, 6),
            round(event.silence_duration, 6),
        )
        for event in found
        if event.type != vad.VADEventType.INFERENCE_DONE
    ]


@pytest.mark.parametrize("thresholds", [QUIET_ROOM, NOISY_ROOM], ids=["quiet", "noisy"])
@pytest.mark.parametrize("condition", CONDITIONS)
async def test_both_detectors_report_the_same_starts_and_ends_of_speech(
    condition: str, thresholds: VadThresholds
) -> None:
    pcm = CONDITIONS[condition](conversation())

    thin = edges(await events(LightweightVad(thresholds=thresholds), pcm))

    assert thin == edges(await events(stock(thresholds), pcm))
    if condition == "clean":
        assert len(thin) >= 2 * len(SENTENCES) - 2, "there was speech to be told of"


@pytest.mark.parametrize("frame", [160, 320, 777, 4_096])
async def test_frames_of_any_length_give_the_same_result(frame: int) -> None:
    pcm = conversation()

    assert edges(await events(LightweightVad(), pcm, frame)) == edges(
        await events(stock(QUIET_ROOM), pcm)
    )


async def test_a_flush_resets_the_detector_like_the_stock_one() -> None:
    pcm = conversation()

    assert edges(await events(LightweightVad(), pcm, flush_at=120)) == edges(
        await events(stock(QUIET_ROOM), pcm, flush_at=120)
    )


async def test_speech_is_reported_per_window_at_first_and_silence_rarely() -> None:
    pcm = conversation()
    full = {
        event.samples_index: event
        for event in await events(stock(QUIET_ROOM), pcm)
        if event.probability
    }
    thin = [
        event
        for event in await events(LightweightVad(), pcm)
        if event.type == vad.VADEventType.INFERENCE_DONE
    ]

    reported = {event.samples_index: event for event in thin}
    during = [
        at
        for at, event in full.items()
        if (event.speaking or event.raw_accumulated_speech)
        and event.speech_duration <= LONG_SPEECH_S
    ]
    long = [
        at for at, event in full.items() if event.speaking and event.speech_duration > LONG_SPEECH_S
    ]
    gaps = [
        later - sooner
        for sooner, later in zip(sorted(reported), sorted(reported)[1:], strict=False)
    ]
    assert set(during) <= set(reported)
    assert max(gaps) <= SILENCE_REPORT_INTERVAL * 512
    assert all(
        set(reported) & {at + 512 * more for more in range(SPEECH_REPORT_INTERVAL)} for at in long
    )
    assert 0 < len(set(long) & set(reported)) < 0.5 * len(long)
    assert len(reported) < 0.9 * len(full)
    for at in set(reported) & set(full):
        one, other = reported[at], full[at]
        assert one.speech_duration == pytest.approx(other.speech_duration)
        assert one.raw_accumulated_silence == pytest.approx(other.raw_accumulated_silence)
        assert one.probability == pytest.approx(other.probability)


async def test_audio_judged_in_place_gives_the_same_result_as_frames() -> None:
    pcm = conversation()
    given = LightweightVad()
    half = len(pcm) // 4 * 2

    given.push_audio(pcm[:half])  # before anybody listens
    stream = given.stream()
    given.push_audio(pcm[half:])
    stream.end_input()
    found = [event async for event in stream]
    await stream.aclose()

    assert edges(found) == edges(await events(LightweightVad(), pcm))


async def test_every_edge_is_reported_at_its_sample_of_the_connection() -> None:
    pcm = conversation()
    reported: list[tuple[bool, int, float]] = []
    thin = LightweightVad(lambda began, sample, since_s: reported.append((began, sample, since_s)))

    first = edges(await events(thin, pcm))
    given = -(-len(pcm) // 1024) * 512
    again = edges(await events(thin, pcm))

    assert first == again
    half = len(reported) // 2
    assert [began for began, _, _ in reported] == [
        edge.kind == "start_of_speech" for edge in (*first, *again)
    ]
    for (_, sample, since), (_, later, _), edge in zip(
        reported[:half], reported[half:], first, strict=True
    ):
        assert sample + round(since * STT_SAMPLE_RATE) == edge.sample
        assert abs(later - sample - given) <= 512


def test_a_pause_is_long_enough_for_every_turn_detector() -> None:
    assert LightweightVad().min_silence_duration >= 0.25
