"""A floor that is one AgentSession of LiveKit's: no room, no job, no model, nothing recorded."""

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
from vivavoce.voice.adapters.livekit.audio import EAR_RATE, SoundIn, SoundOut
from vivavoce.voice.adapters.livekit.detector import RulesDetector
from vivavoce.voice.adapters.livekit.vad import NOISY, QUIET, ThinVAD
from vivavoce.voice.adapters.resample import Resampler
from vivavoce.voice.domain.pace import BARGE_IN_S, Tempo
from vivavoce.voice.ports.equipment import Loudspeaker
from vivavoce.voice.ports.floor import Clip, Cue, FloorNews, Uttered

_NOTHING = Uttered(ms=0, is_interrupted=True, is_estimated=False, first_sound_at=None)
_AT_ONCE_S = 0.3
"""The words are already there when an answer is taken by hand."""
_STARTED_S = 5.0
"""A session begins within milliseconds, and asks nobody outside."""


class AgentFloor:
    """Implements ``Floor``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._session: AgentSession[None] | None = None
        self._out: SoundOut | None = None
        self._now: SpeechHandle | None = None
        self._words: asyncio.Queue[str] = asyncio.Queue()
        self._rules = RulesDetector()
        self._vad = ThinVAD(self._speech_moved)
        self._news: FloorNews | None = None
        self._starting: asyncio.Future[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    async def open(
        self, sound: AsyncIterator[bytes], loudspeaker: Loudspeaker, news: FloorNews, tempo: Tempo
    ) -> None:
        """Begin with the candidate's ``sound``, of which nothing is read before this returns."""
        self._news = news
        self._out = SoundOut(loudspeaker, self._clock)
        session: AgentSession[None] = AgentSession(
            vad=self._vad,
            stt=_WordsFromElsewhere(),
            turn_handling=_turn_handling(tempo, self._rules),
            aec_warmup_duration=None,
            user_away_timeout=None,
            tts_text_transforms=None,
            session_close_transcript_timeout=0.0,
        )
        session.output.audio = self._out
        # A session that is half begun can never be closed: whoever gives up waiting lets it begin.
        self._starting = asyncio.ensure_future(self._start(session, news))
        await asyncio.shield(self._starting)
        session.input.audio = SoundIn(sound, self._vad.hear)

    def hear(self, pcm: bytes) -> None:
        """Hear this as well, after what the candidate's sound gave so far."""
        self._vad.hear(pcm)

    async def speak(self, clips: AsyncGenerator[Clip], cue: Cue) -> Uttered:
        """Say ``clips``; returns when they were played to their end, or stopped."""
        session, out = self._session, self._out
        if session is None or out is None:
            return _NOTHING
        out.prepare(cue)
        frames = _frames(clips, session.output.audio.sample_rate if session.output.audio else None)
        try:
            handle = session.say(
                "",
                audio=frames,
                add_to_chat_ctx=False,
                allow_interruptions=cue.is_interruptible,
            )
        except RuntimeError:
            return _NOTHING
        self._now = handle
        try:
            await handle.wait_for_playout()
        finally:
            self._now = None
            await frames.aclose()
            await clips.aclose()
        return out.result(is_interrupted=handle.interrupted)

    def hush(self) -> None:
        """Stop what is being said."""
        if self._now is not None:
            self._now.interrupt(force=True)

    def understood(self, words: str) -> None:
        """Tell of words of the answer that is being given."""
        self._words.put_nowait(words)

    def set_tempo(self, tempo: Tempo) -> None:
        """Judge answers by ``tempo`` from now on."""
        if self._session is None:
            return
        handling = _turn_handling(tempo, self._rules)
        self._session.update_options(
            endpointing_opts=handling["endpointing"], turn_detection=handling["turn_detection"]
        )

    def set_noisy(self, *, is_noisy: bool) -> None:
        """Listen with the thresholds for a loud room, or with the ordinary ones."""
        self._vad.thresholds = NOISY if is_noisy else QUIET

    async def take_now(self) -> None:
        """Take the answer as it stands."""
        if self._session is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_AT_ONCE_S):
                await self._words.join()
        with contextlib.suppress(RuntimeError, asyncio.CancelledError):
            await self._session.commit_user_turn(
                transcript_timeout=_AT_ONCE_S, stt_flush_duration=0.0
            )

    async def close(self) -> None:
        """End; nothing is said any more. It ends also when whoever called is told to stop."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._end())
        await asyncio.shield(self._closing)

    async def _start(self, session: AgentSession[None], news: FloorNews) -> None:
        await session.start(_Interviewer(self._words, news), record=False)
        self._session = session

    async def _end(self) -> None:
        if self._starting is not None:
            await asyncio.wait([self._starting], timeout=_STARTED_S)
        session, self._session = self._session, None
        if session is None:
            return
        self.hush()
        if self._out is not None:
            await self._out.aclose()
        await session.aclose()

    def _speech_moved(self, began: bool, sample: int, since_s: float) -> None:
        if self._news is None:
            return
        at_ms = sample * 1000 // EAR_RATE
        if began:
            self._news.speech_began(at_ms)
        else:
            self._news.speech_ended(at_ms, silent_s=since_s)


class _Interviewer(Agent):
    """Hands over every answer and never replies by itself."""

    def __init__(self, words: asyncio.Queue[str], news: FloorNews) -> None:
        super().__init__(instructions="")
        self._words, self._news = words, news

    async def stt_node(  # type: ignore[override]  # its own type is a union of all ways to write it
        self, audio: AsyncIterator[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncIterator[stt.SpeechEvent]:
        """Yield the words that were understood elsewhere; no sound comes this way."""
        while True:
            said = stt.SpeechData(language=LanguageCode("en"), text=await self._words.get())
            yield stt.SpeechEvent(type=stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[said])
            self._words.task_done()

    async def on_user_turn_completed(self, turn_ctx: ChatContext, new_message: ChatMessage) -> None:
        """Hand the answer over; what is replied comes from the live session."""
        await self._news.taken()
        raise StopResponse


class _WordsFromElsewhere(stt.STT[str]):
    """Stands where the session wants a recogniser; ours hear the sound before the session does."""

    def __init__(self) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))

    async def _recognize_impl(self, buffer: object, **_: object) -> stt.SpeechEvent:
        raise NotImplementedError("the words come from the talk's own ears")


def _turn_handling(tempo: Tempo, rules: RulesDetector) -> TurnHandlingOptions:
    """Return every option of turns, none left to the surroundings."""
    judges = {"rules": rules, "pause": "vad", "nobody": "manual"}
    return TurnHandlingOptions(
        turn_detection=judges[tempo.judge],  # type: ignore[typeddict-item]  # a detector by its shape
        endpointing=EndpointingOptions(mode="fixed", min_delay=tempo.min_s, max_delay=tempo.max_s),
        interruption={
            "enabled": True,
            "mode": "vad",
            "min_duration": BARGE_IN_S,
            "min_words": 0,
            "discard_audio_if_uninterruptible": False,
            "resume_false_interruption": False,
            "false_interruption_timeout": None,
            "backchannel_boundary": None,
        },
        preemptive_generation={"enabled": False},
        user_turn_limit={"max_words": None, "max_duration": None},
    )


async def _frames(clips: AsyncGenerator[Clip], rate: int | None) -> AsyncGenerator[rtc.AudioFrame]:
    """Yield ``clips`` at ``rate``, converted here so that the session converts nothing."""
    converter: Resampler | None = None
    at = 0
    async for clip in clips:
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
