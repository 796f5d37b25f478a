"""An order for an interview, its outcome, and the calls between the systems, in the same form for all."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from vivavoce.ats.domain.connection import AtsName
from vivavoce.kernel.errors import (
    FieldError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
    UpstreamError,
)
from vivavoce.kernel.ids import InterviewId
from vivavoce.kernel.translation import translatable

JsonObject = Mapping[str, Any]  # Any: JSON
OutcomeKind = Literal["completed", "cancelled"]
MAX_ERROR_LENGTH = 300
_MAX_READ_LENGTH = 3000
"""How much of an error is searched for e-mail addresses: the search takes long for a long word."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ADDRESS = re.compile(r"(?<![^\s@,;<>\"'])[^\s@,;<>\"']++@[^\s@,;<>\"']++")


class MalformedOrderError(InvalidRequestError):
    """A value that the applicant tracking system sent is missing or not valid."""

    code = "ats_order_malformed"


class AtsOrderNotFoundError(NotFoundError):
    """There is no interview with this id from this applicant tracking system."""

    code = "ats_order_not_found"


class LiveKeyNeededError(ForbiddenError):
    """This is a test key, and applicant tracking systems get nothing of tests. Use a live key."""

    code = "live_key_needed"


class AtsSignatureError(UnauthenticatedError):
    """The signature of the applicant tracking system is missing or not valid."""

    code = "ats_signature_refused"


class AtsCallFailedError(UpstreamError):
    """The applicant tracking system did not accept the call. It is tried again."""

    code = "ats_call_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtsCandidate:
    """The person who is to be interviewed."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedOrder:
    """What a system sent: the order of an interview from a template."""

    external_id: str
    """The system's own id of this order; the same order has the same id."""
    template_id: UUID
    candidate: AtsCandidate | None
    """None if the system must be asked for the candidate."""
    callback_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtsOrder:
    """A stored order. Its id is what the system knows the interview by."""

    id: UUID
    ats: AtsName
    external_id: str
    template_id: UUID
    interview_id: InterviewId | None
    """None until the candidate is known."""
    callback_url: str | None
    reported: OutcomeKind | None
    """The outcome that the system got last."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewResult:
    """What the platform says about an interview now; without an approved assessment there is no score."""

    state: str
    is_approved: bool
    """Whether a person approved the assessment."""
    score: float | None
    """The overall score of the approved assessment, 0 to 100; None if it has none."""
    recommendation: str | None
    page_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtsOutboundCall:
    """One request to a system."""

    operation: str
    method: Literal["GET", "POST", "PATCH"]
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtsCall:
    """One recorded call, in either direction; it has no personal data."""

    ats: AtsName
    direction: Literal["received", "sent"]
    operation: str
    at: datetime
    is_successful: bool
    status: int | None
    error: str | None
    interview_id: InterviewId | None = None


def basic_authorization(user_name: str) -> str:
    """Return the header of HTTP Basic with this user name and no password."""
    return "Basic " + base64.b64encode(f"{user_name}:".encode()).decode()


def require_text(body: JsonObject, path: str, *, max_length: int = 300) -> str:
    """Return the text at ``path`` (names with dots); raise ``MalformedOrderError``."""
    text = find_text(body, path, max_length=max_length)
    if text is None:
        message = translatable("'{path}' is missing.", path=path)
        raise MalformedOrderError(message, errors=[FieldError(path, "missing", message)])
    return text


def find_text(body: JsonObject, path: str, *, max_length: int = 300) -> str | None:
    """Return the text at ``path``, or None if there is none; a number becomes text.

    Raises ``MalformedOrderError`` for anything else, for a text that is too long, and for control characters.
    """
    value: Any = body  # Any: JSON
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str) or len(value) > max_length or _UNPRINTABLE.search(value):
        message = translatable(
            "'{path}' must be a text of at most {most} characters without control characters.",
            path=path,
            most=max_length,
        )
        raise MalformedOrderError(message, errors=[FieldError(path, "invalid", message)])
    return value.strip()


def require_id(body: JsonObject, path: str) -> UUID:
    """Return the id at ``path``; raise ``MalformedOrderError``."""
    text = require_text(body, path)
    try:
        return UUID(text)
    except ValueError:
        message = translatable("'{text}' is not an id of ours.", text=text[:60])
        raise MalformedOrderError(message, errors=[FieldError(path, "invalid", message)]) from None


def read_candidate(body: JsonObject, path: str) -> AtsCandidate:
    """Return the candidate with ``first_name``, ``last_name`` and ``email`` below ``path``."""
    names = (find_text(body, f"{path}.{part}_name") for part in ("first", "last"))
    name = " ".join(part for part in names if part)
    email = require_text(body, f"{path}.email")
    return AtsCandidate(
        name=(name or email.partition("@")[0])[:200],
        email=email,
        phone=find_text(body, f"{path}.phone_number"),
    )


def mask_addresses(text: str) -> str:
    """Return the beginning of ``text`` on one line, without e-mail addresses."""
    readable = _UNPRINTABLE.sub(" ", text[:_MAX_READ_LENGTH])
    return _ADDRESS.sub("…", " ".join(readable.split()))[:MAX_ERROR_LENGTH]
