"""Builds telephone interviews: calling out, the provider's callbacks, the media stream."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter

from vivavoce.access.domain.consent import consent_text
from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.livekit import find_server
from vivavoce.app.wiring.voice import Voice
from vivavoce.contracts.calls import CallNews, Whereabouts
from vivavoce.contracts.live import SessionRequest
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.infra.egress.client import open_egress
from vivavoce.infra.settings import Settings
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import Unavailable
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId
from vivavoce.live.facade import CallLog, SessionDesk
from vivavoce.media.facade import Belongings
from vivavoce.planning.facade import PlanReader
from vivavoce.tenancy.facade import TenantReader
from vivavoce.voice.adapters.calls import PostgresCallFinder, PostgresCalls
from vivavoce.voice.adapters.legs_postgres import PostgresLegs
from vivavoce.voice.adapters.twilio import Twilio
from vivavoce.voice.domain.calls.twilio import STREAM
from vivavoce.voice.ports.calls import Audit, Provider, ToCall
from vivavoce.voice.ports.spoken import Converse, SpokenSessions
from vivavoce.voice.routes.calls import call_routes
from vivavoce.voice.routes.telephony import (
    ATTEMPT,
    STATUS,
    VOICE,
    TelephonyUseCases,
    telephony_routes,
)
from vivavoce.voice.sockets.media_stream import StreamDoor, media_stream_routes
from vivavoce.voice.usecases.call_out import CallOut
from vivavoce.voice.usecases.callbacks import AnswerCall, FollowStatus, JoinSound, Signatures
from vivavoce.voice.usecases.calls import JOB, Book
from vivavoce.voice.usecases.calls_in_rooms import CallsInRooms
from vivavoce.voice.usecases.dial import Dial
from vivavoce.voice.usecases.dial_into_room import DialIntoRoom
from vivavoce.voice.usecases.sweep_calls import SweepCalls

_KEYS = (
    " If you agree, press one, or say: yes, I agree. "
    "If you do not agree, press two, or say: no, I don't agree. "
    "At any time the hash key says that your answer is finished."
)


@dataclass(frozen=True, slots=True)
class Phone:
    """What the roof needs of telephone interviews."""

    routers: tuple[APIRouter, ...]
    dial: Dial
    sweep: SweepCalls
    join: JoinSound
    in_rooms: CallsInRooms
    """Calls that a LiveKit server places."""
    _on: Foundation

    def streams(self, of_live: SpokenSessions, voice: Voice | None) -> tuple[APIRouter, ...]:
        """Return the socket of calls' sound where this process has sound."""
        return () if voice is None else (self.sockets(of_live, voice.sounds.converse),)

    def sockets(self, sessions: SpokenSessions, converse: Converse) -> APIRouter:
        """Return the socket of calls' sound, led by this process's host."""
        return media_stream_routes(
            StreamDoor(
                join=self.join,
                sessions=sessions,
                converse=converse,
                clock=self._on.clock,
                ids=self._on.ids,
            )
        )


class CallsToo:
    """What is kept of people, their calls among it."""

    def __init__(self, on: Foundation, others: Belongings) -> None:
        self._calls = PostgresCalls(on.vault, on.keys)
        self._others = others

    async def forget(self, work: Work, person_id: PersonId) -> int:
        """Forget all of a person in ``work`` and return how much it was."""
        count = await self._calls.forget_person(work, person_id)
        return count + await self._others.forget(work, person_id)


