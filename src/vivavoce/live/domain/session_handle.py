"""The name under which a candidate's socket finds its session: unguessable, and stored hashed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

HANDLE_PREFIX = "int_"
HANDLE_SALT_BITS = 128


class SessionHandleFactory:
    """Makes and hashes handles under a key of the installation.

    A handle is made from the session's id and its own random salt, so that asking twice for the
    same session gives the same handle although only its hash is kept.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def create_handle(self, session_id: UUID, salt: str) -> str:
        """Return the handle of a session: 256 bits that nobody without the key can tell."""
        digest = hmac.digest(self._key, session_id.bytes + salt.encode(), "sha256")
        return HANDLE_PREFIX + base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @staticmethod
    def hash_handle(handle: str) -> bytes:
        """Return what is stored and looked up for ``handle``."""
        return hashlib.sha256(handle.encode("utf-8", "replace")).digest()
