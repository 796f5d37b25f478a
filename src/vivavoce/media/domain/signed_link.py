"""Signed links: URLs that grant access to one object by one method for 15 minutes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId

LinkMethod = Literal["GET", "PUT"]
LINK_LIFETIME = timedelta(minutes=15)
MAX_TOKEN_LENGTH = 512
_VERSION = 1
_METHOD_CODES: dict[LinkMethod, int] = {"GET": 1, "PUT": 2}
_HEADER_BYTES = 1 + 1 + 16 + 16 + 8
_MAC_BYTES = hashlib.sha256().digest_size


class InvalidLinkError(ForbiddenError):
    """This link is invalid, was changed, or is for something else."""

    code = "link_invalid"


class LinkExpiredError(ForbiddenError):
    """This link has expired. Ask for a new one."""

    code = "link_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLink:
    """The content of a token. ``target_id`` is an artifact id for GET, an upload ticket id for PUT."""

    tenant_id: TenantId
    target_id: UUID
    method: LinkMethod
    content_type: str
    expires_at: datetime


def sign_link(link: SignedLink, key: bytes) -> str:
    """Return ``link`` as a token; its expiry is truncated to whole seconds."""
    plain = b"".join(
        (
            bytes((_VERSION, _METHOD_CODES[link.method])),
            link.tenant_id.bytes,
            link.target_id.bytes,
            int(link.expires_at.timestamp()).to_bytes(8, "big"),
            link.content_type.encode(),
        )
    )
    return _encode_token(plain + hmac.digest(key, plain, "sha256"))


def verify_link(token: str, key: bytes, *, method: LinkMethod, now: datetime) -> SignedLink:
    """Return the link in ``token``, or raise ``InvalidLinkError`` or ``LinkExpiredError``.

    A token with a wrong signature, for another method or in a non-canonical encoding is invalid.
    """
    signed = _decode_token(token)
    plain, mac = signed[:-_MAC_BYTES], signed[-_MAC_BYTES:]
    is_ours = hmac.compare_digest(hmac.digest(key, plain, "sha256"), mac)
    if (
        not is_ours
        or len(plain) < _HEADER_BYTES
        or plain[:2] != bytes((_VERSION, _METHOD_CODES[method]))
    ):
        raise InvalidLinkError
    expires_at = datetime.fromtimestamp(int.from_bytes(plain[34:_HEADER_BYTES], "big"), UTC)
    if now >= expires_at:
        raise LinkExpiredError
    return SignedLink(
        tenant_id=TenantId(UUID(bytes=plain[2:18])),
        target_id=UUID(bytes=plain[18:34]),
        method=method,
        content_type=plain[_HEADER_BYTES:].decode(),
        expires_at=expires_at,
    )


def _encode_token(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode_token(token: str) -> bytes:
    if len(token) > MAX_TOKEN_LENGTH:
        raise InvalidLinkError
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidLinkError from error
    # Base64 can encode the same bytes in several ways (spare bits, padding); only one of them is valid.
    if _encode_token(raw) != token:
        raise InvalidLinkError
    return raw
