"""The door of sound: which connections get one, and what is left when one does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from tests.fakes.engine_sound import speech
from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker
from tests.fakes.voice_ends import SimulatedListener, TalkingMicrophone, TalkLog
from tests.fakes.voice_floor import SimpleFloors
from tests.fakes.voice_world import ANSWER, asked
from tests.leap import LeapClock

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

    clock: LeapClock
    fails: bool = False
    offers: list[VoiceCapabilities] = field(default_factory=list)
    closed: int = 0

    def __call__(
        self,
        wire: AudioMessageSender,
        wish: VoicePreferences,
        capabilities: VoiceCapabilities,
        callbacks: ClientCallbacks,
    ) -> AudioTransport:
        if self.fails:
            raise ConflictError("This dialect does not like you.")
        self.offers.append(capabilities)
        self.microphone = TalkingMicrophone(self.clock)
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


def door(
    *, limit: int = 10, ears: bool = True, mouth: bool = True, is_draft: bool = False
) -> tuple[VoicePipelineFactory, PlainDialect, VoiceCapacity]:
    clock = LeapClock()
    dialect = PlainDialect(clock)
    capacity = VoiceCapacity(clock, limit=limit)
    kits = FailoverEnginesFactory(
        [ScriptedRecogniser(clock, is_draft=is_draft)] if ears else [],
        [ScriptedSpeaker(clock)] if mouth else [],
        clock,
        jitter=lambda: 0.5,
    )
    sounds = VoicePipelineFactory(
        turn_managers=SimpleFloors(clock),
        engines_factory=kits,
        audio_protocols={"plain": dialect},
        capacity=capacity,
        clock=clock,
    )
    return sounds, dialect, capacity


def wish(**more: str) -> VoicePreferences:
    return VoicePreferences(connection_id="leg", audio_protocol=more.pop("dialect", "plain"))


async def test_a_connection_is_heard_and_answered_through_its_dialect() -> None:
    sounds, dialect, capacity = door()
    log = TalkLog(LeapClock())

    voiced = await sounds.open(NoWire(), log, wish())
    await voiced.set_listening(is_allowed=True)
    taken = [
        await voiced.handle_message(speech(ANSWER)),
        await voiced.handle_message('{"type":"TEXT"}'),
    ]
    await asyncio.sleep(6)
    await voiced.say(asked("Thank you.", turn=2))
    await voiced.close(is_graceful=True)

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
    ("ears", "mouth", "is_draft", "answers"),
    [(True, True, True, "draft"), (False, True, False, "typed"), (True, False, False, "spoken")],
)
async def test_the_offer_says_what_the_engines_are_good_for(
    ears: bool, mouth: bool, is_draft: bool, answers: str
) -> None:
    sounds, dialect, _ = door(ears=ears, mouth=mouth, is_draft=is_draft)

    voiced = await sounds.open(NoWire(), TalkLog(LeapClock()), wish())
    await voiced.close(is_graceful=False)

    [offer] = dialect.offers
    assert offer.answer_mode == answers
    assert (offer.stt is not None, offer.tts is not None, offer.is_draft) == (ears, mouth, is_draft)


async def test_done_and_mute_come_through_the_dialect() -> None:
    sounds, _, _ = door()
    log = TalkLog(LeapClock())
    voiced = await sounds.open(NoWire(), log, wish())
    await voiced.set_listening(is_allowed=True)
    await voiced.set_endpointing_mode("manual")

    await voiced.handle_message("mute")
    await voiced.handle_message(speech("Nobody hears this."))
    await asyncio.sleep(4)
    await voiced.handle_message("unmute")
    await voiced.handle_message(speech(ANSWER))
    await asyncio.sleep(10)
    before = list(log.heard_all)
    await voiced.handle_message("done")
    await asyncio.sleep(3)
    await voiced.close(is_graceful=False)

    assert before == []
    assert [utterance.text for utterance in log.heard_all] == [ANSWER]


@pytest.mark.parametrize("why", ["dialect", "engines", "full", "refusing"])
async def test_a_refusal_says_why_and_leaves_nothing_behind(why: str) -> None:
    before = asyncio.all_tasks()
    no_engines = why == "engines"
    sounds, dialect, capacity = door(
        limit=0 if why == "full" else 3, ears=not no_engines, mouth=not no_engines
    )
    dialect.fails = why == "refusing"
    asked_for = wish(dialect="unknown") if why == "dialect" else wish()

    with pytest.raises(ConflictError) as refused:
        await sounds.open(NoWire(), TalkLog(LeapClock()), asked_for)

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


async def test_a_transport_with_ends_of_its_own_needs_no_dialect_and_keeps_them() -> None:
    sounds, dialect, capacity = door()
    clock = LeapClock()
    microphone, listener, log = TalkingMicrophone(clock), SimulatedListener(clock), TalkLog(clock)

    voiced = await sounds.start_connection(log, microphone, listener, wish(dialect=""))
    await voiced.say(asked("Thank you.", turn=1))
    await voiced.close(is_graceful=True)

    assert [noted.chars_heard for noted in log.spoken_all] == [len("Thank you.")]
    assert dialect.offers == []
    assert capacity.session_count == 0
    assert await voiced.handle_message("anything") is False


async def test_engines_that_run_here_are_started_beforehand_and_once() -> None:
    warmed: list[str] = []

    async def warm() -> None:
        warmed.append("warm")

    clock = LeapClock()
    kits = FailoverEnginesFactory(
        [], [ScriptedSpeaker(clock)], clock, jitter=lambda: 0.5, warm_up=warm
    )
    sounds = VoicePipelineFactory(
        turn_managers=SimpleFloors(clock),
        engines_factory=kits,
        audio_protocols={},
        capacity=VoiceCapacity(clock, limit=1),
        clock=clock,
    )
    for _ in range(3):
        sounds.preload()
        await asyncio.sleep(1)
    await sounds.close()
    await kits.close()

    assert warmed == ["warm"]


async def test_whoever_is_still_talking_or_ending_is_ended_with_the_door() -> None:
    sounds, dialect, capacity = door()
    await sounds.open(NoWire(), TalkLog(LeapClock()), wish())
    leaving = await sounds.open(NoWire(), TalkLog(LeapClock()), wish())
    given_up = asyncio.ensure_future(leaving.close(is_graceful=False))
    await asyncio.sleep(0)
    given_up.cancel()

    await sounds.close()

    await asyncio.gather(given_up, return_exceptions=True)
    assert (dialect.closed, capacity.session_count) == (2, 0)


async def test_what_the_first_talk_would_wait_for_is_loaded_once_and_beforehand() -> None:
    sounds, _, _ = door()
    floors = sounds._turn_managers
    assert isinstance(floors, SimpleFloors)

    sounds.preload()
    assert floors.loads == 0, "whoever asks does not wait for it"
    await asyncio.sleep(0)
    sounds.preload()
    await asyncio.sleep(0)

    assert floors.loads == 1
    await sounds.close()


async def test_what_cannot_be_loaded_is_told_to_whoever_wants_to_talk_and_to_nobody_before() -> (
    None
):
    sounds, _, _ = door()
    floors = sounds._turn_managers
    assert isinstance(floors, SimpleFloors)
    floors.missing = ConflictError("Talking aloud needs more than is installed.")

    sounds.preload()
    await asyncio.sleep(0)
    assert floors.loads == 1

    await sounds.close()
