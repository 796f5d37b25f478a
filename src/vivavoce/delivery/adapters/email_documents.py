"""E-mails and their appointments as JSON documents, to be encrypted and stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vivavoce.delivery.domain.email import CalendarEvent, Email


def email_to_document(email: Email) -> list[Any]:  # Any: JSON
    """Return the document that ``email_from_document`` reads."""
    event = email.event
    return [
        email.to,
        email.subject,
        email.text,
        email.html,
        None
        if event is None
        else {
            "uid": event.uid,
            "starts_at": event.starts_at.isoformat(),
            "minutes": event.minutes,
            "written_at": event.written_at.isoformat(),
            "title": event.title,
            "organizer": event.organizer,
            "link": event.link,
        },
    ]


def email_from_document(document: list[Any]) -> Email:  # Any: JSON
    """Return the e-mail of a document, also of one that was stored before e-mails had HTML."""
    to, subject, text, *more = document
    html, event = more or (None, None)
    if event is not None:
        times = {key: datetime.fromisoformat(event[key]) for key in ("starts_at", "written_at")}
        event = CalendarEvent(**{**event, **times})
    return Email(to=to, subject=subject, text=text, html=html, event=event)
