"""Session logs of one tenant in PostgreSQL; the append statement checks lease and position."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Row
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError, VivavoceError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.live.adapters import statements as sql
from vivavoce.live.domain import events
from vivavoce.live.domain.event_codec import (
    EncodedEvent,
    UnreadableEventError,
    decode,
    encode,
    erased_personal_fields,
)
from vivavoce.live.domain.events import (
    RecordedEvent,
    SessionEvent,
    derive_event_unique_key,
    get_event_actor,
)
from vivavoce.live.domain.live_session_view import build_session_view, is_private_session
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.transitions import TERMINAL_EVENTS
from vivavoce.live.ports import (
    LEASE_S,
    NO_SIDE_EFFECTS,
    AppendSideEffects,
    InboxMessage,
    SequenceConflictError,
    SessionAddress,
    SessionEndedError,
    SessionFencedError,
    SessionLease,
    SessionRow,
)

SqlValues = dict[str, Any]  # Any: SQL values
_QUEUE_EVENTS = (events.ParticipantJoined, events.ParticipantLeft, events.InterviewClockStarted)


class PostgresSessionLog:
    """Session logs of one tenant inside one transaction."""

    def __init__(self, work: UnitOfWork, vault: SubjectKeyVault) -> None:
        self._work = work
        self._vault = vault

    async def find_latest(self, interview_id: InterviewId) -> SessionRow | None:
        """Return the newest session of an interview, or None."""
        row = await self._work.fetch_one(sql.SELECT_LATEST_SESSION, {"interview": interview_id})
        return None if row is None else _session_row(row)

    async def load_row(self, address: SessionAddress) -> SessionRow:
        """Return the session's row, or raise ``NotFoundError``."""
        row = await self._work.fetch_one(sql.SELECT_SESSION, self._key(address))
        if row is None:
            raise NotFoundError
        return _session_row(row)

    async def create(self, row: SessionRow, records: Sequence[RecordedEvent]) -> bool:
        """Store a new session with its first events; return False if the interview has an open one."""
        created = await self._work.execute(
            sql.INSERT_SESSION,
            {
                **self._key(row.address),
                "interview": row.interview_id,
                "person": row.person_id,
                "attempt": row.attempt,
                "salt": row.handle_salt,
                "hash": row.handle_hash,
                "last": len(records),
            },
        )
        if not created:
            return False
        await self._work.execute(sql.INSERT_LEASE, self._key(row.address))
        columns = await self._event_columns(records, row.person_id)
        await self._work.execute(
            sql.INSERT_EVENTS,
            {**self._key(row.address), **columns, "worker": "", "epoch": 0},
        )
        await self._insert_dashboard_view(row.address, row.interview_id, records)
        return True

    async def _insert_dashboard_view(
        self, address: SessionAddress, interview_id: InterviewId, records: Sequence[RecordedEvent]
    ) -> None:
        """Insert the session's view for the live dashboard, unless the session is private."""
        state = fold(records)
        if state is None or is_private_session(state.created):
            return
        await self._work.execute(
            sql.INSERT_DASHBOARD_VIEW,
            {
                **self._key(address),
                "interview": interview_id,
                "seq": state.seq,
                "card": Jsonb(build_session_view(state, records)),
            },
        )

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        """Return the events with a ``seq`` above ``after``, in order, or raise ``NotFoundError``."""
        person = (await self.load_row(address)).person_id
        rows = await self._work.fetch_all(sql.LOAD, {**self._key(address), "after": after})
        cipher = await self._cipher_for(rows, person)
        return tuple(_record_of(row, cipher) for row in rows)

    async def load_all(
        self, leases: Sequence[SessionLease]
    ) -> dict[SessionId, tuple[RecordedEvent, ...]]:
        """Return the complete logs of these sessions of the tenant; unreadable logs are left out."""
        people = {lease.address.session_id: lease.person_id for lease in leases}
        values = {"tenant": self._work.tenant_id, "sessions": list(people)}
        rows = await self._work.fetch_all(sql.LOAD_ALL, values)
        ciphers = await self._vault.get_ciphers(self._work, set(people.values()))
        logs: dict[SessionId, tuple[RecordedEvent, ...]] = {}
        for key, of_one in groupby(rows, key=itemgetter("session_id")):
            with contextlib.suppress(VivavoceError):
                cipher = ciphers.get(people[key])
                logs[SessionId(key)] = tuple(_record_of(row, cipher) for row in of_one)
        return logs

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        """Claim the session from any current holder and return the lease, with a higher epoch."""
        lease = await self._claim(sql.CLAIM, address, worker_id)
        if lease is None:
            raise NotFoundError
        return lease

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        """Claim the session if no live worker holds it, else return None."""
        return await self._claim(sql.CLAIM_IF_FREE, address, worker_id)

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        """Append ``records`` and apply ``side_effects`` in the same transaction.

        Raises ``SessionFencedError`` or ``SequenceConflictError``.
        """
        if [record.seq - records[0].seq for record in records] != list(range(len(records))):
            raise SequenceConflictError
        held = {**self._key(lease.address), "worker": lease.worker_id, "epoch": lease.epoch}
        ends = any(isinstance(record.event, TERMINAL_EVENTS) for record in records)
        appended = await self._work.execute(
            sql.APPEND,
            {
                **held,
                **await self._event_columns(records, lease.person_id),
                "before": records[0].seq - 1,
                "last": records[-1].seq,
                "ends": ends,
            },
        )
        if appended != len(records):
            is_held = await self._work.fetch_one(sql.IS_HELD, held)
            raise SequenceConflictError if is_held else SessionFencedError
        await self._update_admission(lease.address, records, ends=ends)
        await failpoint("session.after_append")
        ended = next((r.event.type for r in records if isinstance(r.event, TERMINAL_EVENTS)), None)
        if ended is not None:
            await self._work.execute(
                sql.END_DASHBOARD_VIEW, {**self._key(lease.address), "ended": ended}
            )
        await self._apply_side_effects(lease.address, side_effects)

    async def send_message(self, address: SessionAddress, message: InboxMessage) -> None:
        """Put ``message`` in the session's inbox; its worker is notified when the transaction commits.

        Raises ``SessionEndedError`` or ``NotFoundError``.
        """
        row = await self.load_row(address)
        if row.is_over:
            raise SessionEndedError
        stored = encode(message.event)
        cipher = (
            await self._vault.get_cipher(self._work, row.person_id) if stored.personal else None
        )
        await self._work.execute(
            sql.INSERT_MESSAGE,
            {
                **self._key(address),
                "id": message.id,
                "type": stored.type,
                "v": stored.v,
                "open": Jsonb(stored.open),
                "personal": None if cipher is None else cipher.encrypt_json(stored.personal),
            },
        )
        await self._work.execute(sql.NOTIFY, {"said": str(address.session_id)})

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        """Return the session's unhandled inbox messages, oldest first."""
        rows = await self._work.fetch_all(sql.LOAD_MESSAGES, self._key(address))
        if not rows:
            return ()
        cipher = await self._cipher_for(rows, (await self.load_row(address)).person_id)
        return tuple(message for row in rows if (message := _message_of(row, cipher)) is not None)

    async def delete_messages(self, address: SessionAddress, ids: Sequence[UUID]) -> None:
        """Delete inbox messages that lead to no event."""
        await self._work.execute(sql.DELETE_MESSAGES, {**self._key(address), "ids": list(ids)})

    async def _apply_side_effects(
        self, address: SessionAddress, side_effects: AppendSideEffects
    ) -> None:
        outbox_events = (
            side_effects.session_started,
            side_effects.person_requested,
            side_effects.model_usage,
            side_effects.voice_usage,
            side_effects.interview_outcome,
        )
        for event in outbox_events:
            if event is not None:
                await self._work.publish(
                    event.payload, run_id=event.run_id, interview_id=event.interview_id
                )
        for job in side_effects.jobs:
            await self._work.enqueue(job.job, lock=job.lock_key, at=None, **job.arguments)
        if side_effects.handled_message_ids:
            await self.delete_messages(address, side_effects.handled_message_ids)

    async def _update_admission(
        self, address: SessionAddress, records: Sequence[RecordedEvent], *, ends: bool
    ) -> None:
        """Update the admission queue from the events: who is present, who began, who has ended."""
        if ends:
            await self._work.execute(sql.DELETE_ADMISSION, self._key(address))
            return
        queue_events = [
            record.event for record in records if isinstance(record.event, _QUEUE_EVENTS)
        ]
        if not queue_events:
            return
        came = [
            event for event in queue_events if not isinstance(event, events.InterviewClockStarted)
        ]
        last = came[-1] if came else None
        values = {
            "is_here": isinstance(last, events.ParticipantJoined),
            "is_away": isinstance(last, events.ParticipantLeft),
            "begins": len(came) < len(queue_events),
        }
        await self._work.execute(sql.UPDATE_ADMISSION, {**self._key(address), **values})

    async def release(self, lease: SessionLease, *, next_check_at: datetime | None = None) -> None:
        """Release the lease; do nothing if it is outdated."""
        held = {**self._key(lease.address), "worker": lease.worker_id, "epoch": lease.epoch}
        await self._work.execute(sql.RELEASE, {**held, "next_check_at": next_check_at})

    async def store_ticket(
        self, address: SessionAddress, ticket_hash: bytes, lifetime_s: float
    ) -> None:
        """Store a ticket that opens one socket to the session, once, within ``lifetime_s`` seconds."""
        values = {**self._key(address), "hash": ticket_hash, "seconds": lifetime_s}
        await self._work.execute(sql.INSERT_TICKET, values)

    async def _claim(
        self, query: sql.Query, address: SessionAddress, worker_id: str
    ) -> SessionLease | None:
        row = await self._work.fetch_one(
            query, {**self._key(address), "worker": worker_id, "seconds": LEASE_S}
        )
        return None if row is None else parse_lease_row(row, address, worker_id)

    def _key(self, address: SessionAddress) -> SqlValues:
        # Row-level security hides the rows of other tenants' addresses.
        return {"tenant": address.tenant_id, "session": address.session_id}

    async def _event_columns(self, records: Sequence[RecordedEvent], person: PersonId) -> SqlValues:
        encoded = [encode(record.event) for record in records]
        cipher: SubjectCipher | None = None
        if any(event.personal for event in encoded):
            cipher = await self._vault.get_cipher(self._work, person)
        sealed = [
            cipher.encrypt_json(event.personal) if cipher is not None and event.personal else None
            for event in encoded
        ]
        return {
            "seqs": [record.seq for record in records],
            "types": [event.type for event in encoded],
            "versions": [event.v for event in encoded],
            "times": [record.at for record in records],
            "actors": [get_event_actor(record.event) for record in records],
            "once": [derive_event_unique_key(record.event) for record in records],
            "opens": [Jsonb(event.open) for event in encoded],
            "sealed": sealed,
            "correlation": self._work.correlation_id,
        }

    async def _cipher_for(self, rows: Sequence[Row], person: PersonId) -> SubjectCipher | None:
        """Return the cipher, or None if nothing is encrypted or the key was erased."""
        if all(row["personal"] is None for row in rows):
            return None
        return await self._vault.find_cipher(self._work, person)


