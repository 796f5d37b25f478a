"""Turn manager that runs one LiveKit AgentSession: no room, no job, no model, nothing recorded.

The session takes ``domain.turns.end_of_turn`` as its turn detector.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from livekit import rtc
from livekit.agents import Agent, AgentSession, LanguageCode, StopResponse, stt
from livekit.agents.llm import ChatContext, ChatMessage
from livekit.agents.voice import ModelSettings, SpeechHandle
from livekit.agents.voice.turn import EndpointingOptions, TurnHandlingOptions

from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.livekit.audio import STT_SAMPLE_RATE, AgentAudioInput, AgentAudioOutput
from vivavoce.voice.adapters.livekit.vad import NOISY_ROOM, QUIET_ROOM, LightweightVad
from vivavoce.voice.adapters.resample import Resampler
from vivavoce.voice.domain.turns.end_of_turn import is_complete_answer
from vivavoce.voice.domain.turns.speech_activity import BARGE_IN_MIN_SPEECH_S, EndpointingDelays
from vivavoce.voice.ports.audio import (
    AudioChunk,
    AudioOutput,
    TurnEventHandler,
    UtteranceHeader,
    UtteranceOutcome,
)


class RuleBasedTurnDetector:
    """Returns 1 where the last words can be a complete answer, and 0 where they cannot."""

    @property
    def model(self) -> str:
        """Name of the detector."""
        return "rules"

    @property
    def provider(self) -> str:
        """Name of its provider."""
        return "vivavoce"

    async def unlikely_threshold(self, language: object) -> float | None:
        """Return the probability below which LiveKit waits for the longer pause."""
        return 0.5

    async def supports_language(self, language: object) -> bool:
        """Return True: in other languages, words count as a complete answer unless the rules match."""
        return True

    async def predict_end_of_turn(
        self,
        chat_ctx: ChatContext,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - LiveKit's own signature
    ) -> float:
        """Return 1 if the last message can be a complete answer, else 0."""
        last = chat_ctx.items[-1] if chat_ctx.items else None
        words = last.text_content if isinstance(last, ChatMessage) else None
        return 1.0 if words is None or is_complete_answer(words) else 0.0


_NOT_PLAYED = UtteranceOutcome(
    duration_ms=0, is_interrupted=True, is_estimated=False, first_sound_at=None
)
_COMMIT_TIMEOUT_S = 0.3
"""Seconds; the words have already arrived when an answer is committed by hand."""
_START_TIMEOUT_S = 5.0
"""Seconds; a session starts within milliseconds and calls nothing outside."""


class LiveKitTurnManager:
    """Implements ``TurnManager``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._session: AgentSession[None] | None = None
        self._audio_output: AgentAudioOutput | None = None
        self._current_speech: SpeechHandle | None = None
        self._transcripts: asyncio.Queue[str] = asyncio.Queue()
        self._turn_detector = RuleBasedTurnDetector()
        self._vad = LightweightVad(self._on_speech_change)
        self._handler: TurnEventHandler | None = None
        self._starting: asyncio.Future[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    async def open(
        self,
        audio: AsyncIterator[bytes],
        audio_output: AudioOutput,
        handler: TurnEventHandler,
        endpointing: EndpointingDelays,
    ) -> None:
        """Start with the candidate's ``audio``; nothing is read from it before this returns."""
        self._handler = handler
        self._audio_output = AgentAudioOutput(audio_output, self._clock)
        session: AgentSession[None] = AgentSession(
            vad=self._vad,
            stt=_ExternalStt(),
            turn_handling=_turn_handling(endpointing, self._turn_detector),
            aec_warmup_duration=None,
            user_away_timeout=None,
            tts_text_transforms=None,
            session_close_transcript_timeout=0.0,
        )
        session.output.audio = self._audio_output
        # A half-started session can never be closed, so a cancelled caller lets it finish starting.
        self._starting = asyncio.ensure_future(self._start(session, handler))
        await asyncio.shield(self._starting)
        session.input.audio = AgentAudioInput(audio, self._vad.push_audio)

    def push_audio(self, pcm: bytes) -> None:
        """Process ``pcm`` after the candidate's audio so far."""
        self._vad.push_audio(pcm)

    async def play_utterance(
        self, chunks: AsyncGenerator[AudioChunk], header: UtteranceHeader
    ) -> UtteranceOutcome:
        """Play ``chunks`` to the end or until stopped, close them, and return the outcome."""
        session, out = self._session, self._audio_output
        if session is None or out is None:
            return _NOT_PLAYED
        out.prepare(header)
        frames = _to_frames(
            chunks, session.output.audio.sample_rate if session.output.audio else None
        )
        try:
            handle = session.say(
                "",
                audio=frames,
                add_to_chat_ctx=False,
                allow_interruptions=header.is_interruptible,
            )
        except RuntimeError:
            return _NOT_PLAYED
        self._current_speech = handle
        try:
            await handle.wait_for_playout()
        finally:
            self._current_speech = None
            await frames.aclose()
            await chunks.aclose()
        return out.build_outcome(is_interrupted=handle.interrupted)

    def interrupt(self) -> None:
        """Stop the current utterance."""
        if self._current_speech is not None:
            self._current_speech.interrupt(force=True)

    def add_transcript(self, text: str) -> None:
        """Pass on words of the current answer."""
        self._transcripts.put_nowait(text)

    def set_endpointing(self, endpointing: EndpointingDelays) -> None:
        """Use these ``endpointing`` delays from now on."""
        if self._session is None:
            return
        handling = _turn_handling(endpointing, self._turn_detector)
        self._session.update_options(
            endpointing_opts=handling["endpointing"], turn_detection=handling["turn_detection"]
        )

    def set_noisy(self, *, is_noisy: bool) -> None:
        """Switch between the thresholds for a noisy room and the normal ones."""
        self._vad.thresholds = NOISY_ROOM if is_noisy else QUIET_ROOM

    async def commit_turn(self) -> None:
        """Commit the current answer."""
        if self._session is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_COMMIT_TIMEOUT_S):
                await self._transcripts.join()
        with contextlib.suppress(RuntimeError, asyncio.CancelledError):
            await self._session.commit_user_turn(
                transcript_timeout=_COMMIT_TIMEOUT_S, stt_flush_duration=0.0
            )

    async def close(self) -> None:
        """Close; nothing is played any more. Completes even if the caller is cancelled."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._shut_down())
        await asyncio.shield(self._closing)

    async def _start(self, session: AgentSession[None], handler: TurnEventHandler) -> None:
        await session.start(_Interviewer(self._transcripts, handler), record=False)
        self._session = session

    async def _shut_down(self) -> None:
        if self._starting is not None:
            await asyncio.wait([self._starting], timeout=_START_TIMEOUT_S)
        session, self._session = self._session, None
        if session is None:
            return
        self.interrupt()
        if self._audio_output is not None:
            await self._audio_output.aclose()
        await session.aclose()

    def _on_speech_change(self, began: bool, sample: int, since_s: float) -> None:
        if self._handler is None:
            return
        at_ms = sample * 1000 // STT_SAMPLE_RATE
        if began:
            self._handler.on_speech_started(at_ms)
        else:
            self._handler.on_speech_ended(at_ms, silent_s=since_s)


class _Interviewer(Agent):
    """Passes every answer to the handler and never replies by itself."""

    def __init__(self, transcripts: asyncio.Queue[str], handler: TurnEventHandler) -> None:
        super().__init__(instructions="")
        self._words, self._news = transcripts, handler

    async def stt_node(  # type: ignore[override]  # its own type is a union of all ways to write it
        self, audio: AsyncIterator[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncIterator[stt.SpeechEvent]:
        """Yield words that were transcribed elsewhere; ``audio`` is not used."""
        while True:
            speech = stt.SpeechData(language=LanguageCode("en"), text=await self._words.get())
            yield stt.SpeechEvent(type=stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[speech])
            self._words.task_done()

    async def on_user_turn_completed(self, turn_ctx: ChatContext, new_message: ChatMessage) -> None:
        """Complete the turn; the reply comes from the live session."""
        await self._news.on_turn_completed()
        raise StopResponse


class _ExternalStt(stt.STT[str]):
    """Placeholder for the session's STT; our own pipeline transcribes the audio."""

    def __init__(self) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))

    async def _recognize_impl(self, buffer: object, **_: object) -> stt.SpeechEvent:
        raise NotImplementedError("the session's own speech recognition provides the words")


