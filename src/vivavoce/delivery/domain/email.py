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
    opening = "" if opens_at is None else f"You can start from {opens_at:{TIME_FORMAT}} UTC. "
    text = (
        f"Hello {to_single_line(name)},\n\n"
        f"{organization} invites you to an interview for the position of {position}.\n\n"
        "Use this personal link to start the interview. You can also use it to come back:\n\n"
        f"{link}\n\n"
        "What to expect:\n"
        f"- It takes about {minutes} minutes. Choose a quiet place. You decide when it "
        "starts.\n"
        "- A computer program asks the questions. A person reads your answers and decides.\n"
        "- You can type all your answers. You do not need a camera or a microphone.\n"
        "- Before the interview, we ask for your consent and send a code to this address.\n\n"
        f"{opening}The link works until {expires_at:{TIME_FORMAT}} UTC. It is for you only, "
        "so please do\n"
        "not forward it.\n\n"
        "If you did not expect this e-mail, you can ignore it.\n"
    )
    return Email(to=to, subject=f"Your interview for {position} at {organization}", text=text)


def build_code_email(*, to: str, code: str, minutes: int) -> Email:
    """Return the e-mail with the one-time code."""
    text = (
        "Hello,\n\n"
        f"Your code for the interview is:\n\n    {code}\n\n"
        f"Enter it on the page that asked for it. It works once, for {minutes} minutes.\n\n"
        "We never ask for this code by phone or e-mail. If you did not ask for it, you can "
        "ignore this e-mail.\n"
    )
    return Email(to=to, subject="Your interview code", text=text)


def build_person_requested_email(*, to: str, position: str, link: str) -> Email:
    """Return the e-mail that notifies staff that a candidate asked to speak to a person.

    It contains the link to the interview and nothing that the candidate said.
    """
    about = f" for the position of {to_single_line(position)}" if position.strip() else ""
    text = (
        "Hello,\n\n"
        f"A candidate asked to talk with a person during the interview{about}.\n\n"
        "Please contact the candidate. You can open the interview here:\n\n"
        f"{link}\n\n"
        "When you have contacted the candidate, mark the task as done in the queue.\n"
    )
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
        raise EmailRefusedError("The address or the subject of the e-mail is not valid.")
