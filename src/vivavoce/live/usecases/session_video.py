"""Gives media the session data it needs for video, and writes video entries to the session's log."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.video import SessionVideoContext, VideoLogEntry
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import SessionEvent
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import (
    EventStore,
    InboxMessage,
    SessionAddress,
    SessionEndedError,
    SessionLogFactory,
)


class SessionVideoFacade:
    """Finds the session of a video recording and appends video entries to its log."""

    def __init__(
        self,
        *,
        store: EventStore,
        open_log: SessionLogFactory,
        handles: SessionHandleFactory,
        ids: IdGenerator,
    ) -> None:
        self._store = store
        self._open_log = open_log
        self._handles = handles
        self._ids = ids

    async def find_by_handle(self, handle: str) -> SessionAddress | None:
        """Return the session of the candidate's ``handle``, or None."""
        return await self._store.find_by_handle_hash(self._handles.hash_handle(handle))

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> SessionVideoContext:
        """Return a session, or raise ``NotFoundError``."""
        log, address = self._open_log(work), SessionAddress(work.tenant_id, session_id)
        row, state = await log.load_row(address), fold(await log.load(address))
        if state is None:  # a log is never empty
            raise NotFoundError
        return SessionVideoContext(
            session_id=session_id,
            interview_id=InterviewId(UUID(state.created.interview_id)),
            run_id=state.created.run_id,
            person_id=row.person_id,
            is_offered="video_presence" in state.created.features,
            ended_at=state.at if state.is_over else None,
        )

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFoundError``."""
        return (
            await self._open_log(work).load_row(SessionAddress(work.tenant_id, session_id))
        ).is_over

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: VideoLogEntry
    ) -> None:
        """Append ``entry`` to the session's log once ``work`` commits; do nothing if the session is over."""
        told = InboxMessage(id=self._ids.new_id(), event=_event_for(entry))
        try:
            await self._open_log(work).send_message(
                SessionAddress(work.tenant_id, session_id), told
            )
        except SessionEndedError:
            return


def _event_for(entry: VideoLogEntry) -> SessionEvent:
    match entry.kind:
        case "started":
            return events.RecordingStarted(artifact_type=entry.artifact_type)
        case "stopped":
            return events.RecordingStopped(artifact_type=entry.artifact_type, chunks=entry.chunk)
        case "stored":
            return events.RecordingChunkStored(
                artifact_type=entry.artifact_type,
                chunk=entry.chunk,
                size=entry.size,
                duration_ms=entry.duration_ms,
                sha256=entry.sha256,
            )
