"""The floor: a loop that does nothing but wait as long as the engines take."""

from __future__ import annotations

import asyncio

from bench.voice import stage


class Bare:
    """No VAD, no session: the same sound in, the same times, one call out."""

    async def warm(self) -> None:
        return

    async def session(
        self, said: bytes, turns: stage.Turns, *, seconds: float, first_s: float
    ) -> None:
        loop = asyncio.get_running_loop()

        def reply(_: str) -> None:
            rest_s = stage.PAUSE_S - stage.STT_S
            loop.call_later(rest_s + stage.LLM_S + stage.TTS_S, turns.first_sound)

        ear = stage.Ear(reply)
        async for pcm in stage.frames(said, turns, seconds=seconds, first_s=first_s):
            ear.hear(pcm)


STACK = Bare()
