"""Speakers: several voices that behave as one, which leaves no sentence half said when one of them fails."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from vivavoce.infra.telemetry import place_of
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.breaker import Breakers
from vivavoce.voice.domain.engines.chain import RETRIES_S, Chain
from vivavoce.voice.domain.phrases.cut import Resampler, Tempo, rest_after
from vivavoce.voice.domain.phrases.kept import Kept, Said
from vivavoce.voice.ports.engines import (
    EngineFailed,
    LanguageNotSpoken,
    Rendering,
    Sound,
    Speaker,
    Word,
)
from vivavoce.voice.ports.kit import Report, unheard

_log = structlog.get_logger(__name__)
_ROUNDS = 3
_PAUSE_S = 0.05
"""Between phrases that are made in advance: whoever talks goes first."""


class Shelf(Protocol):
    """Keeps phrases from one start to the next."""

    def load(self, said: Said) -> tuple[Sound, ...] | None:
        """Return what was kept, if it is there and whole."""

    def keep(self, said: Said, sounds: tuple[Sound, ...]) -> None:
        """Keep it; a shelf that cannot says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLimits:
    """How long a voice may take before it counts as hung."""

    first_s: float = 1.5
    """From asking to the first sound."""
    next_s: float = 1.5
    """Between two pieces."""


class Speakers:
    """A mouth made of several voices, first choice first.

    What one left unsaid the next one says, from the first word that was not wholly said. Made for one
    connection; ``breakers``, ``kept`` and ``tempo`` are those of the process.
    """

    def __init__(
        self,
        speakers: Sequence[Speaker],
        clock: Clock,
        *,
        breakers: Breakers | None = None,
        kept: Kept[Sound] | None = None,
        tempo: Tempo | None = None,
        report: Report = unheard,
        chance: Callable[[], float] = lambda: 0.5,
        limits: SpeakerLimits = SpeakerLimits(),
    ) -> None:
        """Ask ``speakers`` in this order; ``chance`` spreads the pauses before a retry."""
        if not speakers:
            raise EngineFailed("refused", "No voice is usable.")
        self.speakers = tuple(speakers)
        self.clock = clock
        self.breakers = breakers if breakers is not None else Breakers()
        self.kept = kept if kept is not None else Kept()
        self.tempo = tempo or Tempo()
        self.report = report
        self.chance = chance
        self.limits = limits

    @property
    def name(self) -> str:
        """The engine of first choice."""
        return self.speakers[0].name

    def render(self, text: str, *, language: str, speed: float = 1.0) -> Rendering:
        """Return the rendering of one sentence or phrase; nothing is asked before it is iterated."""
        return _Saying(self, text, language, speed)

    async def prepare(self, *, language: str = "en", shelf: Shelf | None = None) -> int:
        """Have the first voice say all that is to be kept; return how many sentences are at hand.

        Ends at the first failure: what is missing is kept when it is first said.
        """
        speaker, at_hand = self.speakers[0], 0
        for text in self.kept.wanted:
            said = _said(speaker, text, language, 1.0)
            sounds = self.kept.find(said) or (shelf.load(said) if shelf else None)
            if sounds is None:
                try:
                    sounds = await self._whole(speaker, text, language)
                except EngineFailed as failure:
                    _log.info("mouth.phrases_left", engine=speaker.name, reason=failure.kind)
                    break
                if shelf is not None:
                    shelf.keep(said, sounds)
                await self.clock.sleep(_PAUSE_S)
            self.kept.keep(said, sounds)
            at_hand += 1
        return at_hand

    async def _whole(self, speaker: Speaker, text: str, language: str) -> tuple[Sound, ...]:
        pieces = []
        async with contextlib.aclosing(within(speaker, text, language, 1.0, self.limits)) as sounds:
            async for sound in sounds:
                pieces.append(sound)  # noqa: PERF401 - a comprehension cannot be closed early
        if not _is_audible(pieces):
            raise EngineFailed("mute", "The voice said nothing.")
        return tuple(pieces)


