"""The sessions of one tenant in PostgreSQL: fencing and place are checked by the statement that appends."""

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
from vivavoce.infra.vault import Erased, SubjectCipher, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import NotFound, VivavoceError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.live.adapters import statements as sql
from vivavoce.live.domain import events
from vivavoce.live.domain.codec import Encoded, UnreadableEvent, decode, encode, nothing_said
from vivavoce.live.domain.events import Recorded, SessionEvent, actor_of, key_of
from vivavoce.live.domain.live_card import card_of, is_personal
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.transitions import ENDINGS
from vivavoce.live.ports import (
    LEASE_S,
    NOTHING,
    Address,
    Fenced,
    Lease,
    Leaving,
    SeqTaken,
    SessionIsOver,
    SessionRow,
    Told,
)

Values = dict[str, Any]  # Any: SQL values
_SEEN_BY_QUEUE = (events.ParticipantJoined, events.ParticipantLeft, events.InterviewStarted)


class PostgresLog:
    """The sessions of one tenant inside one transaction."""

    def __init__(self, work: Work, vault: Vault) -> None:
        self._work = work
        self._vault = vault

    async def latest(self, interview_id: InterviewId) -> SessionRow | None:
        """Return the newest session of an interview."""
        row = await self._work.fetch_one(sql.LATEST, {"interview": interview_id})
        return None if row is None else _session_row(row)

    async def row(self, address: Address) -> SessionRow:
        """Return what is known without the log, or raise ``NotFound``."""
        row = await self._work.fetch_one(sql.ROW, self._key(address))
        if row is None:
            raise NotFound
        return _session_row(row)

    async def create(self, row: SessionRow, records: Sequence[Recorded]) -> bool:
        """Keep a new session with its first events; False when the interview has a live one."""
        created = await self._work.execute(
            sql.CREATE,
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
        await self._work.execute(sql.OPEN_LEASE, self._key(row.address))
        columns = await self._columns(records, row.person_id)
        await self._work.execute(
            sql.INSERT_EVENTS,
            {**self._key(row.address), **columns, "worker": "", "epoch": 0},
        )
        await self._hang_card(row.address, row.interview_id, records)
        return True

    async def _hang_card(
        self, address: Address, interview_id: InterviewId, records: Sequence[Recorded]
    ) -> None:
        """Put a new session on the wall, unless it is nobody's business."""
        state = fold(records)
        if state is None or is_personal(state.created):
            return
        await self._work.execute(
            sql.HANG_CARD,
            {
                **self._key(address),
                "interview": interview_id,
                "seq": state.seq,
                "card": Jsonb(card_of(state, records)),
            },
        )

    async def load(self, address: Address, *, after: int = 0) -> tuple[Recorded, ...]:
        """Return the events after ``after`` in order; raise ``NotFound`` for an unknown session."""
        person = (await self.row(address)).person_id
        rows = await self._work.fetch_all(sql.LOAD, {**self._key(address), "after": after})
        cipher = await self._cipher_for(rows, person)
        return tuple(_recorded(row, cipher) for row in rows)

    async def load_all(self, leases: Sequence[Lease]) -> dict[SessionId, tuple[Recorded, ...]]:
        """Return the whole logs of these sessions of the tenant, those that can be read."""
        people = {lease.address.session_id: lease.person_id for lease in leases}
        values = {"tenant": self._work.tenant_id, "sessions": list(people)}
        rows = await self._work.fetch_all(sql.LOAD_ALL, values)
        ciphers = await self._vault.ciphers(self._work, set(people.values()))
        logs: dict[SessionId, tuple[Recorded, ...]] = {}
        for key, of_one in groupby(rows, key=itemgetter("session_id")):
            with contextlib.suppress(VivavoceError):
                cipher = ciphers.get(people[key])
                logs[SessionId(key)] = tuple(_recorded(row, cipher) for row in of_one)
        return logs

    async def claim(self, address: Address, worker_id: str) -> Lease:
        """Take the session from whoever holds it, raising the epoch."""
        lease = await self._claim(sql.CLAIM, address, worker_id)
        if lease is None:
            raise NotFound
        return lease

    async def claim_free(self, address: Address, worker_id: str) -> Lease | None:
        """Take the session if nobody alive holds it."""
        return await self._claim(sql.CLAIM_FREE, address, worker_id)

    async def append(
        self, lease: Lease, records: Sequence[Recorded], leaving: Leaving = NOTHING
    ) -> None:
        """Append ``records`` and let ``leaving`` go, or raise ``Fenced`` or ``SeqTaken``."""
        if [record.seq - records[0].seq for record in records] != list(range(len(records))):
            raise SeqTaken
        held = {**self._key(lease.address), "worker": lease.worker_id, "epoch": lease.epoch}
        ends = any(isinstance(record.event, ENDINGS) for record in records)
        appended = await self._work.execute(
            sql.APPEND,
            {
                **held,
                **await self._columns(records, lease.person_id),
                "before": records[0].seq - 1,
                "last": records[-1].seq,
                "ends": ends,
            },
        )
        if appended != len(records):
            is_held = await self._work.fetch_one(sql.IS_HELD, held)
            raise SeqTaken if is_held else Fenced
        await self._follow(lease.address, records, ends=ends)
        await failpoint("session.after_append")
        ended = next((r.event.type for r in records if isinstance(r.event, ENDINGS)), None)
        if ended is not None:
            await self._work.execute(sql.END_CARD, {**self._key(lease.address), "ended": ended})
        await self._let_go(lease.address, leaving)

    async def tell(self, address: Address, told: Told) -> None:
        """Ask whoever holds the session to take ``told`` in, once the transaction commits."""
        row = await self.row(address)
        if row.is_over:
            raise SessionIsOver
        stored = encode(told.event)
        cipher = await self._vault.cipher(self._work, row.person_id) if stored.personal else None
        await self._work.execute(
            sql.TELL,
            {
                **self._key(address),
                "id": told.id,
                "type": stored.type,
                "v": stored.v,
                "open": Jsonb(stored.open),
                "personal": None if cipher is None else cipher.seal_json(stored.personal),
            },
        )
        await self._work.execute(sql.RING, {"said": str(address.session_id)})

    async def told(self, address: Address) -> tuple[Told, ...]:
        """Return what was told to the session and is not settled, oldest first."""
        rows = await self._work.fetch_all(sql.TOLD, self._key(address))
        if not rows:
            return ()
        cipher = await self._cipher_for(rows, (await self.row(address)).person_id)
        return tuple(told for row in rows if (told := _told(row, cipher)) is not None)

    async def settle(self, address: Address, ids: Sequence[UUID]) -> None:
        """Forget told things that lead to no event."""
        await self._work.execute(sql.SETTLE, {**self._key(address), "ids": list(ids)})

    async def _let_go(self, address: Address, leaving: Leaving) -> None:
        news = (leaving.begun, leaving.asked, leaving.used, leaving.sounded, leaving.outcome)
        for told in news:
            if told is not None:
                await self._work.publish(
                    told.payload, run_id=told.run_id, interview_id=told.interview_id
                )
        for errand in leaving.errands:
            await self._work.enqueue(errand.job, lock=errand.lock, at=None, **errand.ids)
        if leaving.settled:
            await self.settle(address, leaving.settled)

    async def _follow(self, address: Address, records: Sequence[Recorded], *, ends: bool) -> None:
        """Have the queue know what the log says now: who is there, who began, who has ended."""
        if ends:
            await self._work.execute(sql.STEP_OUT, self._key(address))
            return
        seen = [record.event for record in records if isinstance(record.event, _SEEN_BY_QUEUE)]
        if not seen:
            return
        came = [one for one in seen if not isinstance(one, events.InterviewStarted)]
        last = came[-1] if came else None
        values = {
            "is_here": isinstance(last, events.ParticipantJoined),
            "is_away": isinstance(last, events.ParticipantLeft),
            "begins": len(came) < len(seen),
        }
        await self._work.execute(sql.FOLLOW, {**self._key(address), **values})

    async def release(self, lease: Lease, *, look_at: datetime | None = None) -> None:
        """Let go; nothing happens when the lease is an old one."""
        held = {**self._key(lease.address), "worker": lease.worker_id, "epoch": lease.epoch}
        await self._work.execute(sql.RELEASE, {**held, "look_at": look_at})

    async def keep_ticket(self, address: Address, ticket_hash: bytes, seconds: float) -> None:
        """Let ``ticket_hash`` open one socket to the session, once, for so long."""
        values = {**self._key(address), "hash": ticket_hash, "seconds": seconds}
        await self._work.execute(sql.KEEP_TICKET, values)

    async def _claim(self, query: sql.Query, address: Address, worker_id: str) -> Lease | None:
        row = await self._work.fetch_one(
            query, {**self._key(address), "worker": worker_id, "seconds": LEASE_S}
        )
        return None if row is None else lease_of(row, address, worker_id)

    def _key(self, address: Address) -> Values:
        # A foreign tenant's address meets no row under row-level security, as it should.
        return {"tenant": address.tenant_id, "session": address.session_id}

    async def _columns(self, records: Sequence[Recorded], person: PersonId) -> Values:
        encoded = [encode(record.event) for record in records]
        cipher: SubjectCipher | None = None
        if any(each.personal for each in encoded):
            cipher = await self._vault.cipher(self._work, person)
        sealed = [
            cipher.seal_json(each.personal) if cipher is not None and each.personal else None
            for each in encoded
        ]
        return {
            "seqs": [record.seq for record in records],
            "types": [each.type for each in encoded],
            "versions": [each.v for each in encoded],
            "times": [record.at for record in records],
            "actors": [actor_of(record.event) for record in records],
            "once": [key_of(record.event) for record in records],
            "opens": [Jsonb(each.open) for each in encoded],
            "sealed": sealed,
            "correlation": self._work.correlation_id,
        }

    async def _cipher_for(self, rows: Sequence[Row], person: PersonId) -> SubjectCipher | None:
        """Return the cipher, or None when there is nothing to open or it was erased."""
        if all(row["personal"] is None for row in rows):
            return None
        try:
            return await self._vault.cipher(self._work, person)
        except Erased:
            return None


def lease_of(row: Row, address: Address, worker_id: str) -> Lease:
    """Return the lease that a claim gave."""
    return Lease(
        address=address,
        worker_id=worker_id,
        epoch=row["epoch"],
        person_id=PersonId(row["person_id"]),
        alive_at=row["alive_at"],
    )


def _session_row(row: Row) -> SessionRow:
    return SessionRow(
        address=Address(TenantId(row["tenant_id"]), SessionId(row["id"])),
        interview_id=InterviewId(row["interview_id"]),
        person_id=PersonId(row["person_id"]),
        attempt=row["attempt"],
        handle_salt=row["handle_salt"],
        handle_hash=bytes(row["handle_hash"]),
        is_over=row["is_over"],
        last_seq=row["last_seq"],
    )


def _recorded(row: Row, cipher: SubjectCipher | None) -> Recorded:
    return Recorded(row["seq"], row["at"], _event(row, cipher))


def _told(row: Row, cipher: SubjectCipher | None) -> Told | None:
    """Return what was told; None for what this version cannot read: it waits for one that can."""
    try:
        return Told(id=row["id"], event=_event(row, cipher))
    except UnreadableEvent:
        return None


def _event(row: Row, cipher: SubjectCipher | None) -> SessionEvent:
    """Return a stored event; words whose key was destroyed are gone and read as nothing."""
    if row["personal"] is None:
        personal = {}
    elif cipher is None or not row["personal"]:
        personal = nothing_said(row["type"])
    else:
        personal = cipher.open_json(row["personal"])
    stored = Encoded(type=row["type"], v=row["v"], open=row["open"], personal=personal)
    return decode(stored)