def _turn_handling(
    endpointing: EndpointingDelays, detector: RuleBasedTurnDetector
) -> TurnHandlingOptions:
    """Return all turn options explicitly, so that no default or environment variable applies."""
    judges = {"rules": detector, "pause": "vad", "nobody": "manual"}
    return TurnHandlingOptions(
        turn_detection=judges[endpointing.mode],  # type: ignore[typeddict-item]  # a detector by its shape
        endpointing=EndpointingOptions(
            mode="fixed", min_delay=endpointing.min_delay_s, max_delay=endpointing.max_delay_s
        ),
        interruption={
            "enabled": True,
            "mode": "vad",
            "min_duration": BARGE_IN_MIN_SPEECH_S,
            "min_words": 0,
            "discard_audio_if_uninterruptible": False,
            "resume_false_interruption": False,
            "false_interruption_timeout": None,
            "backchannel_boundary": None,
        },
        preemptive_generation={"enabled": False},
        user_turn_limit={"max_words": None, "max_duration": None},
    )


async def _to_frames(
    chunks: AsyncGenerator[AudioChunk], rate: int | None
) -> AsyncGenerator[rtc.AudioFrame]:
    """Yield ``chunks`` as frames of ``rate`` Hz (None: their own rate).

    They are resampled here, so that the session does not resample.
    """
    converter: Resampler | None = None
    at = 0
    async for clip in chunks:
        wanted = rate or clip.rate
        if converter is None or clip.rate != at:
            rest = b"" if converter is None else converter.flush()
            converter, at = Resampler(clip.rate, wanted), clip.rate
        else:
            rest = b""
        pcm = rest + converter.push(clip.pcm)
        if pcm:
            yield rtc.AudioFrame(pcm, wanted, 1, len(pcm) // 2)
    if converter is not None and (rest := converter.flush()):
        yield rtc.AudioFrame(rest, rate or at, 1, len(rest) // 2)
