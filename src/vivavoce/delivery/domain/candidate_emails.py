"""The e-mails about an interview: the candidate's invitation and code, and the request for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from vivavoce.delivery.domain.email import CalendarEvent, Email, to_single_line
from vivavoce.delivery.domain.email_templates import render_email

_TIME_FORMAT = "%d %B %Y, %H:%M"


def build_invitation_email(
    *,
    to: str,
    name: str,
    position: str,
    organization: str,
    link: str,
    minutes: int,
    expires_at: datetime,
    opens_at: datetime | None = None,
    time_zone: str | None = None,
    event: CalendarEvent | None = None,
) -> Email:
    """Return the e-mail with the link to the interview, and with its appointment if there is one.

    Times are those of ``time_zone``, an IANA name, or UTC.
    """
    return render_email(
        "invitation",
        to=to,
        event=event,
        name=to_single_line(name),
        position=to_single_line(position),
        organization=to_single_line(organization),
        link=link,
        minutes=minutes,
        expires_at=format_time(expires_at, time_zone),
        opens_at=None if opens_at is None else format_time(opens_at, time_zone),
        starts_at=None if event is None else format_time(event.starts_at, time_zone),
    )


def build_code_email(*, to: str, code: str, minutes: int, organization: str = "") -> Email:
    """Return the e-mail with the one-time code."""
    return render_email(
        "code", to=to, code=code, minutes=minutes, organization=to_single_line(organization)
    )


def build_person_requested_email(*, to: str, position: str, link: str) -> Email:
    """Return the e-mail that notifies staff that a candidate asked to speak to a person.

    It contains the link to the interview and nothing that the candidate said.
    """
    return render_email("person_requested", to=to, position=to_single_line(position), link=link)


def format_time(at: datetime, time_zone: str | None = None) -> str:
    """Return a time as people read it, with the name of its time zone."""
    if time_zone is None or time_zone == "UTC":
        return f"{at.astimezone(UTC):{_TIME_FORMAT}} UTC"
    return f"{at.astimezone(ZoneInfo(time_zone)):{_TIME_FORMAT}} ({time_zone} time)"
