"""Keys derived from one installation secret with HKDF, encryption with key ids, and keyed hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vivavoce.infra.settings import InvalidSettingError, Settings

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
            f"The secret key cannot be stored in '{file.parent}' ({error.strerror}). Set "
            "VIVAVOCE_DATA_DIR to a writable folder."
        ) from error
    if not secret:
        raise InvalidSettingError(
            f"'{file}' is empty. Restore it from a backup, or delete it to start with a new secret."
        )
    return secret


@lru_cache(maxsize=64)
def _derive_key(secret: bytes, purpose: str) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(), length=32, salt=b"vivavoce", info=purpose.encode()
    ).derive(secret)


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key-id" + key).digest()[:_KEY_ID]
