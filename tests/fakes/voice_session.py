"""A live session and the audio of one connection on simulated time; nothing between them is a fake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.scripted_audio import speech
from tests.fakes.simulated_session import Room, a_room, consented
from tests.fakes.voice_pipeline import VoiceWorld

from vivavoce.contracts.transcript import Transcript
from vivavoce.contracts.voice import Transport, VoiceConnection, VoiceSessionHandler
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.transcript import build_transcript
from vivavoce.live.ports import QuestionComposer
from vivavoce.live.usecases.voice_only_connection import (
    VoiceOnlyConnection,
    VoiceOnlySessionConnector,
)


class SpokenInterview:
    """An interview that is spoken: what the interviewer says is played, what the candidate says is words."""

    def __init__(self, room: Room, world: VoiceWorld, attached: VoiceOnlyConnection) -> None:
        self.room = room
        self.world = world
        self.attached = attached

    async def hears(self, words: str, *, least: float = 0.0, times: int = 1) -> None:
        """Wait until the interviewer says ``words`` for this time, and this share of it was played."""
        async with asyncio.timeout(120):
            while True:
                begun = [one for one in self.world.listener.generations if words in one.text]
                now = begun[times - 1] if len(begun) >= times else None
                if now is not None and now.pieces:
                    lasts_s = len(speech(now.text)) / 2 / 16_000
                    if self.room.clock.monotonic() >= now.pieces[0][0] + lasts_s * least:
                        return
                await asyncio.sleep(0.02)

    async def quiet(self, seconds: float = 1.5) -> None:
        """Wait until the interviewer has said all it had to say, and so long on."""
        still = 0.0
        async with asyncio.timeout(180):
            while still < seconds:
                await asyncio.sleep(0.1)
                begun = self.world.listener.generations
                still = still + 0.1 if begun and begun[-1].is_over else 0.0

    async def say(self, words: str) -> None:
        """Say ``words`` aloud and wait until they were taken in."""
        before = len(await self.said())
        await asyncio.sleep(self.world.microphone.put(speech(words)))
        async with asyncio.timeout(60):
            while len(await self.said()) == before:  # noqa: ASYNC110 - the log has no bell
                await asyncio.sleep(0.05)

    async def said(self) -> list[events.TurnCompleted]:
        """Return what the candidate said so far."""
        return [turn for turn in (await self.room.state()).turns if turn.role == "candidate"]

    async def state(self) -> Session:
        return await self.room.state()

    async def transcript(self) -> Transcript:
        return build_transcript([await self.room.state()])

    async def log(self) -> list[events.SessionEvent]:
        return await self.room.log()

    @property
    def played(self) -> list[str]:
        """What the interviewer began to say, in order."""
        return self.world.listener.texts

    async def drop(self) -> None:
        """Lose the line."""
        await self.attached.hang_up()


async def attend(room: Room, transport: Transport = "voice", **more: Any) -> SpokenInterview:
    """Bring the candidate of ``room`` by sound."""
    room.legs += 1
    made: list[VoiceWorld] = []

    async def open_sound(session: VoiceSessionHandler, language: str) -> VoiceConnection:
        world = VoiceWorld(room.clock, session=session, **more)
        await world.pipeline.start()
        made.append(world)
        return world.pipeline

    attached = await VoiceOnlySessionConnector(room.host).join(
        tenant_id=room.address.tenant_id,
        session_id=room.address.session_id,
        connection_id=f"leg-{room.legs}",
        transport=transport,
        open=open_sound,
    )
    return SpokenInterview(room, made[0], attached)


@asynccontextmanager
async def a_spoken_interview(
    transport: Transport = "voice",
    *,
    plan: Any = None,
    composer: QuestionComposer | None = None,
    max_discarded_starts: int = 0,
    **more: Any,
) -> AsyncIterator[SpokenInterview]:
    """Hold a spoken interview whose consent was given at the door."""
    async with a_room(
        plan=plan,
        composer=composer,
        max_discarded_starts=max_discarded_starts,
        **consented(),
    ) as room:
        interview = await attend(room, transport, **more)
        try:
            yield interview
        finally:
            await interview.drop()
