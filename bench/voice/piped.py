"""The peer: pipecat with its Silero VAD, told the same engines' times. Runs in an environment of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    OutputAudioRawFrame,
    StartFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineParams, PipelineTask
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.services.llm_service import LLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_stop.speech_timeout_user_turn_stop_strategy import (
    SpeechTimeoutUserTurnStopStrategy,
)
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from bench.voice import stage

logger.remove()
_STILL_S = 0.2
"""Silence after which its detector says that speech has ended."""


class Microphone(BaseInputTransport):
    """Frames in real time."""

    def __init__(self, params: TransportParams, source: Any) -> None:
        super().__init__(params)
        self._source = source
        self._feeding: asyncio.Task[None] | None = None

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)
        self._feeding = asyncio.ensure_future(self._feed())

    async def _feed(self) -> None:
        async for pcm in self._source:
            frame = InputAudioRawFrame(audio=pcm, sample_rate=stage.RATE, num_channels=1)
            await self.push_audio_frame(frame)

    async def stop(self, frame: EndFrame) -> None:
        await self._rest()
        await super().stop(frame)

    async def cancel(self, frame: CancelFrame) -> None:
        await self._rest()
        await super().cancel(frame)

    async def _rest(self) -> None:
        if self._feeding is not None:
            self._feeding.cancel()


class Loudspeaker(BaseOutputTransport):
    """Takes sound as its pacing gives it."""

    def __init__(self, params: TransportParams, turns: stage.Turns) -> None:
        super().__init__(params)
        self._turns = turns

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        if frame.audio.count(0) != len(frame.audio):
            self._turns.first_sound()
        await asyncio.sleep(len(frame.audio) / 2 / frame.sample_rate)
        return True


class Words(STTService):
    """The recogniser's stub."""

    def __init__(self) -> None:
        super().__init__(ttfs_p99_latency=stage.STT_S)
        self._ear = stage.Ear(self._said)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        self._ear.hear(audio)
        yield None

    def _said(self, text: str) -> None:
        frame = TranscriptionFrame(text=text, user_id="", timestamp="", finalized=True)
        self._saying = asyncio.ensure_future(self.push_frame(frame))


class Thought(LLMService):
    """The model's stub."""

    async def process_frame(self, frame: Frame, direction: Any) -> None:
        await super().process_frame(frame, direction)
        if type(frame).__name__ == "LLMContextFrame":
            self._thinking = asyncio.ensure_future(self._think())
        else:
            await self.push_frame(frame, direction)

    async def _think(self) -> None:
        await asyncio.sleep(stage.LLM_S)
        await self.push_frame(LLMFullResponseStartFrame())
        await self.push_frame(LLMTextFrame(stage.REPLY))
        await self.push_frame(LLMFullResponseEndFrame())


class Voice(TTSService):
    """The voice's stub."""

    def __init__(self) -> None:
        super().__init__(sample_rate=stage.OUT_RATE)
        self.sound = stage.reply_sound()
        self._of_reply = 0

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        if not stage.REPLY.startswith(text.strip()):
            return  # the reply's second sentence: its sound came with the first
        await asyncio.sleep(stage.TTS_S)
        size = stage.OUT_RATE // 50 * 2
        for begun in range(0, len(self.sound), size):
            yield TTSAudioRawFrame(
                self.sound[begun : begun + size], stage.OUT_RATE, 1, context_id=context_id
            )


class Piped:
    """One pipeline each, in one process."""

    async def warm(self) -> None:
        SileroVADAnalyzer()

    async def session(
        self, said: bytes, turns: stage.Turns, *, seconds: float, first_s: float
    ) -> None:
        params = TransportParams(
            audio_in_enabled=True,
            audio_in_sample_rate=stage.RATE,
            audio_out_enabled=True,
            audio_out_sample_rate=stage.OUT_RATE,
            audio_out_10ms_chunks=2,
            audio_out_end_silence_secs=0,
        )
        source = stage.frames(said, turns, seconds=seconds, first_s=first_s)
        pair = LLMContextAggregatorPair(
            LLMContext(),
            user_params=LLMUserAggregatorParams(
                vad_analyzer=SileroVADAnalyzer(params=VADParams(stop_secs=_STILL_S)),
                user_turn_strategies=UserTurnStrategies(
                    stop=[
                        SpeechTimeoutUserTurnStopStrategy(
                            user_speech_timeout=stage.PAUSE_S - _STILL_S
                        )
                    ]
                ),
            ),
        )
        pipeline = Pipeline(
            [
                Microphone(params, source),
                Words(),
                pair.user(),
                Thought(),
                Voice(),
                Loudspeaker(params, turns),
                pair.assistant(),
            ]
        )
        task = PipelineTask(
            pipeline,
            params=PipelineParams(
                audio_in_sample_rate=stage.RATE, audio_out_sample_rate=stage.OUT_RATE
            ),
            idle_timeout_secs=None,
        )
        running = asyncio.ensure_future(PipelineRunner(handle_sigint=False).run(task))
        await asyncio.sleep(seconds + 0.2)
        await task.cancel()
        await running


STACK = Piped()
