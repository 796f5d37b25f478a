"""What became of sound: how far the interviewer was heard, and what engines did. Pure; no sound here."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.plan import Plan
from vivavoce.contracts.sound import (
    CircuitMoved,
    FellBack,
    HeardInVain,
    Silent,
    SoundNews,
    Spoken,
    Understood,
)
from vivavoce.live.domain import events
from vivavoce.live.domain.aloud import kept_words
from vivavoce.live.domain.events import SessionEvent
from vivavoce.live.domain.mind.interviewer import conclude
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.transitions import target_of
from vivavoce.live.domain.unfolding import Unfolding


def note(on: Unfolding, plan: Plan, news: SoundNews) -> None:
    """Take in what became of an utterance, or of an engine; what cannot be any more is nothing."""
    told = [event for event in _events(on.state, news) if target_of(event, on.state.status)]
    on.add(*told)
    if told and on.state.status == "wrapping_up" and _is_said(on.state, news):
        conclude(on, plan)


def _events(state: Session, news: SoundNews) -> Sequence[SessionEvent]:
    match news:
        case Spoken():
            return _spoken(news) if _is_agents(state, news.turn) else ()
        case Silent():
            failed = events.SpeechFailed(turn=news.turn, reason=news.reason)
            return (failed,) if _is_agents(state, news.turn) else ()
        case FellBack():
            return (
                events.ProviderFellBack(
                    stage=news.stage,
                    instead_of=news.instead_of,
                    taken_by=news.engine,
                    reason=news.reason,
                ),
            )
        case Understood():
            return () if state.is_paused else _understood(news)
        case HeardInVain():
            return (events.SpeechHeardInVain(engine=news.engine, model=news.model, ms=news.ms),)
        case CircuitMoved():
            moved = events.CircuitOpened if news.is_open else events.CircuitClosed
            return (moved(stage=news.stage, provider=news.engine),)


def _spoken(news: Spoken) -> Sequence[SessionEvent]:
    return (
        events.SpeechMade(
            turn=news.turn,
            chars=news.chars,
            first_chunk_ms=news.first_chunk_ms,
            engine=news.engine,
            model=news.model,
            is_cached=news.is_cached,
        ),
        events.UtteranceSpoken(
            turn=news.turn,
            ms_spoken=news.ms,
            chars_heard=min(news.chars_heard, news.chars),
            is_interrupted=news.is_interrupted,
            is_estimated=news.is_estimated,
            voice=news.voice,
            waited_ms=news.waited_ms,
        ),
    )


def _understood(news: Understood) -> Sequence[SessionEvent]:
    piece, words = news.piece, kept_words(news.piece.text)
    if not words:
        return ()
    return (
        events.SpeechUnderstood(
            text=words,
            start_ms=piece.start_ms,
            end_ms=piece.end_ms,
            engine=piece.engine,
            model=piece.model,
            latency_ms=piece.latency_ms,
            confidence=piece.confidence,
            after_turn=news.after_turn,
            is_draft=news.is_draft,
        ),
    )


def _is_agents(state: Session, turn: int) -> bool:
    return 0 < turn <= len(state.turns) and state.turns[turn - 1].role == "agent"


def _is_said(state: Session, news: SoundNews) -> bool:
    """Whether this tells that the goodbye was heard, or cannot be; who cut it short may still speak."""
    if not isinstance(news, Spoken | Silent):
        return False
    turn, is_cut = state.turns[news.turn - 1], isinstance(news, Spoken) and news.is_interrupted
    return turn.kind == "closing" and not turn.is_dropped and not is_cut
