"""The texts of e-mails to candidates that an organization can write: kinds, placeholders, what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from vivavoce.delivery.domain.emails import EmailFact, render_plain_email
from vivavoce.kernel.errors import FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.placeholders import (
    check_own_text,
    find_placeholders,
    normalize_text,
    write_placeholder,
)
from vivavoce.kernel.translation import translatable

EmailKind = Literal[
    "invitation",
    "appointment_moved",
    "appointment_canceled",
    "appointment_reminder",
    "link_reminder",
    "code",
    "decision_news",
    "review_answered",
]
"""The e-mails that candidates receive."""
EMAIL_KINDS: tuple[EmailKind, ...] = get_args(EmailKind)
MAX_SUBJECT_CHARACTERS = 150
MAX_BODY_CHARACTERS = 6000

NAME = "CANDIDATE_NAME"
POSITION = "POSITION"
ORGANIZATION = "ORGANIZATION"
START_TIME = "START_TIME"
OPENS_AT = "OPENS_AT"
LINK = "INTERVIEW_LINK"
LINK_EXPIRES = "LINK_EXPIRES"
PAGE_LINK = "PAGE_LINK"
EXPECTATIONS = "WHAT_TO_EXPECT"
PREPARATIONS = "WHAT_TO_PREPARE"
REMEDIES = "HELP"
PLAN_MESSAGE = "PLAN_MESSAGE"
CODE = "CODE"
MINUTES = "MINUTES"
ANSWER = "ANSWER"
CONTACT = "CONTACT"

_BLOCKS = frozenset({EXPECTATIONS, PREPARATIONS, REMEDIES, PLAN_MESSAGE})
"""These stand for several lines, and must be alone on theirs."""
BUTTON_LABELS = {
    LINK: translatable("Open the interview"),
    PAGE_LINK: translatable("Open your page"),
}
"""What stands on the button of a link that is alone on its line."""
_IN_SUBJECT = frozenset({NAME, POSITION, ORGANIZATION, START_TIME})
DESCRIPTIONS: Mapping[str, str] = {
    NAME: translatable("The candidate's name; it can be empty."),
    POSITION: translatable("The position."),
    ORGANIZATION: translatable("The name of your organization, or the one in the request."),
    START_TIME: translatable("The time of the appointment; empty without one."),
    OPENS_AT: translatable("From when the interview can be entered; empty if at any time."),
    LINK: translatable("The personal link to the interview. Alone on a line, it is a button."),
    LINK_EXPIRES: translatable("When the link expires."),
    PAGE_LINK: translatable(
        "The link to the candidate's own page. Alone on a line, it is a button."
    ),
    EXPECTATIONS: translatable(
        "Lines that say how long it takes, that a computer asks and a person decides, and how to answer."
    ),
    PREPARATIONS: translatable("Lines that say what to have ready."),
    REMEDIES: translatable("Lines that say how to reach a person and what else can be asked for."),
    PLAN_MESSAGE: translatable(
        "The message of the interview's plan. Without this placeholder, it is not sent."
    ),
    CODE: translatable("The code of six digits."),
    MINUTES: translatable("For how many minutes the code works."),
    ANSWER: translatable("The answer of a person to the request for a review."),
    CONTACT: translatable(
        "The address for candidates' questions; without one, the words 'the person who invited you'."
    ),
}
FACTS_OF_EVERY_INTERVIEW = (NAME, POSITION, ORGANIZATION)
_DETAILS = (OPENS_AT, LINK_EXPIRES, PREPARATIONS, REMEDIES)
_KNOWN: Mapping[EmailKind, tuple[str, ...]] = {
    "invitation": (
        LINK,
        PAGE_LINK,
        EXPECTATIONS,
        START_TIME,
        *FACTS_OF_EVERY_INTERVIEW,
        *_DETAILS,
        PLAN_MESSAGE,
    ),
    "appointment_moved": (
        LINK,
        PAGE_LINK,
        START_TIME,
        EXPECTATIONS,
        *FACTS_OF_EVERY_INTERVIEW,
        *_DETAILS,
    ),
    "appointment_canceled": (START_TIME, *FACTS_OF_EVERY_INTERVIEW),
    "appointment_reminder": (
        LINK,
        START_TIME,
        PAGE_LINK,
        *FACTS_OF_EVERY_INTERVIEW,
        OPENS_AT,
        LINK_EXPIRES,
    ),
    "link_reminder": (LINK, LINK_EXPIRES, PAGE_LINK, *FACTS_OF_EVERY_INTERVIEW),
    "code": (CODE, MINUTES, ORGANIZATION),
    "decision_news": (CONTACT, PAGE_LINK, *FACTS_OF_EVERY_INTERVIEW),
    "review_answered": (ANSWER, PAGE_LINK, POSITION, ORGANIZATION),
}
_REQUIRED: Mapping[EmailKind, tuple[str, ...]] = {
    "invitation": (LINK, PAGE_LINK, EXPECTATIONS, START_TIME),
    "appointment_moved": (LINK, PAGE_LINK, START_TIME),
    "appointment_canceled": (START_TIME,),
    "appointment_reminder": (LINK, START_TIME),
    "link_reminder": (LINK, LINK_EXPIRES),
    "code": (CODE,),
    "decision_news": (CONTACT,),
    "review_answered": (ANSWER,),
}


_SOMETIMES_EMPTY: Mapping[EmailKind, frozenset[str]] = {
    "invitation": frozenset({START_TIME, OPENS_AT, PLAN_MESSAGE}),
    "appointment_moved": frozenset({OPENS_AT}),
    "appointment_canceled": frozenset(),
    "appointment_reminder": frozenset({OPENS_AT}),
    "link_reminder": frozenset(),
    "code": frozenset(),
    "decision_news": frozenset({PAGE_LINK}),
    "review_answered": frozenset({PAGE_LINK}),
}
"""A line with one of these can be left out."""


class InvalidEmailTextError(InvalidRequestError):
    """The text of the e-mail cannot be used."""

    code = "email_text_invalid"


class EmailTextNotFoundError(NotFoundError):
    """There is no e-mail of this kind in this language."""

    code = "email_text_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """What a text can contain: its name without braces, what it stands for, and whether it must be there."""

    name: str
    description: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailWording:
    """A subject and a body with placeholders."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEmailText:
    """What an organization wrote instead of the built-in text of one kind in one language."""

    kind: EmailKind
    language: str
    wording: EmailWording
    changed_at: datetime
    changed_by: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailFacts:
    """What the placeholders stand for in one e-mail; '' or () for what it does not have."""

    values: Mapping[str, str] = field(repr=False)
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


