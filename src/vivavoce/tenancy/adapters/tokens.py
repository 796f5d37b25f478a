"""Sign-in tokens as JWT; only one algorithm, issuer, audience and type is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import jwt

from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.ports import Claims

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
