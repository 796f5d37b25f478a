"""Sealed texts by the installation's keys: authenticated encryption, one key for each purpose."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from vivavoce.infra.keys import InstallationKeys

_MAX_LENGTH = 6000


class KeySealedDocuments:
    """Seals JSON objects with keys of the installation."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    def seal(self, purpose: str, document: Mapping[str, object]) -> str:
        """Return a JSON object as a sealed, URL-safe text."""
        plain = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
        sealed = self._keys.encrypt(purpose, plain, purpose.encode())
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, purpose: str, text: str) -> Mapping[str, object] | None:
        """Return the object of a text that was sealed for that purpose, or None."""
        if len(text) > _MAX_LENGTH or not text.isascii():
            return None
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            plain = self._keys.decrypt(purpose, sealed, purpose.encode())
        except (binascii.Error, ValueError):
            return None
        document: Mapping[str, object] = json.loads(plain)
        return document
