"""E-mails to a made-up candidate: what a text looks like before anyone receives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.domain.candidate_emails import (
    build_code_email,
    build_review_answered_email,
)
from vivavoce.delivery.domain.email_texts import EmailKind, EmailWording
from vivavoce.delivery.domain.emails import CalendarEvent, Email, EmailStyle
from vivavoce.delivery.domain.invitation_email import (
    build_appointment_canceled_email,
    build_invitation_email,
)
from vivavoce.kernel.translation import translatable, translate

_NAME = "Amara Okonkwo"
_MINUTES = 30
_CODE = "482913"
_CODE_MINUTES = 10
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
    position = translate(translatable("Data engineer"), language)
    starts_at = (now + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    event = CalendarEvent(
        uid="sample",
        starts_at=starts_at,
        minutes=_MINUTES,
        written_at=now,
        title="",
        organizer=organization,
        link="",
    )
    page_link = f"{site}/interview/status/sample"
    if kind == "code":
        return build_code_email(
            to=to,
            code=_CODE,
            minutes=_CODE_MINUTES,
            organization=organization,
            language=language,
            style=style,
            own=own,
        )
    if kind == "review_answered":
        answer = translatable("I listened to your answers again. The result stays as it is.")
        return build_review_answered_email(
            to=to,
            position=position,
            organization=organization,
            answer=translate(answer, language),
            link=page_link,
            language=language,
            style=style,
            own=own,
        )
    if kind == "appointment_canceled":
        email = build_appointment_canceled_email(
            to=to,
            name=_NAME,
            position=position,
            organization=organization,
            event=event,
            language=language,
            style=style,
            own=own,
        )
    else:
        email = build_invitation_email(
            to=to,
            name=_NAME,
            position=position,
            organization=organization,
            link=f"{site}/interview/join/sample",
            page_link=page_link,
            offer=_FORMAT,
            minutes=_MINUTES,
            expires_at=now + timedelta(days=14),
            opens_at=starts_at - timedelta(minutes=15),
            language=language,
            style=style,
            event=event,
            is_moved=kind == "appointment_moved",
            own=own,
        )
    return replace(email, event=None)