def parse_lease_row(row: Row, address: SessionAddress, worker_id: str) -> SessionLease:
    """Return the lease from the row of a claim."""
    return SessionLease(
        address=address,
        worker_id=worker_id,
        epoch=row["epoch"],
        person_id=PersonId(row["person_id"]),
        last_heartbeat_at=row["last_heartbeat_at"],
    )


def _session_row(row: Row) -> SessionRow:
    return SessionRow(
        address=SessionAddress(TenantId(row["tenant_id"]), SessionId(row["id"])),
        interview_id=InterviewId(row["interview_id"]),
        person_id=PersonId(row["person_id"]),
        attempt=row["attempt"],
        handle_salt=row["handle_salt"],
        handle_hash=bytes(row["handle_hash"]),
        is_over=row["is_over"],
        last_seq=row["last_seq"],
    )


def _record_of(row: Row, cipher: SubjectCipher | None) -> RecordedEvent:
    return RecordedEvent(row["seq"], row["at"], _event_of(row, cipher))


def _message_of(row: Row, cipher: SubjectCipher | None) -> InboxMessage | None:
    """Return the message, or None if this version cannot read it: it waits for a worker that can."""
    try:
        return InboxMessage(id=row["id"], event=_event_of(row, cipher))
    except UnreadableEventError:
        return None


def _event_of(row: Row, cipher: SubjectCipher | None) -> SessionEvent:
    """Return a stored event; personal fields are empty if their key was erased."""
    if row["personal"] is None:
        personal = {}
    elif cipher is None or not row["personal"]:
        personal = erased_personal_fields(row["type"])
    else:
        personal = cipher.decrypt_json(row["personal"])
    stored = EncodedEvent(type=row["type"], v=row["v"], open=row["open"], personal=personal)
    return decode(stored)
