"""Session handles: unguessable public ids by which a candidate's socket finds its session."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

HANDLE_PREFIX = "int_"
HANDLE_SALT_BITS = 128


class SessionHandleFactory:
    """Creates and hashes session handles with a key of the installation.

    A handle is derived from the session's id and a random salt, so it can be created again for the
    same session although only its hash is stored.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def create_handle(self, session_id: UUID, salt: str) -> str:
        """Return the handle of a session: HMAC-SHA256 of id and salt, base64url, with ``HANDLE_PREFIX``."""
        digest = hmac.digest(self._key, session_id.bytes + salt.encode(), "sha256")
        return HANDLE_PREFIX + base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @staticmethod
    def hash_handle(handle: str) -> bytes:
        """Return the SHA-256 hash under which ``handle`` is stored and looked up."""
        return hashlib.sha256(handle.encode("utf-8", "replace")).digest()
