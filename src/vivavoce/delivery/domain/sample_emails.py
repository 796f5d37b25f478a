"""E-mails to a made-up candidate: what a text looks like before anyone receives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.domain.candidate_emails import (
    build_code_email,
    build_decision_news_email,
    build_review_answered_email,
)
from vivavoce.delivery.domain.email_texts import EmailKind, EmailWording
from vivavoce.delivery.domain.emails import CalendarEvent, Email, EmailStyle
from vivavoce.delivery.domain.invitation_email import (
    build_appointment_canceled_email,
    build_invitation_email,
)
from vivavoce.delivery.domain.reminder_email import build_reminder_email
from vivavoce.kernel.ids import InterviewId
from vivavoce.kernel.translation import translatable, translate

_NAME = "Amara Okonkwo"
_MINUTES = 30
_CODE = "482913"
_CODE_MINUTES = 10
_CONTACT = "jobs@example.com"
_FORMAT = InterviewFormat(
    voice=VoiceAvailability(is_available=True, has_tts=True, answer_mode="draft"),
    is_video_offered=False,
    is_code_required=True,
)


def build_sample_email(
    kind: EmailKind,
    own: EmailWording | None,
    *,
    to: str,
    organization: str,
    language: str,
    style: EmailStyle,
    site: str,
    now: datetime,
) -> Email:
    """Return an e-mail of a kind to a made-up candidate, without an appointment for the calendar.

    ``own`` is None for the built-in text. Its links begin with ``site`` and lead to no interview.
    """
    facts = InterviewReminder(
        email_id=UUID(int=0),
        interview_id=InterviewId(UUID(int=0)),
        useful_until=now + timedelta(days=3),
        person_id=UUID(int=0),
        to=to,
        name=_NAME,
        position=translate(translatable("Data engineer"), language),
        organization=organization,
        link=f"{site}/interview/join/sample",
        page_link=f"{site}/interview/status/sample",
        expires_at=now + timedelta(days=14),
        starts_at=(now + timedelta(days=3)).replace(minute=0, second=0, microsecond=0),
        opens_at=None,
        language=language,
        time_zone=None,
    )
    if kind == "appointment_reminder":
        return build_reminder_email(facts, style=style, own=own)
    if kind == "link_reminder":
        return build_reminder_email(replace(facts, starts_at=None), style=style, own=own)
    if kind in ("code", "decision_news", "review_answered"):
        return _build_message_sample(kind, own, facts, style)
    return _build_appointment_sample(kind, own, facts, style, now)


def _build_message_sample(
    kind: EmailKind, own: EmailWording | None, facts: InterviewReminder, style: EmailStyle
) -> Email:
    if kind == "code":
        return build_code_email(
            to=facts.to,
            code=_CODE,
            minutes=_CODE_MINUTES,
            organization=facts.organization,
            language=facts.language,
            style=style,
            own=own,
        )
    if kind == "decision_news":
        return build_decision_news_email(
            to=facts.to,
            name=facts.name,
            position=facts.position,
            organization=facts.organization,
            contact=_CONTACT,
            link=facts.page_link,
            language=facts.language,
            style=style,
            own=own,
        )
    answer = translatable("I listened to your answers again. The result stays as it is.")
    return build_review_answered_email(
        to=facts.to,
        position=facts.position,
        organization=facts.organization,
        answer=translate(answer, facts.language),
        link=facts.page_link,
        language=facts.language,
        style=style,
        own=own,
    )


def _build_appointment_sample(
    kind: EmailKind,
    own: EmailWording | None,
    facts: InterviewReminder,
    style: EmailStyle,
    now: datetime,
) -> Email:
    starts_at = facts.starts_at or now
    event = CalendarEvent(
        uid="sample",
        starts_at=starts_at,
        minutes=_MINUTES,
        written_at=now,
        title="",
        organizer=facts.organization,
        link="",
    )
    if kind == "appointment_canceled":
        email = build_appointment_canceled_email(
            to=facts.to,
            name=facts.name,
            position=facts.position,
            organization=facts.organization,
            event=event,
            language=facts.language,
            style=style,
            own=own,
        )
    else:
        email = build_invitation_email(
            to=facts.to,
            name=facts.name,
            position=facts.position,
            organization=facts.organization,
            link=facts.link,
            page_link=facts.page_link,
            offer=_FORMAT,
            minutes=_MINUTES,
            expires_at=facts.expires_at,
            opens_at=starts_at - timedelta(minutes=15),
            language=facts.language,
            style=style,
            event=event,
            is_moved=kind == "appointment_moved",
            own=own,
        )
    return replace(email, event=None)
