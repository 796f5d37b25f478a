"""Going in: the session is opened and waits; the interview starts when the candidate begins it."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.access.domain.door import (
    STARTABLE,
    CodeNeeded,
    ConsentDeclined,
    NotOpenYet,
    NotStartable,
)
from vivavoce.access.ports import Codes, Consents, Desk, Sessions
from vivavoce.access.usecases.knock import Knock, Visitor
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.ids import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """Where the candidate's socket goes; ``handle`` is the word that finds the session."""

    handle: str = field(repr=False)
    tenant_id: TenantId
    ws_url: str


class Start:
    """Opens the live session of an interview, in one transaction.

    The interview starts with the session: once consent is given and the candidate is connected.
    """

    def __init__(
        self,
        *,
        knock: Knock,
        codes: Codes,
        consents: Consents,
        sessions: Sessions,
        desk: Desk,
        ws_url: str,
    ) -> None:
        self._knock = knock
        self._codes = codes
        self._consents = consents
        self._sessions = sessions
        self._desk = desk
        self._ws_url = ws_url

    async def __call__(self, token: str, session_token: str, *, request_id: str = "") -> Started:
        """Return where to go; while the session is not over, a second call gives the same answer.

        Raises ``CodeNeeded`` (401), ``NotOpenYet``, ``NotStartable`` or ``ConsentDeclined`` (409), and
        ``Refused`` after the talk has come to its end, also before the interview has heard of that.
        """
        async with self._knock(token, request_id=request_id) as visitor:
            await self._check_identity(visitor, session_token)
            _check_time(visitor)
            visit = visitor.visit
            opened = await self._sessions.open(
                visitor.work,
                visit,
                attempt=visit.attempt + 1,
                consent=visitor.consent,
                consent_given=await self._consent_given(visitor),
                needs=await self._consents.needs(visitor.work, visit.interview_id),
            )
            await self._desk.open_session(
                visitor.work, visit.interview_id, str(opened.session_id), opened.attempt
            )
            return Started(
                handle=opened.handle, tenant_id=visitor.work.tenant_id, ws_url=self._ws_url
            )

    async def _check_identity(self, visitor: Visitor, session_token: str) -> None:
        if not visitor.needs_code:
            return
        if not session_token or not await self._codes.has_token(
            visitor.work, visitor.door.id, session_token, visitor.now
        ):
            raise CodeNeeded

    async def _consent_given(self, visitor: Visitor) -> str | None:
        """Return the version accepted at the door; None leaves the question to the live session."""
        newest = await self._consents.newest(visitor.work, visitor.visit.interview_id)
        if newest is None:
            return None
        version, is_accepted = newest
        if not is_accepted:
            raise ConsentDeclined
        return version if version == visitor.consent.version else None


def _check_time(visitor: Visitor) -> None:
    visit = visitor.visit
    if visit.state not in STARTABLE:
        raise NotStartable(extra={"currentState": visit.state})
    is_early = visit.opens_at is not None and visit.opens_at > visitor.now
    if visit.opens_at is not None and is_early and visit.state != "IN_PROGRESS":
        raise NotOpenYet(extra={"opensAt": iso_ms(visit.opens_at)})
