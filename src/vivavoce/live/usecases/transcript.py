"""Reading a session back: its state, and the transcript over all attempts of its interview."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.transcript import Transcript
from vivavoce.kernel.errors import Gone, NotFound
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.transcript import transcript_of
from vivavoce.live.ports import Address, EventStore

_MOST_ATTEMPTS = 50


class WordsErased(Gone):
    """What was said in this session was erased."""

    code = "session_words_erased"


class ReadSession:
    """Gives a session as its log says it is now."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, address: Address) -> Session:
        """Return the state, or raise ``NotFound``."""
        state = fold(await self._store.load(address))
        if state is None:
            raise NotFound
        return state


class ReadTranscript:
    """Gives what was said in an interview, up to and including one session."""

    def __init__(self, store: EventStore) -> None:
        self._read = ReadSession(store)

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the turns of the session and of the attempts before it.

        Raises ``NotFound`` for an unknown session, and ``WordsErased`` when its words are gone.
        """
        attempts: list[Session] = []
        following: SessionId | None = session_id
        while following is not None and len(attempts) < _MOST_ATTEMPTS:
            session = await self._read(Address(tenant_id, following))
            attempts.insert(0, session)
            previous = session.created.previous_session_id
            following = None if previous is None else SessionId(UUID(previous))
        transcript = transcript_of(attempts)
        if transcript.turns and not any(turn.text for turn in transcript.turns):
            raise WordsErased
        return transcript
