"""Signed links: an address that carries its own right, bound to one object, one method and 15 minutes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import Forbidden
from vivavoce.kernel.ids import TenantId

Method = Literal["GET", "PUT"]
LIFE = timedelta(minutes=15)
LONGEST_TOKEN = 512
_VERSION = 1
_METHODS: dict[Method, int] = {"GET": 1, "PUT": 2}
_HEAD = 1 + 1 + 16 + 16 + 8
_MAC = hashlib.sha256().digest_size


class LinkRefused(Forbidden):
    """This link is not ours, was changed, or is for something else."""

    code = "link_refused"


class LinkExpired(Forbidden):
    """This link has run out. Ask for a new one."""

    code = "link_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a token says. ``target`` is an artifact for GET, a ticket for PUT."""

    tenant_id: TenantId
    target: UUID
    method: Method
    content_type: str
    expires_at: datetime


def sign(link: Link, key: bytes) -> str:
    """Return ``link`` as a token; whole seconds of its expiry are kept."""
    plain = b"".join(
        (
            bytes((_VERSION, _METHODS[link.method])),
            link.tenant_id.bytes,
            link.target.bytes,
            int(link.expires_at.timestamp()).to_bytes(8, "big"),
            link.content_type.encode(),
        )
    )
    return _text(plain + hmac.digest(key, plain, "sha256"))


def read(token: str, key: bytes, *, method: Method, now: datetime) -> Link:
    """Return what ``token`` allows, or raise ``LinkRefused`` or ``LinkExpired``.

    A token that is signed otherwise, for another method, or spelled in another way is refused alike.
    """
    signed = _bytes(token)
    plain, mac = signed[:-_MAC], signed[-_MAC:]
    is_ours = hmac.compare_digest(hmac.digest(key, plain, "sha256"), mac)
    if not is_ours or len(plain) < _HEAD or plain[:2] != bytes((_VERSION, _METHODS[method])):
        raise LinkRefused
    expires_at = datetime.fromtimestamp(int.from_bytes(plain[34:_HEAD], "big"), UTC)
    if now >= expires_at:
        raise LinkExpired
    return Link(
        tenant_id=TenantId(UUID(bytes=plain[2:18])),
        target=UUID(bytes=plain[18:34]),
        method=method,
        content_type=plain[_HEAD:].decode(),
        expires_at=expires_at,
    )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(token: str) -> bytes:
    if len(token) > LONGEST_TOKEN:
        raise LinkRefused
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise LinkRefused from error
    # Base64 has several spellings of the same bytes (spare bits, padding); one of them is ours.
    if _text(raw) != token:
        raise LinkRefused
    return raw
