"""Read a session: its state, its transcript over all attempts, and its interviewer quality report.

Staff see staff sessions, people see their own practice.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from vivavoce.contracts.interview import InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.transcript import Transcript
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import GoneError, NotFoundError
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.domain.events import RecordedEvent, SessionCreated
from vivavoce.live.domain.live_session_view import is_private_session
from vivavoce.live.domain.quality_report import InterviewerQualityReport, build_quality_report
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.transcript import (
    add_stt_engines,
    build_timed_transcript,
    build_transcript,
)
from vivavoce.live.ports import EventStore, SelfServiceSessions, SessionAddress, SessionLog
from vivavoce.live.usecases.session_sweeper import SessionPlanReader

_MOST_ATTEMPTS = 50


class TranscriptErasedError(GoneError):
    """The transcript of this session was erased."""

    code = "session_transcript_erased"


async def read_live_session(store: EventStore | SessionLog, address: SessionAddress) -> Session:
    """Return the current state of a session from its log, or raise ``NotFoundError``."""
    state = fold(await store.load(address))
    if state is None:
        raise NotFoundError
    return state


class ReadTranscript:
    """Reads the transcript of an interview, up to and including one session."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the turns of the session and of the attempts before it.

        Raises ``NotFoundError`` for an unknown session, and ``TranscriptErasedError`` if its text was
        erased.
        """
        logs = await _load_logs(self._store, tenant_id, session_id)
        states = [state for log in logs if (state := fold(log)) is not None]
        transcript = add_stt_engines(build_transcript(states), logs)
        _raise_if_erased(turn.text for turn in transcript.turns)
        return transcript

    async def count_words(self, tenant_id: TenantId, session_id: str) -> int:
        """Return the words of both speakers; 0 for an unknown session, or if its text was erased."""
        try:
            transcript = await self(tenant_id, SessionId(UUID(session_id)))
        except (NotFoundError, GoneError):
            return 0
        return sum(len(turn.text.split()) for turn in transcript.turns)


class ReadInterviewTranscript:
    """Reads the timed transcript of an interview, up to and including one session."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> InterviewTranscript:
        """Return turns with their times, over the session and the attempts before it.

        Raises ``NotFoundError`` for an unknown session, and ``TranscriptErasedError`` if its text was
        erased.
        """
        transcript = build_timed_transcript(await _load_logs(self._store, tenant_id, session_id))
        _raise_if_erased(turn.text for turn in transcript.turns)
        return transcript


async def _load_logs(
    store: EventStore, tenant_id: TenantId, session_id: SessionId
) -> list[tuple[RecordedEvent, ...]]:
    """Return the logs of the session and of the attempts before it, oldest first."""
    logs: list[tuple[RecordedEvent, ...]] = []
    following: SessionId | None = session_id
    while following is not None and len(logs) < _MOST_ATTEMPTS:
        log = await store.load(SessionAddress(tenant_id, following))
        created = log[0].event if log else None
        if not isinstance(created, SessionCreated):
            raise NotFoundError
        logs.insert(0, log)
        previous = created.previous_session_id
        following = None if previous is None else SessionId(UUID(previous))
    return logs


def _raise_if_erased(texts: Iterable[str]) -> None:
    all_texts = list(texts)
    if all_texts and not any(all_texts):
        raise TranscriptErasedError


class ViewSession:
    """Returns a session to callers who may see it; for others it looks unknown."""

    def __init__(self, store: EventStore, self_service_sessions: SelfServiceSessions) -> None:
        self._store = store
        self._self_service_sessions = self_service_sessions

    async def __call__(self, caller: Caller, session_id: SessionId) -> Session:
        """Return the session.

        Raises ``ForbiddenError`` for a caller without ``INTERVIEW_READ``, unless the session is their own
        practice. Raises ``NotFoundError`` for staff if the session is unknown or someone's private
        practice.
        """
        session = await self._read_or_none(SessionAddress(caller.tenant_id, session_id))
        if session is not None and is_private_session(session.created):
            interview_id = InterviewId(UUID(session.created.interview_id))
            if await self._self_service_sessions.is_own(caller, interview_id):
                return session
            session = None
        caller.require(Permission.INTERVIEW_READ)
        if session is None:
            raise NotFoundError
        return session

    async def _read_or_none(self, address: SessionAddress) -> Session | None:
        try:
            return await read_live_session(self._store, address)
        except NotFoundError:
            return None


async def view_session_as_staff(
    store: EventStore, caller: Caller, session_id: SessionId
) -> Session:
    """Return a session to staff; private practice sessions look unknown.

    Raises ``ForbiddenError`` or ``NotFoundError``.
    """
    caller.require(Permission.INTERVIEW_READ)
    session = await read_live_session(store, SessionAddress(caller.tenant_id, session_id))
    if is_private_session(session.created):
        raise NotFoundError
    return session


async def read_interviewer_quality_report(
    store: EventStore, plan_reader: SessionPlanReader, address: SessionAddress
) -> InterviewerQualityReport:
    """Return the report from the session's log and its plan, or raise ``NotFoundError``."""
    log = await store.load(address)
    created = log[0].event if log else None
    if not isinstance(created, SessionCreated):
        raise NotFoundError
    plan: InterviewPlan | None = None
    with suppress(NotFoundError):
        plan = await plan_reader(address, created)
    return build_quality_report(log, plan)
