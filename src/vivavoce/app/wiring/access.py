"""Builds the candidate's door.

It asks the interview desk, which in turn opens doors: a knot in the objects, not in the code, so the
desk is handed over afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import APIRouter

from vivavoce.access.adapters.codes import PostgresCodes
from vivavoce.access.adapters.consents import PostgresConsents
from vivavoce.access.adapters.doors import PostgresDoorbell, PostgresDoorBook, PostgresOverdueDoors
from vivavoce.access.facade import Doors
from vivavoce.access.handlers import AccessHandlers
from vivavoce.access.ports import Desk, DoorPolicy, Sessions, Visit
from vivavoce.access.routes import DoorUseCases, router
from vivavoce.access.usecases.close_overdue import CloseOverdue
from vivavoce.access.usecases.invite import Invite, OpenDoor
from vivavoce.access.usecases.knock import Knock
from vivavoce.access.usecases.request_code import RequestCode
from vivavoce.access.usecases.show_card import GiveConsent, ShowCard
from vivavoce.access.usecases.start import Start
from vivavoce.access.usecases.verify_code import VerifyCode
from vivavoce.app.foundation import Foundation
from vivavoce.contracts.film import FilmText
from vivavoce.contracts.sound import VoiceOffer
from vivavoce.delivery.facade import Post
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.infra.rates import Rates
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.tenancy.facade import TenantReader


class LaterDesk:
    """Stands for the interview desk until it is built."""

    def __init__(self) -> None:
        self.desk: Desk | None = None

    async def card(self, work: Work, interview_id: InterviewId) -> Visit:
        """Ask the desk."""
        return await self._there.card(work, interview_id)

    async def open_session(
        self, work: Work, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Tell the desk."""
        await self._there.open_session(work, interview_id, session_id, attempt)

    async def hold(self, work: Work, interview_id: InterviewId) -> None:
        """Ask the desk."""
        await self._there.hold(work, interview_id)

    async def expire(self, work: Work, interview_id: InterviewId) -> bool:
        """Ask the desk."""
        return await self._there.expire(work, interview_id)

    @property
    def _there(self) -> Desk:
        if self.desk is None:
            raise RuntimeError("the interview desk was never handed over")
        return self.desk


class NamedDesk:
    """The interview desk; where a request names no company, the organisation's own name stands."""

    def __init__(self, desk: InterviewDesk, tenants: TenantReader) -> None:
        self._desk = desk
        self._tenants = tenants

    async def card(self, work: Work, interview_id: InterviewId) -> Visit:
        """Return what the door shows."""
        card = await self._desk.card(work, interview_id)
        if card.company_name:
            return card
        return replace(card, company_name=(await self._tenants.read(work)).name)

    async def open_session(
        self, work: Work, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Note that a session waits for the candidate."""
        await self._desk.open_session(work, interview_id, session_id, attempt)

    async def hold(self, work: Work, interview_id: InterviewId) -> None:
        """Let nobody else change an interview."""
        await self._desk.hold(work, interview_id)

    async def expire(self, work: Work, interview_id: InterviewId) -> bool:
        """Close an interview whose link has run out."""
        return await self._desk.expire(work, interview_id)


@dataclass(frozen=True, slots=True)
class Access:
    """What the roof needs of the door."""

    doors: Doors
    handlers: AccessHandlers
    desk: LaterDesk
    close_overdue: CloseOverdue
    _knock: Knock
    _codes: PostgresCodes
    _consents: PostgresConsents


def build_access(
    on: Foundation,
    *,
    post: Post,
    policy: DoorPolicy,
    voice: VoiceOffer,
    film: FilmText,
    expect: Callable[[], None] | None,
) -> Access:
    """Return the door; hand it the desk before its first use. ``expect`` hears of every candidate."""
    desk = LaterDesk()
    book, consents = PostgresDoorBook(on.keys), PostgresConsents(on.vault, on.ids)
    open_door = OpenDoor(book=book, clock=on.clock, ids=on.ids)
    invite = Invite(open_door=open_door, desk=desk, post=post, public_url=on.settings.gateway_url)
    knock = Knock(
        doorbell=PostgresDoorbell(on.database, on.keys),
        book=book,
        desk=desk,
        policy=policy,
        open_work=on.open_work,
        clock=on.clock,
        voice=voice,
        expect=expect,
        film=film,
    )
    doors = Doors(open_door=open_door, invite=invite, book=book, consents=consents, clock=on.clock)
    close_overdue = CloseOverdue(
        overdue=PostgresOverdueDoors(on.database),
        book=book,
        desk=desk,
        open_work=on.open_work,
        clock=on.clock,
    )
    codes = PostgresCodes(on.keys)
    return Access(doors, AccessHandlers(invite), desk, close_overdue, knock, codes, consents)


def access_routes(
    on: Foundation, access: Access, *, sessions: Sessions, post: Post, rates: Rates
) -> APIRouter:
    """Return the door's routes, with and without ``/api/v1``."""
    knock, codes, consents = access._knock, access._codes, access._consents  # noqa: SLF001 - its own parts
    return router(
        DoorUseCases(
            show_card=ShowCard(knock=knock, consents=consents),
            give_consent=GiveConsent(knock=knock, consents=consents),
            request_code=RequestCode(knock=knock, codes=codes, post=post, rates=rates, ids=on.ids),
            verify_code=VerifyCode(knock=knock, codes=codes, ids=on.ids),
            start=Start(
                knock=knock,
                codes=codes,
                consents=consents,
                sessions=sessions,
                desk=access.desk,
                ws_url=on.settings.edge_url,
            ),
        )
    )
