"""What other slices may be wired to: telling receivers, writing letters, checking a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.delivery.domain.account_letters import (
    join_letter,
    password_changed_letter,
    reset_letter,
)
from vivavoce.delivery.domain.letter import (
    Letter,
    code_letter,
    invitation,
    person_requested_letter,
)
from vivavoce.delivery.domain.webhook import EVENTS, verify
from vivavoce.delivery.ports import Outlet
from vivavoce.delivery.usecases.announce import Announce
from vivavoce.delivery.usecases.mail import WriteLetter
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId

__all__ = ["EVENTS", "Announcer", "CallbackGate", "Post", "verify"]


class Announcer:
    """Tells the interview's receiver, or the organisation's, what happened."""

    def __init__(self, announce: Announce) -> None:
        self._announce = announce

    async def announce(
        self,
        work: Work,
        *,
        interview_id: InterviewId,
        run_id: str,
        event: str,
        state: str,
        callback_url: str | None,
        data: Mapping[str, Any],  # Any: JSON
        person_id: UUID | None = None,
        candidate_ref: str | None = None,
    ) -> UUID | None:
        """Write one message and its first try into ``work``; return its id, or None for nobody.

        Nothing is sent unless ``work`` commits. The body is sealed under the key of ``person_id``
        (else of the interview's own), so that erasing that person reaches it. ``event`` is one of
        ``EVENTS``; ``ValueError`` otherwise.
        """
        return await self._announce(
            work,
            interview_id=interview_id,
            run_id=run_id,
            event=event,
            state=state,
            callback_url=callback_url,
            data=data,
            person_id=person_id,
            candidate_ref=candidate_ref,
        )


class CallbackGate:
    """Says at the request already that an address can never be called."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def vet(self, url: str) -> None:
        """Return if ``url`` may be a callback, or raise ``TargetRefused`` (400, says why)."""
        self._outlet.vet(url)


class Post:
    """Writes letters. Nothing is sent unless ``work`` commits; ``MailRefused`` is a bad address."""

    def __init__(self, write: WriteLetter) -> None:
        self._write = write

    async def send_mail(
        self, work: Work, *, person_id: UUID, to: str, subject: str, text: str
    ) -> UUID:
        """Send a letter of the caller's own words and return its id."""
        return await self._write(
            work, Letter(to=to, subject=subject, text=text), person_id=person_id
        )

    async def send_invitation(
        self,
        work: Work,
        *,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organisation: str,
        link: str,
        minutes: int,
        expires_at: datetime,
        opens_at: datetime | None = None,
    ) -> UUID:
        """Send the link to the interview and return the letter's id."""
        letter = invitation(
            to=to,
            name=name,
            position=position,
            organisation=organisation,
            link=link,
            minutes=minutes,
            expires_at=expires_at,
            opens_at=opens_at,
        )
        return await self._write(work, letter, person_id=person_id)

    async def send_person_requested(
        self, work: Work, *, person_id: UUID, to: str, position: str, link: str
    ) -> UUID:
        """Tell staff that a candidate wants to talk with a person; return the letter's id."""
        letter = person_requested_letter(to=to, position=position, link=link)
        return await self._write(work, letter, person_id=person_id)

    async def send_code(
        self, work: Work, *, person_id: UUID, to: str, code: str, minutes: int
    ) -> UUID:
        """Send a one-time code and return the letter's id."""
        return await self._write(
            work, code_letter(to=to, code=code, minutes=minutes), person_id=person_id
        )

    async def send_join_link(
        self,
        work: Work,
        *,
        person_id: UUID,
        to: str,
        name: str,
        organisation: str,
        invited_by: str,
        link: str,
        expires_at: datetime,
    ) -> UUID:
        """Send the link by which a person joins an organization and return the letter's id."""
        letter = join_letter(
            to=to,
            name=name,
            organisation=organisation,
            invited_by=invited_by,
            link=link,
            expires_at=expires_at,
        )
        return await self._write(work, letter, person_id=person_id)

    async def send_reset_link(
        self, work: Work, *, person_id: UUID, to: str, link: str, minutes: int
    ) -> UUID:
        """Send the link by which a person sets a new password and return the letter's id."""
        return await self._write(
            work, reset_letter(to=to, link=link, minutes=minutes), person_id=person_id
        )

    async def send_password_changed(self, work: Work, *, person_id: UUID, to: str) -> UUID:
        """Tell a person that their password was changed and return the letter's id."""
        return await self._write(work, password_changed_letter(to=to), person_id=person_id)
