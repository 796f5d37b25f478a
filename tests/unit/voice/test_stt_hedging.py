"""A fifth of all calls to STT engines fail: nothing is lost, and few turns wait long.

Of the faults half say nothing (hung, mute, slow), and two engines fail alike. The seeds are stated; the
mutant asks nobody beside an engine that is late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.speech_engines import FAULTS, FaultPlan, ScriptedSttEngine
from tests.samples import part_of
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import EngineFailoverReport, EngineReport, UnusedTranscriptionReport
from vivavoce.voice.domain.engines.failover_chain import LatencyTracker
from vivavoce.voice.ports.engines import SpeechEngineError, SttStream
from vivavoce.voice.usecases.engines.stt_failover import SttFailover

SEEDS = part_of((11, 12, 13, 14, 15), 5)
TURNS = 400
PIECE = 6_400
"""Bytes of 0.2 s."""
LONG_S = 3.0
ANSWER = "we moved to PostgreSQL because it was simpler than before"
Kind = Literal["open", "stretch"]


class Waiting:
    """Turns over recognisers that fail, with the wait for the words of each."""

    def __init__(
        self, *recognisers: ScriptedSttEngine, ears: type[SttFailover] = SttFailover
    ) -> None:
        self.clock = SimulatedClock()
        self.news: list[EngineReport] = []
        self.promptness = LatencyTracker()
        self.ears = ears(recognisers, self.clock, report=self.news.append, latency=self.promptness)
        self.waited_s: list[float] = []
        self.lost: list[str] = []
        self.given_ms = 0

    async def turn(self, text: str, recognition: SttStream) -> None:
        pcm = speech(text)
        self.given_ms += len(pcm) // 32
        for at in range(0, len(pcm), PIECE):
            await recognition.push(pcm[at : at + PIECE])
            await self.clock.sleep(0.2)
        await recognition.flush()
        flushed_at, understood = self.clock.monotonic(), ""
        async with asyncio.timeout(60):
            async for words in recognition.results():
                if words.is_final:
                    understood = words.text
                    break
        if understood != text:
            self.lost.append(text)
        self.waited_s.append(self.clock.monotonic() - flushed_at)
        await self.clock.sleep(5)

    async def run_turns(self, turns: int = TURNS, *, afresh: bool = False) -> None:
        """Say so many answers; ``afresh`` is with a recognition of its own for each."""
        recognition = await self.ears.open(language="en")
        for number in range(turns):
            try:
                if afresh and number:
                    await recognition.close()
                    recognition = await self.ears.open(language="en")
                await self.turn(f"{ANSWER} {number}", recognition)
            except SpeechEngineError:
                self.lost.append(str(number))
                recognition = await self.ears.open(language="en")
        await recognition.close()

    @property
    def long(self) -> float:
        """The share of turns with a long wait."""
        return sum(wait_s > LONG_S for wait_s in self.waited_s) / len(self.waited_s)

    @property
    def twice(self) -> float:
        """How much sound was given in vain, as a share of all."""
        return (
            sum(
                report.duration_ms
                for report in self.news
                if isinstance(report, UnusedTranscriptionReport)
            )
            / self.given_ms
        )


def engine(name: str, faults: FaultPlan | None = None, **said: object) -> ScriptedSttEngine:
    return ScriptedSttEngine(SimulatedClock(), name=name, faults=faults, **said)


def failing(seed: int, kind: Kind, share: float = 0.2) -> tuple[ScriptedSttEngine, ...]:
    return tuple(
        engine(name, FaultPlan(share=share, seed=drawn), fails_per=kind)
        for name, drawn in (("first", seed), ("second", seed + 100))
    )


async def waits(seeds: Sequence[int], kind: Kind, ears: type[SttFailover]) -> list[Waiting]:
    waitings = [Waiting(*failing(seed, kind), ears=ears) for seed in seeds]
    for waiting in waitings:
        await waiting.run_turns(afresh=kind == "open")
    return waitings


@pytest.mark.parametrize("kind", ["open", "stretch"])
async def test_with_a_fifth_of_calls_failing_under_one_percent_of_turns_wait_long(
    kind: Kind,
) -> None:
    waitings = await waits(SEEDS, kind, SttFailover)

    assert [waiting.lost for waiting in waitings] == [[]] * len(SEEDS)
    assert sum(waiting.long for waiting in waitings) / len(SEEDS) < 0.01


class FailoverWithoutHedging(SttFailover):
    """The mutant: nobody is asked beside an engine that is late."""

    def hedge_candidates(self) -> frozenset[int]:
        return frozenset()


async def test_without_hedging_too_many_turns_wait_long() -> None:
    waitings = await waits(SEEDS, "stretch", FailoverWithoutHedging)

    assert sum(waiting.long for waiting in waitings) / len(SEEDS) > 0.01


async def test_an_engine_without_faults_is_not_hedged() -> None:
    waiting = Waiting(engine("first"), second := engine("second"))

    await waiting.run_turns(20)

    assert (second.opened, waiting.news) == ([], [])


async def test_a_late_engine_that_still_answers_first_continues() -> None:
    waiting = Waiting(engine("first", final_ms=1_300), second := engine("second"))

    await waiting.run_turns(1)

    assert waiting.waited_s == [pytest.approx(1.3, abs=0.01)]
    assert bytes(second.opened[0].given) == speech(f"{ANSWER} 0")
    assert second.opened[0].is_closed
    [report] = waiting.news
    assert report == UnusedTranscriptionReport(
        engine="second", model="scripted-ear", duration_ms=waiting.given_ms
    )


async def test_the_first_engine_to_answer_continues_and_the_other_counts_as_slow() -> None:
    faults = FaultPlan({("stt", 1): "mute"})
    waiting = Waiting(engine("first", faults, fails_per="stretch"), engine("second"))

    await waiting.run_turns(2)

    assert waiting.lost == []
    assert waiting.waited_s == [pytest.approx(1.38, abs=0.02), pytest.approx(0.38, abs=0.02)]
    assert waiting.news == [
        UnusedTranscriptionReport(
            engine="first", model="scripted-ear", duration_ms=len(speech(f"{ANSWER} 0")) // 32
        ),
        EngineFailoverReport(stage="stt", engine="second", failed_engine="first", reason="slow"),
    ]


async def test_an_engine_that_is_always_slow_is_known_and_not_hedged() -> None:
    waiting = Waiting(engine("first", final_ms=1_100), second := engine("second", final_ms=900))

    await waiting.run_turns(40)

    asked = len(second.opened)
    assert asked == 10  # until it was known
    assert {
        report.engine for report in waiting.news if isinstance(report, UnusedTranscriptionReport)
    } == {"second"}


async def test_a_low_quality_engine_never_hedges_a_good_one() -> None:
    late = engine("first", final_ms=2_000)
    waiting = Waiting(late, draft := engine("draft", is_draft=True))

    await waiting.run_turns(3)

    assert draft.opened == []
    assert len(late.opened) == 4  # asked once more itself, each time
    assert waiting.lost == []


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_simultaneous_single_failure_of_both_engines_loses_nothing(kind: str) -> None:
    first, second = (
        engine(name, FaultPlan({("stt", 1): kind}), fails_per="stretch")
        for name in ("first", "second")
    )
    waiting = Waiting(first, second)

    await waiting.run_turns(3)

    assert waiting.lost == []
    assert max(waiting.waited_s) < LONG_S
