"""What a session knows of its sound: what was heard of whom, and what engines took for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vivavoce.contracts.sound import Heard, Piece
from vivavoce.live.domain import events

SoundEvent = (
    events.ParticipantJoined
    | events.ParticipantSwitched
    | events.SpeechRecognised
    | events.SpeechHeardInVain
    | events.SpeechUnderstood
    | events.SpeechMade
    | events.UtteranceSpoken
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uttered:
    """How far one turn of the interviewer was heard, at best."""

    turn: int
    chars_heard: int
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What one engine took: milliseconds of speech (``stt``), or characters said (``tts``)."""

    kind: str
    engine: str
    model: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """How sure the recogniser was of a turn, at its least sure place."""

    turn: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Aloud:
    """The sound of a session so far."""

    has_been: bool = False
    """Whether the candidate was ever there by voice."""
    given: int = 0
    """Turns up to this were given to a voice that is gone since; they were heard, or perhaps not."""
    uttered: tuple[Uttered, ...] = ()
    used: tuple[Used, ...] = ()
    sureness: tuple[Sureness, ...] = ()
    untaken: tuple[events.SpeechUnderstood, ...] = ()
    """What was understood of the answer that is being given: no turn has it yet."""

    def uttered_of(self, turn: int) -> Uttered | None:
        """Return how far ``turn`` was heard, or None where nothing is known."""
        return next((one for one in self.uttered if one.turn == turn), None)

    def is_heard(self, turn: int) -> bool:
        """Whether ``turn`` was heard to its end."""
        uttered = self.uttered_of(turn)
        return uttered is not None and not uttered.is_cut

    def sureness_of(self, turn: int) -> float | None:
        """Return how sure the recogniser was of ``turn``; None where it did not say."""
        return next((one.confidence for one in self.sureness if one.turn == turn), None)

    def untaken_answer(self) -> Heard | None:
        """Return the answer that was being given when a process died, as far as it was understood."""
        if not self.untaken:
            return None
        pieces = tuple(
            Piece(
                text=one.text,
                start_ms=one.start_ms,
                end_ms=one.end_ms,
                engine=one.engine,
                model=one.model,
                latency_ms=one.latency_ms,
                confidence=one.confidence,
            )
            for one in self.untaken
        )
        return Heard(
            text=" ".join(piece.text for piece in pieces),
            pieces=pieces,
            began_ms=pieces[0].start_ms,
            ended_ms=max(piece.end_ms for piece in pieces),
            after_turn=self.untaken[0].after_turn,
            is_draft=any(one.is_draft for one in self.untaken),
        )


SILENT = Aloud()
"""A session without any sound."""


def with_sound(aloud: Aloud, event: SoundEvent) -> Aloud:
    """Return what is known after ``event``."""
    match event:
        case events.ParticipantJoined() | events.ParticipantSwitched():
            return replace(aloud, has_been=aloud.has_been or event.transport != "text")
        case events.SpeechRecognised():
            span_ms = max(0, event.end_ms - event.start_ms)
            aloud = _taken(aloud, event)
            return _surer(_spent(aloud, "stt", event.engine, event.model, span_ms), event)
        case events.SpeechUnderstood():
            return replace(aloud, untaken=(*aloud.untaken, event))
        case events.SpeechHeardInVain():
            return _spent(aloud, "stt", event.engine, event.model, event.ms)
        case events.SpeechMade():
            chars = 0 if event.is_cached else event.chars
            return _spent(aloud, "tts", event.engine, event.model, chars)
        case events.UtteranceSpoken():
            return _uttered(aloud, event)


def kept_words(text: str) -> str:
    """Return words without what cannot be kept: engines are not to be trusted with it."""
    plain = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return " ".join(plain.split())


def without_voice(aloud: Aloud, turns: int) -> Aloud:
    """Return what is known once a voice is gone after so many turns."""
    return replace(aloud, given=turns)


def _taken(aloud: Aloud, taken: events.SpeechRecognised) -> Aloud:
    if not aloud.untaken:
        return aloud
    left = tuple(
        one
        for one in aloud.untaken
        if (one.start_ms, one.end_ms, one.text) != (taken.start_ms, taken.end_ms, taken.text)
    )
    return replace(aloud, untaken=left)


def _spent(aloud: Aloud, kind: str, engine: str, model: str, quantity: int) -> Aloud:
    if not quantity:
        return aloud
    key = (kind, engine, model)
    former = next((u.quantity for u in aloud.used if (u.kind, u.engine, u.model) == key), 0)
    others = tuple(one for one in aloud.used if (one.kind, one.engine, one.model) != key)
    used = Used(kind=kind, engine=engine, model=model, quantity=former + quantity)
    return replace(aloud, used=(*others, used))


def _surer(aloud: Aloud, event: events.SpeechRecognised) -> Aloud:
    if event.confidence is None:
        return aloud
    former = aloud.sureness_of(event.turn)
    least = event.confidence if former is None else min(former, event.confidence)
    others = tuple(one for one in aloud.sureness if one.turn != event.turn)
    return replace(aloud, sureness=(*others, Sureness(turn=event.turn, confidence=least)))


def _uttered(aloud: Aloud, event: events.UtteranceSpoken) -> Aloud:
    """Said twice, a turn was heard as far as the better time."""
    former = aloud.uttered_of(event.turn)
    chars, is_cut = event.chars_heard, event.is_interrupted
    if former is not None:
        chars, is_cut = max(chars, former.chars_heard), is_cut and former.is_cut
    others = tuple(one for one in aloud.uttered if one.turn != event.turn)
    uttered = Uttered(turn=event.turn, chars_heard=chars, is_cut=is_cut)
    return replace(aloud, uttered=(*others, uttered))
