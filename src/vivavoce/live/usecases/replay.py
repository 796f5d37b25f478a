"""Telling a session again: from the store, beside what its row says, or from a file of events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.errors import Malformed, NotFound, Unavailable, VivavoceError
from vivavoce.live.domain.codec import Encoded, decode
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.replay import Replayed, folds_alike, replay
from vivavoce.live.ports import Address, EventStore, SessionRow
from vivavoce.live.usecases.sweep import PlanReader

_TRIES = 20
"""How often a session is read again that went on meanwhile."""


class UnreadableStream(Malformed):
    """The file does not hold a session's events, one JSON object a line."""

    code = "stream_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A session told again, and what does not agree with its log: nothing, if all is well."""

    replayed: Replayed
    disagreements: tuple[str, ...]


class ReplaySession:
    """Tells a stored session again, with the questions of its plan."""

    def __init__(self, store: EventStore, plan_of: PlanReader) -> None:
        self._store = store
        self._plan_of = plan_of

    async def __call__(self, address: Address) -> Replayed:
        """Return what the log tells, or raise ``NotFound``."""
        return replay(await self._records(address))

    async def verified(self, address: Address) -> Verified:
        """Return what the log tells, and where it and the session's row differ."""
        return verify(*await log_and_row(self._store, address))

    async def questions(self, address: Address, replayed: Replayed) -> tuple[PlanQuestion, ...]:
        """Return the questions of the plan that the session was held on; none where it is gone."""
        try:
            return (await self._plan_of(address, replayed.state.created)).questions
        except NotFound:
            return ()

    async def _records(self, address: Address) -> tuple[Recorded, ...]:
        records = await self._store.load(address)
        if not records:
            raise NotFound
        return records


async def log_and_row(
    store: EventStore, address: Address
) -> tuple[tuple[Recorded, ...], SessionRow]:
    """Return a session's log and its row of one moment, also while the talk goes on."""
    row = await store.row(address)
    for _ in range(_TRIES):
        records, before = await store.load(address), row
        row = await store.row(address)
        if row == before:
            return records, row
    raise Unavailable("The session goes on too fast to be read. Try again.")


def verify(records: Sequence[Recorded], row: SessionRow | None = None) -> Verified:
    """Tell a log again, folding it twice and comparing the outcome with the row, if there is one."""
    replayed = replay(records)
    found = [] if folds_alike(records) else ["folding it twice gives different bytes"]
    if row is not None:
        found.extend(_disagreements(replayed, row))
    return Verified(replayed=replayed, disagreements=tuple(found))


def read_stream(lines: Iterable[str]) -> tuple[Recorded, ...]:
    """Return the events of a file, one JSON object a line: seq, at, type, v, open, personal.

    Raises ``UnreadableStream`` with the number of the line, or what the codec says of an event.
    """
    records = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            records.append(_recorded(json.loads(line)))
        except VivavoceError as error:
            raise UnreadableStream(f"Line {number}: {error.detail}") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableStream(f"Line {number} is not an event.") from error
    if not records:
        raise UnreadableStream("The file holds no event.")
    return tuple(records)


def _recorded(line: dict[str, Any]) -> Recorded:  # Any: JSON
    stored = Encoded(line["type"], line["v"], dict(line["open"]), dict(line.get("personal") or {}))
    return Recorded(int(line["seq"]), datetime.fromisoformat(line["at"]), decode(stored))


def _disagreements(replayed: Replayed, row: SessionRow) -> list[str]:
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
