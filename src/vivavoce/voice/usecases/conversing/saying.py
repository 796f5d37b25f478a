"""One utterance on its way to the candidate's ear: its sentences, its sound, and what of it was heard."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from vivavoce.contracts.sound import FailureKind, Silent, Spoken, Utterance
from vivavoce.voice.domain.hearing.words import Placed, Timed, chars_heard, place, sentences, spread
from vivavoce.voice.domain.phrases.around import PHRASES, Phrase
from vivavoce.voice.ports.engines import EngineFailed, Mouth, Rendering, Sound, Word
from vivavoce.voice.ports.floor import Clip, Uttered

_MS_A_CHAR = 65
"""How long a letter sounds, about, while a sentence without word times is still being made."""


@dataclass(slots=True)
class Saying:
    """Says ``utterance`` from ``start`` on; again from there when a noise had stopped it."""

    utterance: Utterance
    start: int = 0
    """The character it goes on from."""
    good_until: float | None = None
    """When what it says is no longer true; None where that never ends."""
    heard: int = 0
    """Characters that were heard so far."""
    ms: int = 0
    """Sound that was heard so far."""
    is_estimated: bool = False
    is_hushed: bool = False
    failure: FailureKind | None = None
    first_sound_at: float | None = None
    engine: str = ""
    model: str = ""
    voice: str = ""
    is_cached: bool = True
    first_chunk_ms: int = 0
    _placed: list[Placed] = field(default_factory=list)
    _given_ms: float = 0.0
    _is_given_whole: bool = False
    _is_guessed: bool = False

    @property
    def shown(self) -> str:
        """The words that are to come."""
        return self.utterance.text[self.start :].strip()

    @property
    def share_heard(self) -> float:
        """Return which part of its characters was heard, 0 to 1."""
        return self.heard / max(1, len(self.utterance.text))

    async def clips(self, mouth: Mouth) -> AsyncGenerator[Clip]:
        """Yield its sound, sentence by sentence; what fails is kept in ``failure``."""
        self._placed, self._given_ms, self._is_given_whole = [], 0.0, False
        try:
            if self.utterance.is_again and self.start == 0:
                first: Phrase = "once_more" if self.utterance.is_interruptible else "hear_first"
                async with aclosing(self._rendered(mouth, PHRASES[first])) as bridge:
                    async for clip, _ in bridge:
                        yield clip
            for begin, end in sentences(self.utterance.text):
                if end <= self.start:
                    continue
                async with aclosing(self._sentence(mouth, max(begin, self.start), end)) as said:
                    async for clip in said:
                        yield clip
        except EngineFailed as failed:
            self.failure = failed.kind
        self._is_given_whole = self.failure is None

    def played(self, uttered: Uttered) -> None:
        """Take in how much of it was played."""
        if not self._is_given_whole and not uttered.is_interrupted and self.failure is None:
            self.failure = "failed"
        whole = self._is_given_whole and not uttered.is_interrupted
        if whole:
            self.heard = len(self.utterance.text)
        else:
            self.heard = max(self.heard, chars_heard(self._placed, uttered.ms))
            self.is_estimated = self.is_estimated or self._is_guessed
        self.ms += uttered.ms
        self.is_estimated = self.is_estimated or (uttered.is_estimated and not whole)
        if self.first_sound_at is None:
            self.first_sound_at = uttered.first_sound_at

    def go_back(self) -> None:
        """Go on from the beginning of the sentence in which it was stopped."""
        text = self.utterance.text
        stopped = next((begin for begin, end in sentences(text) if self.heard < end), len(text))
        self.start = stopped

    def spoken(self, *, ended_at: float | None) -> Spoken | None:
        """Return what is noted of it; None for what is no turn, or was never sound."""
        turn = self.utterance.turn
        if turn is None or (self.failure is not None and self.ms == 0):
            return None
        waited = None
        if ended_at is not None and self.first_sound_at is not None:
            waited = max(0, round((self.first_sound_at - ended_at) * 1000))
        return Spoken(
            turn=turn,
            ms=self.ms,
            chars=len(self.utterance.text),
            chars_heard=min(self.heard, len(self.utterance.text)),
            is_interrupted=self.heard < len(self.utterance.text),
            is_estimated=self.is_estimated,
            engine=self.engine,
            model=self.model,
            voice=self.voice,
            is_cached=self.is_cached and bool(self.engine),
            first_chunk_ms=self.first_chunk_ms,
            waited_ms=waited,
        )

    def silent(self) -> Silent | None:
        """Return that it could not be said, or not to its end; None if it could."""
        if self.utterance.turn is None or self.failure is None:
            return None
        return Silent(turn=self.utterance.turn, reason=self.failure)

    async def _sentence(self, mouth: Mouth, begin: int, end: int) -> AsyncGenerator[Clip]:
        text = self.utterance.text
        offset, words = self._given_ms, list[Word]()
        async with aclosing(self._rendered(mouth, text[begin:end].strip())) as rendered:
            async for clip, sound in rendered:
                words.extend(sound.words)
                likely = max(self._given_ms - offset, (end - begin) * _MS_A_CHAR)
                self._see(words, begin, end, offset, likely)
                yield clip
        self._see(words, begin, end, offset, self._given_ms - offset)

    async def _rendered(self, mouth: Mouth, text: str) -> AsyncGenerator[tuple[Clip, Sound]]:
        rendering = mouth.render(text, language=self.utterance.language)
        is_first = True
        async with _closed(rendering.sounds()) as sounds:
            async for sound in sounds:
                if is_first:
                    is_first = False
                    self._note(rendering)
                self._given_ms += len(sound.pcm) * 500 / rendering.rate
                yield Clip(sound.pcm, rendering.rate), sound
        if is_first:
            raise EngineFailed("mute")

    def _note(self, rendering: Rendering) -> None:
        if not self.engine:
            self.engine, self.model, self.voice = rendering.engine, rendering.model, rendering.voice
            self.first_chunk_ms = rendering.first_chunk_ms
        self.is_cached = self.is_cached and rendering.is_cached

    def _see(self, words: list[Word], begin: int, end: int, offset: float, length: float) -> None:
        """Place the words of the sentence that is being given, anew with each piece of its sound."""
        text = self.utterance.text
        self._placed = [word for word in self._placed if word.end <= begin]
        if words:
            timed = (Timed(word.text, word.start_ms, word.end_ms) for word in words)
            self._placed += place(text, timed, start=begin, offset_ms=offset)
            return
        self._is_guessed = True
        self._placed += spread(text, start=begin, end=end, offset_ms=offset, length_ms=length)


@asynccontextmanager
async def _closed(sounds: AsyncIterator[Sound]) -> AsyncGenerator[AsyncIterator[Sound]]:
    """End ``sounds`` when it is left in the middle, so that no engine goes on for nobody."""
    try:
        yield sounds
    finally:
        if isinstance(sounds, AsyncGenerator):
            await sounds.aclose()
