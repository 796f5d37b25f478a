"""The speech part of a session's state: playback, confidence, pending segments and engine usage. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vivavoce.contracts.voice import CandidateUtterance, TranscriptSegment
from vivavoce.live.domain import events

SpeechEvent = (
    events.ParticipantJoined
    | events.TransportSwitched
    | events.SpeechRecognized
    | events.RedundantTranscriptionDiscarded
    | events.PartialAnswerRecognized
    | events.SpeechSynthesized
    | events.UtteranceSpoken
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPlayback:
    """How far one turn of the interviewer was played; the furthest of several playbacks."""

    turn: int
    chars_heard: int
    is_interrupted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineUsage:
    """Usage of one engine: milliseconds of speech (``stt``) or synthesized characters (``tts``)."""

    kind: str
    engine: str
    model: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnConfidence:
    """The lowest STT confidence of a turn's segments."""

    turn: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechState:
    """The speech state of a session so far."""

    has_used_voice: bool = False
    """Whether the candidate was ever connected by voice."""
    last_turn_before_voice_ended: int = 0
    """Turns up to this one were given to a voice connection that has ended; they may not have been heard."""
    playbacks: tuple[TurnPlayback, ...] = ()
    usage: tuple[EngineUsage, ...] = ()
    confidences: tuple[TurnConfidence, ...] = ()
    pending_segments: tuple[events.PartialAnswerRecognized, ...] = ()
    """Transcribed segments of the answer in progress; no turn contains them yet."""

    def playback_of(self, turn: int) -> TurnPlayback | None:
        """Return how far ``turn`` was played, or None if unknown."""
        return next((playback for playback in self.playbacks if playback.turn == turn), None)

    def is_heard_in_full(self, turn: int) -> bool:
        """Whether ``turn`` was played to its end."""
        uttered = self.playback_of(turn)
        return uttered is not None and not uttered.is_interrupted

    def confidence_of(self, turn: int) -> float | None:
        """Return the STT confidence of ``turn``, or None if the engine reported none."""
        return next(
            (confidence.confidence for confidence in self.confidences if confidence.turn == turn),
            None,
        )

    def pending_answer(self) -> CandidateUtterance | None:
        """Return the answer that was in progress when a process died, as far as transcribed, or None."""
        if not self.pending_segments:
            return None
        pieces = tuple(
            TranscriptSegment(
                text=segment.text,
                start_ms=segment.start_ms,
                end_ms=segment.end_ms,
                engine=segment.engine,
                model=segment.model,
                latency_ms=segment.latency_ms,
                confidence=segment.confidence,
            )
            for segment in self.pending_segments
        )
        return CandidateUtterance(
            text=" ".join(piece.text for piece in pieces),
            segments=pieces,
            start_ms=pieces[0].start_ms,
            end_ms=max(piece.end_ms for piece in pieces),
            after_turn=self.pending_segments[0].after_turn,
            is_draft=any(segment.is_draft for segment in self.pending_segments),
        )


NO_SPEECH = SpeechState()
"""The speech state of a session without speech."""


def apply_speech_event(speech: SpeechState, event: SpeechEvent) -> SpeechState:
    """Return the speech state after ``event``."""
    match event:
        case events.ParticipantJoined() | events.TransportSwitched():
            return replace(
                speech, has_used_voice=speech.has_used_voice or event.transport != "text"
            )
        case events.SpeechRecognized():
            span_ms = max(0, event.end_ms - event.start_ms)
            speech = _remove_pending_segment(speech, event)
            return _lower_confidence(
                _add_usage(speech, "stt", event.engine, event.model, span_ms), event
            )
        case events.PartialAnswerRecognized():
            return replace(speech, pending_segments=(*speech.pending_segments, event))
        case events.RedundantTranscriptionDiscarded():
            return _add_usage(speech, "stt", event.engine, event.model, event.duration_ms)
        case events.SpeechSynthesized():
            chars = 0 if event.is_cached else event.chars
            return _add_usage(speech, "tts", event.engine, event.model, chars)
        case events.UtteranceSpoken():
            return _update_playback(speech, event)


def clean_text(text: str) -> str:
    """Return engine output without characters that cannot be stored, with single spaces."""
    plain = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return " ".join(plain.split())


def end_voice(speech: SpeechState, turns: int) -> SpeechState:
    """Return the speech state after a voice connection ended; ``turns`` is the number of turns so far."""
    return replace(speech, last_turn_before_voice_ended=turns)


def _remove_pending_segment(speech: SpeechState, event: events.SpeechRecognized) -> SpeechState:
    if not speech.pending_segments:
        return speech
    remaining = tuple(
        segment
        for segment in speech.pending_segments
        if (segment.start_ms, segment.end_ms, segment.text)
        != (event.start_ms, event.end_ms, event.text)
    )
    return replace(speech, pending_segments=remaining)


def _add_usage(
    speech: SpeechState, kind: str, engine: str, model: str, quantity: int
) -> SpeechState:
    if not quantity:
        return speech
    key = (kind, engine, model)
    previous = next((u.quantity for u in speech.usage if (u.kind, u.engine, u.model) == key), 0)
    others = tuple(
        usage for usage in speech.usage if (usage.kind, usage.engine, usage.model) != key
    )
    used = EngineUsage(kind=kind, engine=engine, model=model, quantity=previous + quantity)
    return replace(speech, usage=(*others, used))


def _lower_confidence(speech: SpeechState, event: events.SpeechRecognized) -> SpeechState:
    if event.confidence is None:
        return speech
    previous = speech.confidence_of(event.turn)
    least = event.confidence if previous is None else min(previous, event.confidence)
    others = tuple(confidence for confidence in speech.confidences if confidence.turn != event.turn)
    return replace(speech, confidences=(*others, TurnConfidence(turn=event.turn, confidence=least)))


def _update_playback(speech: SpeechState, event: events.UtteranceSpoken) -> SpeechState:
    """Record a playback; of several playbacks of a turn the furthest counts."""
    previous = speech.playback_of(event.turn)
    chars, is_cut = event.chars_heard, event.is_interrupted
    if previous is not None:
        chars, is_cut = max(chars, previous.chars_heard), is_cut and previous.is_interrupted
    others = tuple(playback for playback in speech.playbacks if playback.turn != event.turn)
    uttered = TurnPlayback(turn=event.turn, chars_heard=chars, is_interrupted=is_cut)
    return replace(speech, playbacks=(*others, uttered))
