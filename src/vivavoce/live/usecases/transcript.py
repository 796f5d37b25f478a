"""Read a session: its state, and the transcript over all attempts of its interview."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from vivavoce.contracts.interview_transcript import InterviewTranscript
from vivavoce.contracts.transcript import Transcript
from vivavoce.kernel.errors import GoneError, NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.domain.events import RecordedEvent, SessionCreated
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.timed_transcript import build_timed_transcript
from vivavoce.live.domain.transcript import add_stt_engines, build_transcript
from vivavoce.live.ports import EventStore, SessionAddress

_MOST_ATTEMPTS = 50


class TranscriptErasedError(GoneError):
    """The transcript of this session was erased."""

    code = "session_transcript_erased"


class ReadLiveSession:
    """Reads the current state of a session from its log."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, address: SessionAddress) -> Session:
        """Return the state, or raise ``NotFoundError``."""
        state = fold(await self._store.load(address))
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


class ReadInterviewTranscript:
    """Reads the timed transcript of an interview, up to and including one session."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> InterviewTranscript:
        """Return turns with their times, over the session and the attempts before it.

        Raises ``NotFoundError`` for an unknown session, and ``TranscriptErasedError`` if its text was
        erased.
        """
        story = build_timed_transcript(await _load_logs(self._store, tenant_id, session_id))
        _raise_if_erased(turn.text for turn in story.turns)
        return story


async def _load_logs(
    store: EventStore, tenant_id: TenantId, session_id: SessionId
) -> list[tuple[RecordedEvent, ...]]:
    """Return the logs of the session and of the attempts before it, oldest first."""
    logs: list[tuple[RecordedEvent, ...]] = []
    following: SessionId | None = session_id
    while following is not None and len(logs) < _MOST_ATTEMPTS:
        log = await store.load(SessionAddress(tenant_id, following))
        born = log[0].event if log else None
        if not isinstance(born, SessionCreated):
            raise NotFoundError
        logs.insert(0, log)
        previous = born.previous_session_id
        following = None if previous is None else SessionId(UUID(previous))
    return logs


def _raise_if_erased(texts: Iterable[str]) -> None:
    said = list(texts)
    if said and not any(said):
        raise TranscriptErasedError
