"""Builds media: the store, signed links, artifacts of the log, and the way in for recordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.film import FilmRules, build_films
from vivavoce.contracts.interview import InterviewView, read_session, shown_session
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.rates import Rates
from vivavoce.infra.settings import Settings
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.adapters.postgres import PostgresEventStore
from vivavoce.live.domain.codec import encode
from vivavoce.live.facade import TranscriptReader
from vivavoce.live.ports import Address, EventStore
from vivavoce.live.usecases.film import FilmFeed
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.media.adapters.folder import FolderStore
from vivavoce.media.adapters.postgres import PostgresShelf, PostgresUntidy
from vivavoce.media.adapters.sealed import SealedContents
from vivavoce.media.domain.artifact import Seen, Talk
from vivavoce.media.domain.film import MOST_PIECE_BYTES
from vivavoce.media.facade import Belongings, Films
from vivavoce.media.ports import ObjectStore, Records, Viewers
from vivavoce.media.routes import (
    MediaUseCases,
    artifact_routes,
    link_routes,
    recording_routes,
)
from vivavoce.media.usecases.download import Download
from vivavoce.media.usecases.give_artifact import GiveArtifact
from vivavoce.media.usecases.keep import KeepArtifact
from vivavoce.media.usecases.keep_piece import PATH as FILM_PATH
from vivavoce.media.usecases.links import PATH, Links
from vivavoce.media.usecases.tidy import Tidy
from vivavoce.media.usecases.uploads import MOST_BYTES, ConfirmUpload, OpenUpload, ReceiveUpload
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.usecases.owners import Owners, UnknownSession

_PURPOSE = "media-link"
BODY_LIMITS = {f"{PATH}/": MOST_BYTES, f"{FILM_PATH}/": MOST_PIECE_BYTES}
"""Bodies that are longer than others: recordings, on their links, and pieces of films."""
_NOT_OVER = frozenset({"IN_PROGRESS"})
_ENDED = frozenset({"CANCELLED", "REJECTED"})


class Assigned(Protocol):
    """Knows which practice was asked for by staff."""

    async def is_assigned(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether the session is linked to an assignment of the organisation."""


@dataclass(frozen=True, slots=True)
class Media:
    """What the roof needs of media."""

    routers: tuple[APIRouter, ...]
    tidy: Tidy
    cases: MediaUseCases
    films: Films


@dataclass(frozen=True, slots=True, kw_only=True)
class Filmed:
    """What films need of live sessions and of the edge."""

    feed: FilmFeed
    rules: FilmRules
    look: LookAtSession
    rates: Rates


class SessionViewers:
    """Practice's owners, and staff who asked for the practice."""

    def __init__(self, owners: Owners, desk: Desk, assigned: Assigned) -> None:
        self._owners = owners
        self._desk = desk
        self._assigned = assigned

    async def reader(self, work: Work, caller: Caller, shown: str) -> Seen:
        """Return a session whose artifacts the caller may read: its owner, or who assigned it."""
        try:
            return _seen(await self._owners.session(work, caller, shown))
        except UnknownSession:
            interview_id = read_session(shown)
            if interview_id is None or Permission.PRACTICE_ASSIGN not in caller.permissions:
                raise
            if not await self._assigned.is_assigned(work, interview_id):
                raise
        return _seen(await self._desk.view(work, interview_id))

    async def owner(self, work: Work, caller: Caller, shown: str) -> Seen:
        """Return a session that is the caller's own, or whose owner the caller acts for."""
        return _seen(await self._owners.session(work, caller, shown, is_locked=True))


