"""The peer: a stock ``AgentSession`` of LiveKit Agents with its own VAD, told the same engines' times."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from livekit import rtc
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    Agent,
    AgentSession,
    APIConnectOptions,
    LanguageCode,
    inference,
    llm,
    stt,
    tts,
)
from livekit.agents.voice import io

from bench.voice import stage


class Words(stt.STT):
    """The recogniser's stub."""

    def __init__(self) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))

    async def _recognize_impl(self, *_: Any, **__: Any) -> stt.SpeechEvent:
        raise NotImplementedError

    def stream(
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS, **_: Any
    ) -> _Words:
        return _Words(stt=self, conn_options=conn_options)


class _Words(stt.RecognizeStream):
    async def _run(self) -> None:
        ear = stage.Ear(self._say)
        async for frame in self._input_ch:
            if isinstance(frame, rtc.AudioFrame):
                ear.hear(bytes(frame.data))

    def _say(self, text: str) -> None:
        said = stt.SpeechData(language=LanguageCode("en"), text=text, confidence=1.0)
        self._event_ch.send_nowait(
            stt.SpeechEvent(type=stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[said])
        )


class Thought(llm.LLM):
    """The model's stub."""

    def chat(self, *, chat_ctx: llm.ChatContext, tools: Any = None,
             conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS, **_: Any) -> llm.LLMStream:  # fmt: skip
        return _Thought(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _Thought(llm.LLMStream):
    async def _run(self) -> None:
        await asyncio.sleep(stage.LLM_S)
        delta = llm.ChoiceDelta(role="assistant", content=stage.REPLY)
        self._event_ch.send_nowait(llm.ChatChunk(id="one", delta=delta))


class Voice(tts.TTS):
    """The voice's stub."""

    def __init__(self) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True),
            sample_rate=stage.OUT_RATE,
            num_channels=1,
        )
        self.sound = stage.reply_sound()

    def synthesize(self, *_: Any, **__: Any) -> tts.ChunkedStream:
        raise NotImplementedError

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> _Voice:
        return _Voice(tts=self, conn_options=conn_options)


class _Voice(tts.SynthesizeStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id="one",
            sample_rate=stage.OUT_RATE,
            num_channels=1,
            mime_type="audio/pcm",
            frame_size_ms=20,
            stream=True,
        )
        output_emitter.start_segment(segment_id="one")
        has_words = False
        async for piece in self._input_ch:
            if isinstance(piece, str) and not has_words:
                has_words = True
                await asyncio.sleep(stage.TTS_S)
                assert isinstance(self._tts, Voice)
                output_emitter.push(self._tts.sound)
        output_emitter.end_segment()


class Microphone(io.AudioInput):
    """Frames in real time."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        super().__init__(label="bench")
        self._frames = source

    async def __anext__(self) -> rtc.AudioFrame:
        pcm = await self._frames.__anext__()
        return rtc.AudioFrame(pcm, stage.RATE, 1, len(pcm) // 2)


class Loudspeaker(io.AudioOutput):
    """Takes sound at once, and has it played in real time."""

    def __init__(self, turns: stage.Turns) -> None:
        super().__init__(
            label="bench",
            capabilities=io.AudioOutputCapabilities(pause=False),
            sample_rate=stage.OUT_RATE,
        )
        self._turns = turns
        self._played_s = 0.0
        self._ends: asyncio.TimerHandle | None = None

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        if self._played_s == 0.0:
            self._turns.first_sound()
            self.on_playback_started(created_at=0.0)
        await super().capture_frame(frame)
        self._played_s += frame.duration

    def flush(self) -> None:
        super().flush()
        if self._played_s:
            loop = asyncio.get_running_loop()
            self._ends = loop.call_later(self._played_s, self._finish, self._played_s, False)
            self._played_s = 0.0

    def clear_buffer(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._finish(0.0, True)

    def _finish(self, position: float, is_cut: bool) -> None:
        self._ends = None
        self.on_playback_finished(playback_position=position, interrupted=is_cut)


class Stock:
    """One session each, in one process."""

    async def warm(self) -> None:
        inference.VAD()

    async def session(
        self, said: bytes, turns: stage.Turns, *, seconds: float, first_s: float
    ) -> None:
        session: AgentSession[None] = AgentSession(
            stt=Words(),
            vad=inference.VAD(),
            llm=Thought(),
            tts=Voice(),
            turn_handling={
                "turn_detection": "vad",
                "endpointing": {"min_delay": stage.PAUSE_S, "max_delay": 2.5},
                "interruption": {"mode": "vad"},
                "preemptive_generation": {"enabled": False},
            },
            aec_warmup_duration=None,
            user_away_timeout=None,
        )
        source = stage.frames(said, turns, seconds=seconds, first_s=first_s)
        session.input.audio = Microphone(source)
        session.output.audio = Loudspeaker(turns)
        await session.start(Agent(instructions=""), record=False)
        await asyncio.sleep(seconds + 0.2)
        await session.aclose()


STACK = Stock()
