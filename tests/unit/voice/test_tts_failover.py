"""Failover of TTS engines: every word is spoken once, or the failure is reported."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.fakes.scripted_audio import words_in
from tests.fakes.speech_engines import FAULTS, FaultPlan, ScriptedTtsEngine
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import CircuitStateReport, EngineFailoverReport
from vivavoce.voice.domain.engines.failover_chain import CircuitBreakerRegistry
from vivavoce.voice.domain.phrases.spoken_phrases import (
    AudioCache,
    LinearResampler,
    find_unspoken_text,
)
from vivavoce.voice.ports.engines import SpeechEngineError, SynthesizedAudio
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover, TtsStream

QUESTION = "Tell me about a time when you had to change your mind"


class Speaking:
    """A mouth of one connection with everything that it told."""

    def __init__(self, *speakers: ScriptedTtsEngine, **others: object) -> None:
        self.clock = SimulatedClock()
        self.news: list[EngineFailoverReport | CircuitStateReport] = []
        self.tts = TtsFailover(speakers, self.clock, report=self.news.append, **others)
        self.sounds: list[SynthesizedAudio] = []

    async def say(self, text: str) -> str:
        """Return the words that can be understood."""
        self.rendering = self.tts.stream(text, language="en")
        self.sounds = []
        async for sound in self.rendering.chunks():
            self.sounds.append(sound)
        return words_in(b"".join(sound.pcm for sound in self.sounds), self.rendering.rate)


def voice(name: str, kind: str | None = None, **said: object) -> ScriptedTtsEngine:
    faults = FaultPlan(always={"tts": kind} if kind else {})
    return ScriptedTtsEngine(
        SimulatedClock(), name=name, voice=f"{name}'s", **{"faults": faults, **said}
    )


async def test_the_first_engine_speaks_everything_and_is_named() -> None:
    speaking = Speaking(voice("first"), second := voice("second"))

    assert await speaking.say(QUESTION) == QUESTION

    rendering = speaking.rendering
    assert (rendering.engine, rendering.voice, rendering.rate) == ("first", "first's", 16_000)
    assert (rendering.first_chunk_ms, rendering.is_cached) == (220, False)
    assert (second.asked, speaking.news) == ([], [])


@pytest.mark.parametrize("kind", FAULTS)
async def test_every_word_is_spoken_exactly_once_whatever_happens_to_the_first_engine(
    kind: str,
) -> None:
    speaking = Speaking(voice("first", kind), second := voice("second"))

    assert await speaking.say(QUESTION) == QUESTION

    assert len(second.asked) == 1
    [failover] = speaking.news
    assert failover == EngineFailoverReport(
        stage="tts",
        engine="second",
        failed_engine="first",
        reason="hung" if kind == "slow" else kind,
    )


async def test_an_interrupted_utterance_keeps_the_true_times_of_its_words() -> None:
    speaking = Speaking(voice("first", "cut"), voice("second", ms_per_char=40))

    await speaking.say(QUESTION)

    words = [word for sound in speaking.sounds for word in sound.words]
    heard_of_second = QUESTION.split()[-len(speaking.tts.engines[1].asked[0].split()) :]
    assert [word.text for word in words[-len(heard_of_second) :]] == heard_of_second
    length = sum(len(sound.pcm) for sound in speaking.sounds) / 32
    assert words[-1].end_ms == pytest.approx(length, abs=1)


async def test_the_sample_rate_stays_the_same_when_another_engine_continues() -> None:
    speaking = Speaking(voice("first", "cut", rate=16_000), voice("second", rate=24_000))

    await speaking.say(QUESTION)

    rest = speaking.tts.engines[1].asked[0]
    said_ms = sum(len(sound.pcm) for sound in speaking.sounds) / 32
    rest_ms = sum(len(word) + 1 for word in rest.split()) * 60
    first_ms = said_ms - rest_ms
    assert speaking.rendering.rate == 16_000
    assert speaking.rendering.engine == "first"
    assert first_ms == pytest.approx(len(speaking.tts.engines[0].asked[0]) * 60 / 2, abs=160)


async def test_without_word_times_the_position_of_an_interruption_is_estimated_from_the_speaking_rate() -> (
    None
):
    first = voice("first", has_words=False)
    speaking = Speaking(first, voice("second", has_words=False))
    await speaking.say(QUESTION)  # the tempo is learned here

    first.faults.always = {"tts": "cut"}
    await speaking.say(QUESTION)

    rest = speaking.tts.engines[1].asked[0].split()
    assert QUESTION.split()[-len(rest) :] == rest
    assert abs(len(rest) - len(QUESTION.split()) / 2) <= 2


async def test_a_single_engine_is_retried() -> None:
    faults = FaultPlan({("tts", 1): "failed", ("tts", 2): "refused"})
    speaking = Speaking(voice("only", faults=faults))

    assert await speaking.say(QUESTION) == QUESTION
    assert speaking.news == []


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind != "cut"])
async def test_the_failure_of_all_engines_is_reported(kind: str) -> None:
    speaking = Speaking(voice("first", kind), voice("second", kind))

    with pytest.raises(SpeechEngineError) as failed:
        await speaking.say(QUESTION)

    expected = "hung" if kind == "slow" else kind
    assert failed.value.kind == expected
    assert speaking.news[-1] == EngineFailoverReport(
        stage="tts", engine="", failed_engine="second", reason=expected
    )


async def test_an_engine_with_an_open_circuit_is_not_called() -> None:
    breakers = CircuitBreakerRegistry()
    first, second = voice("first", "failed"), voice("second")
    for _ in range(12):
        speaking = Speaking(first, second, breakers=breakers)
        assert await speaking.say(QUESTION) == QUESTION

    assert len(first.asked) == 5
    await speaking.clock.sleep(20)
    first.faults.always = {}
    await speaking.say(QUESTION)

    assert len(first.asked) == 6
    assert (
        speaking.news
        == [
            CircuitStateReport(stage="tts", engine="first", is_open=True),
            CircuitStateReport(stage="tts", engine="first", is_open=False),
        ][1:]
    )


async def test_cached_phrases_are_played_without_an_engine() -> None:
    speaking = Speaking(first := voice("first"), cache=AudioCache(["That is noted. Thank you."]))
    assert await speaking.tts.prefill_cache() == 2
    asked = len(first.asked)

    first.faults.always = {"tts": "refused"}
    assert await speaking.say("That is noted.") == "That is noted."

    assert (speaking.rendering.is_cached, speaking.rendering.first_chunk_ms) == (True, 0)
    assert len(first.asked) == asked
    with pytest.raises(SpeechEngineError):
        await speaking.say("That is noted. ")


async def test_without_a_working_engine_a_phrase_cached_from_another_one_is_played() -> None:
    cache = AudioCache(["Take your time."])
    second = voice("second")
    await Speaking(second, cache=cache).tts.prefill_cache()
    second.faults.always = {"tts": "refused"}
    speaking = Speaking(voice("first", "refused"), second, cache=cache)

    assert await speaking.say("Take your time.") == "Take your time."
    assert (speaking.rendering.engine, speaking.rendering.is_cached) == ("second", True)


async def test_only_listed_phrases_are_cached() -> None:
    speaking = Speaking(first := voice("first"), cache=AudioCache(["Please go on."]))

    for _ in range(2):
        await speaking.say(QUESTION)
        await speaking.say("Please go on.")

    assert first.asked == [QUESTION, "Please go on.", QUESTION]


async def test_an_interrupted_engine_has_not_failed() -> None:
    breakers = CircuitBreakerRegistry()
    for _ in range(8):
        speaking = Speaking(first := voice("first"), breakers=breakers)
        rendering = speaking.tts.stream(QUESTION, language="en")
        sounds = rendering.chunks()
        await anext(sounds)
        await sounds.aclose()

    assert await speaking.say(QUESTION) == QUESTION
    assert (len(first.asked), speaking.news) == (2, [])


async def test_no_text_is_left_unspoken_when_a_fifth_of_all_calls_fail() -> None:
    first, second = (
        voice(name, faults=FaultPlan(share=0.2, seed=seed))
        for name, seed in (("first", 5), ("second", 6))
    )
    speaking = Speaking(first, second)

    for number in range(200):
        question = f"question number {number} of this talk is a long one"
        assert await speaking.say(question) == question
        await speaking.clock.sleep(20)

    assert len(first.faults.happened) > 30


class Repeating(TtsStream):
    """The mutant: the second voice begins at the beginning."""

    def _record_partial(self, *_: object) -> None:
        self._rest = self._text


async def test_a_failover_that_starts_from_the_beginning_is_detected() -> None:
    speaking = Speaking(voice("first", "cut"), voice("second"))
    rendering = Repeating(speaking.tts, QUESTION, "en", 1.0)

    audio = b"".join([sound.pcm async for sound in _of(rendering)])

    assert words_in(audio) != QUESTION


def _of(rendering: TtsStream) -> AsyncIterator[SynthesizedAudio]:
    return rendering.chunks()


def test_the_remainder_begins_with_the_first_word_not_completely_spoken() -> None:
    words = (300, 700, 1_000)

    assert find_unspoken_text("one  two three", 699, words, 65) == "two three"
    assert find_unspoken_text("one  two three", 700, words, 65) == "three"
    assert find_unspoken_text("one  two three", 1_000, words, 65) == ""
    assert find_unspoken_text("one two three", 0, (), 65) == "one two three"
    assert find_unspoken_text("one two three", 7 * 65, (), 65) == "three"


@pytest.mark.parametrize(("rate", "wanted"), [(24_000, 16_000), (16_000, 22_050), (22_050, 8_000)])
def test_audio_keeps_its_length_and_shape_at_another_sample_rate(rate: int, wanted: int) -> None:
    ramp = b"".join((n % 3_000).to_bytes(2, "little") for n in range(rate))
    resampled = LinearResampler(rate, wanted).resample(ramp)
    pieces = LinearResampler(rate, wanted)

    in_pieces = b"".join(
        pieces.resample(ramp[at : at + 1_400]) for at in range(0, len(ramp), 1_400)
    )

    assert len(resampled) / 2 == pytest.approx(wanted, abs=2)
    assert len(in_pieces) == len(resampled)
    middle = int.from_bytes(resampled[wanted : wanted + 2], "little", signed=True)
    assert middle == pytest.approx(rate // 2 % 3_000, abs=3)
