"""Replay a session from the store, compared with its row, or from a file of events."""

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
from vivavoce.kernel.translation import translatable
from vivavoce.live.domain.event_codec import EncodedEvent, decode
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.replay import SessionReplay, is_fold_deterministic, replay_log
from vivavoce.live.ports import EventStore, SessionAddress, SessionRow
from vivavoce.live.usecases.session_sweeper import SessionPlanReader

_MAX_READ_ATTEMPTS = 20
"""How often the log is read again when the session changes meanwhile."""


class UnreadableEventStreamError(InvalidRequestError):
    """The file does not contain a session's events as one JSON object per line."""

    code = "stream_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayVerification:
    """A replayed session and its disagreements with the row; empty if all is well."""

    replayed: SessionReplay
    disagreements: tuple[str, ...]


class ReplaySession:
    """Replays a stored session and reads the questions of its plan."""

    def __init__(self, store: EventStore, plan_reader: SessionPlanReader) -> None:
        self._store = store
        self._plan_reader = plan_reader

    async def __call__(self, address: SessionAddress) -> SessionReplay:
        """Return the replay, or raise ``NotFoundError``."""
        return replay_log(await self._load_records(address))

    async def verify(self, address: SessionAddress) -> ReplayVerification:
        """Return the replay, and where it differs from the session's row."""
        return verify_log(*await load_log_and_row(self._store, address))

    async def read_questions(
        self, address: SessionAddress, replayed: SessionReplay
    ) -> tuple[PlanQuestion, ...]:
        """Return the questions of the session's plan, or none if the plan is gone."""
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
    """Return a consistent log and row of a session, even while the interview is running.

    Raises ``NotFoundError``, or ``UnavailableError`` if the session keeps changing.
    """
    row = await store.load_row(address)
    for _ in range(_MAX_READ_ATTEMPTS):
        records, before = await store.load(address), row
        row = await store.load_row(address)
        if row == before:
            return records, row
    raise UnavailableError("The session changes too fast to be read. Try again.")


def verify_log(
    records: Sequence[RecordedEvent], row: SessionRow | None = None
) -> ReplayVerification:
    """Replay a log, fold it twice, and compare the outcome with ``row``, if given."""
    replayed = replay_log(records)
    disagreements = [] if is_fold_deterministic(records) else ["two replays give different bytes"]
    if row is not None:
        disagreements.extend(_find_disagreements(replayed, row))
    return ReplayVerification(replayed=replayed, disagreements=tuple(disagreements))


def read_event_stream(lines: Iterable[str]) -> tuple[RecordedEvent, ...]:
    """Return the events of a file with one JSON object per line: seq, at, type, v, open, personal.

    Raises ``UnreadableEventStreamError`` with the line number.
    """
    records = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            records.append(_parse_record(json.loads(line)))
        except VivavoceError as error:
            raise UnreadableEventStreamError(
                translatable("Line {number}: {detail}", number=number, detail=error.detail)
            ) from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableEventStreamError(
                translatable("Line {number} is not an event.", number=number)
            ) from error
    if not records:
        raise UnreadableEventStreamError("The file contains no events.")
    return tuple(records)


def _parse_record(line: dict[str, Any]) -> RecordedEvent:  # Any: JSON
    stored = EncodedEvent(
        line["type"], line["v"], dict(line["open"]), dict(line.get("personal") or {})
    )
    return RecordedEvent(int(line["seq"]), datetime.fromisoformat(line["at"]), decode(stored))


def _find_disagreements(replayed: SessionReplay, row: SessionRow) -> list[str]:
    state = replayed.state
    comparisons = {
        "the number of events": (state.seq, row.last_seq),
        "whether the session is over": (state.is_over, row.is_over),
        "the attempt": (state.created.attempt, row.attempt),
        "the interview": (UUID(state.created.interview_id), row.interview_id),
    }
    return [
        f"{what} differs: {in_log} in the log, {in_row} in the row"
        for what, (in_log, in_row) in comparisons.items()
        if in_log != in_row
    ]
