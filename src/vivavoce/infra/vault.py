"""Personal data under a key of its own person: destroy the key, and the words are gone everywhere."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Collection
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json

from vivavoce.infra.keys import Keys
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import Gone

_PURPOSE = "subject-key"
_NONCE = 12


class Erased(Gone):
    """The personal data was erased."""

    code = "erased"


class SubjectCipher:
    """Seals and opens what belongs to one person (AES-256-GCM)."""

    def __init__(self, key: bytes, subject: UUID) -> None:
        self._cipher = AESGCM(key)
        self._key = key
        self._bound_to = subject.bytes

    def seal(self, text: str) -> bytes:
        """Return ``text`` encrypted."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), self._bound_to)

    def open(self, blob: bytes) -> str:
        """Return the text, or raise ``Erased`` when another key sealed it."""
        sealed = bytes(blob)
        if not sealed:  # what was deleted in time, while the person's key lives on
            raise Erased
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound_to).decode()
        except InvalidTag as error:
            raise Erased from error

    def hash(self, text: str) -> str:
        """Return a hash of ``text`` that only this key makes: without it nobody can try texts out."""
        return hmac.digest(self._key, b"hash:" + text.encode(), "sha256").hex()[:32]

    def seal_json(self, value: Any) -> bytes:  # Any: a JSON value
        """Return a JSON value encrypted."""
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def open_json(self, blob: bytes) -> Any:  # Any: a JSON value
        """Return the JSON value, or raise ``Erased``."""
        return from_json(self.open(blob), cache_strings="keys")


class Vault:
    """Keeps one key per person, itself sealed under the installation's key."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def cipher(self, work: Work, subject: UUID) -> SubjectCipher:
        """Return the person's cipher, making the key at first use; raise ``Erased`` after erasure."""
        row = await work.fetch_one(_FIND, {"subject": subject})
        if row is None:
            key = secrets.token_bytes(32)
            sealed = self._keys.seal(_PURPOSE, key, subject.bytes)
            row = await work.fetch_one(
                _KEEP, {"tenant": work.tenant_id, "subject": subject, "sealed": sealed}
            )
        if row is None or row["sealed"] is None:
            raise Erased
        return self._opened(row["sealed"], subject)

    async def ciphers(self, work: Work, subjects: Collection[UUID]) -> dict[UUID, SubjectCipher]:
        """Return the ciphers of many people in one look; who has no key or was erased is left out."""
        rows = await work.fetch_all(_FIND_MANY, {"subjects": list(subjects)})
        return {row["subject_id"]: self._opened(row["sealed"], row["subject_id"]) for row in rows}

    async def erase(self, work: Work, subject: UUID) -> None:
        """Destroy the person's key: what it sealed can never be opened again."""
        await work.execute(_ERASE, {"tenant": work.tenant_id, "subject": subject})

    def _opened(self, sealed: bytes, subject: UUID) -> SubjectCipher:
        return SubjectCipher(self._keys.open(_PURPOSE, bytes(sealed), subject.bytes), subject)


_FIND_MANY = """
    SELECT subject_id, sealed
    FROM subject_key
    WHERE subject_id = ANY (%(subjects)s) AND sealed IS NOT NULL
"""
_FIND = """
    SELECT sealed
    FROM subject_key
    WHERE subject_id = %(subject)s
"""
# A parallel first use keeps the key that came first.
_KEEP = """
    INSERT INTO subject_key (tenant_id, subject_id, sealed)
    VALUES (%(tenant)s, %(subject)s, %(sealed)s)
    ON CONFLICT (tenant_id, subject_id) DO UPDATE SET subject_id = excluded.subject_id
    RETURNING sealed
"""
_ERASE = """
    INSERT INTO subject_key (tenant_id, subject_id, sealed, erased_at)
    VALUES (%(tenant)s, %(subject)s, NULL, now())
    ON CONFLICT (tenant_id, subject_id) DO UPDATE SET sealed = NULL, erased_at = now()
"""
