"""Failover of STT engines: speech is recognized, whichever of them fails and how."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from tests.fakes.scripted_audio import frames, silence, speech
from tests.fakes.speech_engines import FAULTS, FaultPlan, ScriptedSttEngine
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import (
    CircuitStateReport,
    EngineFailoverReport,
    EngineReport,
    ExpectedAnswer,
    UnusedTranscriptionReport,
)
from vivavoce.voice.domain.engines.failover_chain import CircuitBreakerRegistry
from vivavoce.voice.ports.engines import SpeechEngineError, SttResult, SttStream
from vivavoce.voice.usecases.engines.stt_failover import SttFailover

ANSWER = "I led the move to PostgreSQL and then measured it"
NEXT = "we saved a third of the money"


class Hearing:
    """Ears of one connection with everything that they told."""

    def __init__(
        self, *recognisers: ScriptedSttEngine, breakers: CircuitBreakerRegistry | None = None
    ) -> None:
        self.clock = SimulatedClock()
        self.news: list[EngineReport] = []
        self.ears = SttFailover(recognisers, self.clock, report=self.news.append, breakers=breakers)
        self.finals: list[SttResult] = []
        self.failure: SpeechEngineError | None = None

    async def begin(self) -> None:
        self.recognition: SttStream = await self.ears.open(language="en")
        self._reading = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        try:
            async for words in self.recognition.results():
                if words.is_final:
                    self.finals.append(words)
        except SpeechEngineError as failure:
            self.failure = failure

    async def say(self, text: str, *, wait_s: float = 15) -> None:
        """Speak at real tempo, then wait for what becomes of it."""
        for frame in frames(speech(text)):
            await self.recognition.push(frame)
            await self.clock.sleep(0.02)
        await self.recognition.flush()
        await self.clock.sleep(wait_s)

    async def end(self) -> None:
        await self.recognition.close()
        await self._reading

    @property
    def understood(self) -> list[str]:
        return [words.text for words in self.finals]


async def _speak(hearing: Hearing, texts: Sequence[str]) -> None:
    await hearing.begin()
    for text in texts:
        await hearing.say(text)
    await hearing.end()


def engine(name: str, faults: FaultPlan | None = None, **said: object) -> ScriptedSttEngine:
    return ScriptedSttEngine(SimulatedClock(), name=name, faults=faults, **said)


async def test_without_faults_the_first_engine_transcribes_everything_with_its_own_timestamps() -> (
    None
):
    hearing = Hearing(first := engine("first"), second := engine("second"))

    await _speak(hearing, [ANSWER, NEXT])

    assert hearing.understood == [ANSWER, NEXT]
    length = len(speech(ANSWER)) // 32
    assert [(w.start_ms, w.end_ms) for w in hearing.finals] == [
        (0, length),
        (length, length + len(speech(NEXT)) // 32),
    ]
    assert (len(first.opened), len(second.opened), hearing.news) == (1, 0, [])


async def test_an_empty_result_is_passed_on_too() -> None:
    hearing = Hearing(engine("first", texts=["", NEXT]))

    await _speak(hearing, [ANSWER, NEXT])

    assert hearing.understood == ["", NEXT]


@pytest.mark.parametrize("kind", FAULTS)
async def test_the_second_engine_transcribes_what_the_first_one_lost(kind: str) -> None:
    faults = FaultPlan(always={"stt": kind})
    hearing = Hearing(engine("first", faults, fails_per="stretch"), engine("second"))

    await _speak(hearing, [ANSWER])

    assert hearing.understood == [ANSWER]
    assert hearing.finals[0].engine == "second"
    assert hearing.finals[0].end_ms == len(speech(ANSWER)) // 32
    [failover] = [report for report in hearing.news if isinstance(report, EngineFailoverReport)]
    assert (failover.stage, failover.engine, failover.failed_engine) == ("stt", "second", "first")
    assert failover.reason == (kind if kind in ("refused", "failed", "cut") else "slow")


@pytest.mark.parametrize("kind", ["refused", "hung"])
async def test_an_engine_that_fails_to_start_is_replaced_before_any_speech(kind: str) -> None:
    hearing = Hearing(engine("first", FaultPlan(always={"stt": kind})), engine("second"))

    await hearing.begin()
    began_at = hearing.clock.monotonic()
    await hearing.say(ANSWER)
    await hearing.end()

    assert hearing.understood == [ANSWER]
    assert began_at <= 1.5
    assert [type(report) for report in hearing.news] == [EngineFailoverReport]


async def test_finalized_words_are_not_sent_to_the_next_engine_again() -> None:
    faults = FaultPlan({("stt", 2): "mute"})
    hearing = Hearing(engine("first", faults, fails_per="stretch"), second := engine("second"))

    await _speak(hearing, [ANSWER, NEXT])

    assert hearing.understood == [ANSWER, NEXT]
    assert bytes(second.opened[0].given) == speech(NEXT)


async def test_an_engine_that_fails_during_speech_loses_nothing() -> None:
    first, second = engine("first"), engine("second")
    hearing = Hearing(first, second)
    await hearing.begin()
    sound = list(frames(speech(ANSWER)))

    for frame in sound[: len(sound) // 2]:
        await hearing.recognition.push(frame)
        await hearing.clock.sleep(0.02)
    first.faults.always = {"stt": "refused"}  # it does not come back either
    first.opened[0].break_off()
    for frame in sound[len(sound) // 2 :]:
        await hearing.recognition.push(frame)
        await hearing.clock.sleep(0.02)
    await hearing.recognition.flush()
    await hearing.clock.sleep(3)
    await hearing.end()

    assert hearing.understood == [ANSWER]


async def test_a_single_engine_is_restarted_with_the_same_audio() -> None:
    hearing = Hearing(engine("only", FaultPlan({("stt", 1): "mute"}), fails_per="stretch"))

    await _speak(hearing, [ANSWER, NEXT])

    assert hearing.understood == [ANSWER, NEXT]
    assert [type(report) for report in hearing.news] == [UnusedTranscriptionReport]


async def test_a_failed_engine_is_retried_after_growing_delays() -> None:
    plan = FaultPlan({("stt", n): "failed" for n in (1, 2, 3)})
    hearing = Hearing(first := engine("first", plan, fails_per="stretch"), engine("second"))
    await hearing.begin()
    await hearing.say(ANSWER, wait_s=0)
    flushed_at = hearing.clock.monotonic()
    while not hearing.finals:
        await hearing.clock.sleep(0.01)

    assert hearing.finals[0].engine == "first"
    assert hearing.clock.monotonic() - flushed_at == pytest.approx(0.1 + 0.2 + 0.4 + 0.38, abs=0.02)
    assert len(first.opened) == 4
    await hearing.end()


async def test_the_failure_of_all_engines_is_reported() -> None:
    dead = FaultPlan(always={"stt": "mute"})
    hearing = Hearing(engine("first", dead), engine("second", dead))

    await hearing.begin()
    await hearing.say(ANSWER, wait_s=30)
    await hearing.end()

    assert hearing.understood == []
    assert hearing.failure is not None
    assert hearing.failure.kind == "mute"
    assert hearing.news[-1] == EngineFailoverReport(
        stage="stt", engine="", failed_engine="second", reason="mute"
    )


async def test_an_open_circuit_allows_no_call_until_its_single_probe() -> None:
    dead = FaultPlan(always={"stt": "refused"})
    breakers = CircuitBreakerRegistry()
    first = engine("first", dead)

    for _ in range(12):
        hearing = Hearing(first, engine("second"), breakers=breakers)
        await hearing.begin()
        await hearing.end()
    calls_while_closed = dead.calls["stt"]
    await hearing.clock.sleep(20)
    for _ in range(3):
        hearing = Hearing(first, engine("second"), breakers=breakers)
        await hearing.begin()
        await hearing.end()

    assert calls_while_closed == 5
    assert dead.calls["stt"] == 6


async def test_the_circuit_closes_when_the_probe_returns_a_transcript() -> None:
    plan = FaultPlan({("stt", n): "refused" for n in range(1, 6)})
    hearing = Hearing(engine("first", plan), engine("second"))
    await hearing.begin()
    for _ in range(2):
        await hearing.end()
        await hearing.begin()
    await hearing.say(ANSWER, wait_s=22)
    await hearing.end()
    await hearing.begin()

    await hearing.say(NEXT)
    await hearing.end()

    moves = [report for report in hearing.news if isinstance(report, CircuitStateReport)]
    assert [(move.engine, move.is_open) for move in moves] == [("first", True), ("first", False)]
    assert [words.engine for words in hearing.finals] == ["second", "first"]


async def test_the_preferred_engine_takes_over_again_after_its_pause() -> None:
    hearing = Hearing(
        engine("first", FaultPlan({("stt", 1): "mute"}), fails_per="stretch"), engine("second")
    )

    await hearing.begin()
    for text in (ANSWER, NEXT, ANSWER, NEXT):
        await hearing.say(text, wait_s=10)
    await hearing.end()

    assert hearing.understood == [ANSWER, NEXT, ANSWER, NEXT]
    assert [words.engine for words in hearing.finals] == ["second", "second", "second", "first"]


async def test_at_most_the_last_thirty_seconds_are_sent_again() -> None:
    hearing = Hearing(
        engine("first", FaultPlan(always={"stt": "mute"})), second := engine("second")
    )
    await hearing.begin()

    await hearing.recognition.push(silence(500))
    for _ in range(4):
        await hearing.recognition.push(silence(10_000))
    await hearing.recognition.flush()
    await hearing.clock.sleep(5)
    await hearing.end()

    assert len(second.opened[0].given) <= len(silence(40_000))
    assert len(second.opened[0].given) >= len(silence(30_000))


async def test_no_answer_is_lost_when_a_fifth_of_all_calls_fail() -> None:
    first, second = (
        engine(name, FaultPlan(share=0.2, seed=seed), fails_per="stretch")
        for name, seed in (("first", 3), ("second", 4))
    )
    hearing = Hearing(first, second)
    answers = [f"answer number {number} of the talk" for number in range(200)]

    await _speak(hearing, answers)

    assert hearing.understood == answers
    assert len(first.faults.happened) + len(second.faults.happened) > 30


class ForgetfulSttFailover(SttFailover):
    """The mutant: what the first engine was given is not given to the second one."""

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        listening = await super().open(language=language, expects=expects)
        listening._audio.items = lambda: iter(())
        return listening


async def test_a_failover_that_resends_nothing_is_detected() -> None:
    hearing = Hearing(
        engine("first", FaultPlan(always={"stt": "mute"}), fails_per="stretch"), engine("second")
    )
    hearing.ears.__class__ = ForgetfulSttFailover

    await _speak(hearing, [ANSWER])

    assert hearing.understood != [ANSWER]
