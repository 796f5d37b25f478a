"""Three stages times six faults: speech is recognized and questions are heard, or it is reported."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

import pytest
from tests.fakes.scripted_audio import frames, silence, speech, words_in
from tests.fakes.speech_engines import (
    FAULTS,
    SLOW_MS,
    FaultPlan,
    ScriptedSttEngine,
    ScriptedTtsEngine,
)
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import EngineFailoverReport
from vivavoce.voice.ports.engines import SpeechEngineError
from vivavoce.voice.usecases.engines.stt_failover import SttFailover
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

QUESTION = "what did you change and why"
ANSWER = "we moved to PostgreSQL because it was simpler"
TURNS = 200


class Line:
    """The way of the candidate's sound to us, with the faults of a plan: one call for each answer."""

    def __init__(self, clock: SimulatedClock, faults: FaultPlan) -> None:
        self.clock, self.faults = clock, faults

    async def carry(self, pcm: bytes) -> AsyncIterator[bytes]:
        """Yield what arrives.

        Raises ``SpeechEngineError`` where the connection itself says that it is gone.
        """
        fault = self.faults.next("transport")
        if fault == "refused":
            raise SpeechEngineError("refused", "no connection")
        sent_frames = list(frames(pcm))
        for number, frame in enumerate(sent_frames):
            half = number >= len(sent_frames) // 2
            if half and fault in ("failed", "cut"):
                raise SpeechEngineError(fault, "the connection is gone")
            if half and fault == "hung":
                return  # nothing more comes, and nobody says so
            await self.clock.sleep(SLOW_MS / 1000 if fault == "slow" and number == 5 else 0.02)
            yield silence(20) if fault == "mute" else frame


class Conversation:
    """Turns over scripted engines: asked by the mouth, answered over the line into the ears."""

    def __init__(self, *plans: FaultPlan) -> None:
        self.clock = SimulatedClock()
        first, second = plans[0], plans[-1]
        self.updates: list[object] = []
        self.waited_s: list[float] = []
        """From the end of each answer to its words."""
        self.line = Line(self.clock, first)
        self.ears = SttFailover(
            [self._stt("first", first), self._stt("second", second)],
            self.clock,
            report=self.updates.append,
        )
        self.tts = TtsFailover(
            [self._voice("first", first), self._voice("second", second)],
            self.clock,
            report=self.updates.append,
        )

    def _stt(self, name: str, faults: FaultPlan) -> ScriptedSttEngine:
        return ScriptedSttEngine(self.clock, name=name, faults=faults, fails_per="stretch")

    def _voice(self, name: str, faults: FaultPlan) -> ScriptedTtsEngine:
        return ScriptedTtsEngine(self.clock, name=name, faults=faults)

    async def ask(self, text: str) -> str:
        """Return what the candidate hears."""
        rendering = self.tts.stream(text, language="en")
        pcm = b""
        with contextlib.suppress(SpeechEngineError):
            async for sound in rendering.chunks():
                pcm += sound.pcm
        return words_in(pcm, rendering.rate)

    async def answer(self, text: str) -> str:
        """Return what we understand; what the line did not bring cannot be in it."""
        recognition = await self.ears.open(language="en")
        try:
            async for frame in self.line.carry(speech(text)):
                await recognition.push(frame)
        except SpeechEngineError as gone:
            self.updates.append(gone)
        await recognition.flush()
        flushed_at = self.clock.monotonic()
        understood = await self._until_quiet(recognition.results())
        self.waited_s.append(self.clock.monotonic() - flushed_at)
        await recognition.close()
        return understood

    async def _until_quiet(self, results: AsyncIterator[object]) -> str:
        with contextlib.suppress(TimeoutError, SpeechEngineError):
            async with asyncio.timeout(40):
                async for words in results:
                    if words.is_final:
                        return words.text
        return ""


def only(stage: str, kind: str) -> FaultPlan:
    return FaultPlan(always={stage: kind})


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_of_an_stt_engine_loses_no_word(kind: str) -> None:
    conversation = Conversation(only("stt", kind), FaultPlan())

    assert await conversation.answer(ANSWER) == ANSWER
    assert [
        report.stage for report in conversation.updates if isinstance(report, EngineFailoverReport)
    ] == ["stt"]


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_of_a_tts_engine_skips_and_repeats_no_word(kind: str) -> None:
    conversation = Conversation(only("tts", kind), FaultPlan())

    assert await conversation.ask(QUESTION) == QUESTION
    assert [
        report.stage for report in conversation.updates if isinstance(report, EngineFailoverReport)
    ] == ["tts"]


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_of_the_connection_keeps_received_audio_and_is_reported(kind: str) -> None:
    conversation = Conversation(only("transport", kind), FaultPlan())

    understood = await conversation.answer(ANSWER)

    came = {"slow": ANSWER, "refused": "", "mute": ""}.get(kind, "we moved to PostgreSQL")
    assert understood == came
    assert bool(conversation.updates) is (kind in ("refused", "failed", "cut", "mute"))


@pytest.mark.parametrize("stage", ["stt", "tts"])
@pytest.mark.parametrize("kind", FAULTS)
async def test_the_failure_of_every_engine_is_reported(stage: str, kind: str) -> None:
    conversation = Conversation(only(stage, kind))

    happened = await (conversation.ask(QUESTION) if stage == "tts" else conversation.answer(ANSWER))

    given_up = [
        report
        for report in conversation.updates
        if isinstance(report, EngineFailoverReport) and not report.engine
    ]
    is_whole = happened in (QUESTION, ANSWER)
    assert is_whole or given_up
    assert len(given_up) <= 1


async def test_no_answer_is_lost_in_two_hundred_turns_when_a_fifth_of_all_calls_fail() -> None:
    plans = [FaultPlan(share=0.2, seed=11), FaultPlan(share=0.2, seed=12)]
    conversation = Conversation(*plans)
    conversation.line.faults = (
        FaultPlan()
    )  # what the line does not bring is not here to be understood

    lost = [number async for number in _lost(conversation)]

    assert lost == []
    assert sum(len(plan.happened) for plan in plans) > 80


async def _lost(conversation: Conversation) -> AsyncIterator[int]:
    for number in range(TURNS):
        question, answer = f"{QUESTION} in year {number}", f"{ANSWER} than number {number}"
        if (
            await conversation.ask(question) != question
            or await conversation.answer(answer) != answer
        ):
            yield number
        await conversation.clock.sleep(10)


class SilentSttEngine(Conversation):
    """The mutant: with one engine only, and without a second try."""

    def __init__(self, *plans: FaultPlan) -> None:
        super().__init__(*plans)
        self.ears.engines = self.ears.engines[:1]
        self.tts.engines = self.tts.engines[:1]

    def _stt(self, name: str, faults: FaultPlan) -> ScriptedSttEngine:
        stt = super()._stt(name, faults)
        stt.clock = self.clock
        return stt

    async def answer(self, text: str) -> str:
        recognition = await self.ears.engines[0].open(language="en")
        for frame in _all(text):
            await recognition.push(frame)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await recognition.flush()
        return await self._until_quiet(recognition.results())


def _all(text: str) -> Iterable[bytes]:
    return frames(speech(text))


async def test_without_a_failover_chain_answers_are_lost() -> None:
    deaf = SilentSttEngine(FaultPlan(share=0.2, seed=11), FaultPlan())

    lost = [number async for number in _lost(deaf)]

    assert len(lost) > TURNS // 20
