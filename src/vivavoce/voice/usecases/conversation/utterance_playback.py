"""Playback of one utterance: its sentences, its audio, and how much of it was heard."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from vivavoce.contracts.voice import (
    InterviewerUtterance,
    PlaybackReport,
    SpeechFailureReport,
    VoiceFailureKind,
)
from vivavoce.kernel.translation import translate
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES, SystemPhrase
from vivavoce.voice.domain.turns.word_alignment import (
    PositionedWord,
    TimedWord,
    count_heard_chars,
    estimate_word_times,
    find_sentence_spans,
    locate_words,
)
from vivavoce.voice.ports.audio import AudioChunk, UtteranceOutcome
from vivavoce.voice.ports.engines import (
    SpeechEngineError,
    SynthesizedAudio,
    SynthesizedWord,
)
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover, TtsStream

_DEFAULT_MS_PER_CHAR = 65
"""Estimated milliseconds per character, for a sentence without word times that is not complete yet."""


@dataclass(slots=True)
class UtterancePlayback:
    """Plays ``utterance`` from ``start_char`` on; resumes from there after an interruption by noise."""

    utterance: InterviewerUtterance
    start_char: int = 0
    """Index of the character to start from."""
    expires_at: float | None = None
    """Monotonic time after which it is no longer true; None if it does not expire."""
    heard_chars: int = 0
    """Number of characters heard so far."""
    heard_ms: int = 0
    """Milliseconds heard so far."""
    is_estimated: bool = False
    is_cancelled: bool = False
    failure: VoiceFailureKind | None = None
    first_audio_at: float | None = None
    engine: str = ""
    model: str = ""
    voice: str = ""
    is_cached: bool = True
    first_chunk_ms: int = 0
    _positions: list[PositionedWord] = field(default_factory=list)
    _sent_ms: float = 0.0
    _is_fully_sent: bool = False
    _is_position_estimated: bool = False

    @property
    def remaining_text(self) -> str:
        """The text from ``start_char`` on."""
        return self.utterance.text[self.start_char :].strip()

    @property
    def heard_fraction(self) -> float:
        """The fraction of its characters that was heard, 0 to 1."""
        return self.heard_chars / max(1, len(self.utterance.text))

    async def audio_chunks(self, tts: TtsFailover) -> AsyncGenerator[AudioChunk]:
        """Yield its audio, sentence by sentence; a failure is stored in ``failure``."""
        self._positions, self._sent_ms, self._is_fully_sent = [], 0.0, False
        try:
            if self.utterance.is_repeat and self.start_char == 0:
                first: SystemPhrase = (
                    "once_more" if self.utterance.is_interruptible else "hear_first"
                )
                lead = translate(SYSTEM_PHRASES[first], self.utterance.language)
                async with aclosing(self._synthesize(tts, lead)) as bridge:
                    async for clip, _ in bridge:
                        yield clip
            for begin, end in find_sentence_spans(self.utterance.text):
                if end <= self.start_char:
                    continue
                async with aclosing(
                    self._synthesize_sentence(tts, max(begin, self.start_char), end)
                ) as chunks:
                    async for clip in chunks:
                        yield clip
        except SpeechEngineError as failed:
            self.failure = failed.kind
        self._is_fully_sent = self.failure is None

    def record_outcome(self, outcome: UtteranceOutcome) -> None:
        """Record how much of it was played."""
        if not self._is_fully_sent and not outcome.is_interrupted and self.failure is None:
            self.failure = "failed"
        is_complete = self._is_fully_sent and not outcome.is_interrupted
        if is_complete:
            self.heard_chars = len(self.utterance.text)
        else:
            self.heard_chars = max(
                self.heard_chars, count_heard_chars(self._positions, outcome.duration_ms)
            )
            self.is_estimated = self.is_estimated or self._is_position_estimated
        self.heard_ms += outcome.duration_ms
        self.is_estimated = self.is_estimated or (outcome.is_estimated and not is_complete)
        if self.first_audio_at is None:
            self.first_audio_at = outcome.first_sound_at

    def rewind_to_sentence(self) -> None:
        """Move ``start_char`` to the start of the sentence in which it was stopped."""
        text = self.utterance.text
        stopped = next(
            (begin for begin, end in find_sentence_spans(text) if self.heard_chars < end), len(text)
        )
        self.start_char = stopped

    def build_playback_report(self, *, answer_ended_at: float | None) -> PlaybackReport | None:
        """Return the playback report; None for an utterance that is no turn or never produced audio."""
        turn = self.utterance.turn
        if turn is None or (self.failure is not None and self.heard_ms == 0):
            return None
        waited = None
        if answer_ended_at is not None and self.first_audio_at is not None:
            waited = max(0, round((self.first_audio_at - answer_ended_at) * 1000))
        return PlaybackReport(
            turn=turn,
            played_ms=self.heard_ms,
            chars=len(self.utterance.text),
            chars_heard=min(self.heard_chars, len(self.utterance.text)),
            is_interrupted=self.heard_chars < len(self.utterance.text),
            is_estimated=self.is_estimated,
            engine=self.engine,
            model=self.model,
            voice=self.voice,
            is_cached=self.is_cached and bool(self.engine),
            first_chunk_ms=self.first_chunk_ms,
            response_latency_ms=waited,
        )

    def build_failure_report(self) -> SpeechFailureReport | None:
        """Return the report that it could not be played to its end; None if it could."""
        if self.utterance.turn is None or self.failure is None:
            return None
        return SpeechFailureReport(turn=self.utterance.turn, reason=self.failure)

    async def _synthesize_sentence(
        self, tts: TtsFailover, begin: int, end: int
    ) -> AsyncGenerator[AudioChunk]:
        text = self.utterance.text
        offset, words = self._sent_ms, list[SynthesizedWord]()
        async with aclosing(self._synthesize(tts, text[begin:end].strip())) as rendered:
            async for clip, sound in rendered:
                words.extend(sound.words)
                likely = max(self._sent_ms - offset, (end - begin) * _DEFAULT_MS_PER_CHAR)
                self._update_positions(words, begin, end, offset, likely)
                yield clip
        self._update_positions(words, begin, end, offset, self._sent_ms - offset)

    async def _synthesize(
        self, tts: TtsFailover, text: str
    ) -> AsyncGenerator[tuple[AudioChunk, SynthesizedAudio]]:
        rendering = tts.stream(text, language=self.utterance.language, speed=self.utterance.speed)
        is_first = True
        async with _closing_stream(rendering.chunks()) as sounds:
            async for sound in sounds:
                if is_first:
                    is_first = False
                    self._record_engine(rendering)
                self._sent_ms += len(sound.pcm) * 500 / rendering.rate
                yield AudioChunk(sound.pcm, rendering.rate), sound
        if is_first:
            raise SpeechEngineError("mute")

    def _record_engine(self, rendering: TtsStream) -> None:
        if not self.engine:
            self.engine, self.model, self.voice = rendering.engine, rendering.model, rendering.voice
            self.first_chunk_ms = rendering.first_chunk_ms
        self.is_cached = self.is_cached and rendering.is_cached

    def _update_positions(
        self, words: list[SynthesizedWord], begin: int, end: int, offset: float, length: float
    ) -> None:
        """Update the word positions of the current sentence with each chunk of its audio."""
        text = self.utterance.text
        self._positions = [word for word in self._positions if word.end <= begin]
        if words:
            timed = (TimedWord(word.text, word.start_ms, word.end_ms) for word in words)
            self._positions += locate_words(text, timed, start=begin, offset_ms=offset)
            return
        self._is_position_estimated = True
        self._positions += estimate_word_times(
            text, start=begin, end=end, offset_ms=offset, length_ms=length
        )


@asynccontextmanager
async def _closing_stream(
    sounds: AsyncIterator[SynthesizedAudio],
) -> AsyncGenerator[AsyncIterator[SynthesizedAudio]]:
    """Close ``sounds`` when it is left early, so that the engine stops."""
    try:
        yield sounds
    finally:
        if isinstance(sounds, AsyncGenerator):
            await sounds.aclose()