class _Saying:
    """One text on its way to sound."""

    def __init__(self, mouth: Speakers, text: str, language: str, speed: float) -> None:
        self._mouth, self._text, self._language, self._speed = mouth, text, language, speed
        self._not_spoken: LanguageNotSpoken | None = None
        """Why the engine that was asked last said nothing, if that was its only reason."""
        self.engine = self.model = self.voice = ""
        self.rate = mouth.speakers[0].rate
        self.is_cached = False
        self.first_chunk_ms = 0
        self._rest = text
        """What is still to be said."""
        self._given_ms = 0.0
        self._has_begun = False

    async def sounds(self) -> AsyncIterator[Sound]:
        asked = self._mouth.clock.monotonic()
        async with contextlib.aclosing(self._all()) as pieces:
            async for sound in pieces:
                if not self._has_begun:
                    self._has_begun = True
                    self.first_chunk_ms = round((self._mouth.clock.monotonic() - asked) * 1000)
                self._given_ms += _ms(sound.pcm, self.rate)
                yield sound

    async def _all(self) -> AsyncGenerator[Sound, None]:
        for sound in self._from_kept(self._mouth.speakers[0]):
            yield sound
        if self.is_cached:
            return
        chain = self._chain()
        while (step := chain.next(self._mouth.clock.monotonic(), self._mouth.chance())) is not None:
            await self._mouth.clock.sleep(step.after_s)
            speaker = self._mouth.speakers[step.index]
            try:
                async with contextlib.aclosing(self._by(speaker, chain)) as sounds:
                    async for sound in sounds:
                        yield sound
            except EngineFailed as failure:
                self._failed(chain, failure)
                continue
            except BaseException:
                chain.let_go()  # interrupted: it says nothing of the engine
                raise
            for news in chain.worked():
                self._mouth.report(news)
            return
        for sound in self._from_anybody():
            yield sound
        if self.is_cached:
            return
        self._mouth.report(chain.gave_up())
        raise self._not_spoken or EngineFailed(chain.reason, "No voice works at present.")

    def _chain(self) -> Chain:
        speakers = self._mouth.speakers
        alone = len(speakers) == 1
        names = [each.name for each in speakers]
        return Chain(
            "tts", names, self._mouth.breakers, retries_s=RETRIES_S if alone else (), rounds=_ROUNDS
        )

    async def _by(self, speaker: Speaker, chain: Chain) -> AsyncGenerator[Sound, None]:
        """Yield what ``speaker`` makes of the rest; raise when it does not come to the end of it."""
        text, from_ms = self._rest, self._given_ms
        resampler: Resampler | None = None
        pieces: list[Sound] = []
        made_ms = 0.0
        ends_ms: list[int] = []
        try:
            async with contextlib.aclosing(
                within(speaker, text, self._language, self._speed, self._mouth.limits)
            ) as sounds:
                async for sound in sounds:
                    if resampler is None:
                        resampler = self._begin(speaker, chain)
                    pieces.append(sound)
                    ends_ms += [word.end_ms for word in sound.words]
                    made_ms += _ms(sound.pcm, speaker.rate)
                    yield Sound(pcm=resampler.turn(sound.pcm), words=_later(sound.words, from_ms))
        except EngineFailed:
            self._note_cut(speaker, text, made_ms if _is_audible(pieces) else 0.0, ends_ms)
            if not self._rest:
                return  # every word was said, only its echo is missing
            raise
        if not _is_audible(pieces):
            raise EngineFailed("mute", "The voice said nothing.")
        self._note_whole(speaker, text, made_ms, tuple(pieces))

    def _begin(self, speaker: Speaker, chain: Chain) -> Resampler:
        if not self._has_begun:
            self.engine, self.model, self.voice = speaker.name, speaker.model, speaker.voice
            self.rate = speaker.rate
        for news in chain.began():
            self._mouth.report(news)
        return Resampler(speaker.rate, self.rate)

    def _note_cut(
        self, speaker: Speaker, text: str, made_ms: float, ends_ms: Sequence[int]
    ) -> None:
        tempo = self._mouth.tempo.ms_a_character(speaker.voice) / self._speed
        self._rest = rest_after(text, made_ms, ends_ms, tempo) if made_ms else text

    def _note_whole(
        self, speaker: Speaker, text: str, made_ms: float, pieces: tuple[Sound, ...]
    ) -> None:
        self._mouth.tempo.learn(speaker.voice, text, made_ms * self._speed)
        if text == self._text:
            self._mouth.kept.keep(_said(speaker, text, self._language, self._speed), pieces)

    def _failed(self, chain: Chain, failure: EngineFailed) -> None:
        if isinstance(failure, LanguageNotSpoken):
            self._not_spoken = failure
            chain.passed()
            return
        self._not_spoken = None
        for news in chain.failed(failure.kind, self._mouth.clock.monotonic()):
            self._mouth.report(news)

    def _from_kept(self, speaker: Speaker) -> Iterable[Sound]:
        kept = self._mouth.kept.find(_said(speaker, self._text, self._language, self._speed))
        if kept is None or self._has_begun:
            return ()
        self.engine, self.model, self.voice = speaker.name, speaker.model, speaker.voice
        self.rate, self.is_cached = speaker.rate, True
        return kept

    def _from_anybody(self) -> Iterable[Sound]:
        """When nobody speaks any more: the phrase as another voice once said it."""
        for speaker in self._mouth.speakers[1:]:
            if kept := tuple(self._from_kept(speaker)):
                return kept
        return ()


async def within(
    speaker: Speaker, text: str, language: str, speed: float, limits: SpeakerLimits
) -> AsyncGenerator[Sound, None]:
    """Yield what ``speaker`` says; raise ``EngineFailed`` also where it hangs or breaks otherwise."""
    patience_s = limits.first_s
    async with contextlib.aclosing(
        speaker.speak(text, language=language, speed=speed)  # type: ignore[type-var]
    ) as sounds:
        while True:
            try:
                async with asyncio.timeout(patience_s):
                    sound = await anext(sounds)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise EngineFailed("hung", "The voice did not answer in time.") from None
            except EngineFailed:
                raise
            except Exception as error:
                _log.warning(
                    "mouth.engine_broke",
                    engine=speaker.name,
                    kind=type(error).__name__,
                    place=place_of(error),
                )
                raise EngineFailed("failed", "The voice broke.") from error
            if sound.pcm:
                patience_s = limits.next_s
                yield sound


def _later(words: Sequence[Word], by_ms: float) -> tuple[Word, ...]:
    return tuple(
        Word(word.text, round(word.start_ms + by_ms), round(word.end_ms + by_ms)) for word in words
    )


def _is_audible(pieces: Sequence[Sound]) -> bool:
    return any(piece.pcm.strip(b"\0") for piece in pieces)


def _said(speaker: Speaker, text: str, language: str, speed: float) -> Said:
    return Said(
        engine=speaker.name,
        model=speaker.model,
        voice=speaker.voice,
        rate=speaker.rate,
        language=language,
        speed=speed,
        text=text,
    )


def _ms(pcm: bytes, rate: int) -> float:
    return len(pcm) / 2 * 1000 / rate
