"""Builds live sessions: the log, the host of this process, the sockets and the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.access.domain.consent import ConsentText
from vivavoce.access.ports import Visit
from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.film import LateFilms
from vivavoce.app.wiring.planning import has_model
from vivavoce.app.wiring.staff import Staff, build_staff
from vivavoce.contracts.envelope import Event
from vivavoce.contracts.live import OpenedSession, SessionRequest
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.sound import Sounds, VoiceOffer
from vivavoce.infra.thinker.apart import ApartThinker
from vivavoce.infra.thinker.open import open_thinker
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import Unavailable
from vivavoce.kernel.ids import PlanId
from vivavoce.live.adapters.admission import PostgresAdmission
from vivavoce.live.adapters.composer import ModelComposer
from vivavoce.live.adapters.ear import PostgresEar
from vivavoce.live.adapters.postgres import PostgresEventStore
from vivavoce.live.adapters.postgres_log import PostgresLog
from vivavoce.live.adapters.room_tickets import PostgresRoomTickets
from vivavoce.live.domain.handle import Handles
from vivavoce.live.facade import (
    CallLog,
    PanelFeed,
    SessionDesk,
    SpokenSessions,
    StoryReader,
    TranscriptReader,
)
from vivavoce.live.ports import Composer, Rooms
from vivavoce.live.ports.staff import Audit
from vivavoce.live.routes import ReplayUseCases, SessionUseCases, replay_routes, session_routes
from vivavoce.live.sockets import Door, RoomDoor, room_routes, socket_routes
from vivavoce.live.usecases.admit import Admit
from vivavoce.live.usecases.calls import FollowCall
from vivavoce.live.usecases.enter_room import EnterRoom
from vivavoce.live.usecases.film import FilmFeed
from vivavoce.live.usecases.finish import CancelSession, ConcludeInterview, ReadLatest
from vivavoce.live.usecases.host import Host
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.live.usecases.open_session import OpenSession
from vivavoce.live.usecases.panel import ReadAnswer, TellReadings
from vivavoce.live.usecases.panel_story import ReadPanelStory
from vivavoce.live.usecases.read_conduct import ReadConduct
from vivavoce.live.usecases.replay import ReplaySession
from vivavoce.live.usecases.spoken import JoinSpoken
from vivavoce.live.usecases.sweep import PlanReader as PlanOfSession
from vivavoce.live.usecases.sweep import Sweep
from vivavoce.live.usecases.take_over import TakeOver
from vivavoce.live.usecases.tools import Tools
from vivavoce.live.usecases.transcript import ReadSession, ReadStory, ReadTranscript
from vivavoce.planning.facade import PlanReader

_MORE_TIME = "more_time"
"""What the door sends when the candidate asked for more time."""


@dataclass(frozen=True, slots=True)
class Live:
    """What the roof needs of live sessions."""

    host: Host
    take_over: TakeOver
    sweep: Sweep
    doors: SessionsForDoors
    transcripts: TranscriptReader
    stories: StoryReader
    panel: PanelFeed
    desk: SessionDesk
    spoken: SpokenSessions
    door: Door
    staff: Staff
    replay: ReplaySession
    calls: CallLog
    films: LateFilms
    film_feed: FilmFeed
    _on: Foundation
    _store: PostgresEventStore
    _conduct: ReadConduct

    def sockets(self, *paths: str) -> APIRouter:
        """Return the candidate's socket at ``paths``, served by this process's host."""
        return socket_routes(self.door, paths=paths)

    def room_sockets(self, rooms: Rooms) -> APIRouter:
        """Return the practising person's socket, served by this process's host."""
        door = self.door
        enter = self._enter(rooms)
        return room_routes(
            RoomDoor(
                host=self.host, enter=enter, ids=door.ids, origins=door.origins, sounds=door.sounds
            )
        )

    def routes(self, rooms: Rooms, voice: VoiceOffer) -> APIRouter:
        """Return what is asked about sessions over HTTP."""
        store = self._store
        look = self.look(rooms)
        router = session_routes(
            SessionUseCases(
                store=store,
                look=look,
                read_transcript=ReadTranscript(store),
                read_conduct=self._conduct,
                admit=self.door.admit,
                enter=self._enter(rooms),
                clock=self._on.clock,
                sockets_url=self._on.settings.rooms_url,
                voice=voice,
            )
        )
        router.include_router(
            replay_routes(ReplayUseCases(look=look, replay=self.replay, clock=self._on.clock))
        )
        return router

    def look(self, rooms: Rooms) -> LookAtSession:
        """Return who may look at a session."""
        return LookAtSession(ReadSession(self._store), rooms)

    def _enter(self, rooms: Rooms) -> EnterRoom:
        on = self._on
        tickets = PostgresRoomTickets(on.database, on.open_work)
        return EnterRoom(rooms=rooms, tickets=tickets, clock=on.clock, ids=on.ids)

    async def on_interview_cancelled(self, work: Work, event: Event) -> None:
        """End the live session of an interview that will not go on."""
        await self.desk.cancel(work, event.interview_id)


class SessionsForDoors:
    """Opens a session for whoever came through the door, on the interview's newest plan."""

    def __init__(self, desk: SessionDesk, plans: PlanReader) -> None:
        self._desk = desk
        self._plans = plans

    async def open(
        self,
        work: Work,
        visit: Visit,
        *,
        attempt: int,
        consent: ConsentText,
        consent_given: str | None,
        needs: Sequence[str],
    ) -> OpenedSession:
        """Return the interview's session; twice gives the same."""
        plan = await self._plans.current(work, visit.interview_id)
        if plan is None:
            raise Unavailable("The questions are not ready yet. Try again soon.")
        return await self._desk.open(
            work,
            SessionRequest(
                interview_id=visit.interview_id,
                run_id=visit.run_id,
                person_id=visit.person_id,
                plan_id=PlanId(UUID(str(plan["planId"]))),
                plan_version=int(plan["version"]),
                profile=PROFILES[visit.profile],
                attempt=attempt,
                position=visit.position or "",
                company_name=visit.company_name or "",
                consent_version=consent.version,
                consent_text=consent.text,
                consent_given=consent_given,
                needs_time=_MORE_TIME in needs,
                abilities=PROFILES[visit.profile].abilities.turned(visit.abilities),
                keep_words_days=visit.keep_words_days,
            ),
        )


