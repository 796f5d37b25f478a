"""Credentials: password hashes, sign-in tokens and device cookies.

Passwords are hashed with argon2id in worker threads, at most two at a time. Tokens are JWT; only one
algorithm, issuer, audience and type is accepted. Device cookies and log hashes are keyed by the
installation's secret.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from vivavoce.infra.keys import InstallationKeys
from vivavoce.kernel.errors import TooManyRequestsError, UnauthenticatedError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.ports import Claims, LogHasher

_MAX_CONCURRENT_HASHES = 2
"""Each hash takes 64 MiB and a full core; more at once would slow live sessions down."""
_MAX_WAITING = 32
"""How many hashes may run or wait; further ones raise ``SignInBusyError`` instead of waiting long."""


class SignInBusyError(TooManyRequestsError):
    """Many people are signing in right now. Try again in a few seconds."""

    code = "sign_in_busy"


class Argon2PasswordHasher:
    """Hashes with argon2-cffi's default cost (RFC 9106, low memory), or with the given hasher's."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._semaphore = asyncio.Semaphore(_MAX_CONCURRENT_HASHES)
        self._waiting = 0
        self._decoy_hash = _build_decoy_hash(self._hasher)

    async def hash(self, password: str) -> str:
        """Return the encoded hash of a password."""
        async with self._acquire_slot():
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Return whether the password matches; without a hash, the same work is done on a decoy."""
        async with self._acquire_slot():
            return await asyncio.to_thread(
                self._verify, password_hash or self._decoy_hash, password
            )

    @asynccontextmanager
    async def _acquire_slot(self) -> AsyncIterator[None]:
        if self._waiting >= _MAX_WAITING:
            raise SignInBusyError(retry_after_s=5)
        self._waiting += 1
        try:
            async with self._semaphore:
                yield
        finally:
            self._waiting -= 1

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False


def _build_decoy_hash(hasher: PasswordHasher) -> str:
    """Return a well-formed hash that no password matches, with the same cost as a real one."""
    salt = base64.b64encode(bytes(hasher.salt_len)).decode().rstrip("=")
    digest = base64.b64encode(bytes(hasher.hash_len)).decode().rstrip("=")
    price = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${price}${salt}${digest}"


_ALGORITHM = "HS256"
_ISSUER = "vivavoce"
_AUDIENCE = "vivavoce-api"
_TYPE = "at+jwt"
_HEADER = {"alg": _ALGORITHM, "typ": _TYPE}
_CLAIMS = ("iss", "aud", "sub", "tid", "jti", "uv", "av", "iat", "exp")
_MAX_TOKEN_LENGTH = 2048
_LEEWAY_S = 5
_MAX_VERSION = 1 << 31


class InvalidTokenError(UnauthenticatedError):
    """This sign-in is invalid or has expired. Sign in again."""

    code = "invalid_token"


class JwtSignInTokenCodec:
    """Signs with the first secret and accepts signatures of any of them, so that secrets can be rotated."""

    def __init__(self, secret: bytes, previous: Sequence[bytes] = ()) -> None:
        self._secrets = (secret, *previous)

    def issue(self, claims: Claims, *, now: datetime, lifetime_s: int) -> str:
        """Return a token with the claims that expires ``lifetime_s`` seconds after ``now``."""
        began = int(now.timestamp())
        body = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": str(claims.user_id),
            "tid": str(claims.tenant_id),
            "jti": str(claims.token_id),
            "uv": claims.user_version,
            "av": claims.account_version,
            "iat": began,
            "exp": began + lifetime_s,
        }
        return jwt.encode(body, self._secrets[0], algorithm=_ALGORITHM, headers={"typ": _TYPE})

    def read(self, token: str, *, now: datetime) -> Claims:
        """Return the claims of the token, or raise ``InvalidTokenError``."""
        if len(token) > _MAX_TOKEN_LENGTH or not token.isascii():
            raise InvalidTokenError
        body = self._verify_signature(token)
        _check_times(body, now.timestamp())
        try:
            return Claims(
                tenant_id=TenantId(UUID(body["tid"])),
                user_id=UUID(body["sub"]),
                token_id=UUID(body["jti"]),
                user_version=_check_version(body["uv"]),
                account_version=_check_version(body["av"]),
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise InvalidTokenError from error

    def _verify_signature(self, token: str) -> dict[str, Any]:  # Any: JSON claims
        for secret in self._secrets:
            try:
                # The times are checked below, against the injected clock.
                decoded = jwt.decode_complete(
                    token,
                    secret,
                    algorithms=[_ALGORITHM],
                    audience=_AUDIENCE,
                    issuer=_ISSUER,
                    options={
                        "require": list(_CLAIMS),
                        "strict_aud": True,
                        "verify_exp": False,
                        "verify_iat": False,
                        "verify_nbf": False,
                    },
                )
            except jwt.InvalidSignatureError:
                continue
            except jwt.PyJWTError as error:
                raise InvalidTokenError from error
            if decoded["header"] != _HEADER:
                raise InvalidTokenError
            body: dict[str, Any] = decoded["payload"]
            return body
        raise InvalidTokenError


def _check_version(value: object) -> int:
    if type(value) is not int or not 0 < value < _MAX_VERSION:
        raise ValueError("the version must be a small whole number")
    return value


def _check_times(body: dict[str, Any], now: float) -> None:  # Any: JSON claims
    began, ends = body["iat"], body["exp"]
    if type(began) is not int or type(ends) is not int:
        raise InvalidTokenError
    if ends <= now or began > now + _LEEWAY_S:
        raise InvalidTokenError
    not_before = body.get("nbf", began)
    if type(not_before) is not int or not_before > now + _LEEWAY_S:
        raise InvalidTokenError


_ID_BYTES = 16
_MAX_COOKIE_LENGTH = 200


class HmacDeviceCookies:
    """Signs a random id for one address. The cookie grants no access, only a separate attempt limit."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._key = keys.derive("device-cookie")

    def issue(self, address: str) -> str:
        """Return the cookie value for a browser in which the owner of ``address`` signed in."""
        device = secrets.token_hex(_ID_BYTES)
        return f"{device}.{self._signature(device, address)}"

    def read(self, address: str, cookie: str) -> str | None:
        """Return the browser's id if the cookie is authentic and was issued for ``address``, else None."""
        if not cookie or len(cookie) > _MAX_COOKIE_LENGTH or not cookie.isascii():
            return None
        device, _, signature = cookie.partition(".")
        fits = hmac.compare_digest(signature, self._signature(device, address))
        return device if fits else None

    def _signature(self, device: str, address: str) -> str:
        return hmac.new(self._key, f"{device}|{address}".encode(), "sha256").hexdigest()


def make_log_hasher(keys: InstallationKeys) -> LogHasher:
    """Return a function that hashes an address to 16 hexadecimal digits."""
    key = keys.derive("log-hash")
    return lambda text: hmac.new(key, text.encode(), "sha256").hexdigest()[:16]
