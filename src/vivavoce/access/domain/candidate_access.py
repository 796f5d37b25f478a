"""Candidate links, one-time codes and consent: lifetimes, attempt limits, texts and errors.

A candidate sees the consent text before anything is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from vivavoce.access.domain.consent_text import ConsentText
from vivavoce.kernel.errors import (
    ConflictError,
    FieldError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
)
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.kernel.translation import translatable, translatable_plural

LINK_TOKEN_BITS = 256
MAX_TOKEN_LENGTH = 200
CODE_DIGITS = 6
CODE_MINUTES = 10
MAX_ATTEMPTS_PER_CODE = 5
MAX_FAILURES_PER_LINK = 100
MAX_CODES_PER_WINDOW = 5
CODE_WINDOW_S = 600
CODE_RESEND_DELAY_S = 60
SESSION_TOKEN_BITS = 256
SESSION_TOKEN_LIFETIME = timedelta(hours=12)
APPROVED = "APPROVED"
SCHEDULED = "SCHEDULED"
STARTABLE_STATES = frozenset({APPROVED, SCHEDULED, "IN_PROGRESS"})
"""Interview states in which the candidate can start a session."""


class LinkNotOpenError(NotFoundError):
    """Interview link not found or has expired."""

    code = "link_not_available"


class CandidateLanguageNotAvailableError(InvalidRequestError):
    """The pages and e-mails are not available in this language. Choose one of 'available'."""

    code = "candidate_language_not_available"


class InvalidCodeFormatError(InvalidRequestError):
    """A code has six digits."""

    code = "code_malformed"


class WrongCodeError(UnauthenticatedError):
    """This is not the code from our latest e-mail. Check it and try again."""

    code = "code_incorrect"


class CodeNotUsableError(UnauthenticatedError):
    """This code is no longer valid. Request a new one."""

    code = "code_expired"


class CodeNotRequiredError(ConflictError):
    """You do not need a code for this interview. You can continue."""

    code = "code_not_required"


class CodeRequiredError(UnauthenticatedError):
    """Confirm your identity first: request a code and enter it."""

    code = "code_required"


class ConsentTextChangedError(ConflictError):
    """The text has changed since you read it. Please read it again."""

    code = "consent_changed"


class ConsentDeclinedError(ConflictError):
    """You did not agree, so the interview cannot start. You can change your answer."""

    code = "consent_declined"


class InterviewNotOpenYetError(ConflictError):
    """The interview is not open yet. Use the same link at the scheduled time."""

    code = "not_open_yet"


class InterviewNotStartableError(ConflictError):
    """This interview cannot be started now."""

    code = "not_startable"


class OneTimeCodeCheckOutcome(StrEnum):
    """The outcome of an attempt to enter a code."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_USABLE = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeCodeCheckResult:
    """The outcome of one attempt, and how many attempts the code has left."""

    outcome: OneTimeCodeCheckOutcome
    attempts_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLinkRef:
    """An open link, found by its token before the organization was known."""

    tenant_id: TenantId
    link_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLink:
    """One interview's link."""

    id: UUID
    interview_id: InterviewId
    person_id: PersonId
    created_at: datetime
    expires_at: datetime
    token: str = field(default="", repr=False)

    def build_url(self, public_url: str) -> str:
        """Return the URL that the candidate opens, on the site ``public_url``."""
        return f"{public_url.rstrip('/')}/interview/join/{self.token}"

    def build_page_url(self, public_url: str) -> str:
        """Return the URL of the candidate's own page, on the site ``public_url``."""
        return f"{public_url.rstrip('/')}/interview/status/{self.token}"


def parse_one_time_code(text: str) -> str:
    """Return the six digits in ``text``, ignoring separators, or raise ``InvalidCodeFormatError``."""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    is_only_digits = not text.translate(_DIGIT_SEPARATORS).strip("0123456789")
    if is_only_digits and len(digits) == CODE_DIGITS:
        return digits
    if is_only_digits and digits:
        message = translatable_plural(
            "That code has {count} digit. Enter all {required} digits.",
            "That code has {count} digits. Enter all {required} digits.",
            count=len(digits),
            required=CODE_DIGITS,
        )
    else:
        message = translatable(
            "A code has exactly {required} digits. Enter digits only.", required=CODE_DIGITS
        )
    raise InvalidCodeFormatError(message, errors=[FieldError("otp", "six_digits", message)])


_DIGIT_SEPARATORS = str.maketrans("", "", " -\u00a0\t\r\n")


def derive_code_email_id(link_id: UUID, expires_at: datetime) -> UUID:
    """Return the id of the e-mail with the link's code that expires then."""
    return uuid5(link_id, f"code:{expires_at.astimezone(UTC).isoformat()}")


def mask_email(email: str) -> str:
    """Return an address with only its first letters visible: ``j***@e***.com``."""
    local, _, domain = email.rpartition("@")
    host, _, ending = domain.rpartition(".")
    return f"{local[:1]}***@{host[:1]}***.{ending}"


_MAX_ACCOMMODATIONS = 10
_MAX_ACCOMMODATION_LENGTH = 200


class InvalidAccommodationsError(InvalidRequestError):
    """There are too many accommodations, or one is too long."""

    code = "accommodations_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDecision:
    """The candidate's answer to a consent text, and the accommodations that they ask for."""

    text: ConsentText
    is_accepted: bool
    at: datetime
    accommodations: tuple[str, ...] = field(default=(), repr=False)


def clean_accommodations(values: list[str]) -> tuple[str, ...]:
    """Return the accommodations without blank ones, or raise ``InvalidAccommodationsError``."""
    needs = tuple(need.strip() for need in values if need.strip())
    if len(needs) > _MAX_ACCOMMODATIONS or any(
        len(need) > _MAX_ACCOMMODATION_LENGTH for need in needs
    ):
        message = translatable(
            "Name up to {count} accommodations, each with up to {length} characters.",
            count=_MAX_ACCOMMODATIONS,
            length=_MAX_ACCOMMODATION_LENGTH,
        )
        raise InvalidAccommodationsError(
            message, errors=[FieldError("accommodations", "too_long", message)]
        )
    return needs
