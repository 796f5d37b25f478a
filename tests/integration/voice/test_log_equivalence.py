"""One conversation by text, by voice and by phone: the logs are equivalent."""

from __future__ import annotations

import asyncio
import math
import secrets
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.live_edge import HANDLES, PLANS, Edge, address_of, an_edge, store_on
from tests.fakes.live_session import a_request
from tests.fakes.scripted_audio import speech
from tests.fakes.simple_turn_manager import SimpleTurnManagerFactory
from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine
from tests.infrastructure import Ground
from tests.integration.live.test_edge import say, until, until_asked
from tests.log_equivalence import ComparableEvent, normalize_log
from tests.unit.live.test_conversations import EXPERT
from websockets.asyncio.client import connect

from vivavoce.app.demo.audio_socket import open_audio_session_socket
from vivavoce.app.demo.phone_line import LineConditions, SimulatedPhoneLine
from vivavoce.app.demo.stereo_recording import StereoRecording
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.voice import (
    AudioRecorder,
    CandidateUtterance,
    VoiceConnection,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.kernel.ids import TenantId
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.usecases.session_host import SessionHost
from vivavoce.live.usecases.session_lifecycle import OpenSession
from vivavoce.live.usecases.voice_only_connection import VoiceOnlySessionConnector
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.ports.audio import AudioInput, AudioOutput
from vivavoce.voice.sockets.media_stream import MediaStreamDependencies, build_media_stream_router
from vivavoce.voice.transports.websocket import create_audio_protocols
from vivavoce.voice.usecases.call_callbacks import CallCallbacks, ConnectedCall
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity

pytestmark = pytest.mark.soak

ANSWERS = list(EXPERT.values())
MS_PER_CHAR = 20
TONE = b"".join(
    struct.pack("<h", round(9000 * math.sin(2 * math.pi * 440 * at / 8000))) for at in range(6400)
)
"""800 ms of 440 Hz: a telephone carries no sound that scripted ears can read, so theirs is a script."""
Mishear = Callable[[str], str]
"""What a transport makes of words: nothing, unless it is a mutant."""


def faithful(text: str) -> str:
    return text


def careless(text: str) -> str:
    return text.replace("certificate", "licence")


class Caller:
    """Knows one call by its word, in the place of calls in the database."""

    def __init__(self) -> None:
        self.of: dict[str, ConnectedCall] = {}

    async def connect_audio(self, word: str, *, sid: str) -> ConnectedCall | None:
        return self.of.get(word)

    async def record_disconnect(
        self, joined: ConnectedCall, *, is_own_disconnect: bool = False
    ) -> None:
        return None


@dataclass
class _Misheard:
    """A talk behind a transport that changes words."""

    session: Any
    mishear: Mishear

    async def on_utterance(self, what: CandidateUtterance) -> None:
        await self.session.on_utterance(replace(what, text=self.mishear(what.text)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.session, name)


@dataclass
class PhoneBackend:
    edge: Edge
    caller: Caller


@asynccontextmanager
async def open_phone_backend(
    ground: Ground, texts: Iterable[str] | None = None, mishear: Mishear = faithful
) -> AsyncIterator[PhoneBackend]:
    """Run an edge with sound: the product's own, but for its engines and its floor."""
    clock = ground.clock
    ear = ScriptedSttEngine(clock, texts, final_ms=50, interim_ms=10**7)
    mouth = ScriptedTtsEngine(clock, first_ms=20, ms_per_char=10)
    sounds = VoicePipelineFactory(
        turn_managers=SimpleTurnManagerFactory(clock),
        engines_factory=FailoverEnginesFactory([ear], [mouth], clock, jitter=lambda: 0.5),
        audio_protocols=create_audio_protocols(clock),
        capacity=VoiceCapacity(clock, limit=4, max_lag_s=60),
        clock=clock,
    )
    caller = Caller()

    async def converse(
        session: VoiceSessionHandler,
        microphone: AudioInput,
        loudspeaker: AudioOutput,
        wish: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        return await sounds.start_connection(
            cast("VoiceSessionHandler", _Misheard(session, mishear)), microphone, loudspeaker, wish
        )

    def phone(host: SessionHost) -> Any:
        factory = MediaStreamDependencies(
            callbacks=cast("CallCallbacks", caller),
            sessions=VoiceOnlySessionConnector(host),
            start_connection=cast("Any", converse),
            clock=clock,
            ids=ground.ids,
        )
        return build_media_stream_router(factory)

    async with an_edge(ground, sounds=sounds, more=phone) as edge:
        yield PhoneBackend(edge, caller)


class SameIds:
    """Gives every organisation the same ids: the interviewer draws its wordings by its session's."""

    def __init__(self) -> None:
        self._last = 0x01A1_0000_0000_7000_8000_0000_0000_0000

    def new_id(self) -> UUID:
        self._last += 1
        return UUID(int=self._last)

    def random_token(self, bits: int) -> str:
        return secrets.token_urlsafe(bits // 8)


async def opened_on(ground: Ground, tenant: TenantId) -> OpenedLiveSession:
    opening = OpenSession(
        open_log=lambda work: PostgresSessionLog(work, ground.vault),
        plans=PLANS,
        handles=HANDLES,
        clock=ground.clock,
        ids=SameIds(),
    )
    async with ground.open_work(tenant) as work:
        return await opening(work, a_request())


async def written(ground: Ground, tenant: TenantId) -> OpenedLiveSession:
    async with an_edge(ground) as edge:
        opened = await opened_on(ground, tenant)
        async with connect(edge.url(opened, tenant)) as line:
            await until(line, "CONSENT")
            await line.send('{"type": "CONSENT", "accepted": true}')
            for answer in ANSWERS:
                await until_asked(line)
                await say(line, answer)
            await until(line, "ENDED")
        return opened


def _untouched(pcm: bytes) -> bytes:
    return pcm


class Swallow:
    """A line that loses 60 ms of the sound of one word, once."""

    def __init__(self, word: str) -> None:
        self._mark = speech(word, ms_per_char=MS_PER_CHAR)[:640]
        self._left = 3

    def __call__(self, pcm: bytes) -> bytes:
        if (pcm == self._mark or self._left < 3) and self._left:
            self._left -= 1
            return b"\0" * len(pcm)
        return pcm


async def spoken(
    ground: Ground, tenant: TenantId, garble: Callable[[bytes], bytes] = _untouched
) -> OpenedLiveSession:
    async with open_phone_backend(ground) as backend:
        opened = await opened_on(ground, tenant)
        address = backend.edge.url(opened, tenant)
        answers = iter(ANSWERS)
        async with (
            asyncio.timeout(120),
            open_audio_session_socket(address, "", "", StereoRecording(), distort=garble) as room,
        ):
            async for frame in room.frames():
                if frame["type"] == "CONSENT":
                    await room.send(type="CONSENT", accepted=True)
                    await room.send(type="VOICE", mode="on", answers="spoken")
                elif frame["type"] == "TRANSCRIPT" and frame["kind"] == "question":
                    await room.wait_until_heard(frame["turn"])
                    await room.speak(speech(next(answers), ms_per_char=MS_PER_CHAR))
                elif frame["type"] == "TRANSCRIPT":
                    assert frame["kind"] in ("greeting", "answer", "closing"), frame
        return opened


async def called(
    ground: Ground, tenant: TenantId, mishear: Mishear = faithful
) -> OpenedLiveSession:
    async with open_phone_backend(ground, ANSWERS, mishear) as backend:
        opened = await opened_on(ground, tenant)
        backend.caller.of["word"] = ConnectedCall(
            tenant_id=tenant, session_id=opened.session_id, call=cast("Call", None)
        )
        line = SimulatedPhoneLine(
            url=f"ws://127.0.0.1:{backend.edge.port}/telephony/media",
            parameters={"token": "word"},
            call_sid="CA1",
            conditions=LineConditions(latency_s=0.08, jitter_s=0.02, loss=0.01),
        )
        async with asyncio.timeout(120):
            session = asyncio.ensure_future(
                _by_telephone(line, lambda: _asked(ground, tenant, opened))
            )
            await line.call()
            await session
        return opened


async def _by_telephone(
    line: SimulatedPhoneLine, asked: Callable[[], Awaitable[list[str]]]
) -> None:
    await line.wait_until(lambda: bool(line.heard))
    await line.press_key("1")
    for count in range(1, len(ANSWERS) + 1):
        while len(await asked()) < count:  # noqa: ASYNC110 - a log has no bell
            await asyncio.sleep(0.05)
        line.say(TONE)
        await line.wait_until_spoken()


async def _asked(ground: Ground, tenant: TenantId, opened: OpenedLiveSession) -> list[str]:
    """Return the questions that were heard to their end."""
    log = await store_on(ground).load(address_of(tenant, opened))
    heard_turns = {one.event.turn for one in log if one.event.type == "agent.utterance.spoken"}
    return [
        one.event.text
        for one in log
        if one.event.type == "turn.completed"
        and one.event.kind == "question"
        and one.event.turn in heard_turns
    ]


async def said(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession
) -> tuple[ComparableEvent, ...]:
    return normalize_log(await store_on(ground).load(address_of(tenant, opened)))


@pytest.fixture
async def in_writing(ground: Ground) -> tuple[ComparableEvent, ...]:
    """What the conversation leaves when it is written."""
    tenant = fresh_tenant()
    return await said(ground, tenant, await written(ground, tenant))


async def test_the_same_words_by_text_voice_and_phone_leave_equal_logs(
    ground: Ground, in_writing: tuple[ComparableEvent, ...]
) -> None:
    one, another = fresh_tenant(), fresh_tenant()

    async with asyncio.TaskGroup() as tasks:
        aloud = tasks.create_task(spoken(ground, one))
        by_telephone = tasks.create_task(called(ground, another))

    assert [each.text for each in in_writing if each.text in ANSWERS] == ANSWERS
    assert in_writing[-1].type == "session.completed"
    assert await said(ground, one, aloud.result()) == in_writing
    assert await said(ground, another, by_telephone.result()) == in_writing


@pytest.mark.turn(0, 2)
async def test_a_connection_that_loses_a_word_differs_by_that_word_only(
    ground: Ground, tenant: TenantId, in_writing: tuple[ComparableEvent, ...]
) -> None:
    aloud = await said(ground, tenant, await spoken(ground, tenant, Swallow("traced")))

    assert differences(aloud, in_writing) == [ANSWERS[0].replace("traced ", "")]


@pytest.mark.turn(1, 2)
async def test_a_phone_line_that_changes_a_word_differs_by_that_word_only(
    ground: Ground, tenant: TenantId, in_writing: tuple[ComparableEvent, ...]
) -> None:
    by_telephone = await said(ground, tenant, await called(ground, tenant, careless))

    assert differences(by_telephone, in_writing) == [careless(ANSWERS[1])]


def differences(
    session: tuple[ComparableEvent, ...], other: tuple[ComparableEvent, ...]
) -> list[str | None]:
    """Return the texts of ``session`` where it differs from one of the same length."""
    return [one.text for one, two in zip(session, other, strict=True) if one != two]
