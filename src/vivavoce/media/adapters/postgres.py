"""Artifacts and tickets in PostgreSQL; the key of each object is sealed under its person's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.infra.database import Database, Row
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.media.adapters import statements as sql
from vivavoce.media.domain.artifact import (
    Artifact,
    ArtifactType,
    ObjectName,
    Upload,
    Written,
)

Values = dict[str, Any]  # Any: SQL values


class PostgresShelf:
    """The rows of one organisation inside the caller's unit of work."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def artifact(self, work: Work, artifact_id: UUID) -> Artifact | None:
        """Return an artifact, or None; raise ``Erased`` when its person was erased."""
        return await self._read(work, await work.fetch_one(sql.ARTIFACT, {"id": artifact_id}))

    async def artifact_of(
        self, work: Work, interview_id: InterviewId, kind: ArtifactType
    ) -> Artifact | None:
        """Return an interview's artifact of a kind, or None; raise ``Erased``."""
        wanted = {"interview": interview_id, "type": kind}
        return await self._read(work, await work.fetch_one(sql.ARTIFACT_OF, wanted))

    async def add(self, work: Work, artifact: Artifact) -> bool:
        """Keep an artifact; False, and nothing kept, when the interview has one of its kind."""
        values = {
            "tenant": work.tenant_id,
            "id": artifact.id,
            "interview": artifact.interview_id,
            "person": artifact.person_id,
            "type": artifact.type,
            "content_type": artifact.content_type,
            "upload": artifact.upload_id,
            "at": artifact.at,
            **await self._columns(work, artifact.person_id, artifact.object),
        }
        return await work.execute(sql.ADD, values) > 0

    async def open_ticket(self, work: Work, upload: Upload, *, forget_at: datetime) -> None:
        """Keep a ticket; what the session's former ticket brought goes to waste."""
        await work.execute(sql.TICKETS_IN_TURN, {"interview": upload.interview_id})
        await work.execute(sql.WASTE_TICKET_OF, {"interview": upload.interview_id})
        await work.execute(
            sql.OPEN_TICKET,
            {
                "tenant": work.tenant_id,
                "id": upload.id,
                "interview": upload.interview_id,
                "run": upload.run_id,
                "person": upload.person_id,
                "content_type": upload.content_type,
                "max_bytes": upload.max_bytes,
                "forget_at": forget_at,
            },
        )

    async def ticket(self, work: Work, upload_id: UUID) -> Upload | None:
        """Return a ticket, or None."""
        return await self._upload(work, await work.fetch_one(sql.TICKET, {"id": upload_id}))

    async def lock_ticket_of(self, work: Work, interview_id: InterviewId) -> Upload | None:
        """Return the interview's ticket, or None; nobody else can change it until ``work`` ends."""
        row = await work.fetch_one(sql.LOCK_TICKET_OF, {"interview": interview_id})
        return await self._upload(work, row)

    async def arrived(
        self, work: Work, upload_id: UUID, written: Written, *, forget_at: datetime
    ) -> bool:
        """Note what arrived under a ticket; False when it is gone or something arrived before."""
        # The row is locked before the key is asked for: whoever erases the person waits, or was first.
        ticket = await work.fetch_one(sql.LOCK_TICKET, {"id": upload_id})
        if ticket is None:
            return False
        columns = await self._columns(work, ticket["person_id"], written)
        values = {"id": upload_id, "forget_at": forget_at, **columns}
        return await work.execute(sql.ARRIVED, values) > 0

    async def spend(self, work: Work, upload_id: UUID) -> None:
        """Forget a ticket whose object became an artifact."""
        await work.execute(sql.SPEND, {"id": upload_id})

    async def forget_tickets(self, work: Work, before: datetime) -> int:
        """Forget tickets and pieces whose time is over; their objects go to waste. Return how many."""
        row = await work.fetch_one(sql.FORGET_TICKETS, {"before": before})
        return 0 if row is None else int(row["forgotten"])

    async def forget_person(self, work: Work, person_id: PersonId) -> int:
        """Forget all that is kept of a person; their objects go to waste."""
        # A piece that is being kept holds its film: whoever waited for it here sees it afterwards.
        await work.fetch_all(sql.LOCK_FILMS_OF, {"person": person_id})
        row = await work.fetch_one(sql.FORGET_PERSON, {"person": person_id})
        await work.execute(sql.FORGET_FILMS_OF, {"person": person_id})
        return 0 if row is None else int(row["forgotten"])

    async def waste(self, work: Work, name: ObjectName) -> None:
        """Note that an object is to be deleted once ``work`` is committed."""
        await work.execute(sql.WASTE, {"tenant": work.tenant_id, "object": name.id})

    async def wasted(self, work: Work, limit: int) -> list[ObjectName]:
        """Return objects that are to be deleted."""
        rows = await work.fetch_all(sql.WASTED, {"limit": limit})
        return [ObjectName(work.tenant_id, row["object_id"]) for row in rows]

    async def cleared(self, work: Work, names: Sequence[ObjectName]) -> None:
        """Note that objects are deleted."""
        await work.execute(sql.CLEARED, {"objects": [name.id for name in names]})

    async def unknown(self, work: Work, names: Sequence[ObjectName]) -> list[ObjectName]:
        """Return those of ``names`` that no row speaks of."""
        rows = await work.fetch_all(sql.UNKNOWN, {"objects": [name.id for name in names]})
        return [ObjectName(work.tenant_id, row["id"]) for row in rows]

    async def _columns(self, work: Work, person: PersonId, written: Written) -> Values:
        cipher = await self._vault.cipher(work, person)
        return {
            "object": written.name.id,
            "sealed_key": cipher.seal(written.key.hex()),
            "bytes": written.size,
            "sha256": written.sha256,
        }

    async def _written(self, work: Work, row: Row) -> Written:
        cipher = await self._vault.cipher(work, row["person_id"])
        return Written(
            name=ObjectName(work.tenant_id, row["object_id"]),
            size=row["bytes"],
            sha256=bytes(row["sha256"]),
            key=bytes.fromhex(cipher.open(row["sealed_key"])),
        )

    async def _read(self, work: Work, row: Row | None) -> Artifact | None:
        if row is None:
            return None
        return Artifact(
            id=row["id"],
            interview_id=InterviewId(row["interview_id"]),
            person_id=PersonId(row["person_id"]),
            type=ArtifactType(row["type"]),
            content_type=row["content_type"],
            object=await self._written(work, row),
            upload_id=row["upload_id"],
            at=row["at"],
        )

    async def _upload(self, work: Work, row: Row | None) -> Upload | None:
        if row is None:
            return None
        return Upload(
            id=row["id"],
            interview_id=InterviewId(row["interview_id"]),
            run_id=row["run_id"],
            person_id=PersonId(row["person_id"]),
            content_type=row["content_type"],
            max_bytes=row["max_bytes"],
            object=None if row["object_id"] is None else await self._written(work, row),
        )


class PostgresUntidy:
    """Asks ``media_untidy``, which shows organisations and nothing else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self) -> Sequence[TenantId]:
        """Return the organisations with tickets run out or objects to delete."""
        rows = await self._database.call(sql.UNTIDY, {"now": self._clock.now()})
        return [TenantId(row["tenant_id"]) for row in rows]
