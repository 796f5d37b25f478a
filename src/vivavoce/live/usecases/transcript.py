"""Reading a session back: its state, and what was said over all attempts of its interview."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from vivavoce.contracts.story import SessionStory
from vivavoce.contracts.transcript import Transcript
from vivavoce.kernel.errors import Gone, NotFound
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.domain.events import Recorded, SessionCreated
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.story import story_of
from vivavoce.live.domain.transcript import transcript_of, with_engines
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
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the turns of the session and of the attempts before it.

        Raises ``NotFound`` for an unknown session, and ``WordsErased`` when its words are gone.
        """
        logs = await _logs(self._store, tenant_id, session_id)
        states = [state for log in logs if (state := fold(log)) is not None]
        transcript = with_engines(transcript_of(states), logs)
        _refuse_erased(turn.text for turn in transcript.turns)
        return transcript


class ReadStory:
    """Gives how an interview went, up to and including one session."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> SessionStory:
        """Return turns with their times, over the session and the attempts before it.

        Raises ``NotFound`` for an unknown session, and ``WordsErased`` when its words are gone.
        """
        story = story_of(await _logs(self._store, tenant_id, session_id))
        _refuse_erased(turn.text for turn in story.turns)
        return story


async def _logs(
    store: EventStore, tenant_id: TenantId, session_id: SessionId
) -> list[tuple[Recorded, ...]]:
    """Return the logs of the session and of the attempts before it, oldest first."""
    logs: list[tuple[Recorded, ...]] = []
    following: SessionId | None = session_id
    while following is not None and len(logs) < _MOST_ATTEMPTS:
        log = await store.load(Address(tenant_id, following))
        born = log[0].event if log else None
        if not isinstance(born, SessionCreated):
            raise NotFound
        logs.insert(0, log)
        previous = born.previous_session_id
        following = None if previous is None else SessionId(UUID(previous))
    return logs


def _refuse_erased(words: Iterable[str]) -> None:
    said = list(words)
    if said and not any(said):
        raise WordsErased
