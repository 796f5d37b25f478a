"""E-mails to candidates and staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.kernel.errors import ConflictError, UnavailableError


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
