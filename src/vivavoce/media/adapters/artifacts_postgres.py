"""Artifacts and tickets in PostgreSQL, and their deletion when the retention period has ended.

Each object's key is encrypted under its person's key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.infra.database import Database, Row
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.media.adapters import artifacts_statements as sql
from vivavoce.media.domain.artifact import (
    Artifact,
    ArtifactType,
    ObjectName,
    StoredObject,
    UploadTicket,
)

Values = dict[str, Any]  # Any: SQL values


class PostgresArtifactRepository:
    """The rows of one organization, in the caller's unit of work."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def find_artifact(self, work: UnitOfWork, artifact_id: UUID) -> Artifact | None:
        """Return an artifact, or None; raise ``DataErasedError`` if its person's data was erased."""
        return await self._read_artifact(
            work, await work.fetch_one(sql.SELECT_ARTIFACT, {"id": artifact_id})
        )

    async def find_interview_artifact(
        self, work: UnitOfWork, interview_id: InterviewId, kind: ArtifactType
    ) -> Artifact | None:
        """Return an interview's artifact of a kind, or None; raise ``DataErasedError``."""
        params = {"interview": interview_id, "type": kind}
        return await self._read_artifact(
            work, await work.fetch_one(sql.SELECT_INTERVIEW_ARTIFACT, params)
        )

    async def add(self, work: UnitOfWork, artifact: Artifact) -> bool:
        """Insert an artifact; return False, inserting nothing, if the interview has one of its type."""
        values = {
            "tenant": work.tenant_id,
            "id": artifact.id,
            "interview": artifact.interview_id,
            "person": artifact.person_id,
            "type": artifact.type,
            "content_type": artifact.content_type,
            "upload": artifact.upload_id,
            "at": artifact.at,
            **await self._object_columns(work, artifact.person_id, artifact.object),
        }
        return await work.execute(sql.INSERT_ARTIFACT, values) > 0

    async def create_ticket(
        self, work: UnitOfWork, upload: UploadTicket, *, forget_at: datetime
    ) -> None:
        """Insert a ticket, delete the interview's previous one, and schedule its object for deletion."""
        await work.execute(sql.LOCK_INTERVIEW_UPLOADS, {"interview": upload.interview_id})
        await work.execute(sql.DELETE_INTERVIEW_TICKET, {"interview": upload.interview_id})
        await work.execute(
            sql.INSERT_TICKET,
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

    async def find_ticket(self, work: UnitOfWork, upload_id: UUID) -> UploadTicket | None:
        """Return a ticket, or None."""
        return await self._read_ticket(
            work, await work.fetch_one(sql.SELECT_TICKET, {"id": upload_id})
        )

    async def lock_interview_ticket(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> UploadTicket | None:
        """Return the interview's ticket, locked until ``work`` ends, or None."""
        row = await work.fetch_one(sql.LOCK_INTERVIEW_TICKET, {"interview": interview_id})
        return await self._read_ticket(work, row)

    async def record_upload(
        self, work: UnitOfWork, upload_id: UUID, stored_object: StoredObject, *, forget_at: datetime
    ) -> bool:
        """Record the object uploaded under a ticket; return False if the ticket is gone or has one."""
        # Lock the row before asking for the key, to serialize with erasure of the person.
        ticket = await work.fetch_one(sql.LOCK_TICKET, {"id": upload_id})
        if ticket is None:
            return False
        columns = await self._object_columns(work, ticket["person_id"], stored_object)
        values = {"id": upload_id, "forget_at": forget_at, **columns}
        return await work.execute(sql.RECORD_UPLOAD, values) > 0

    async def delete_ticket(self, work: UnitOfWork, upload_id: UUID) -> None:
        """Delete a ticket whose object became an artifact."""
        await work.execute(sql.DELETE_TICKET, {"id": upload_id})

    async def delete_expired(self, work: UnitOfWork, before: datetime) -> int:
        """Delete expired tickets and chunks, schedule their objects for deletion, and return how many."""
        row = await work.fetch_one(sql.DELETE_EXPIRED, {"before": before})
        return 0 if row is None else int(row["deleted_count"])

    async def delete_person_data(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Delete all rows of a person, schedule their objects for deletion, and return how many."""
        # Storing a chunk locks its recording: after this lock, chunks that were being stored are visible.
        await work.fetch_all(sql.LOCK_PERSON_RECORDINGS, {"person": person_id})
        row = await work.fetch_one(sql.DELETE_PERSON_DATA, {"person": person_id})
        await work.execute(sql.DELETE_PERSON_RECORDINGS, {"person": person_id})
        return 0 if row is None else int(row["deleted_count"])

    async def schedule_object_deletion(self, work: UnitOfWork, name: ObjectName) -> None:
        """Schedule an object for deletion once ``work`` is committed."""
        await work.execute(
            sql.SCHEDULE_OBJECT_DELETION, {"tenant": work.tenant_id, "object": name.id}
        )

    async def list_objects_to_delete(self, work: UnitOfWork, limit: int) -> list[ObjectName]:
        """Return up to ``limit`` objects that are scheduled for deletion."""
        rows = await work.fetch_all(sql.SELECT_OBJECTS_TO_DELETE, {"limit": limit})
        return [ObjectName(work.tenant_id, row["object_id"]) for row in rows]

    async def mark_objects_deleted(self, work: UnitOfWork, names: Sequence[ObjectName]) -> None:
        """Remove deleted objects from the deletion schedule."""
        await work.execute(
            sql.UNSCHEDULE_OBJECT_DELETIONS, {"objects": [name.id for name in names]}
        )

    async def find_orphaned_objects(
        self, work: UnitOfWork, names: Sequence[ObjectName]
    ) -> list[ObjectName]:
        """Return those of ``names`` that no row refers to."""
        rows = await work.fetch_all(
            sql.SELECT_ORPHANED_OBJECTS, {"objects": [name.id for name in names]}
        )
        return [ObjectName(work.tenant_id, row["id"]) for row in rows]

    async def _object_columns(
        self, work: UnitOfWork, person_id: PersonId, stored_object: StoredObject
    ) -> Values:
        cipher = await self._vault.get_cipher(work, person_id)
        return {
            "object": stored_object.name.id,
            "sealed_key": cipher.encrypt(stored_object.key.hex()),
            "bytes": stored_object.size,
            "sha256": stored_object.sha256,
        }

    async def _read_stored_object(self, work: UnitOfWork, row: Row) -> StoredObject:
        cipher = await self._vault.get_cipher(work, row["person_id"])
        return StoredObject(
            name=ObjectName(work.tenant_id, row["object_id"]),
            size=row["bytes"],
            sha256=bytes(row["sha256"]),
            key=bytes.fromhex(cipher.decrypt(row["sealed_key"])),
        )

    async def _read_artifact(self, work: UnitOfWork, row: Row | None) -> Artifact | None:
        if row is None:
            return None
        return Artifact(
            id=row["id"],
            interview_id=InterviewId(row["interview_id"]),
            person_id=PersonId(row["person_id"]),
            type=ArtifactType(row["type"]),
            content_type=row["content_type"],
            object=await self._read_stored_object(work, row),
            upload_id=row["upload_id"],
            at=row["at"],
        )

    async def _read_ticket(self, work: UnitOfWork, row: Row | None) -> UploadTicket | None:
        if row is None:
            return None
        return UploadTicket(
            id=row["id"],
            interview_id=InterviewId(row["interview_id"]),
            run_id=row["run_id"],
            person_id=PersonId(row["person_id"]),
            content_type=row["content_type"],
            max_bytes=row["max_bytes"],
            object=None if row["object_id"] is None else await self._read_stored_object(work, row),
        )


async def list_tenants_to_clean_up(database: Database, clock: Clock) -> Sequence[TenantId]:
    """Return all organizations with expired tickets or chunks, or with objects to delete."""
    rows = await database.execute(sql.SELECT_TENANTS_TO_CLEAN_UP, {"now": clock.now()})
    return [TenantId(row["tenant_id"]) for row in rows]


class PostgresMediaRetention:
    """Deletes rows and schedules their objects for deletion by the clean-up job."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete all recordings and documents of these interviews; what arrives later is refused."""
        interviews = {"interviews": list(interview_ids)}
        # As for a person: wait for chunks that are being stored, and leave no consent for later ones.
        await work.fetch_all(sql.LOCK_INTERVIEWS_RECORDINGS, interviews)
        await work.fetch_one(sql.DELETE_INTERVIEWS_DATA, interviews)
        await work.execute(sql.DELETE_INTERVIEWS_RECORDINGS, interviews)

    async def count_before(self, work: UnitOfWork, before: datetime) -> int:
        """Return how many recordings have chunks stored before ``before``."""
        row = await work.fetch_one(sql.COUNT_OLD_RECORDINGS, {"before": before})
        return 0 if row is None else int(row["recordings"])

    async def delete_before(self, work: UnitOfWork, before: datetime) -> int:
        """Delete all chunks stored before ``before``; return how many recordings they belonged to."""
        row = await work.fetch_one(sql.DELETE_OLD_CHUNKS, {"before": before})
        return 0 if row is None else int(row["recordings"])
