"""A session told again from its log alone: every event at its time, and proof that it folds alike."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.session import Session, apply, fold
from vivavoce.live.domain.transitions import Status, TransitionNotAllowed


@dataclass(frozen=True, slots=True)
class Moment:
    """An event at its place; ``offset_ms`` counts from the first event of the log."""

    record: Recorded
    offset_ms: int
    status: Status
    """The session's state right after it."""


@dataclass(frozen=True, slots=True)
class ReplayedTurn:
    """A turn on the same scale; the candidate has the word from the agent's turn to their own."""

    turn: events.TurnCompleted
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class ClockTurned:
    """From here on the interview's clock runs, or stands."""

    offset_ms: int
    seq: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a log tells."""

    state: Session
    moments: tuple[Moment, ...]
    turns: tuple[ReplayedTurn, ...]
    clock: tuple[ClockTurned, ...]
    are_words_erased: bool
    digest: str
    """Of the state that the log folds to; the same on every machine."""


def replay(records: Sequence[Recorded]) -> Replayed:
    """Tell a session again, or raise ``TransitionNotAllowed`` where its log cannot be."""
    if not records:
        raise TransitionNotAllowed("The log is empty.")
    begin, state = records[0].at, None
    moments: list[Moment] = []
    turns: list[ReplayedTurn] = []
    clock: list[ClockTurned] = []
    word_since_ms = 0
    for record in records:
        before, state = state, apply(state, record)
        offset_ms = _ms(state.at - begin)
        moments.append(Moment(record, offset_ms, state.status))
        if isinstance(record.event, events.TurnCompleted):
            start_ms = offset_ms if record.event.role == "agent" else word_since_ms
            turns.append(ReplayedTurn(record.event, start_ms, offset_ms))
            word_since_ms = offset_ms
        turned = _turned(before, state, record, begin)
        if turned is not None:
            clock.append(turned)
    assert state is not None  # noqa: S101 - there is at least one record
    return Replayed(
        state=state,
        moments=tuple(moments),
        turns=tuple(replace(told, turn=now) for told, now in zip(turns, state.turns, strict=True)),
        clock=tuple(clock),
        are_words_erased=any(not told.turn.text for told in turns),
        digest=hashlib.sha256(canonical(state)).hexdigest(),
    )


def folds_alike(records: Sequence[Recorded]) -> bool:
    """Return whether folding twice, once in one go and once from a half-way state, gives equal bytes."""
    whole, half = fold(records), len(records) // 2
    again = fold(records[half:], fold(records[:half]))
    return whole is not None and again is not None and canonical(whole) == canonical(again)


def canonical(state: Session) -> bytes:
    """Return a state as bytes: equal states give equal bytes, in any process and on any machine."""
    return json.dumps(
        _plain(state), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _turned(
    before: Session | None, state: Session, record: Recorded, begin: datetime
) -> ClockTurned | None:
    was = before is not None and before.running_since is not None
    runs = state.running_since is not None
    if was == runs:
        return None
    at = state.at
    if isinstance(record.event, events.ConnectionLost) and before and before.running_since:
        at = min(at, max(before.running_since, record.event.since))
    return ClockTurned(_ms(at - begin), record.seq, runs)


def _ms(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)


def _plain(value: Any) -> Any:  # Any: a field's value, its JSON
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        members = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"": type(value).__name__, **members}
    if isinstance(value, frozenset):
        return sorted(_all_plain(value))
    if isinstance(value, tuple):
        return _all_plain(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    return value


def _all_plain(values: Iterable[Any]) -> list[Any]:
    return [_plain(value) for value in values]
