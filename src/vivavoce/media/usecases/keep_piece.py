"""Keeps a piece of a film: the object, then its row, its event and a word to the log, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from vivavoce.contracts.events import VideoChunkStored
from vivavoce.contracts.film import FilmNote
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids, SessionId
from vivavoce.media.domain import film as of
from vivavoce.media.domain.artifact import (
    EBML_MARK,
    WEBM,
    EmptyUpload,
    NotWebm,
    ObjectName,
    SessionNotStarted,
    UploadTooLarge,
    Written,
)
from vivavoce.media.domain.film import Announced, Piece, Place, Recording
from vivavoce.media.ports import Contents, FilmedSessions, FilmShelf, Flood, Viewers
from vivavoce.media.usecases.film_consent import FILM, agree

PATH = "/api/v1/recording"


def piece_path(session_id: SessionId, seq: int) -> str:
    """Return where a piece is fetched by whoever may see it."""
    return f"{PATH}/{session_id}/chunks/{seq}"


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A piece that is kept now."""

    piece: Piece
    is_new: bool


class KeepPiece:
    """Takes a piece of a film of whoever agreed to be filmed."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        films: FilmShelf,
        sessions: FilmedSessions,
        viewers: Viewers,
        contents: Contents,
        flood: Flood,
        clock: Clock,
        ids: Ids,
        most_bytes: int = of.MOST_PIECE_BYTES,
    ) -> None:
        self._open_work = open_work
        self._films = films
        self._sessions = sessions
        self._viewers = viewers
        self._contents = contents
        self._flood = flood
        self._clock = clock
        self._ids = ids
        self._most_bytes = most_bytes

    async def own(self, caller: Caller, shown: str) -> Place:
        """Return the film of the caller's own practice; that they send it is their consent.

        Raises ``NotFound``, ``SessionNotStarted`` or ``RecordingOver``.
        """
        async with self._open_work(caller.tenant_id) as work:
            seen = await self._viewers.owner(work, caller, shown)
            if seen.session_id is None:
                raise SessionNotStarted
            if await self._films.lock(work, seen.session_id) is None:
                session = await self._sessions.session(work, seen.session_id)
                await agree(
                    work,
                    self._films,
                    session,
                    of.OWN_FILM,
                    is_accepted=True,
                    clock=self._clock,
                    ids=self._ids,
                )
            return Place(caller.tenant_id, seen.session_id)

    async def __call__(
        self, place: Place, announced: Announced, pieces: AsyncIterable[bytes]
    ) -> KeptPiece:
        """Return the piece; the same bytes under the same number a second time change nothing.

        Raises ``VideoConsentNeeded``, ``ChunkUnreadable``, ``ChunkDiffers``, ``RecordingFull``,
        ``RecordingOver``, ``EmptyUpload``, ``NotWebm``, ``UploadTooLarge``, ``TooMany``, ``Erased`` or
        ``StoreUnavailable``; then nothing more is kept than before.
        """
        announced.check()
        await self._flood.hit(f"film:{place.session_id}", window_s=60, limit=of.MOST_PER_MINUTE)
        async with self._open_work(place.tenant_id) as work:
            recording = _agreed(await self._films.recording(work, place.session_id))
            await self._refuse_late(work, recording)
            known = await self._films.piece(work, place.session_id, announced.seq)
            if known is None:
                await self._refuse_full(work, place, announced, size=0)
        if known is not None:
            return await self._repeated(known, pieces)
        return await self._kept(place, announced, _Begun(pieces, is_first=announced.seq == 0))

    async def _repeated(self, known: Piece, pieces: AsyncIterable[bytes]) -> KeptPiece:
        digest, size = hashlib.sha256(), 0
        async for each in pieces:
            size += len(each)
            if size > self._most_bytes:
                raise UploadTooLarge
            digest.update(each)
        if digest.digest() != known.object.sha256:
            raise of.ChunkDiffers
        return KeptPiece(known, is_new=False)

    async def _kept(self, place: Place, announced: Announced, begun: _Begun) -> KeptPiece:
        name, is_ours = ObjectName(place.tenant_id, self._ids.new()), False
        written = await self._contents.write(name, begun.pieces(), limit=self._most_bytes)
        try:
            if written.size == 0:
                raise EmptyUpload
            await failpoint("media.before_commit")
            async with self._open_work(place.tenant_id) as work:
                kept = await self._note(work, place, announced, written, opens=begun.is_opening)
            is_ours = kept.is_new
        finally:
            # After a commit whose answer was lost the row may stand: then the sweep decides, not we.
            if not is_ours:
                await self._contents.delete(name)
        return kept

    async def _note(
        self, work: Work, place: Place, announced: Announced, written: Written, *, opens: bool
    ) -> KeptPiece:
        # The film is locked first: whoever takes their word back, or erases the person, waits or was first.
        recording = _agreed(await self._films.lock(work, place.session_id))
        known = await self._films.piece(work, place.session_id, announced.seq)
        if known is not None:
            if known.object.sha256 != written.sha256:
                raise of.ChunkDiffers
            return KeptPiece(known, is_new=False)
        await self._refuse_full(work, place, announced, size=written.size)
        now = self._clock.now()
        piece = Piece(
            id=self._ids.new(),
            seq=announced.seq,
            at_ms=of.placed(
                announced,
                before=await self._films.before(work, place.session_id, announced.seq),
                since=recording.answered_at,
                now=now,
            ),
            duration_ms=announced.duration_ms,
            opens=opens,
            object=written,
            consent_version=recording.consent_version,
            kept_at=now,
        )
        await self._films.add(work, recording, piece, forget_at=now + of.KEPT_FOR)
        await self._say(work, recording, piece)
        return KeptPiece(piece, is_new=True)

    async def _say(self, work: Work, film: Recording, piece: Piece) -> None:
        """Tell the bus and the session's log, in the transaction that keeps the piece."""
        stored = VideoChunkStored(
            session_id=str(film.session_id),
            chunk=piece.seq,
            timestamp_ms=piece.at_ms,
            path=piece_path(film.session_id, piece.seq),
            size_bytes=piece.object.size,
            duration_ms=piece.duration_ms,
            content_type=WEBM,
            sha256=piece.object.sha256.hex(),
        )
        await work.publish(stored, run_id=film.run_id, interview_id=film.interview_id)
        if not film.is_told:
            began = FilmNote(what="started", artifact_type=FILM)
            await self._sessions.tell(work, film.session_id, began)
            await self._films.note_told(work, film.session_id)
        note = FilmNote(
            what="stored",
            artifact_type=FILM,
            chunk=piece.seq,
            size=piece.object.size,
            duration_ms=piece.duration_ms,
            sha256=piece.object.sha256.hex(),
        )
        await self._sessions.tell(work, film.session_id, note)

    async def _refuse_late(self, work: Work, film: Recording) -> None:
        """The last pieces may come a little after the end, and none long after it."""
        if not await self._sessions.is_over(work, film.session_id):
            return
        session = await self._sessions.session(work, film.session_id)
        if session.ended_at is None or self._clock.now() > session.ended_at + of.LATE:
            raise of.RecordingOver

    async def _refuse_full(
        self, work: Work, place: Place, announced: Announced, *, size: int
    ) -> None:
        extent = await self._films.extent(work, place.session_id)
        extent.check(size=size, duration_ms=announced.duration_ms)


class _Begun:
    """The bytes of a piece on their way, whose beginning is looked at before any of it is passed on."""

    def __init__(self, pieces: AsyncIterable[bytes], *, is_first: bool) -> None:
        self._given = pieces
        self._is_first = is_first
        self.is_opening = False

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the bytes; raise ``NotWebm`` where a film does not begin as one."""
        head: bytes | None = b""
        async for each in self._given:
            if head is None:
                yield each
                continue
            head += each
            if len(head) >= len(EBML_MARK):
                self._look(head)
                yield head
                head = None
        if head:
            self._look(head)
            yield head

    def _look(self, head: bytes) -> None:
        self.is_opening = head.startswith(EBML_MARK)
        if self._is_first and not self.is_opening:
            raise NotWebm


def _agreed(film: Recording | None) -> Recording:
    if film is None or not film.is_agreed:
        raise of.VideoConsentNeeded
    return film
