"""What other slices may be wired to: telling receivers, writing letters, checking a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.delivery.domain.account_emails import (
    build_join_email,
    build_password_changed_email,
    build_password_reset_email,
)
from vivavoce.delivery.domain.email import (
    Email,
    build_code_email,
    build_invitation_email,
    build_person_requested_email,
)
from vivavoce.delivery.domain.webhook import WEBHOOK_EVENTS, verify
from vivavoce.delivery.ports import WebhookSender
from vivavoce.delivery.usecases.emails import EnqueueEmail
from vivavoce.delivery.usecases.publish_webhook import PublishWebhook
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId

__all__ = ["WEBHOOK_EVENTS", "EmailQueue", "WebhookPublisher", "WebhookUrlValidator", "verify"]


class WebhookPublisher:
    """Tells the interview's receiver, or the organisation's, what happened."""

    def __init__(self, publish_webhook: PublishWebhook) -> None:
        self._publish_webhook = publish_webhook

    async def publish(
        self,
        work: UnitOfWork,
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
        return await self._publish_webhook(
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


class WebhookUrlValidator:
    """Says at the request already that an address can never be called."""

    def __init__(self, sender: WebhookSender) -> None:
        self._sender = sender

    def validate(self, url: str) -> None:
        """Return if ``url`` may be a callback, or raise ``TargetRefusedError`` (400, says why)."""
        self._sender.validate_url(url)


class EmailQueue:
    """Writes letters. Nothing is sent unless ``work`` commits; ``EmailRefusedError`` is a bad address."""

    def __init__(self, enqueue_email: EnqueueEmail) -> None:
        self._enqueue_email = enqueue_email

    async def send_mail(
        self, work: UnitOfWork, *, person_id: UUID, to: str, subject: str, text: str
    ) -> UUID:
        """Send a letter of the caller's own words and return its id."""
        return await self._enqueue_email(
            work, Email(to=to, subject=subject, text=text), person_id=person_id
        )

    async def send_invitation(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        link: str,
        minutes: int,
        expires_at: datetime,
        opens_at: datetime | None = None,
    ) -> UUID:
        """Send the link to the interview and return the letter's id."""
        letter = build_invitation_email(
            to=to,
            name=name,
            position=position,
            organization=organization,
            link=link,
            minutes=minutes,
            expires_at=expires_at,
            opens_at=opens_at,
        )
        return await self._enqueue_email(work, letter, person_id=person_id)

    async def send_person_requested(
        self, work: UnitOfWork, *, person_id: UUID, to: str, position: str, link: str
    ) -> UUID:
        """Tell staff that a candidate wants to talk with a person; return the letter's id."""
        letter = build_person_requested_email(to=to, position=position, link=link)
        return await self._enqueue_email(work, letter, person_id=person_id)

    async def send_code(
        self, work: UnitOfWork, *, person_id: UUID, to: str, code: str, minutes: int
    ) -> UUID:
        """Send a one-time code and return the letter's id."""
        return await self._enqueue_email(
            work, build_code_email(to=to, code=code, minutes=minutes), person_id=person_id
        )

    async def send_join_link(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        name: str,
        organization: str,
        invited_by: str,
        link: str,
        expires_at: datetime,
    ) -> UUID:
        """Send the link by which a person joins an organization and return the letter's id."""
        letter = build_join_email(
            to=to,
            name=name,
            organization=organization,
            invited_by=invited_by,
            link=link,
            expires_at=expires_at,
        )
        return await self._enqueue_email(work, letter, person_id=person_id)

    async def send_reset_link(
        self, work: UnitOfWork, *, person_id: UUID, to: str, link: str, minutes: int
    ) -> UUID:
        """Send the link by which a person sets a new password and return the letter's id."""
        return await self._enqueue_email(
            work, build_password_reset_email(to=to, link=link, minutes=minutes), person_id=person_id
        )

    async def send_password_changed(self, work: UnitOfWork, *, person_id: UUID, to: str) -> UUID:
        """Tell a person that their password was changed and return the letter's id."""
        return await self._enqueue_email(
            work, build_password_changed_email(to=to), person_id=person_id
        )
