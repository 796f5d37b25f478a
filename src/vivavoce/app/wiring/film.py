"""Builds films: who is filmed is live's to know, and what is kept of it is media's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from vivavoce.app.foundation import Foundation
from vivavoce.contracts.film import FilmedSession, FilmNote
from vivavoce.infra.rates import Rates
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.usecases.film import FilmFeed
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.media.adapters.film_postgres import PostgresFilms
from vivavoce.media.adapters.sealed import SealedContents
from vivavoce.media.domain.film import MOST_PIECE_BYTES, Place
from vivavoce.media.facade import Films
from vivavoce.media.ports import FilmedSessions, FilmViewers, Flood, ObjectStore, Viewers
from vivavoce.media.routes import FilmUseCases
from vivavoce.media.usecases.film_consent import AnswerFilm
from vivavoce.media.usecases.film_line import FilmLine, FilmLines, Say
from vivavoce.media.usecases.keep_piece import KeepPiece
from vivavoce.media.usecases.show_film import ShowFilm


@dataclass(slots=True)
class LateFilms:
    """Films that are built after the sockets that need them."""

    films: Films | None = None

    def open(
        self, tenant_id: TenantId, session_id: SessionId, *, is_framed: bool, say: Say
    ) -> FilmLine:
        """Return the film's side of a connection."""
        if self.films is None:
            raise RuntimeError("The sockets were opened before the slices were built.")
        return self.films.open(tenant_id, session_id, is_framed=is_framed, say=say)


class FilmRules(Protocol):
    """The organisation's rule about films (tenancy)."""

    async def allows_video(self, work: Work) -> bool:
        """Return whether candidates may be asked for a film of themselves."""


class SessionsOfFilms:
    """The sessions of live, as media names them."""

    def __init__(self, feed: FilmFeed, rules: FilmRules) -> None:
        self._feed = feed
        self._rules = rules

    async def find(self, handle: str) -> Place | None:
        """Return the session that ``handle`` is the candidate's own name of, or None."""
        found = await self._feed.find(handle)
        return None if found is None else Place(found.tenant_id, found.session_id)

    async def session(self, work: Work, session_id: SessionId) -> FilmedSession:
        """Return a session, or raise ``NotFound``."""
        session = await self._feed.session(work, session_id)
        is_offered = session.is_offered and await self._rules.allows_video(work)
        return replace(session, is_offered=is_offered)

    async def is_over(self, work: Work, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFound``."""
        return await self._feed.is_over(work, session_id)

    async def tell(self, work: Work, session_id: SessionId, note: FilmNote) -> None:
        """Have the session's log say so once ``work`` commits."""
        await self._feed.tell(work, session_id, note)


class LookersAtFilms:
    """Whoever may look at a session may see its film, and who asked for a practice as well."""

    def __init__(self, on: Foundation, look: LookAtSession, viewers: Viewers) -> None:
        self._open_work = on.open_work
        self._look = look
        self._viewers = viewers

    async def reader(self, caller: Caller, named: str) -> Place:
        """Return a session whose film the caller may see, by its id or as practice shows it."""
        session_id = _session_id(named)
        if session_id is not None:
            await self._look(caller, session_id)
            return Place(caller.tenant_id, session_id)
        async with self._open_work(caller.tenant_id) as work:
            seen = await self._viewers.reader(work, caller, named)
        if seen.session_id is None:
            raise NotFound
        return Place(caller.tenant_id, seen.session_id)


def films_on(
    on: Foundation,
    store: ObjectStore,
    *,
    sessions: FilmedSessions,
    viewers: Viewers,
    lookers: FilmViewers,
    flood: Flood,
    most_bytes: int = MOST_PIECE_BYTES,
) -> tuple[FilmUseCases, Films]:
    """Return the use cases of films on a store, and what sockets offer their messages to."""
    kept, contents = PostgresFilms(on.vault), SealedContents(store)
    keep = KeepPiece(
        open_work=on.open_work,
        films=kept,
        sessions=sessions,
        viewers=viewers,
        contents=contents,
        flood=flood,
        clock=on.clock,
        ids=on.ids,
        most_bytes=most_bytes,
    )
    answer = AnswerFilm(
        open_work=on.open_work, films=kept, sessions=sessions, clock=on.clock, ids=on.ids
    )
    show = ShowFilm(open_work=on.open_work, films=kept, viewers=lookers, contents=contents)
    cases = FilmUseCases(sessions=sessions, keep=keep, show=show)
    return cases, Films(FilmLines(answer=answer, keep=keep, clock=on.clock))


def build_films(
    on: Foundation,
    store: ObjectStore,
    *,
    feed: FilmFeed,
    rules: FilmRules,
    look: LookAtSession,
    viewers: Viewers,
    rates: Rates,
) -> tuple[FilmUseCases, Films]:
    """Return films on real adapters."""
    return films_on(
        on,
        store,
        sessions=SessionsOfFilms(feed, rules),
        viewers=viewers,
        lookers=LookersAtFilms(on, look, viewers),
        flood=rates,
    )


def _session_id(named: str) -> SessionId | None:
    try:
        return SessionId(UUID(named))
    except ValueError:
        return None
