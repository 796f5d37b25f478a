"""The request for an interview: its validated facts, and how further facts are merged into them."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vivavoce.contracts.call_updates import parse_phone_number, parse_phone_number_or_none
from vivavoce.contracts.envelope import to_camel_case
from vivavoce.contracts.interview import DIFFICULTIES, INTERVIEW_TYPES
from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.profiles import ABILITY_NAMES, HIRING_PROFILE, PROFILES
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

LEVELS = ("JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL")
JSON_RESUME_MEMBER = "jsonResume"
"""The member of the candidate profile that has the résumé as JSON Resume, as it was imported."""
CONVERSATION_KEY = "a2aContextId"
"""The member of a request's context with the id of a conversation that an agent chose (A2A's context)."""
DURATION_RANGE_MINUTES = (5, 180)
MAX_SKILLS = 50
_MAX_LENGTHS = {
    "candidate_name": 200,
    "candidate_email": 254,
    "candidate_phone": 40,
    "candidate_ref": 200,
    "position": 200,
    "job_description": 50_000,
    "company_name": 200,
    "company_description": 20_000,
    "external_id": 200,
    "resume_text": 200_000,
    "callback_url": 2_000,
    "language": 20,
    "profile": 40,
    "level": 20,
    "interview_type": 20,
    "difficulty": 20,
    "framework": 60,
    "persona_id": 20,
}
_MAX_SKILL_LENGTH = 300
_VALID_YEARS = range(2000, 2200)
_EMAIL = re.compile(r"\A[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\\[\]]+\.[^@\s.<>(),;:\"\\\[\]]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class LanguageNotAvailableError(InvalidRequestError):
    """Plans cannot be written in this language here. Choose another language."""

    code = "language_not_available"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRequest:
    """The facts of one interview. None or empty means not given yet."""

    profile: str = HIRING_PROFILE.name
    candidate_name: str | None = field(default=None, repr=False)
    candidate_email: str | None = field(default=None, repr=False)
    candidate_phone: str | None = field(default=None, repr=False)
    candidate_ref: str | None = None
    candidate_profile: Mapping[str, Any] | None = field(default=None, repr=False)  # Any: JSON
    resume_text: str | None = field(default=None, repr=False)
    position: str | None = None
    level: str | None = None
    skills: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    job_description: str | None = None
    company_name: str | None = None
    company_description: str | None = None
    callback_url: str | None = None
    scheduled_at: datetime | None = None
    external_id: str | None = None
    duration_minutes: int | None = None
    language: str = "en"
    """The language of the interview."""
    candidate_language: str | None = None
    """The language that the candidate chose for pages and e-mails; None before that."""
    abilities: Mapping[str, bool] = field(default_factory=dict)
    interview_type: str | None = None
    difficulty: str | None = None
    framework: str | None = None
    persona_id: str | None = None
    focus: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    context: Mapping[str, Any] | None = field(default=None, repr=False)  # Any: JSON, as it came

    @property
    def conversation_id(self) -> str | None:
        """The id of the agent's conversation that the interview belongs to, if the agent chose one."""
        found = (self.context or {}).get(CONVERSATION_KEY)
        return str(found) if found else None

    @property
    def reader_language(self) -> str:
        """The language in which the candidate reads: the one they chose, or else the interview's."""
        return self.candidate_language or self.language

    @property
    def phone_number(self) -> str | None:
        """The number to call: ``candidate_phone``, else a valid one in the candidate profile, else None."""
        if self.candidate_phone is not None:
            return self.candidate_phone
        phone = (self.candidate_profile or {}).get("phone")
        return parse_phone_number_or_none(phone) if isinstance(phone, str) else None

    @property
    def time_zone(self) -> str | None:
        """The time zone in the candidate profile if it is an IANA name such as Europe/Berlin, else None."""
        time_zone = (self.candidate_profile or {}).get("timeZone")
        if not isinstance(time_zone, str):
            return None
        try:
            return ZoneInfo(time_zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None

    @property
    def all_skills(self) -> tuple[str, ...]:
        """The skills followed by the qualifications, without duplicates."""
        return _deduplicate((*self.skills, *self.qualifications))

    @property
    def minutes(self) -> int:
        """The planned duration in minutes; the profile's default if none is given."""
        return self.duration_minutes or PROFILES[self.profile].default_minutes


_CHOSEN_BY_CANDIDATE = frozenset({"candidate_language"})
"""Fields that no request sets: the candidate does."""
IMMUTABLE_FIELDS = frozenset({"profile", "external_id"})
"""Fields that cannot be changed after the request."""


def parse_request(
    values: Mapping[str, Any],  # Any: values of the JSON types that the edge checked
    *,
    languages: Iterable[str] | None = None,
    may_call_loopback: bool = False,
) -> InterviewRequest:
    """Return the request with the facts in ``values`` (snake_case names).

    ``languages`` are those in which a plan can be written; None allows any. Raises one
    ``InvalidRequestError`` that lists every bad field, or ``LanguageNotAvailableError``.
    """
    facts, errors = _clean_fields(values)
    errors += _callback_errors(facts.get("callback_url"), may_call_loopback=may_call_loopback)
    if errors:
        raise build_malformed_error(errors)
    request = InterviewRequest(**facts)
    _check_language_supported(request.language, languages)
    return request


def merge_request_update(
    request: InterviewRequest, update: InterviewRequest, names: Iterable[str]
) -> InterviewRequest:
    """Return ``request`` with the facts ``names`` taken from ``update``, except immutable ones."""
    changes = {name: getattr(update, name) for name in names if name not in IMMUTABLE_FIELDS}
    return dataclasses.replace(request, **changes)


def list_provided_fields(values: Mapping[str, Any]) -> tuple[str, ...]:  # Any: as above
    """Return the names of the facts in ``values`` that are neither null nor empty."""
    facts, _ = _clean_fields(values)
    return tuple(name for name, value in facts.items() if value not in (None, (), {}))


def build_malformed_error(errors: Sequence[FieldError]) -> InvalidRequestError:
    """Return the error that lists every bad field; its message is about the first."""
    return InvalidRequestError(
        translatable("'{field}': {message}", field=errors[0].field, message=errors[0].message),
        errors=errors,
    )


def fold_text(text: str) -> str:
    """Return text without case and accents, for searching."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def tokenize_name_for_search(name: str) -> tuple[str, ...]:
    """Return the folded words of a name."""
    return _deduplicate(re.findall(r"\w+", fold_text(name)))


def _clean_fields(
    values: Mapping[str, Any],
) -> tuple[dict[str, Any], list[FieldError]]:  # Any: facts
    facts: dict[str, Any] = {}
    errors: list[FieldError] = []
    known = {f.name for f in dataclasses.fields(InterviewRequest)} - _CHOSEN_BY_CANDIDATE
    for name, value in values.items():
        if name not in known or value is None:
            continue
        try:
            facts[name] = _clean_field(name, value)
        except ValueError as wrong:
            errors.append(FieldError(to_camel_case(name), "invalid", wrong.args[0]))
    for name in ("profile", "language"):
        if facts.get(name, "") is None:
            del facts[name]
    return facts, errors


def _clean_field(name: str, value: Any) -> Any:  # Any: one fact
    if name in ("focus", "avoid"):
        return _deduplicate(value)
    if name in ("skills", "qualifications"):
        return _clean_skills(value)
    if name == "scheduled_at":
        return _clean_datetime(value)
    if (
        name == "duration_minutes"
        and not DURATION_RANGE_MINUTES[0] <= value <= DURATION_RANGE_MINUTES[1]
    ):
        raise ValueError(
            translatable(
                "'{value}' is not between {least} and {most} minutes.",
                value=value,
                least=DURATION_RANGE_MINUTES[0],
                most=DURATION_RANGE_MINUTES[1],
            )
        )
    if name == "abilities":
        return {word: is_on for word, is_on in value.items() if word in ABILITY_NAMES}
    if not isinstance(value, str):
        return value
    text = value.strip()
    if len(text) > _MAX_LENGTHS[name]:
        raise ValueError(
            translatable(
                "the text has {length} characters; the limit is {max_length}.",
                length=len(text),
                max_length=_MAX_LENGTHS[name],
            )
        )
    return _FIELD_CHECKS.get(name, _unchanged)(text) if text else None


def _clean_datetime(value: datetime) -> datetime:
    if value.year not in _VALID_YEARS:
        raise ValueError(translatable("the year is out of range."))
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _clean_skills(value: Sequence[str]) -> tuple[str, ...]:
    skills = _deduplicate(skill.strip() for skill in value)
    if len(skills) > MAX_SKILLS:
        raise ValueError(
            translatable(
                "the list has {length} entries; the limit is {max_skills}.",
                length=len(skills),
                max_skills=MAX_SKILLS,
            )
        )
    if any(len(skill) > _MAX_SKILL_LENGTH for skill in skills):
        raise ValueError(
            translatable(
                "an entry has more than {max_skill_length} characters.",
                max_skill_length=_MAX_SKILL_LENGTH,
            )
        )
    return skills


def _unchanged(text: str) -> str:
    return text


def check_email(text: str) -> str:
    """Return an e-mail address, or raise ``ValueError``."""
    if not _EMAIL.fullmatch(text):
        raise ValueError(translatable("this is not an e-mail address."))
    return text


def _check_level(text: str) -> str:
    level = text.upper()
    if level not in LEVELS:
        raise ValueError(
            translatable(
                "'{text}' is not one of {levels}.", text=text[:40], levels=", ".join(LEVELS)
            )
        )
    return level


def _check_one_of(known: Iterable[str]) -> Callable[[str], str]:
    names = tuple(known)

    def check(text: str) -> str:
        if text not in names:
            raise ValueError(
                translatable("'{text}' is not one of {names}.", text=text, names=", ".join(names))
            )
        return text

    return check


def _check_language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(translatable("'{text}' is not a language tag such as 'en'.", text=text))
    return text


_FIELD_CHECKS = {
    "candidate_email": check_email,
    "candidate_phone": parse_phone_number,
    "level": _check_level,
    "profile": _check_one_of(PROFILES),
    "interview_type": _check_one_of(INTERVIEW_TYPES),
    "difficulty": _check_one_of(DIFFICULTIES),
    "persona_id": _check_one_of(PERSONAS),
    "language": _check_language,
}


def _callback_errors(url: str | None, *, may_call_loopback: bool) -> list[FieldError]:
    if url is None:
        return []
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if host and parts.username is None and parts.password is None:
        if parts.scheme == "https":
            return []
        if parts.scheme == "http" and may_call_loopback and host in _LOOPBACK_HOSTS:
            return []
    return [
        FieldError(
            "callbackUrl",
            "not_https",
            "It must be an https address without a user name or password.",
        )
    ]


def _check_language_supported(language: str, languages: Iterable[str] | None) -> None:
    known = None if languages is None else tuple(languages)
    if known is None or language.partition("-")[0].lower() in known:
        return
    message = translatable(
        "Without a language model, plans can be written in {languages} only.",
        languages=", ".join(known),
    )
    raise LanguageNotAvailableError(
        message, errors=[FieldError("language", LanguageNotAvailableError.code, message)]
    )


def _deduplicate(words: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for word in words:
        if word:
            first.setdefault(fold_text(word), word)
    return tuple(first.values())