class CallsOfInterviews:
    """Telephone calls as the interview desk knows of them."""

    def __init__(self, on: Foundation) -> None:
        self._calls = PostgresCalls(on.vault, on.keys)

    async def is_open(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether somebody is being called for an interview, or is going to be."""
        return await self._calls.open_one(work, interview_id) is not None

    async def call_off(self, work: Work, interview_id: InterviewId) -> None:
        """Have the call looked at, which ends one that nobody wants any more."""
        call_id = await self._calls.open_one(work, interview_id)
        if call_id is not None:
            await work.enqueue(JOB, call_id=str(call_id))


class DeskForCalls:
    """The interview desk as whoever calls sees it."""

    def __init__(self, desk: InterviewDesk, tenants: TenantReader) -> None:
        self._desk = desk
        self._tenants = tenants

    async def interview_of(self, work: Work, ref: str) -> InterviewId:
        """Return the id of the interview that ``ref`` names."""
        return await self._desk.interview_of(work, ref)

    async def hold(self, work: Work, interview_id: InterviewId) -> None:
        """Let nobody else change the interview."""
        await self._desk.hold(work, interview_id)

    async def card(self, work: Work, interview_id: InterviewId) -> ToCall:
        """Return the interview; where it names no company, the organisation's own name stands."""
        card = await self._desk.card(work, interview_id)
        return ToCall(
            interview_id=card.interview_id,
            run_id=card.run_id,
            person_id=card.person_id,
            profile=card.profile,
            state=card.state,
            position=card.position,
            company_name=card.company_name or (await self._tenants.read(work)).name,
            opens_at=card.opens_at,
            attempt=card.attempt,
            attempts_left=card.attempts_left,
            abilities=card.abilities,
            persona_id=card.persona_id,
            keep_words_days=card.keep_words_days,
            number=card.number,
        )

    async def open_session(
        self, work: Work, interview_id: InterviewId, session_id: SessionId, attempt: int
    ) -> None:
        """Note that a session waits for the candidate."""
        await self._desk.open_session(work, interview_id, str(session_id), attempt)


class SessionsForCalls:
    """Live sessions as whoever calls sees them."""

    def __init__(self, desk: SessionDesk, log: CallLog, plans: PlanReader) -> None:
        self._desk = desk
        self._log = log
        self._plans = plans

    async def open(self, work: Work, to_call: ToCall) -> SessionId:
        """Return the interview's session, on its newest plan; twice gives the same."""
        plan = await self._plans.current(work, to_call.interview_id)
        if plan is None:
            raise Unavailable("The questions are not ready yet. Try again soon.")
        profile = PROFILES[to_call.profile]
        consent = consent_text(to_call.keep_words_days)
        opened = await self._desk.open(
            work,
            SessionRequest(
                interview_id=to_call.interview_id,
                run_id=to_call.run_id,
                person_id=to_call.person_id,
                plan_id=PlanId(UUID(str(plan["planId"]))),
                plan_version=int(plan["version"]),
                profile=profile,
                attempt=to_call.attempt + 1,
                position=to_call.position or "",
                company_name=to_call.company_name or "",
                consent_version=f"{consent.version}.spoken",
                consent_text=consent.text + _KEYS,
                persona_id=to_call.persona_id,
                abilities=profile.abilities.turned(to_call.abilities),
                keep_words_days=to_call.keep_words_days,
            ),
        )
        return opened.session_id

    async def tell(self, work: Work, session_id: SessionId, news: CallNews) -> bool:
        """Have it happen in the session's log."""
        return await self._log.tell(work, session_id, news)

    async def whereabouts(self, work: Work, session_id: SessionId) -> Whereabouts:
        """Return how the candidate stands."""
        return await self._log.whereabouts(work, session_id)


def build_phone(
    on: Foundation,
    *,
    desk: InterviewDesk,
    tenants: TenantReader,
    sessions: SessionDesk,
    log: CallLog,
    plans: PlanReader,
    audit: Audit,
    voice: Voice | None,
) -> Phone:
    """Return telephone interviews; without a provider, or without sound, nobody is called."""
    settings, work = on.settings, on.open_work
    provider = find_provider(on) if voice is not None else None
    interviews = DeskForCalls(desk, tenants)
    book = Book(
        calls=PostgresCalls(on.vault, on.keys),
        sessions=SessionsForCalls(sessions, log, plans),
        clock=on.clock,
        ids=on.ids,
    )
    finder = PostgresCallFinder(on.database, on.keys)
    dial = Dial(
        open_work=work,
        desk=interviews,
        book=book,
        provider=provider,
    )
    call_out = CallOut(open_work=work, desk=interviews, book=book, provider=provider, audit=audit)
    answer = AnswerCall(open_work=work, finder=finder, book=book)
    follow = FollowStatus(open_work=work, finder=finder, book=book)
    join = JoinSound(open_work=work, finder=finder, book=book)
    secret = settings.twilio_auth_token
    cases = TelephonyUseCases(
        signatures=Signatures(
            secret=None if secret is None else secret.get_secret_value(),
            public_url=settings.gateway_url,
        ),
        answer=answer,
        follow=follow,
        stream_url=stream_url(settings),
        get_ready=voice.sounds.get_ready if voice is not None else _nothing,
    )
    return Phone(
        routers=(call_routes(call_out), telephony_routes(cases)),
        dial=dial,
        sweep=SweepCalls(finder, dial),
        join=join,
        in_rooms=CallsInRooms(answer=answer, follow=follow, join=join),
        _on=on,
    )


def _nothing() -> None:
    """Make nothing ready: there is no sound here."""


def find_provider(on: Foundation) -> Provider | None:
    """Return the telephone provider of the settings, Twilio before LiveKit's trunk; None without any."""
    return _twilio(on) or _livekit(on)


def _livekit(on: Foundation) -> Provider | None:
    server = find_server(on)
    if server is None or on.settings.livekit_sip_trunk is None:
        return None
    return DialIntoRoom(server=server, legs=PostgresLegs(on.database, on.open_work))


def _twilio(on: Foundation) -> Provider | None:
    settings = on.settings
    secret, account = settings.twilio_auth_token, settings.twilio_account_sid
    if secret is None or account is None or settings.twilio_from_number is None:
        return None
    return Twilio(
        open_egress(on.clock, is_local=settings.is_local),
        addresses=lambda attempt_id: _callbacks(settings.gateway_url, attempt_id),
        api_url=settings.twilio_api_url,
        account=account,
        secret=secret.get_secret_value(),
        number=settings.twilio_from_number,
    )


def stream_url(settings: Settings) -> str:
    """Return where a call's sound goes: the same address as the callbacks, as a socket."""
    return settings.gateway_url.replace("http", "ws", 1) + STREAM


def _callbacks(public_url: str, attempt_id: UUID) -> tuple[str, str]:
    query = urlencode({ATTEMPT: attempt_id.hex})
    return f"{public_url}{VOICE}?{query}", f"{public_url}{STATUS}?{query}"
