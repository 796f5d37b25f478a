"""Telling a session again: from the store, beside what its row says, or from a file of events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.errors import (
    InvalidRequestError,
    NotFoundError,
    UnavailableError,
    VivavoceError,
)
from vivavoce.live.domain.event_codec import EncodedEvent, decode
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.replay import SessionReplay, is_fold_deterministic, replay_log
from vivavoce.live.ports import EventStore, SessionAddress, SessionRow
from vivavoce.live.usecases.session_sweeper import SessionPlanReader

_MAX_READ_ATTEMPTS = 20
"""How often a session is read again that went on meanwhile."""


class UnreadableEventStreamError(InvalidRequestError):
    """The file does not hold a session's events, one JSON object a line."""

    code = "stream_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayVerification:
    """A session told again, and what does not agree with its log: nothing, if all is well."""

    replayed: SessionReplay
    disagreements: tuple[str, ...]


class ReplaySession:
    """Tells a stored session again, with the questions of its plan."""

    def __init__(self, store: EventStore, plan_reader: SessionPlanReader) -> None:
        self._store = store
        self._plan_reader = plan_reader

    async def __call__(self, address: SessionAddress) -> SessionReplay:
        """Return what the log tells, or raise ``NotFoundError``."""
        return replay_log(await self._load_records(address))

    async def verify(self, address: SessionAddress) -> ReplayVerification:
        """Return what the log tells, and where it and the session's row differ."""
        return verify_log(*await load_log_and_row(self._store, address))

    async def read_questions(
        self, address: SessionAddress, replayed: SessionReplay
    ) -> tuple[PlanQuestion, ...]:
        """Return the questions of the plan that the session was held on; none where it is gone."""
        try:
            return (await self._plan_reader(address, replayed.state.created)).questions
        except NotFoundError:
            return ()

    async def _load_records(self, address: SessionAddress) -> tuple[RecordedEvent, ...]:
        records = await self._store.load(address)
        if not records:
            raise NotFoundError
        return records


async def load_log_and_row(
    store: EventStore, address: SessionAddress
) -> tuple[tuple[RecordedEvent, ...], SessionRow]:
    """Return a session's log and its row of one moment, also while the talk goes on."""
    row = await store.load_row(address)
    for _ in range(_MAX_READ_ATTEMPTS):
        records, before = await store.load(address), row
        row = await store.load_row(address)
        if row == before:
            return records, row
    raise UnavailableError("The session goes on too fast to be read. Try again.")


def verify_log(
    records: Sequence[RecordedEvent], row: SessionRow | None = None
) -> ReplayVerification:
    """Tell a log again, folding it twice and comparing the outcome with the row, if there is one."""
    replayed = replay_log(records)
    found = [] if is_fold_deterministic(records) else ["folding it twice gives different bytes"]
    if row is not None:
        found.extend(_find_disagreements(replayed, row))
    return ReplayVerification(replayed=replayed, disagreements=tuple(found))


def read_event_stream(lines: Iterable[str]) -> tuple[RecordedEvent, ...]:
    """Return the events of a file, one JSON object a line: seq, at, type, v, open, personal.

    Raises ``UnreadableEventStreamError`` with the number of the line, or what the codec says of an event.
    """
    records = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            records.append(_parse_record(json.loads(line)))
        except VivavoceError as error:
            raise UnreadableEventStreamError(f"Line {number}: {error.detail}") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableEventStreamError(f"Line {number} is not an event.") from error
    if not records:
        raise UnreadableEventStreamError("The file holds no event.")
    return tuple(records)


def _parse_record(line: dict[str, Any]) -> RecordedEvent:  # Any: JSON
    stored = EncodedEvent(
        line["type"], line["v"], dict(line["open"]), dict(line.get("personal") or {})
    )
    return RecordedEvent(int(line["seq"]), datetime.fromisoformat(line["at"]), decode(stored))


def _find_disagreements(replayed: SessionReplay, row: SessionRow) -> list[str]:
    state = replayed.state
    told = {
        "the number of events": (state.seq, row.last_seq),
        "whether it is over": (state.is_over, row.is_over),
        "the attempt": (state.created.attempt, row.attempt),
        "the interview": (UUID(state.created.interview_id), row.interview_id),
    }
    return [
        f"{what}: the log says {in_log}, the row {in_row}"
        for what, (in_log, in_row) in told.items()
        if in_log != in_row
    ]
