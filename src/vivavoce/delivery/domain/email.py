"""E-mails to candidates and staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.kernel.errors import ConflictError, UnavailableError


class EmailRefusedError(ConflictError):
    """This e-mail cannot be delivered. Sending it again will not help."""

    code = "mail_refused"


class EmailDelayedError(UnavailableError):
    """The mail server did not accept the e-mail. It will be tried again."""

    code = "mail_delayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """One plain-text e-mail. Its fields are personal and therefore not in ``repr``."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


TIME_FORMAT = "%d %B %Y, %H:%M"


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
) -> Email:
    """Return the e-mail with the link to the interview, and its opening time if there is one."""
    position, organization = to_single_line(position), to_single_line(organization)
    opening = "" if opens_at is None else f"It opens on {opens_at:{TIME_FORMAT}} UTC, not before. "
    text = f"""Hello {to_single_line(name)},

{organization} invites you to an interview for the position "{position}".

This is your personal link. It opens the interview, and you can come back to it:

{link}

What to expect:
- It takes about {minutes} minutes. Choose a quiet moment; nothing starts before you say so.
- The questions are asked by a computer program. A person reads the result and decides.
- You answer by typing. No camera and no microphone is needed.
- You will be asked for your consent first, and for a code that we send to this address.

{opening}The link works until {expires_at:{TIME_FORMAT}} UTC. It is meant for you: please do not pass
it on.

If you did not expect this letter, you can ignore it.
"""
    return Email(to=to, subject=f"Your interview for {position} at {organization}", text=text)


def build_code_email(*, to: str, code: str, minutes: int) -> Email:
    """Return the e-mail with the one-time code."""
    text = f"""Hello,

your code for the interview is

    {code}

Type it on the page that asked for it. It works once, for {minutes} minutes.

We never ask for this code by phone or in a reply. If you did not ask for it, ignore this letter.
"""
    return Email(to=to, subject="Your code for the interview", text=text)


def build_person_requested_email(*, to: str, position: str, link: str) -> Email:
    """Return the e-mail that notifies staff that a candidate asked to speak to a person.

    It contains the link to the interview and nothing that the candidate said.
    """
    about = f' for the position "{to_single_line(position)}"' if position.strip() else ""
    text = f"""Hello,

A candidate asked to talk with a person during the interview{about}.

Please contact the candidate. Open the interview here:

{link}

When you have contacted the candidate, mark the task as done in the queue.
"""
    return Email(to=to, subject="A candidate asked to talk with a person", text=text)


def to_single_line(text: str) -> str:
    """Return ``text`` as one line of at most 120 characters, so that it cannot imitate the e-mail's text."""
    visible = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(visible.split())[:120]


def check_email(email: Email) -> None:
    """Raise ``EmailRefusedError`` unless ``email`` has one address and a single-line subject."""
    name, at, host = email.to.rpartition("@")
    is_address = bool(name and at and host) and not any(sign.isspace() for sign in email.to)
    if not is_address or not (email.to + email.subject).isprintable():
        raise EmailRefusedError("The letter's address or subject is not well formed.")
