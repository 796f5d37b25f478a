"""Films and their pieces in PostgreSQL; the key of each piece is sealed under its person's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vivavoce.contracts.film import FilmText
from vivavoce.infra.database import Row
from vivavoce.infra.vault import SubjectCipher, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.media.adapters import film_statements as sql
from vivavoce.media.domain.artifact import ObjectName, Written
from vivavoce.media.domain.film import Extent, Piece, Recording


class PostgresFilms:
    """The films of one organisation inside the caller's unit of work."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def recording(self, work: Work, session_id: SessionId) -> Recording | None:
        """Return a session's film, or None."""
        return _recording(await work.fetch_one(sql.RECORDING, {"session": session_id}))

    async def lock(self, work: Work, session_id: SessionId) -> Recording | None:
        """Return a session's film, or None; nobody else can change it until ``work`` ends."""
        return _recording(await work.fetch_one(sql.LOCK, {"session": session_id}))

    async def answer(
        self, work: Work, recording: Recording, text: FilmText, *, consent_id: UUID
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
        await work.execute(sql.ANSWER, values)
        await work.execute(sql.STAND, values)

    async def answers(self, work: Work, session_id: SessionId) -> list[tuple[bool, datetime]]:
        """Return whether each answer about a film was a yes, and when it was given, the oldest first."""
        rows = await work.fetch_all(sql.ANSWERS, {"session": session_id})
        return [(row["accepted"], row["at"]) for row in rows]

    async def note_told(self, work: Work, session_id: SessionId) -> None:
        """Note that the session's log was told of the film."""
        await work.execute(sql.NOTE_TOLD, {"session": session_id})

    async def piece(self, work: Work, session_id: SessionId, seq: int) -> Piece | None:
        """Return a piece, or None; raise ``Erased`` when its person was erased."""
        row = await work.fetch_one(sql.PIECE, {"session": session_id, "seq": seq})
        if row is None:
            return None
        return _piece(work, row, await self._vault.cipher(work, row["person_id"]))

    async def pieces(self, work: Work, session_id: SessionId) -> list[Piece]:
        """Return what is kept of a film, in order; raise ``Erased``."""
        rows = await work.fetch_all(sql.PIECES, {"session": session_id})
        if not rows:
            return []
        cipher = await self._vault.cipher(work, rows[0]["person_id"])
        return [_piece(work, row, cipher) for row in rows]

    async def extent(self, work: Work, session_id: SessionId) -> Extent:
        """Return how much of a film is kept."""
        row = await work.fetch_one(sql.EXTENT, {"session": session_id})
        return Extent(0, 0, 0) if row is None else Extent(**row)

    async def before(self, work: Work, session_id: SessionId, seq: int) -> tuple[int, int] | None:
        """Return the beginning and the length of the piece right before ``seq``, or None."""
        row = await work.fetch_one(sql.BEFORE, {"session": session_id, "seq": seq})
        return None if row is None else (row["at_ms"], row["duration_ms"])

    async def add(
        self, work: Work, recording: Recording, piece: Piece, *, forget_at: datetime
    ) -> None:
        """Keep a piece of a film that is locked; raise ``Erased``."""
        cipher = await self._vault.cipher(work, recording.person_id)
        await work.execute(
            sql.ADD,
            {
                "tenant": work.tenant_id,
                "id": piece.id,
                "session": recording.session_id,
                "interview": recording.interview_id,
                "person": recording.person_id,
                "seq": piece.seq,
                "at_ms": piece.at_ms,
                "duration_ms": piece.duration_ms,
                "opens": piece.opens,
                "object": piece.object.name.id,
                "sealed_key": cipher.seal(piece.object.key.hex()),
                "bytes": piece.object.size,
                "sha256": piece.object.sha256,
                "version": piece.consent_version,
                "kept_at": piece.kept_at,
                "forget_at": forget_at,
            },
        )

    async def forget(self, work: Work, session_id: SessionId) -> int:
        """Forget all pieces of a film and return how many; their objects go to waste."""
        row = await work.fetch_one(sql.FORGET, {"session": session_id})
        return 0 if row is None else int(row["forgotten"])


def _recording(row: Row | None) -> Recording | None:
    if row is None:
        return None
    return Recording(
        session_id=SessionId(row["session_id"]),
        interview_id=InterviewId(row["interview_id"]),
        run_id=row["run_id"],
        person_id=PersonId(row["person_id"]),
        consent_version=row["consent_version"],
        is_agreed=row["is_agreed"],
        is_told=row["is_told"],
        answered_at=row["answered_at"],
    )


def _piece(work: Work, row: Row, cipher: SubjectCipher) -> Piece:
    return Piece(
        id=row["id"],
        seq=row["seq"],
        at_ms=row["at_ms"],
        duration_ms=row["duration_ms"],
        opens=row["opens"],
        object=Written(
            name=ObjectName(work.tenant_id, row["object_id"]),
            size=row["bytes"],
            sha256=bytes(row["sha256"]),
            key=bytes.fromhex(cipher.open(row["sealed_key"])),
        ),
        consent_version=row["consent_version"],
        kept_at=row["kept_at"],
    )
