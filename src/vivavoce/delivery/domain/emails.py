"""E-mails to candidates and staff, about interviews and accounts, and their rendering.

Each template in ``delivery/templates`` has a text and an HTML version.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from vivavoce.kernel.errors import ConflictError, UnavailableError

if TYPE_CHECKING:
    from jinja2 import Environment
from datetime import UTC
from zoneinfo import ZoneInfo


class EmailRefusedError(ConflictError):
    """This e-mail cannot be delivered. Sending it again will not help."""

    code = "email_rejected"


class EmailDelayedError(UnavailableError):
    """The mail server did not accept the e-mail. It will be tried again."""

    code = "email_delayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """An appointment that an e-mail carries, for the reader's calendar."""

    uid: str
    """The same for every e-mail about one appointment, so that a calendar moves the one that it has."""
    starts_at: datetime
    minutes: int
    written_at: datetime
    """When the e-mail was written: of two versions of an appointment, the newer one is valid."""
    title: str = field(repr=False)
    organizer: str = field(repr=False)
    link: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """One e-mail. Its fields are personal and therefore not in ``repr``."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    event: CalendarEvent | None = field(default=None, repr=False)


_MAX_FACT_CHARACTERS = 120


def to_single_line(text: str) -> str:
    """Return ``text`` on one line, cut to 120 characters: it cannot imitate the e-mail's text."""
    return join_lines(text)[:_MAX_FACT_CHARACTERS]


def join_lines(text: str) -> str:
    """Return ``text`` on one line, without invisible characters."""
    visible = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(visible.split())


def check_email(email: Email) -> None:
    """Raise ``EmailRefusedError`` unless ``email`` has one address and a single-line subject."""
    name, at, host = email.to.rpartition("@")
    is_address = bool(name and at and host) and not any(sign.isspace() for sign in email.to)
    if not is_address or not (email.to + email.subject).isprintable():
        raise EmailRefusedError("The address or the subject of the e-mail is not valid.")


_SUBJECT = "Subject: "


def render_email(
    template: str, *, to: str, event: CalendarEvent | None = None, **facts: str | int | None
) -> Email:
    """Return the e-mail of a template. Its facts are escaped in HTML, and stay on one line in text.

    The first line of a text template is the subject. A fact that is missing raises an error.
    """
    environment = _load_templates()
    values: dict[str, str | int | None] = {"organization": None, **facts}
    head, _, text = environment.get_template(f"{template}.txt").render(values).partition("\n\n")
    subject = head.removeprefix(_SUBJECT)
    html = environment.get_template(f"{template}.html").render(values, subject=subject)
    return Email(to=to, subject=subject, text=text, html=html, event=event)


@cache
def _load_templates() -> Environment:
    # Not at the top of the file: the import takes 0.1 s, and most processes send no e-mail.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("vivavoce.delivery", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=_clean_fact,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _clean_fact(value: object) -> object:
    """Put a text on one line: it cannot imitate the e-mail's text. Markup and numbers stay as they are."""
    return join_lines(value) if type(value) is str else value


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


def build_user_invitation_email(
    *, to: str, name: str, organization: str, invited_by: str, link: str, expires_at: datetime
) -> Email:
    """Return the e-mail with the link with which a person accepts an invitation."""
    return render_email(
        "user_invitation",
        to=to,
        name=to_single_line(name),
        organization=to_single_line(organization),
        invited_by=to_single_line(invited_by),
        link=link,
        expires_at=format_time(expires_at),
    )


def build_password_reset_email(*, to: str, link: str, minutes: int) -> Email:
    """Return the e-mail with the link for a new password."""
    return render_email("password_reset", to=to, link=link, minutes=minutes)


def build_password_changed_email(*, to: str) -> Email:
    """Return the e-mail that notifies a person of a changed password."""
    return render_email("password_changed", to=to)
