"""Keys derived from one installation secret, and personal data encrypted with a key per person.

Keys are derived with HKDF, and ciphertexts name their key. Destroying a person's key erases their data
everywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic_core import from_json

from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import GoneError, InvalidSettingError
from vivavoce.kernel.translation import translatable

_NONCE = 12
_KEY_ID = 4


class InstallationKeys:
    """All keys of the installation, derived from its secret; for decryption also from the previous one."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        self._secrets = [secret.encode()] + ([previous.encode()] if previous else [])

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key for ``purpose`` (RFC 5869)."""
        return _derive_key(self._secrets[0], purpose)

    def encrypt(self, purpose: str, plain: bytes, bound_to: bytes) -> bytes:
        """Return ``plain`` encrypted with AES-256-GCM: key id, nonce, ciphertext; bound to ``bound_to``."""
        key = self.derive(purpose)
        nonce = secrets.token_bytes(_NONCE)
        return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, plain, bound_to)

    def decrypt(self, purpose: str, sealed: bytes, bound_to: bytes) -> bytes:
        """Return the plain bytes of ``sealed``; raise ``ValueError`` if no key of ours decrypts it."""
        key_id, nonce, rest = sealed[:_KEY_ID], sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[16:]
        for secret in self._secrets:
            key = _derive_key(secret, purpose)
            if _key_id(key) == key_id:
                try:
                    return AESGCM(key).decrypt(nonce, rest, bound_to)
                except InvalidTag:
                    break
        raise ValueError("encrypted with another installation's key, or changed since")

    def hash_token(self, token: str) -> bytes:
        """Return the keyed hash under which a random token or key is stored."""
        return hmac.digest(self.derive("token-hash"), token.encode(), "sha256")

    def blind_index(self, tenant_id: UUID, text: str) -> bytes:
        """Return a keyed hash of normalized text: equal texts of one organization have equal hashes."""
        folded = unicodedata.normalize("NFKC", text).casefold().strip()
        return hmac.digest(self.derive("blind-index"), tenant_id.bytes + folded.encode(), "sha256")


def load_installation_keys(settings: Settings) -> InstallationKeys:
    """Return the installation's keys; in the local profile the first call creates the secret."""
    previous = settings.secret_key_previous
    former = previous.get_secret_value() if previous else None
    if settings.secret_key is not None:
        return InstallationKeys(settings.secret_key.get_secret_value(), former)
    if not settings.is_local:
        settings.refuse_weak_secrets()
    return InstallationKeys(_local_secret(settings.data_dir / "secret.key"), former)


def _local_secret(file: Path) -> str:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = file.with_suffix(f".{secrets.token_hex(4)}")
        if not file.exists():
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48))
            try:
                file.hardlink_to(fresh)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        secret = file.read_text().strip()
    except OSError as error:
        raise InvalidSettingError(
            translatable(
                "The secret key cannot be stored in '{folder}' ({reason}). Set VIVAVOCE_DATA_DIR "
                "to a writable folder.",
                folder=file.parent,
                reason=error.strerror,
            )
        ) from error
    if not secret:
        raise InvalidSettingError(
            translatable(
                "'{file}' is empty. Restore it from a backup, or delete it to start with a new "
                "secret.",
                file=file,
            )
        )
    return secret


@lru_cache(maxsize=64)
def _derive_key(secret: bytes, purpose: str) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(), length=32, salt=b"vivavoce", info=purpose.encode()
    ).derive(secret)


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key-id" + key).digest()[:_KEY_ID]


_PURPOSE = "subject-key"


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

    async def find_cipher(self, work: UnitOfWork, subject: UUID) -> SubjectCipher | None:
        """Return the person's cipher as ``get_cipher`` does; None after erasure."""
        try:
            return await self.get_cipher(work, subject)
        except DataErasedError:
            return None

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
