"""Recordings and their chunks in PostgreSQL; each chunk's key is encrypted under its person's key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vivavoce.contracts.video import VideoConsentText
from vivavoce.infra.database import Row
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.media.adapters import videos_statements as sql
from vivavoce.media.domain.artifact import ObjectName, StoredObject
from vivavoce.media.domain.video import RecordingUsage, VideoChunk, VideoRecording


class PostgresVideoRepository:
    """The recordings of one organization, in the caller's unit of work."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def find_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's recording, or None."""
        return _read_recording(await work.fetch_one(sql.SELECT_RECORDING, {"session": session_id}))

    async def lock_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's recording, locked until ``work`` ends, or None."""
        return _read_recording(await work.fetch_one(sql.LOCK_RECORDING, {"session": session_id}))

    async def record_consent(
        self,
        work: UnitOfWork,
        recording: VideoRecording,
        text: VideoConsentText,
        *,
        consent_id: UUID,
    ) -> None:
        """Add the answer to ``text`` as a permanent row, and update the recording's current consent."""
        values = {
            "tenant": work.tenant_id,
            "id": consent_id,
            "session": recording.session_id,
            "interview": recording.interview_id,
            "run": recording.run_id,
            "person": recording.person_id,
            "version": text.version,
            "text": text.text,
            "is_agreed": recording.is_agreed,
            "at": recording.answered_at,
        }
        await work.execute(sql.INSERT_CONSENT, values)
        await work.execute(sql.UPSERT_RECORDING, values)

    async def list_consents(
        self, work: UnitOfWork, session_id: SessionId
    ) -> list[tuple[bool, datetime]]:
        """Return each answer as (was it yes, when it was given), oldest first."""
        rows = await work.fetch_all(sql.SELECT_CONSENTS, {"session": session_id})
        return [(row["accepted"], row["at"]) for row in rows]

    async def mark_start_logged(self, work: UnitOfWork, session_id: SessionId) -> None:
        """Record that the session's log has the start of the recording."""
        await work.execute(sql.MARK_START_LOGGED, {"session": session_id})

    async def find_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> VideoChunk | None:
        """Return a chunk, or None; raise ``DataErasedError`` if its person's data was erased."""
        row = await work.fetch_one(sql.SELECT_CHUNK, {"session": session_id, "seq": seq})
        if row is None:
            return None
        return _read_chunk(work, row, await self._vault.get_cipher(work, row["person_id"]))

    async def list_chunks(self, work: UnitOfWork, session_id: SessionId) -> list[VideoChunk]:
        """Return the stored chunks of a recording, in order; raise ``DataErasedError``."""
        rows = await work.fetch_all(sql.SELECT_CHUNKS, {"session": session_id})
        if not rows:
            return []
        cipher = await self._vault.get_cipher(work, rows[0]["person_id"])
        return [_read_chunk(work, row, cipher) for row in rows]

    async def get_usage(self, work: UnitOfWork, session_id: SessionId) -> RecordingUsage:
        """Return how much of a recording is stored."""
        row = await work.fetch_one(sql.SELECT_USAGE, {"session": session_id})
        return RecordingUsage(0, 0, 0) if row is None else RecordingUsage(**row)

    async def find_previous_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> tuple[int, int] | None:
        """Return the start and the duration, in ms, of the chunk right before ``seq``, or None."""
        row = await work.fetch_one(sql.SELECT_PREVIOUS_CHUNK, {"session": session_id, "seq": seq})
        return None if row is None else (row["at_ms"], row["duration_ms"])

    async def add_chunk(
        self, work: UnitOfWork, recording: VideoRecording, chunk: VideoChunk, *, forget_at: datetime
    ) -> None:
        """Insert a chunk of a locked recording; raise ``DataErasedError``."""
        cipher = await self._vault.get_cipher(work, recording.person_id)
        await work.execute(
            sql.INSERT_CHUNK,
            {
                "tenant": work.tenant_id,
                "id": chunk.id,
                "session": recording.session_id,
                "interview": recording.interview_id,
                "person": recording.person_id,
                "seq": chunk.seq,
                "at_ms": chunk.at_ms,
                "duration_ms": chunk.duration_ms,
                "opens": chunk.is_file_start,
                "object": chunk.object.name.id,
                "sealed_key": cipher.encrypt(chunk.object.key.hex()),
                "bytes": chunk.object.size,
                "sha256": chunk.object.sha256,
                "version": chunk.consent_version,
                "kept_at": chunk.kept_at,
                "forget_at": forget_at,
            },
        )

    async def delete_chunks(self, work: UnitOfWork, session_id: SessionId) -> int:
        """Delete all chunks of a recording, schedule their objects for deletion, and return how many."""
        row = await work.fetch_one(sql.DELETE_CHUNKS, {"session": session_id})
        return 0 if row is None else int(row["deleted_count"])


def _read_recording(row: Row | None) -> VideoRecording | None:
    if row is None:
        return None
    return VideoRecording(
        session_id=SessionId(row["session_id"]),
        interview_id=InterviewId(row["interview_id"]),
        run_id=row["run_id"],
        person_id=PersonId(row["person_id"]),
        consent_version=row["consent_version"],
        is_agreed=row["has_consent"],
        is_told=row["is_start_logged"],
        answered_at=row["answered_at"],
    )


def _read_chunk(work: UnitOfWork, row: Row, cipher: SubjectCipher) -> VideoChunk:
    return VideoChunk(
        id=row["id"],
        seq=row["seq"],
        at_ms=row["at_ms"],
        duration_ms=row["duration_ms"],
        is_file_start=row["is_file_start"],
        object=StoredObject(
            name=ObjectName(work.tenant_id, row["object_id"]),
            size=row["bytes"],
            sha256=bytes(row["sha256"]),
            key=bytes.fromhex(cipher.decrypt(row["sealed_key"])),
        ),
        consent_version=row["consent_version"],
        kept_at=row["stored_at"],
    )