def list_placeholders(kind: EmailKind) -> tuple[Placeholder, ...]:
    """Return the placeholders of a kind, the required ones first."""
    return tuple(
        Placeholder(name=name, description=DESCRIPTIONS[name], is_required=name in _REQUIRED[kind])
        for name in _KNOWN[kind]
    )


def check_wording(kind: EmailKind, wording: EmailWording) -> EmailWording:
    """Return the wording as it is stored, or raise ``InvalidEmailTextError`` with what is wrong."""
    checked = EmailWording(subject=wording.subject.strip(), body=normalize_text(wording.body))
    known = _KNOWN[kind]
    errors = [
        *check_own_text(
            "subject",
            checked.subject,
            known=[name for name in known if name in _IN_SUBJECT],
            max_characters=MAX_SUBJECT_CHARACTERS,
        ),
        *check_own_text(
            "body",
            checked.body,
            known=known,
            required=_REQUIRED[kind],
            max_characters=MAX_BODY_CHARACTERS,
        ),
        *_check_blocks(checked.body),
        *_check_left_out(kind, checked.body),
    ]
    if "\n" in checked.subject:
        errors.append(
            FieldError("subject", "lines", translatable("Write the subject on one line."))
        )
    if errors:
        raise InvalidEmailTextError(errors[0].message, errors=errors)
    return checked


def _check_blocks(body: str) -> Iterator[FieldError]:
    for line in body.splitlines():
        names = _BLOCKS.intersection(find_placeholders(line))
        if names and strip_list_mark(line) not in map(write_placeholder, names):
            message = translatable(
                "'{placeholder}' stands for several lines. Put it on a line of its own.",
                placeholder=write_placeholder(sorted(names)[0]),
            )
            yield FieldError("body", "not_alone", message)


def _check_left_out(kind: EmailKind, body: str) -> Iterator[FieldError]:
    for line in body.splitlines():
        names = find_placeholders(line)
        optional = [name for name in names if name in _SOMETIMES_EMPTY[kind]]
        needed = [name for name in names if name in _REQUIRED[kind] and name not in optional]
        if optional and needed:
            message = translatable(
                "'{optional}' can be empty, and its line is then left out. Put '{needed}' on another line.",
                optional=write_placeholder(optional[0]),
                needed=write_placeholder(needed[0]),
            )
            yield FieldError("body", "left_out", message)


def strip_list_mark(line: str) -> str:
    """Return a line without the mark of a list."""
    return line.strip().removeprefix("- ").strip()


class _MinutesPlaceholder(int):
    """A number that is written as its placeholder, so that the built-in sentence has its plural."""

    def __str__(self) -> str:
        return write_placeholder(MINUTES)


def write_builtin_text(kind: EmailKind, language: str) -> EmailWording:
    """Return the built-in text of a kind with its placeholders."""
    marks = {name: write_placeholder(name) for name in _KNOWN[kind]}
    template, facts = _list_builtin_facts(kind, marks)
    subject, text = render_plain_email(template, language, facts)
    return EmailWording(subject=subject, body=normalize_text(text))


def _list_builtin_facts(
    kind: EmailKind, marks: Mapping[str, str]
) -> tuple[str, dict[str, EmailFact]]:
    if kind == "code":
        return "code", {
            "code": marks[CODE],
            "minutes": _MinutesPlaceholder(10),
            "organization": marks[ORGANIZATION],
        }
    about: dict[str, EmailFact] = {
        "position": marks[POSITION],
        "organization": marks[ORGANIZATION],
    }
    if kind == "review_answered":
        return kind, {**about, "answer": marks[ANSWER], "link": marks[PAGE_LINK]}
    about["name"] = marks[NAME]
    if kind == "decision_news":
        return kind, {**about, "contact": marks[CONTACT], "link": marks[PAGE_LINK]}
    if kind == "appointment_canceled":
        return kind, {**about, "starts_at": marks[START_TIME], "is_withdrawn": ""}
    about |= {"link": marks[LINK], "page_link": marks[PAGE_LINK]}
    if kind == "link_reminder":
        return kind, {**about, "expires_at": marks[LINK_EXPIRES]}
    about["starts_at"] = marks[START_TIME]
    if kind == "appointment_reminder":
        return kind, {**about, "opens_at": None}
    return "invitation", {
        **about,
        "expectations": (marks[EXPECTATIONS],),
        "preparations": (marks[PREPARATIONS],),
        "remedies": (marks[REMEDIES],),
        "expires_at": marks[LINK_EXPIRES],
        "opens_at": None,
        "message": (),
        "link_placeholder": marks[LINK],
        "is_moved": kind == "appointment_moved",
    }
