"""Films and their pieces in PostgreSQL; the key of each piece is sealed under its person's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vivavoce.contracts.video import VideoConsentText
from vivavoce.infra.database import Row
from vivavoce.infra.subject_keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.media.adapters import videos_statements as sql
from vivavoce.media.domain.artifact import ObjectName, StoredObject
from vivavoce.media.domain.video import RecordingUsage, VideoChunk, VideoRecording


class PostgresVideoRepository:
    """The films of one organisation inside the caller's unit of work."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def find_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's film, or None."""
        return _read_recording(await work.fetch_one(sql.SELECT_RECORDING, {"session": session_id}))

    async def lock_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's film, or None; nobody else can change it until ``work`` ends."""
        return _read_recording(await work.fetch_one(sql.LOCK_RECORDING, {"session": session_id}))

    async def record_consent(
        self,
        work: UnitOfWork,
        recording: VideoRecording,
        text: VideoConsentText,
        *,
        consent_id: UUID,
    ) -> None:
        """Keep an answer to ``text``: a row of its own for ever, and how the film stands now."""
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
        """Return whether each answer about a film was a yes, and when it was given, the oldest first."""
        rows = await work.fetch_all(sql.SELECT_CONSENTS, {"session": session_id})
        return [(row["accepted"], row["at"]) for row in rows]

    async def mark_start_logged(self, work: UnitOfWork, session_id: SessionId) -> None:
        """Note that the session's log was told of the film."""
        await work.execute(sql.MARK_START_LOGGED, {"session": session_id})

    async def find_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> VideoChunk | None:
        """Return a piece, or None; raise ``DataErasedError`` when its person was erased."""
        row = await work.fetch_one(sql.SELECT_CHUNK, {"session": session_id, "seq": seq})
        if row is None:
            return None
        return _read_chunk(work, row, await self._vault.get_cipher(work, row["person_id"]))

    async def list_chunks(self, work: UnitOfWork, session_id: SessionId) -> list[VideoChunk]:
        """Return what is kept of a film, in order; raise ``DataErasedError``."""
        rows = await work.fetch_all(sql.SELECT_CHUNKS, {"session": session_id})
        if not rows:
            return []
        cipher = await self._vault.get_cipher(work, rows[0]["person_id"])
        return [_read_chunk(work, row, cipher) for row in rows]

    async def get_usage(self, work: UnitOfWork, session_id: SessionId) -> RecordingUsage:
        """Return how much of a film is kept."""
        row = await work.fetch_one(sql.SELECT_USAGE, {"session": session_id})
        return RecordingUsage(0, 0, 0) if row is None else RecordingUsage(**row)

    async def find_previous_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> tuple[int, int] | None:
        """Return the beginning and the length of the piece right before ``seq``, or None."""
        row = await work.fetch_one(sql.SELECT_PREVIOUS_CHUNK, {"session": session_id, "seq": seq})
        return None if row is None else (row["at_ms"], row["duration_ms"])

    async def add_chunk(
        self, work: UnitOfWork, recording: VideoRecording, chunk: VideoChunk, *, forget_at: datetime
    ) -> None:
        """Keep a piece of a film that is locked; raise ``DataErasedError``."""
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
                "opens": chunk.opens,
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
        """Forget all pieces of a film and return how many; their objects go to waste."""
        row = await work.fetch_one(sql.DELETE_CHUNKS, {"session": session_id})
        return 0 if row is None else int(row["forgotten"])


def _read_recording(row: Row | None) -> VideoRecording | None:
    if row is None:
        return None
    return VideoRecording(
        session_id=SessionId(row["session_id"]),
        interview_id=InterviewId(row["interview_id"]),
        run_id=row["run_id"],
        person_id=PersonId(row["person_id"]),
        consent_version=row["consent_version"],
        is_agreed=row["is_agreed"],
        is_told=row["is_told"],
        answered_at=row["answered_at"],
    )


def _read_chunk(work: UnitOfWork, row: Row, cipher: SubjectCipher) -> VideoChunk:
    return VideoChunk(
        id=row["id"],
        seq=row["seq"],
        at_ms=row["at_ms"],
        duration_ms=row["duration_ms"],
        opens=row["opens"],
        object=StoredObject(
            name=ObjectName(work.tenant_id, row["object_id"]),
            size=row["bytes"],
            sha256=bytes(row["sha256"]),
            key=bytes.fromhex(cipher.decrypt(row["sealed_key"])),
        ),
        consent_version=row["consent_version"],
        kept_at=row["kept_at"],
    )
