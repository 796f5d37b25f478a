"""One conversation by text, by voice and by phone, with the product's turn manager and voice.

LiveKit's session decides from real (synthetic) speech when somebody speaks and when they are done, and
espeak-ng says the questions. The ears alone are a script: keyless ones mishear, and each time otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from tests.database import fresh_tenant
from tests.fakes.live_edge import address_of, an_edge, store_on
from tests.fakes.speech_engines import ScriptedSttEngine
from tests.fakes.synthetic_speech import STT_SAMPLE_RATE, aloud
from tests.infrastructure import Ground
from tests.integration.live.test_edge import say, until, until_asked
from tests.integration.voice.test_log_equivalence import Caller, PhoneBackend, opened_on, said
from websockets.asyncio.client import connect

from vivavoce.app.demo.audio_socket import open_audio_session_socket
from vivavoce.app.demo.phone_line import LineConditions, SimulatedPhoneLine
from vivavoce.app.demo.stereo_recording import StereoRecording
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.kernel.ids import TenantId
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.usecases.session_host import SessionHost
from vivavoce.live.usecases.voice_only_connection import VoiceOnlySessionConnector
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.sockets.media_stream import MediaStreamDependencies, build_media_stream_router
from vivavoce.voice.transports.websocket import create_audio_protocols
from vivavoce.voice.usecases.call_callbacks import CallCallbacks, ConnectedCall
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity

pytestmark = [pytest.mark.soak, pytest.mark.turn(1, 2)]

ANSWERS = [
    "Last year a release broke our checkout and I rolled it back because the queue kept growing "
    "and errors fell from twelve to one percent in two hours",
    "I forgot to renew a certificate and it was my mistake and since then I keep a calendar with every date",
    "After that no certificate ran out in two years and I told my manager about it each month",
    "Every insert and update gets slower writes and the index takes disk space",
]
"""Each is said in one breath, so that it is one stretch of speech. The second is asked further about."""
ASKS = ("question", "follow_up")
TALK_S = 240


@asynccontextmanager
async def open_phone_backend(ground: Ground, *, hears: list[str]) -> AsyncIterator[PhoneBackend]:
    """Run an edge with the product's own sound; ``hears`` is what its ears understand, in order."""
    clock, mouth = ground.clock, EspeakTtsEngine()
    ear = ScriptedSttEngine(clock, hears, final_ms=50, interim_ms=10**7)
    sounds = VoicePipelineFactory(
        turn_managers=LiveKitTurnManagerFactory(clock),
        engines_factory=FailoverEnginesFactory([ear], [mouth], clock, jitter=lambda: 0.5),
        audio_protocols=create_audio_protocols(clock),
        capacity=VoiceCapacity(clock, limit=4, max_lag_s=60),
        clock=clock,
    )
    caller = Caller()

    def phone(host: SessionHost) -> Any:
        factory = MediaStreamDependencies(
            callbacks=cast("CallCallbacks", caller),
            sessions=VoiceOnlySessionConnector(host),
            start_connection=sounds.start_connection,
            clock=clock,
            ids=ground.ids,
        )
        return build_media_stream_router(factory)

    try:
        async with an_edge(ground, sounds=sounds, more=phone) as edge:
            yield PhoneBackend(edge, caller)
    finally:
        await mouth.close()


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


async def spoken(ground: Ground, tenant: TenantId) -> OpenedLiveSession:
    async with open_phone_backend(ground, hears=list(ANSWERS)) as backend:
        opened = await opened_on(ground, tenant)
        answers = iter(ANSWERS)
        async with (
            asyncio.timeout(TALK_S),
            open_audio_session_socket(
                backend.edge.url(opened, tenant), "", "", StereoRecording()
            ) as room,
        ):
            async for frame in room.frames():
                if frame["type"] == "CONSENT":
                    await room.send(type="CONSENT", accepted=True)
                    await room.send(type="VOICE", mode="on", answers="spoken")
                elif frame["type"] == "TRANSCRIPT" and frame["kind"] in ASKS:
                    await room.wait_until_heard(frame["turn"])
                    await room.speak(aloud(next(answers)))
        return opened


async def called(ground: Ground, tenant: TenantId) -> OpenedLiveSession:
    async with open_phone_backend(ground, hears=list(ANSWERS)) as backend:
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
        async with asyncio.timeout(TALK_S), asyncio.TaskGroup() as tasks:
            tasks.create_task(_by_telephone(line, ground, tenant, opened))
            await line.call()
        return opened


async def _by_telephone(
    line: SimulatedPhoneLine, ground: Ground, tenant: TenantId, opened: OpenedLiveSession
) -> None:
    await line.wait_until(lambda: bool(line.heard), within_s=60)
    await line.press_key("1")
    for count, answer in enumerate(ANSWERS, 1):
        while len(heard_questions(await log_of(ground, tenant, opened))) < count:  # noqa: ASYNC110 - a log has no bell
            await asyncio.sleep(0.1)
        line.say(aloud(answer), rate=STT_SAMPLE_RATE)
        await line.wait_until_spoken()


async def log_of(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession
) -> list[RecordedEvent]:
    return list(await store_on(ground).load(address_of(tenant, opened)))


def heard_questions(log: list[RecordedEvent]) -> list[str]:
    """Return the questions that sounded to their end."""
    heard_turns = {one.event.turn for one in log if one.event.type == "agent.utterance.spoken"}
    return [
        one.event.text
        for one in log
        if one.event.type == "turn.completed"
        and one.event.kind in ASKS
        and one.event.turn in heard_turns
    ]


async def test_with_real_turn_detection_and_a_real_voice_the_three_channels_leave_equal_logs(
    ground: Ground,
) -> None:
    one, two, three = fresh_tenant(), fresh_tenant(), fresh_tenant()

    in_writing = await said(ground, one, await written(ground, one))
    async with asyncio.TaskGroup() as tasks:
        aloud_ = tasks.create_task(spoken(ground, two))
        by_telephone = tasks.create_task(called(ground, three))

    assert [each.text for each in in_writing if each.text in ANSWERS] == ANSWERS
    assert in_writing[-1].type == "session.completed"
    assert await said(ground, two, aloud_.result()) == in_writing
    assert await said(ground, three, by_telephone.result()) == in_writing
    for tenant, session_log in ((two, aloud_.result()), (three, by_telephone.result())):
        log = await log_of(ground, tenant, session_log)
        assert len(heard_questions(log)) == len(ANSWERS)
        assert {e.event.model for e in log if e.event.type == "tts.synthesized"} == {"espeak-ng"}
