"""Facade for other slices: publish webhooks, send e-mails, validate URLs, verify signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.delivery.domain.account_emails import (
    build_password_changed_email,
    build_password_reset_email,
    build_user_invitation_email,
)
from vivavoce.delivery.domain.candidate_emails import (
    build_code_email,
    build_invitation_email,
    build_person_requested_email,
)
from vivavoce.delivery.domain.email import CalendarEvent, Email, to_single_line
from vivavoce.delivery.domain.webhook import WEBHOOK_EVENTS, verify
from vivavoce.delivery.ports import WebhookSender
from vivavoce.delivery.usecases.emails import EnqueueEmail
from vivavoce.delivery.usecases.publish_webhook import PublishWebhook
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId

__all__ = ["WEBHOOK_EVENTS", "EmailQueue", "WebhookPublisher", "WebhookUrlValidator", "verify"]


class WebhookPublisher:
    """Publishes webhooks to the interview's callback or else the organization's webhook endpoint."""

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
        """Queue one message and its first attempt in ``work``; return its id, or None without a destination.

        Nothing is sent unless ``work`` commits. The body is encrypted with the key of ``person_id`` (or
        else of the interview), so that erasing the person erases it. Raises ``ValueError`` if ``event``
        is not in ``WEBHOOK_EVENTS``.
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
    """Rejects URLs that can never be called, before anything is sent."""

    def __init__(self, sender: WebhookSender) -> None:
        self._sender = sender

    def validate(self, url: str) -> None:
        """Raise ``TargetRefusedError`` (400, with the reason) if ``url`` may not be a callback."""
        self._sender.validate_url(url)


class EmailQueue:
    """Queues e-mails and returns their ids; sent only if ``work`` commits.

    Raises ``EmailRefusedError`` for a malformed address or subject. The e-mail is encrypted with the key of
    ``person_id``.
    """

    def __init__(self, enqueue_email: EnqueueEmail, clock: Clock) -> None:
        self._enqueue_email = enqueue_email
        self._clock = clock

    async def send_mail(
        self, work: UnitOfWork, *, person_id: UUID, to: str, subject: str, text: str
    ) -> UUID:
        """Send an e-mail with the given subject and text."""
        return await self._enqueue_email(
            work, Email(to=to, subject=subject, text=text), person_id=person_id
        )

    async def send_invitation(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        link: str,
        minutes: int,
        expires_at: datetime,
        opens_at: datetime | None = None,
        starts_at: datetime | None = None,
        time_zone: str | None = None,
    ) -> UUID:
        """Send the link to the interview, with an appointment for the calendar if it has a time.

        All e-mails about one interview carry the same appointment. Times are those of ``time_zone``.
        """
        event = None
        if starts_at is not None:
            event = CalendarEvent(
                uid=str(interview_id),
                starts_at=starts_at,
                minutes=minutes,
                written_at=self._clock.now(),
                title=to_single_line(f"Interview for {position} at {organization}"),
                organizer=to_single_line(organization),
                link=link,
            )
        letter = build_invitation_email(
            to=to,
            name=name,
            position=position,
            organization=organization,
            link=link,
            minutes=minutes,
            expires_at=expires_at,
            opens_at=opens_at,
            time_zone=time_zone,
            event=event,
        )
        return await self._enqueue_email(work, letter, person_id=person_id)

    async def send_person_requested(
        self, work: UnitOfWork, *, person_id: UUID, to: str, position: str, link: str
    ) -> UUID:
        """Notify staff that a candidate asked to speak to a person."""
        letter = build_person_requested_email(to=to, position=position, link=link)
        return await self._enqueue_email(work, letter, person_id=person_id)

    async def send_code(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        code: str,
        minutes: int,
        organization: str = "",
    ) -> UUID:
        """Send a one-time code that is valid for ``minutes``."""
        letter = build_code_email(to=to, code=code, minutes=minutes, organization=organization)
        return await self._enqueue_email(work, letter, person_id=person_id)

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
        """Send the link with which a person joins an organization."""
        letter = build_user_invitation_email(
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
        """Send the link with which a person sets a new password; it is valid for ``minutes``."""
        return await self._enqueue_email(
            work, build_password_reset_email(to=to, link=link, minutes=minutes), person_id=person_id
        )

    async def send_password_changed(self, work: UnitOfWork, *, person_id: UUID, to: str) -> UUID:
        """Notify a person that their password was changed."""
        return await self._enqueue_email(
            work, build_password_changed_email(to=to), person_id=person_id
        )
