"""The session's side of its film: who the session is of, and a word to its log."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.film import FilmedSession, FilmNote
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import Ids, InterviewId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import SessionEvent
from vivavoce.live.domain.handle import Handles
from vivavoce.live.domain.session import fold
from vivavoce.live.ports import Address, EventStore, LogIn, SessionIsOver, Told


class FilmFeed:
    """Says whose film a session's is, and has the log tell of it."""

    def __init__(self, *, store: EventStore, log_in: LogIn, handles: Handles, ids: Ids) -> None:
        self._store = store
        self._log_in = log_in
        self._handles = handles
        self._ids = ids

    async def find(self, handle: str) -> Address | None:
        """Return the session that ``handle`` is the candidate's name of, or None."""
        return await self._store.find(self._handles.hashed(handle))

    async def session(self, work: Work, session_id: SessionId) -> FilmedSession:
        """Return a session, or raise ``NotFound``."""
        log, address = self._log_in(work), Address(work.tenant_id, session_id)
        row, state = await log.row(address), fold(await log.load(address))
        if state is None:  # a log is never empty
            raise NotFound
        return FilmedSession(
            session_id=session_id,
            interview_id=InterviewId(UUID(state.created.interview_id)),
            run_id=state.created.run_id,
            person_id=row.person_id,
            is_offered="video_presence" in state.created.abilities,
            ended_at=state.at if state.is_over else None,
        )

    async def is_over(self, work: Work, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFound``."""
        return (await self._log_in(work).row(Address(work.tenant_id, session_id))).is_over

    async def tell(self, work: Work, session_id: SessionId, note: FilmNote) -> None:
        """Have the session take ``note`` in once ``work`` commits; one that is over is told nothing."""
        told = Told(id=self._ids.new(), event=_event(note))
        try:
            await self._log_in(work).tell(Address(work.tenant_id, session_id), told)
        except SessionIsOver:
            return


def _event(note: FilmNote) -> SessionEvent:
    match note.what:
        case "started":
            return events.RecordingStarted(artifact_type=note.artifact_type)
        case "stopped":
            return events.RecordingStopped(artifact_type=note.artifact_type, chunks=note.chunk)
        case "stored":
            return events.ChunkStored(
                artifact_type=note.artifact_type,
                chunk=note.chunk,
                size=note.size,
                duration_ms=note.duration_ms,
                sha256=note.sha256,
            )
