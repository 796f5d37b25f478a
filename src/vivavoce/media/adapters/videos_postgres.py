"""Recordings and their chunks in PostgreSQL; each chunk's key is encrypted under its person's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.video import RecordingConsentText, RecordingKind, VoiceRecordingSize
from vivavoce.infra.database import Row
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.media.adapters import videos_statements as sql
from vivavoce.media.domain.artifact import ObjectName, StoredObject
from vivavoce.media.domain.video import MediaPosition, Recording, RecordingChunk, RecordingUsage


class PostgresRecordingRepository:
    """The recordings of one organization, in the caller's unit of work."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def find_recording(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind
    ) -> Recording | None:
        """Return a session's recording of a kind, or None."""
        return _read_recording(
            await work.fetch_one(sql.SELECT_RECORDING, {"session": session_id, "kind": kind})
        )

    async def lock_recording(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind
    ) -> Recording | None:
        """Return a session's recording of a kind, locked until ``work`` ends, or None."""
        return _read_recording(
            await work.fetch_one(sql.LOCK_RECORDING, {"session": session_id, "kind": kind})
        )

    async def lock_interview_recordings(
        self, work: UnitOfWork, interview_id: InterviewId, kind: RecordingKind
    ) -> list[Recording]:
        """Return the recordings of all sessions of an interview, locked until ``work`` ends."""
        params = {"interview": interview_id, "kind": kind}
        rows = await work.fetch_all(sql.LOCK_INTERVIEW_RECORDINGS, params)
        return [_build_recording(row) for row in rows]

    async def record_consent(
        self,
        work: UnitOfWork,
        recording: Recording,
        text: RecordingConsentText,
        *,
        consent_id: UUID,
    ) -> None:
        """Add the answer to ``text`` as a permanent row, and update the recording's current consent."""
        values = {
            "tenant": work.tenant_id,
            "id": consent_id,
            "session": recording.session_id,
            "kind": recording.kind,
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
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind
    ) -> list[tuple[bool, datetime]]:
        """Return each answer as (was it yes, when it was given), oldest first."""
        rows = await work.fetch_all(sql.SELECT_CONSENTS, {"session": session_id, "kind": kind})
        return [(row["accepted"], row["at"]) for row in rows]

    async def mark_start_logged(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind
    ) -> None:
        """Record that the session's log has the start of the recording."""
        await work.execute(sql.MARK_START_LOGGED, {"session": session_id, "kind": kind})

    async def find_chunk(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind, seq: int
    ) -> RecordingChunk | None:
        """Return a chunk, or None; raise ``DataErasedError`` if its person's data was erased."""
        row = await work.fetch_one(
            sql.SELECT_CHUNK, {"session": session_id, "kind": kind, "seq": seq}
        )
        if row is None:
            return None
        return _read_chunk(work, row, await self._vault.get_cipher(work, row["person_id"]))

    async def list_chunks(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind
    ) -> list[RecordingChunk]:
        """Return the stored chunks of a recording, in order; raise ``DataErasedError``."""
        return await self._read_chunks(
            work, await work.fetch_all(sql.SELECT_CHUNKS, {"session": session_id, "kind": kind})
        )

    async def list_interview_chunks(
        self, work: UnitOfWork, interview_id: InterviewId, kind: RecordingKind
    ) -> list[RecordingChunk]:
        """Return the stored chunks of all sessions of an interview, in order; raise ``DataErasedError``."""
        params = {"interview": interview_id, "kind": kind}
        return await self._read_chunks(
            work, await work.fetch_all(sql.SELECT_INTERVIEW_CHUNKS, params)
        )

    async def find_voice_size(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> VoiceRecordingSize | None:
        """Return how much of the voice is stored for an interview, or None."""
        params = {"interview": interview_id, "kind": "voice"}
        row = await work.fetch_one(sql.SELECT_INTERVIEW_USAGE, params)
        if row is None or row["pieces"] == 0:
            return None
        return VoiceRecordingSize(row["bytes"], row["duration_ms"])

    async def _read_chunks(self, work: UnitOfWork, rows: Sequence[Row]) -> list[RecordingChunk]:
        if not rows:
            return []
        cipher = await self._vault.get_cipher(work, rows[0]["person_id"])
        return [_read_chunk(work, row, cipher) for row in rows]

    async def get_usage(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind
    ) -> RecordingUsage:
        """Return how much of a recording is stored."""
        row = await work.fetch_one(sql.SELECT_USAGE, {"session": session_id, "kind": kind})
        return RecordingUsage(0, 0, 0) if row is None else RecordingUsage(**row)

    async def find_previous_chunk(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind, seq: int
    ) -> tuple[int, int] | None:
        """Return the start and the duration, in ms, of the chunk right before ``seq``, or None."""
        row = await work.fetch_one(
            sql.SELECT_PREVIOUS_CHUNK, {"session": session_id, "kind": kind, "seq": seq}
        )
        return None if row is None else (row["at_ms"], row["duration_ms"])

    async def add_chunk(
        self, work: UnitOfWork, recording: Recording, chunk: RecordingChunk, *, forget_at: datetime
    ) -> None:
        """Insert a chunk of a locked recording; raise ``DataErasedError``."""
        cipher = await self._vault.get_cipher(work, recording.person_id)
        position = chunk.position
        await work.execute(
            sql.INSERT_CHUNK,
            {
                "tenant": work.tenant_id,
                "id": chunk.id,
                "session": recording.session_id,
                "kind": recording.kind,
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
                "connection": position.connection_id if position is not None else None,
                "connection_ms": position.offset_ms if position is not None else None,
            },
        )

    async def delete_chunks(
        self, work: UnitOfWork, session_id: SessionId, kind: RecordingKind
    ) -> int:
        """Delete all chunks of a recording, schedule their objects for deletion, and return how many."""
        row = await work.fetch_one(sql.DELETE_CHUNKS, {"session": session_id, "kind": kind})
        return 0 if row is None else int(row["deleted_count"])


def _read_recording(row: Row | None) -> Recording | None:
    return None if row is None else _build_recording(row)


def _build_recording(row: Row) -> Recording:
    return Recording(
        kind=row["kind"],
        session_id=SessionId(row["session_id"]),
        interview_id=InterviewId(row["interview_id"]),
        run_id=row["run_id"],
        person_id=PersonId(row["person_id"]),
        consent_version=row["consent_version"],
        is_agreed=row["has_consent"],
        is_told=row["is_start_logged"],
        answered_at=row["answered_at"],
    )


def _read_chunk(work: UnitOfWork, row: Row, cipher: SubjectCipher) -> RecordingChunk:
    return RecordingChunk(
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
        position=None
        if row["connection_id"] is None
        else MediaPosition(connection_id=row["connection_id"], offset_ms=row["connection_ms"]),
    )
