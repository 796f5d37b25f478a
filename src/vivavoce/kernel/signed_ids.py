"""A token that names an organization and one row of it, signed so that no one else can make one."""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

from vivavoce.kernel.ids import TenantId

_IDS_BYTES, _MAC_BYTES = 32, 32


def sign_ids(tenant_id: TenantId, row_id: UUID, key: bytes) -> str:
    """Return the token of a row."""
    plain = tenant_id.bytes + row_id.bytes
    return _encode(plain + hmac.digest(key, plain, "sha256"))


def read_signed_ids(token: str, key: bytes) -> tuple[TenantId, UUID] | None:
    """Return the organization and the row of a token, or None if it was not signed with ``key``."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    plain, mac = raw[:_IDS_BYTES], raw[_IDS_BYTES:]
    # Base64 can encode the same bytes in several ways; only one of them is valid.
    is_ours = len(mac) == _MAC_BYTES and _encode(raw) == token
    if not is_ours or not hmac.compare_digest(hmac.digest(key, plain, "sha256"), mac):
        return None
    return TenantId(UUID(bytes=plain[:16])), UUID(bytes=plain[16:])


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
