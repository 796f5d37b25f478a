"""Personal data encrypted with a key per person: destroying the key erases the data everywhere."""

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

from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import GoneError

_PURPOSE = "subject-key"
_NONCE = 12


class DataErasedError(GoneError):
    """The personal data was erased."""

    code = "erased"


class SubjectCipher:
    """Encrypts and decrypts the data of one person (AES-256-GCM)."""

    def __init__(self, key: bytes, subject: UUID) -> None:
        self._cipher = AESGCM(key)
        self._key = key
        self._associated_data = subject.bytes

    def encrypt(self, text: str) -> bytes:
        """Return ``text`` encrypted."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), self._associated_data)

    def decrypt(self, blob: bytes) -> str:
        """Return the text; raise ``DataErasedError`` if it is empty or encrypted with another key."""
        sealed = bytes(blob)
        if not sealed:  # deleted by retention, while the person's key still exists
            raise DataErasedError
        try:
            return self._cipher.decrypt(
                sealed[:_NONCE], sealed[_NONCE:], self._associated_data
            ).decode()
        except InvalidTag as error:
            raise DataErasedError from error

    def hash(self, text: str) -> str:
        """Return a hash of ``text`` that depends on this key: without the key texts cannot be guessed."""
        return hmac.digest(self._key, b"hash:" + text.encode(), "sha256").hex()[:32]

    def encrypt_json(self, value: Any) -> bytes:  # Any: a JSON value
        """Return a JSON value encrypted."""
        return self.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def decrypt_json(self, blob: bytes) -> Any:  # Any: a JSON value
        """Return the JSON value, or raise ``DataErasedError``."""
        return from_json(self.decrypt(blob), cache_strings="keys")


class SubjectKeyVault:
    """Stores one key per person, encrypted with the installation's key."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    async def get_cipher(self, work: UnitOfWork, subject: UUID) -> SubjectCipher:
        """Return the person's cipher, creating the key at first use.

        Raises ``DataErasedError`` after erasure.
        """
        row = await work.fetch_one(_FIND_KEY, {"subject": subject})
        if row is None:
            key = secrets.token_bytes(32)
            sealed = self._keys.encrypt(_PURPOSE, key, subject.bytes)
            row = await work.fetch_one(
                _STORE_KEY, {"tenant": work.tenant_id, "subject": subject, "sealed": sealed}
            )
        if row is None or row["sealed"] is None:
            raise DataErasedError
        return self._decrypt_cipher(row["sealed"], subject)

    async def get_ciphers(
        self, work: UnitOfWork, subjects: Collection[UUID]
    ) -> dict[UUID, SubjectCipher]:
        """Return the ciphers of many people with one query; people without a key are omitted."""
        rows = await work.fetch_all(_FIND_KEYS, {"subjects": list(subjects)})
        return {
            row["subject_id"]: self._decrypt_cipher(row["sealed"], row["subject_id"])
            for row in rows
        }

    async def destroy_key(self, work: UnitOfWork, subject: UUID) -> None:
        """Destroy the person's key: data encrypted with it can never be decrypted again."""
        await work.execute(_DESTROY_KEY, {"tenant": work.tenant_id, "subject": subject})

    def _decrypt_cipher(self, sealed: bytes, subject: UUID) -> SubjectCipher:
        return SubjectCipher(self._keys.decrypt(_PURPOSE, bytes(sealed), subject.bytes), subject)


_FIND_KEYS = """
    SELECT subject_id, sealed
    FROM subject_key
    WHERE subject_id = ANY (%(subjects)s) AND sealed IS NOT NULL
"""
_FIND_KEY = """
    SELECT sealed
    FROM subject_key
    WHERE subject_id = %(subject)s
"""
# With a parallel first use, the key that was stored first is kept.
_STORE_KEY = """
    INSERT INTO subject_key (tenant_id, subject_id, sealed)
    VALUES (%(tenant)s, %(subject)s, %(sealed)s)
    ON CONFLICT (tenant_id, subject_id) DO UPDATE SET subject_id = excluded.subject_id
    RETURNING sealed
"""
_DESTROY_KEY = """
    INSERT INTO subject_key (tenant_id, subject_id, sealed, erased_at)
    VALUES (%(tenant)s, %(subject)s, NULL, now())
    ON CONFLICT (tenant_id, subject_id) DO UPDATE SET sealed = NULL, erased_at = now()
"""
