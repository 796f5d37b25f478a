"""Replays a session from its log alone, and shows its conversation as a tree.

Planned questions are children of the root; an answer is a child of its question, a follow-up is a child of
the answer that it asks about. The follow-up policy and the question selector decide the course of the
conversation; the tree only shows it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent, TurnCompleted
from vivavoce.live.domain.session import Session, apply_event, fold
from vivavoce.live.domain.transitions import SessionStatus, TransitionNotAllowedError


@dataclass(frozen=True, slots=True)
class ReplayedEvent:
    """An event of the log; ``offset_ms`` counts from the first event."""

    record: RecordedEvent
    offset_ms: int
    status: SessionStatus
    """The session's status right after the event."""


@dataclass(frozen=True, slots=True)
class ReplayedTurn:
    """A turn with its times in ms from the first event; a candidate turn starts when the last turn ended."""

    turn: events.TurnCompleted
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class InterviewClockChange:
    """The interview clock starts or stops at ``offset_ms``."""

    offset_ms: int
    seq: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class SessionReplay:
    """The replay of a log: final state, events, turns and clock changes."""

    state: Session
    events: tuple[ReplayedEvent, ...]
    turns: tuple[ReplayedTurn, ...]
    clock_changes: tuple[InterviewClockChange, ...]
    is_text_erased: bool
    digest: str
    """SHA-256, in hex, of the final state; the same on every machine."""


def replay_log(records: Sequence[RecordedEvent]) -> SessionReplay:
    """Return the replay of a log, or raise ``TransitionNotAllowedError`` if it is empty or invalid."""
    if not records:
        raise TransitionNotAllowedError("The log has no events.")
    begin, state = records[0].at, None
    moments: list[ReplayedEvent] = []
    turns: list[ReplayedTurn] = []
    clock: list[InterviewClockChange] = []
    word_since_ms = 0
    for record in records:
        before, state = state, apply_event(state, record)
        offset_ms = _ms(state.at - begin)
        moments.append(ReplayedEvent(record, offset_ms, state.status))
        if isinstance(record.event, events.TurnCompleted):
            start_ms = offset_ms if record.event.role == "agent" else word_since_ms
            turns.append(ReplayedTurn(record.event, start_ms, offset_ms))
            word_since_ms = offset_ms
        turned = _clock_change(before, state, record, begin)
        if turned is not None:
            clock.append(turned)
    assert state is not None  # noqa: S101 - there is at least one record
    return SessionReplay(
        state=state,
        events=tuple(moments),
        turns=tuple(
            replace(replayed, turn=turn) for replayed, turn in zip(turns, state.turns, strict=True)
        ),
        clock_changes=tuple(clock),
        is_text_erased=any(not turn.turn.text for turn in turns),
        digest=hashlib.sha256(canonical_bytes(state)).hexdigest(),
    )


def is_fold_deterministic(records: Sequence[RecordedEvent]) -> bool:
    """Return whether folding in one pass and in two halves gives byte-identical states."""
    in_one_pass, half = fold(records), len(records) // 2
    in_two_halves = fold(records[half:], fold(records[:half]))
    return (
        in_one_pass is not None
        and in_two_halves is not None
        and canonical_bytes(in_one_pass) == canonical_bytes(in_two_halves)
    )


def canonical_bytes(state: Session) -> bytes:
    """Return the state as canonical JSON bytes: equal states give equal bytes on every machine."""
    return json.dumps(
        _to_json(state), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _clock_change(
    before: Session | None, state: Session, record: RecordedEvent, begin: datetime
) -> InterviewClockChange | None:
    was = before is not None and before.running_since is not None
    runs = state.running_since is not None
    if was == runs:
        return None
    at = state.at
    if isinstance(record.event, events.ConnectionLost) and before and before.running_since:
        at = min(at, max(before.running_since, record.event.since))
    return InterviewClockChange(_ms(at - begin), record.seq, runs)


def _ms(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)


def _to_json(value: Any) -> Any:  # Any: a field's value, its JSON
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        members = {f.name: _to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"": type(value).__name__, **members}
    if isinstance(value, frozenset):
        return sorted(_all_to_json(value))
    if isinstance(value, tuple):
        return _all_to_json(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    return value


def _all_to_json(values: Iterable[Any]) -> list[Any]:
    return [_to_json(value) for value in values]


ROOT = 0
"""The root node: the conversation itself. Turns are numbered from 1."""
Direction = Literal["broader", "deeper", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNode:
    """One turn and its position in the tree."""

    turn: int
    parent: int
    children: tuple[int, ...]
    depth: int
    """Number of questions on the path to this turn, itself included; an answer is as deep as its question."""
    breadth: int
    """Position among the children of the same parent, counted from 1."""


ConversationTree = Mapping[int, TurnNode]
"""All turns of a conversation by number, in turn order."""


def build_conversation_tree(turns: Sequence[TurnCompleted]) -> ConversationTree:
    """Return the tree of ``turns``; it contains every turn once, below an earlier turn or the root."""
    parents = {turn.turn: _parent(turn) for turn in turns}
    children: dict[int, list[int]] = {number: [] for number in (ROOT, *parents)}
    depths = {ROOT: 0}
    for turn in turns:
        parent = parents[turn.turn]
        children[parent].append(turn.turn)
        depths[turn.turn] = depths[parent] + int(turn.kind in ("question", "follow_up"))
    return {
        number: TurnNode(
            turn=number,
            parent=parent,
            children=tuple(children[number]),
            depth=depths[number],
            breadth=children[parent].index(number) + 1,
        )
        for number, parent in parents.items()
    }


def direction_of(tree: ConversationTree, turn: TurnCompleted) -> Direction | None:
    """Return where an agent's turn leads, or None if it asks nothing new.

    'broader' is a new planned question, 'deeper' a follow-up on the latest answer, 'back' on an earlier one.
    """
    if turn.kind == "question":
        return "broader"
    if turn.kind != "follow_up":
        return None
    return "deeper" if tree[turn.turn].parent == turn.turn - 1 else "back"


def _parent(turn: TurnCompleted) -> int:
    above = turn.parent_turn
    return above if above is not None and 0 < above < turn.turn else ROOT