def _composer(on: Foundation) -> Composer | None:
    """Return the composer of the configured model, or None: then the rules' own words are all there are."""
    thinker = open_thinker(on.settings, on.clock) if has_model(on.settings) else None
    return None if thinker is None else ModelComposer(ApartThinker(thinker))


def build_live(
    on: Foundation, *, plans: PlanReader, audit: Audit, sounds: Sounds | None = None
) -> Live:
    """Return live sessions on real adapters; without ``sounds`` they are held in writing only."""
    worker_id = f"w_{on.ids.token(64)}"
    store = PostgresEventStore(on.database, on.open_work, on.vault)
    handles = Handles(on.keys.derive("session-handle"))
    plan_of = PlanOfSession(on.open_work, plans)

    def log_in(work: Work) -> PostgresLog:
        return PostgresLog(work, on.vault)

    admit = Admit(
        store=store,
        tickets=store,
        handles=handles,
        clock=on.clock,
        ids=on.ids,
        is_strict=on.settings.sockets_are_strict,
    )
    cancel = CancelSession(log_in=log_in, clock=on.clock, worker_id=worker_id)
    staff = build_staff(on, store=store, log_in=log_in, cancel=cancel, audit=audit)
    desk = SessionDesk(
        OpenSession(log_in=log_in, plans=plans, handles=handles, clock=on.clock, ids=on.ids),
        cancel,
        ConcludeInterview(log_in=log_in, plans=plans),
        ReadLatest(log_in),
    )
    host = Host(
        Tools(
            store=store,
            plan_of=plan_of,
            clock=on.clock,
            worker_id=worker_id,
            ear=PostgresEar(on.database),
            listeners=staff.listeners,
            admission=PostgresAdmission(on.database, room=on.settings.live_capacity),
            composer=_composer(on),
        )
    )
    films = LateFilms()
    return Live(
        host=host,
        take_over=TakeOver(store=store, host=host, clock=on.clock, worker_id=worker_id),
        sweep=Sweep(store=store, plan_of=plan_of, clock=on.clock, worker_id=worker_id),
        doors=SessionsForDoors(desk, plans),
        transcripts=TranscriptReader(ReadTranscript(store)),
        stories=StoryReader(ReadStory(store)),
        panel=PanelFeed(ReadAnswer(store), TellReadings(log_in, on.ids), ReadPanelStory(store)),
        desk=desk,
        spoken=SpokenSessions(JoinSpoken(host)),
        door=Door(
            host=host,
            admit=admit,
            ids=on.ids,
            origins=frozenset({on.settings.gateway_url}),
            sounds=sounds,
            films=films,
        ),
        films=films,
        film_feed=FilmFeed(store=store, log_in=log_in, handles=handles, ids=on.ids),
        staff=staff,
        replay=ReplaySession(store, plan_of),
        calls=CallLog(FollowCall(log_in=log_in, clock=on.clock, ids=on.ids, worker_id=worker_id)),
        _on=on,
        _store=store,
        _conduct=ReadConduct(store, plan_of),
    )
