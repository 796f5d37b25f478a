"""E-mails to candidates and staff, about interviews and accounts, and their rendering.

Each template in ``delivery/templates`` has a text and an HTML version. Its sentences are translated where
they stand in ``{% trans %}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cache, partial
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from vivavoce.kernel.errors import ConflictError, UnavailableError
from vivavoce.kernel.ids import InterviewId
from vivavoce.kernel.translation import (
    ENGLISH,
    load_catalog,
    match_language,
    translatable,
    translate,
)

if TYPE_CHECKING:
    from jinja2 import Environment


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
    """Can be '' for an appointment that is called off."""
    is_canceled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """One e-mail. Its fields are personal and therefore not in ``repr``."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    event: CalendarEvent | None = field(default=None, repr=False)
    useful_until: datetime | None = field(default=None, repr=False)
    """It is not sent later; None for an e-mail that is never too late."""
    reminder_of: InterviewId | None = field(default=None, repr=False)
    """The interview that it reminds of; it is not sent once that needs no reminder. Else None."""


DEFAULT_ACCENT_COLOR = "#1a4d8f"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailStyle:
    """How the e-mails of an organization look, and the language and time zone of those to its users."""

    language: str = ENGLISH
    time_zone: str | None = None
    """The organization's time zone; without one, times are in UTC."""
    accent_color: str = DEFAULT_ACCENT_COLOR
    """The background of buttons, as '#rrggbb'; white text on it can be read."""
    footer: str = ""
    """What stands at the end of every e-mail, such as an address; can be ''."""


PLAIN_STYLE = EmailStyle()
"""The style of an organization that has not set one."""
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
EmailFact = str | int | tuple[str, ...] | None
"""What a template can be filled with."""


def render_email(
    template: str,
    *,
    to: str,
    language: str = ENGLISH,
    event: CalendarEvent | None = None,
    style: EmailStyle = PLAIN_STYLE,
    **facts: EmailFact,
) -> Email:
    """Return the e-mail of a template in ``language``, or in English if that is not available.

    Its facts are escaped in HTML, and stay on one line in text. The first line of a text template is the
    subject. A fact that is missing raises an error. Its color and its end are those of ``style``.
    """
    values = _clean_facts(facts)
    subject, text = render_plain_email(template, language, facts)
    environment = load_templates(match_language(language) or ENGLISH)
    html = environment.get_template(f"{template}.html").render(
        values, subject=subject, style=style, footer_lines=style.footer.splitlines()
    )
    if style.footer:
        text = f"{text.rstrip()}\n\n{style.footer}\n"
    return Email(to=to, subject=subject, text=text, html=html, event=event)


def render_plain_email(
    template: str, language: str, facts: Mapping[str, EmailFact]
) -> tuple[str, str]:
    """Return the subject and the text of a template, without a footer."""
    environment = load_templates(match_language(language) or ENGLISH)
    rendered = environment.get_template(f"{template}.txt").render(_clean_facts(facts))
    head, _, text = rendered.partition("\n\n")
    return head.removeprefix(_SUBJECT), text


def _clean_facts(facts: Mapping[str, EmailFact]) -> dict[str, EmailFact]:
    return {name: _clean_fact(fact) for name, fact in {"organization": None, **facts}.items()}


@cache
def load_templates(language: str) -> Environment:
    """Return the templates with their sentences in an available language."""
    # Not at the top of the file: the import takes 0.1 s, and most processes send no e-mail.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("vivavoce.delivery", "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals["language"] = language
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda sentence: translate(sentence, language),
        partial(_translate_plural, language),
        newstyle=True,
    )
    return environment


def _translate_plural(language: str, singular: str, plural: str, count: int) -> str:
    catalog = load_catalog(language)
    translation = catalog and catalog.find_plural(singular, count)
    return translation or (singular if count == 1 else plural)


def _clean_fact(fact: EmailFact) -> EmailFact:
    """Put each text on one line: it cannot imitate the e-mail's text. Numbers stay as they are."""
    if isinstance(fact, tuple):
        return tuple(join_lines(text) for text in fact)
    return join_lines(fact) if isinstance(fact, str) else fact


_MONTHS = (
    translatable("January"),
    translatable("February"),
    translatable("March"),
    translatable("April"),
    translatable("May"),
    translatable("June"),
    translatable("July"),
    translatable("August"),
    translatable("September"),
    translatable("October"),
    translatable("November"),
    translatable("December"),
)


TaskEmailKind = Literal[
    "person_requested", "candidate_withdrew", "review_requested", "decision_to_confirm"
]
"""What staff should do something about; each has the e-mail template of that name."""


def build_task_email(
    kind: TaskEmailKind,
    *,
    to: str,
    position: str,
    link: str,
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
) -> Email:
    """Return the e-mail that notifies staff of a task.

    It contains the link to the interview and nothing that the candidate said.
    """
    return render_email(
        kind,
        to=to,
        language=language,
        style=style,
        position=to_single_line(position),
        link=link,
    )


def format_time(at: datetime, time_zone: str | None = None, language: str = ENGLISH) -> str:
    """Return a time as people read it in ``language``, with the name of its time zone."""
    is_utc = time_zone is None or time_zone == "UTC"
    local = at.astimezone(_find_zone(time_zone))
    values = {
        "day": local.day,
        "month": _MONTHS[local.month - 1],
        "year": local.year,
        "time": f"{local:%H:%M}",
    }
    if is_utc:
        return translate(translatable("{day} {month} {year}, {time} UTC", **values), language)
    return translate(
        translatable("{day} {month} {year}, {time} ({zone} time)", zone=time_zone, **values),
        language,
    )


def format_entry_time(
    opens_at: datetime | None,
    starts_at: datetime | None,
    time_zone: str | None = None,
    language: str = ENGLISH,
) -> str:
    """Return from when an appointment can be entered, with the day if it is another one; '' without one."""
    if opens_at is None or starts_at is None:
        return ""
    zone = _find_zone(time_zone)
    entry = opens_at.astimezone(zone)
    if entry.date() == starts_at.astimezone(zone).date():
        return f"{entry:%H:%M}"
    return format_time(opens_at, time_zone, language)


def _find_zone(name: str | None) -> tzinfo:
    return UTC if name is None else ZoneInfo(name)


def build_user_invitation_email(
    *,
    to: str,
    name: str,
    organization: str,
    invited_by: str,
    link: str,
    expires_at: datetime,
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
) -> Email:
    """Return the e-mail with the link with which a person accepts an invitation."""
    return render_email(
        "user_invitation",
        to=to,
        language=language,
        style=style,
        name=to_single_line(name),
        organization=to_single_line(organization),
        invited_by=to_single_line(invited_by),
        link=link,
        expires_at=format_time(expires_at, style.time_zone, language),
    )


def build_password_reset_email(
    *, to: str, link: str, minutes: int, language: str = ENGLISH, style: EmailStyle = PLAIN_STYLE
) -> Email:
    """Return the e-mail with the link for a new password."""
    return render_email(
        "password_reset", to=to, language=language, style=style, link=link, minutes=minutes
    )


def build_password_changed_email(
    *, to: str, language: str = ENGLISH, style: EmailStyle = PLAIN_STYLE
) -> Email:
    """Return the e-mail that notifies a person of a changed password."""
    return render_email("password_changed", to=to, language=language, style=style)