class LogRecords:
    """The log of a live session, told as JSON."""

    def __init__(self, store: EventStore, transcripts: TranscriptReader) -> None:
        self._store = store
        self._transcripts = transcripts

    async def transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return what was said, or raise ``NotFound`` or ``Gone``."""
        return await self._transcripts(tenant_id, session_id)

    async def events(
        self, tenant_id: TenantId, session_id: SessionId
    ) -> Sequence[dict[str, Any]]:  # Any: JSON
        """Return what happened, in order, or raise ``NotFound``."""
        records = await self._store.load(Address(tenant_id, session_id))
        told = []
        for record in records:
            event = encode(record.event)
            members = {"seq": record.seq, "type": event.type, "at": iso_ms(record.at)}
            told.append({**members, "data": {**event.open, **event.personal}})
        return told


def open_store(settings: Settings) -> FolderStore:
    """Return the store of this installation: a folder in its data folder."""
    return FolderStore(settings.data_dir / "media")


def build_belongings(on: Foundation) -> Belongings:
    """Return what erasing needs of media: it asks nobody, so that hiring can be built on it."""
    return Belongings(PostgresShelf(on.vault))


def build_media(
    on: Foundation,
    *,
    owners: Owners,
    desk: Desk,
    transcripts: TranscriptReader,
    assigned: Assigned,
    filmed: Filmed,
) -> Media:
    """Return media on real adapters."""
    viewers = SessionViewers(owners, desk, assigned)
    log = PostgresEventStore(on.database, on.open_work, on.vault)
    store = open_store(on.settings)
    cases, tidy = media_on(on, store, viewers=viewers, records=LogRecords(log, transcripts))
    film_cases, films = build_films(
        on,
        store,
        feed=filmed.feed,
        rules=filmed.rules,
        look=filmed.look,
        viewers=viewers,
        rates=filmed.rates,
    )
    routers = (
        artifact_routes(cases),
        link_routes(cases, origins=own_origins(on.settings)),
        recording_routes(film_cases),
    )
    return Media(routers, tidy, cases, films)


def media_on(
    on: Foundation,
    store: ObjectStore,
    *,
    viewers: Viewers,
    records: Records,
    most_bytes: int = MOST_BYTES,
) -> tuple[MediaUseCases, Tidy]:
    """Return the use cases on a store, and the sweep."""
    shelf, contents = PostgresShelf(on.vault), SealedContents(store)
    links = Links(on.keys.derive(_PURPOSE), on.settings.gateway_url, on.clock)
    keep = KeepArtifact(shelf, on.clock, on.ids)
    work, clock, ids = on.open_work, on.clock, on.ids

    cases = MediaUseCases(
        give_artifact=GiveArtifact(
            open_work=work,
            viewers=viewers,
            shelf=shelf,
            contents=contents,
            records=records,
            keep=keep,
            links=links,
            ids=ids,
        ),
        open_upload=OpenUpload(
            open_work=work,
            viewers=viewers,
            shelf=shelf,
            links=links,
            clock=clock,
            ids=ids,
            most_bytes=most_bytes,
        ),
        receive_upload=ReceiveUpload(
            open_work=work, shelf=shelf, contents=contents, links=links, clock=clock, ids=ids
        ),
        confirm_upload=ConfirmUpload(
            open_work=work, viewers=viewers, shelf=shelf, contents=contents, keep=keep
        ),
        download=Download(open_work=work, shelf=shelf, contents=contents, links=links),
    )
    tidy = Tidy(
        open_work=work,
        shelf=shelf,
        store=store,
        untidy=PostgresUntidy(on.database, clock),
        clock=clock,
    )
    return cases, tidy


def own_origins(settings: Settings) -> frozenset[str]:
    """Return the origins under which people reach this installation's pages."""
    listening = f"http://{settings.host}:{settings.gateway_port}"
    parts = [urlsplit(url) for url in (settings.gateway_url, listening)]
    return frozenset(f"{part.scheme}://{part.netloc}" for part in parts)


def _seen(view: InterviewView) -> Seen:
    session_id = None if view.session_id is None else SessionId(UUID(view.session_id))
    return Seen(
        shown=shown_session(view.interview_id),
        interview_id=view.interview_id,
        run_id=view.run_id,
        person_id=view.person_id,
        session_id=session_id,
        talk=_talk(view.state, has_session=session_id is not None),
    )


def _talk(state: str, *, has_session: bool) -> Talk:
    if not has_session:
        return "never_held" if state in _ENDED else "not_begun"
    return "going_on" if state in _NOT_OVER else "over"
