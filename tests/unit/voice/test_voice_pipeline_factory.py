"""Which connections get a voice pipeline, and what a refusal leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.simple_turn_manager import SimpleTurnManagerFactory
from tests.fakes.simulated_audio import SessionRecorder, SimulatedListener, SimulatedMicrophone
from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine
from tests.fakes.voice_pipeline import ANSWER, asked
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import AudioMessageSender, VoicePreferences
from vivavoce.kernel.errors import ConflictError
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.ports.audio import AudioTransport, ClientCallbacks, VoiceCapabilities
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity


class NoWire:
    async def send_json(self, message: Json) -> None:
        raise AssertionError("the dialect of this test writes nothing")

    async def send_bytes(self, message: bytes) -> None:
        raise AssertionError("the dialect of this test writes nothing")


@dataclass
class PlainDialect:
    """Takes 'done', 'mute' and 'unmute', and whatever is bytes."""

    clock: SimulatedClock
    fails: bool = False
    offers: list[VoiceCapabilities] = field(default_factory=list)
    closed: int = 0

    def __call__(
        self,
        wire: AudioMessageSender,
        preferences_of: VoicePreferences,
        capabilities: VoiceCapabilities,
        callbacks: ClientCallbacks,
    ) -> AudioTransport:
        if self.fails:
            raise ConflictError("This dialect does not like you.")
        self.offers.append(capabilities)
        self.microphone = SimulatedMicrophone(self.clock)
        self.listener = SimulatedListener(self.clock)
        return AudioTransport(
            audio_input=self.microphone,
            audio_output=self.listener,
            handle_message=self._takes(callbacks),
            close=self._close,
        )

    def _takes(self, requests: ClientCallbacks) -> Callable[[str | bytes], Awaitable[bool]]:
        async def take(message: str | bytes) -> bool:
            if isinstance(message, bytes):
                self.microphone.put(message)
            elif message == "done":
                await requests.on_answer_done()
            elif message in ("mute", "unmute"):
                await requests.on_mute_changed(message == "mute")
            else:
                return False
            return True

        return take

    async def _close(self) -> None:
        self.closed += 1
        self.microphone.is_over = True


def make_factory(
    *, limit: int = 10, has_stt: bool = True, has_tts: bool = True, is_draft: bool = False
) -> tuple[VoicePipelineFactory, PlainDialect, VoiceCapacity]:
    clock = SimulatedClock()
    dialect = PlainDialect(clock)
    capacity = VoiceCapacity(clock, limit=limit)
    kits = FailoverEnginesFactory(
        [ScriptedSttEngine(clock, is_draft=is_draft)] if has_stt else [],
        [ScriptedTtsEngine(clock)] if has_tts else [],
        clock,
        jitter=lambda: 0.5,
    )
    factory = VoicePipelineFactory(
        turn_managers=SimpleTurnManagerFactory(clock),
        engines_factory=kits,
        audio_protocols={"plain": dialect},
        capacity=capacity,
        clock=clock,
    )
    return factory, dialect, capacity


def preferences_of(**more: str) -> VoicePreferences:
    return VoicePreferences(connection_id="leg", audio_protocol=more.pop("dialect", "plain"))


async def test_a_connection_is_transcribed_and_answered_through_its_protocol() -> None:
    factory, dialect, capacity = make_factory()
    log = SessionRecorder(SimulatedClock())

    connection = await factory.open(NoWire(), log, preferences_of())
    await connection.set_listening(is_allowed=True)
    taken = [
        await connection.handle_message(speech(ANSWER)),
        await connection.handle_message('{"type":"TEXT"}'),
    ]
    await asyncio.sleep(6)
    await connection.say(asked("Thank you.", turn=2))
    await connection.close(is_graceful=True)

    assert taken == [True, False]
    assert [utterance.text for utterance in log.heard_all] == [ANSWER]
    assert [noted.turn for noted in log.spoken_all] == [2]
    [offer] = dialect.offers
    assert (offer.answer_mode, offer.stt, offer.tts, offer.is_draft) == (
        "spoken",
        "scripted",
        "scripted",
        False,
    )
    assert (dialect.closed, capacity.session_count) == (1, 0)


@pytest.mark.parametrize(
    ("has_stt", "has_tts", "is_draft", "answers"),
    [(True, True, True, "draft"), (False, True, False, "typed"), (True, False, False, "spoken")],
)
async def test_the_capabilities_describe_the_engines(
    has_stt: bool, has_tts: bool, is_draft: bool, answers: str
) -> None:
    factory, dialect, _ = make_factory(has_stt=has_stt, has_tts=has_tts, is_draft=is_draft)

    connection = await factory.open(NoWire(), SessionRecorder(SimulatedClock()), preferences_of())
    await connection.close(is_graceful=False)

    [offer] = dialect.offers
    assert offer.answer_mode == answers
    assert (offer.stt is not None, offer.tts is not None, offer.is_draft) == (
        has_stt,
        has_tts,
        is_draft,
    )


async def test_commit_and_mute_arrive_through_the_protocol() -> None:
    factory, _, _ = make_factory()
    log = SessionRecorder(SimulatedClock())
    connection = await factory.open(NoWire(), log, preferences_of())
    await connection.set_listening(is_allowed=True)
    await connection.set_endpointing_mode("manual")

    await connection.handle_message("mute")
    await connection.handle_message(speech("Nobody hears this."))
    await asyncio.sleep(4)
    await connection.handle_message("unmute")
    await connection.handle_message(speech(ANSWER))
    await asyncio.sleep(10)
    before = list(log.heard_all)
    await connection.handle_message("done")
    await asyncio.sleep(3)
    await connection.close(is_graceful=False)

    assert before == []
    assert [utterance.text for utterance in log.heard_all] == [ANSWER]


@pytest.mark.parametrize("why", ["dialect", "engines", "full", "refusing"])
async def test_a_refusal_gives_its_reason_and_leaves_nothing_open(why: str) -> None:
    before = asyncio.all_tasks()
    no_engines = why == "engines"
    factory, dialect, capacity = make_factory(
        limit=0 if why == "full" else 3, has_stt=not no_engines, has_tts=not no_engines
    )
    dialect.fails = why == "refusing"
    asked_for = preferences_of(dialect="unknown") if why == "dialect" else preferences_of()

    with pytest.raises(ConflictError) as refused:
        await factory.open(NoWire(), SessionRecorder(SimulatedClock()), asked_for)

    codes = {
        "dialect": "voice_unavailable",
        "engines": "voice_unavailable",
        "full": "voice_at_capacity",
    }
    assert refused.value.code == codes.get(why, "refused")
    assert capacity.session_count == 0
    await asyncio.sleep(1)
    remaining_tasks = asyncio.all_tasks() - before
    assert [task for task in remaining_tasks if "prefill_cache" not in repr(task)] == []


async def test_a_transport_with_its_own_audio_needs_no_protocol() -> None:
    factory, dialect, capacity = make_factory()
    clock = SimulatedClock()
    microphone, listener, log = (
        SimulatedMicrophone(clock),
        SimulatedListener(clock),
        SessionRecorder(clock),
    )

    connection = await factory.start_connection(
        log, microphone, listener, preferences_of(dialect="")
    )
    await connection.say(asked("Thank you.", turn=1))
    await connection.close(is_graceful=True)

    assert [noted.chars_heard for noted in log.spoken_all] == [len("Thank you.")]
    assert dialect.offers == []
    assert capacity.session_count == 0
    assert await connection.handle_message("anything") is False


async def test_local_engines_are_started_in_advance_and_once() -> None:
    warmed: list[str] = []

    async def warm() -> None:
        warmed.append("warm")

    clock = SimulatedClock()
    kits = FailoverEnginesFactory(
        [], [ScriptedTtsEngine(clock)], clock, jitter=lambda: 0.5, warm_up=warm
    )
    factory = VoicePipelineFactory(
        turn_managers=SimpleTurnManagerFactory(clock),
        engines_factory=kits,
        audio_protocols={},
        capacity=VoiceCapacity(clock, limit=1),
        clock=clock,
    )
    for _ in range(3):
        factory.preload()
        await asyncio.sleep(1)
    await factory.close()
    await kits.close()

    assert warmed == ["warm"]


async def test_open_and_closing_sessions_end_with_the_factory() -> None:
    factory, dialect, capacity = make_factory()
    await factory.open(NoWire(), SessionRecorder(SimulatedClock()), preferences_of())
    leaving = await factory.open(NoWire(), SessionRecorder(SimulatedClock()), preferences_of())
    given_up = asyncio.ensure_future(leaving.close(is_graceful=False))
    await asyncio.sleep(0)
    given_up.cancel()

    await factory.close()

    await asyncio.gather(given_up, return_exceptions=True)
    assert (dialect.closed, capacity.session_count) == (2, 0)


async def test_libraries_of_the_first_session_are_loaded_once_and_in_advance() -> None:
    factory, _, _ = make_factory()
    turn_managers = factory._turn_managers
    assert isinstance(turn_managers, SimpleTurnManagerFactory)

    factory.preload()
    assert turn_managers.loads == 0, "whoever asks does not wait for it"
    await asyncio.sleep(0)
    factory.preload()
    await asyncio.sleep(0)

    assert turn_managers.loads == 1
    await factory.close()


async def test_a_failed_load_is_reported_to_a_session_and_not_before() -> None:
    factory, _, _ = make_factory()
    turn_managers = factory._turn_managers
    assert isinstance(turn_managers, SimpleTurnManagerFactory)
    turn_managers.missing = ConflictError("Talking aloud needs more than is installed.")

    factory.preload()
    await asyncio.sleep(0)
    assert turn_managers.loads == 1

    await factory.close()
