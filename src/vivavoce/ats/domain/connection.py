"""A connection to an applicant tracking system: its credentials, and what an administrator can change."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlsplit
from uuid import UUID

from vivavoce.kernel.errors import (
    ConflictError,
    FieldError,
    InvalidRequestError,
)
from vivavoce.kernel.translation import translatable

AtsName = Literal["greenhouse", "ashby", "lever"]
ATS_NAMES: tuple[AtsName, ...] = get_args(AtsName)
DEFAULT_API_URLS: Mapping[AtsName, str] = {
    "greenhouse": "https://app.greenhouse.io",
    "ashby": "https://api.ashbyhq.com",
    "lever": "https://api.lever.co/v1",
}
"""Where each system is reached if the connection names no other address."""
MAX_API_KEY_LENGTH = 170
"""Greenhouse takes keys of fewer than 171 characters."""
MAX_STAGES = 100
_MAX_URL_LENGTH = 300
_SECRET = re.compile(r"[!-9;-~]+")
"""Printable ASCII without a colon, which separates the user name from the password."""
_STAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


class AtsNotConnectedError(ConflictError):
    """The organization has not connected this applicant tracking system, or has switched it off."""

    code = "ats_not_connected"


class InvalidAtsConnectionError(InvalidRequestError):
    """A value of the connection is not valid."""

    code = "invalid_ats_connection"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtsConnection:
    """The organization's connection to one system. While it is off, it has no credentials."""

    ats: AtsName
    api_key: str = field(repr=False)
    """The key that the system expects when it is called; '' while the connection is off."""
    signing_token: str | None = field(default=None, repr=False)
    """What Lever signs its webhooks with; None for the others, and while the connection is off."""
    api_url: str
    stage_templates: Mapping[str, UUID]
    """Lever: the template of the interviews that a stage starts, by the id of the stage."""
    is_active: bool
    """Whether orders are taken and outcomes are reported."""
    connected_by: UUID
    connected_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AtsConnectionChange:
    """What an administrator sets. None keeps the current value; switching off deletes the credentials."""

    api_key: str | None = field(default=None, repr=False)
    signing_token: str | None = field(default=None, repr=False)
    api_url: str | None = None
    stage_templates: Mapping[str, UUID] | None = None
    is_active: bool = True


def apply_change(
    ats: AtsName,
    current: AtsConnection | None,
    change: AtsConnectionChange,
    *,
    changed_by: UUID,
    now: datetime,
) -> AtsConnection:
    """Return the changed connection; raise ``InvalidAtsConnectionError`` with every bad field."""
    errors = _find_errors(ats, current, change)
    if errors:
        raise InvalidAtsConnectionError(
            translatable("'{field}': {message}", field=errors[0].field, message=errors[0].message),
            errors=errors,
        )
    if current is None:
        current = AtsConnection(
            ats=ats,
            api_key=change.api_key or "",
            api_url=DEFAULT_API_URLS[ats],
            stage_templates={},
            is_active=True,
            connected_by=changed_by,
            connected_at=now,
            changed_at=now,
        )
    return dataclasses.replace(
        current,
        api_key=(change.api_key or current.api_key) if change.is_active else "",
        signing_token=(change.signing_token or current.signing_token) if change.is_active else None,
        api_url=(change.api_url or current.api_url).rstrip("/"),
        stage_templates=current.stage_templates
        if change.stage_templates is None
        else dict(change.stage_templates),
        is_active=change.is_active,
        changed_at=now,
    )


def _find_errors(
    ats: AtsName, current: AtsConnection | None, change: AtsConnectionChange
) -> list[FieldError]:
    errors = []
    if change.is_active and change.api_key is None and not (current and current.api_key):
        errors.append(FieldError("apiKey", "missing", translatable("Enter the API key.")))
    if change.api_key is not None and not _is_secret(change.api_key):
        errors.append(_secret_error("apiKey"))
    elif change.is_active and change.api_key is None and _is_moved(current, change):
        # Otherwise, whoever may change the address could have the stored key sent to an address of theirs.
        message = translatable("Enter the API key again: it will be sent to another address.")
        errors.append(FieldError("apiKey", "missing", message))
    if change.api_url is not None and not _is_https(change.api_url):
        message = translatable(
            "It must be an https address without a user name, query or fragment."
        )
        errors.append(FieldError("apiUrl", "not_https", message))
    if ats == "lever":
        return [*errors, *_find_webhook_errors(current, change)]
    message = translatable("Only Lever starts interviews by its webhook.")
    if change.signing_token is not None:
        errors.append(FieldError("signingToken", "not_used", message))
    if change.stage_templates:
        errors.append(FieldError("stageTemplates", "not_used", message))
    return errors


def _find_webhook_errors(
    current: AtsConnection | None, change: AtsConnectionChange
) -> list[FieldError]:
    errors = []
    if change.signing_token is not None:
        if not _is_secret(change.signing_token):
            errors.append(_secret_error("signingToken"))
    elif change.is_active and not (current and current.signing_token):
        message = translatable("Enter the signature token of the webhook.")
        errors.append(FieldError("signingToken", "missing", message))
    for stage in change.stage_templates or ():
        if not _STAGE_ID.fullmatch(stage):
            message = translatable("'{stage}' is not the id of a stage.", stage=stage[:40])
            errors.append(FieldError("stageTemplates", "invalid", message))
    return errors


def _is_moved(current: AtsConnection | None, change: AtsConnectionChange) -> bool:
    if current is None or change.api_url is None:
        return False
    return change.api_url.rstrip("/") != current.api_url


def _is_secret(text: str) -> bool:
    return len(text) <= MAX_API_KEY_LENGTH and _SECRET.fullmatch(text) is not None


def _secret_error(name: str) -> FieldError:
    message = translatable(
        "Use 1 to {most} printable characters, without spaces or colons.",
        most=MAX_API_KEY_LENGTH,
    )
    return FieldError(name, "invalid", message)


def _is_https(url: str) -> bool:
    """Return whether ``url`` can be the beginning of a system's addresses; http only for loopback.

    The guard of outgoing requests decides whether the host may be called.
    """
    if len(url) > _MAX_URL_LENGTH or not url.isascii() or not url.isprintable() or "@" in url:
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or "#" in url or "?" in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host == "127.0.0.1")
