"""The e-mail that reminds a candidate of an appointment, or that their link expires soon."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.delivery.domain.email_texts import (
    LINK,
    LINK_EXPIRES,
    NAME,
    OPENS_AT,
    ORGANIZATION,
    PAGE_LINK,
    POSITION,
    START_TIME,
    EmailFacts,
    EmailKind,
    EmailWording,
)
from vivavoce.delivery.domain.emails import (
    PLAIN_STYLE,
    Email,
    EmailStyle,
    format_entry_time,
    format_time,
    render_email,
    to_single_line,
)
from vivavoce.delivery.domain.own_email import render_own_email


def find_reminder_kind(reminder: InterviewReminder) -> EmailKind:
    """Return which text the e-mail has."""
    return "link_reminder" if reminder.starts_at is None else "appointment_reminder"


def build_reminder_email(
    reminder: InterviewReminder, *, style: EmailStyle = PLAIN_STYLE, own: EmailWording | None = None
) -> Email:
    """Return the e-mail, or what the organization wrote instead.

    Its times are in the candidate's time zone, or else in that of the organization, or UTC. It carries no
    appointment for the calendar, which has the one from the invitation.
    """
    zone, language = reminder.time_zone or style.time_zone, reminder.language
    times = {
        START_TIME: reminder.starts_at,
        OPENS_AT: reminder.opens_at,
        LINK_EXPIRES: reminder.expires_at,
    }
    values = {
        NAME: to_single_line(reminder.name),
        POSITION: to_single_line(reminder.position),
        ORGANIZATION: to_single_line(reminder.organization),
        LINK: reminder.link,
        PAGE_LINK: reminder.page_link,
        **{
            name: "" if at is None else format_time(at, zone, language)
            for name, at in times.items()
        },
    }
    if own is not None:
        email = render_own_email(
            own, EmailFacts(values=values), to=reminder.to, language=language, style=style
        )
    else:
        email = render_email(
            find_reminder_kind(reminder),
            to=reminder.to,
            language=language,
            style=style,
            name=values[NAME],
            position=values[POSITION],
            organization=values[ORGANIZATION],
            link=reminder.link,
            page_link=reminder.page_link,
            starts_at=values[START_TIME],
            opens_at=format_entry_time(reminder.opens_at, reminder.starts_at, zone, language),
            expires_at=values[LINK_EXPIRES],
        )
    return replace(email, useful_until=reminder.useful_until, reminder_of=reminder.interview_id)
