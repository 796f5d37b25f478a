import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from tests.simulated_clock import START

from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.credentials import JwtSignInTokenCodec
from vivavoce.tenancy.ports import Claims

SECRET = b"0123456789abcdef0123456789abcdef"
OTHER = b"fedcba9876543210fedcba9876543210"
CLAIMS = Claims(
    tenant_id=TenantId(UUID(int=1)),
    user_id=UUID(int=2),
    token_id=UUID(int=3),
    user_version=4,
    account_version=5,
)
HEADER = {"alg": "HS256", "typ": "at+jwt"}


def _body(**changes: Any) -> dict[str, Any]:
    began = int(START.timestamp())
    body = {
        "iss": "vivavoce",
        "aud": "vivavoce-api",
        "sub": str(CLAIMS.user_id),
        "tid": str(CLAIMS.tenant_id),
        "jti": str(CLAIMS.token_id),
        "uv": CLAIMS.user_version,
        "av": CLAIMS.account_version,
        "iat": began,
        "exp": began + 3600,
    } | changes
    return {name: value for name, value in body.items() if value is not None}


def _signed(
    body: dict[str, Any] | None = None,
    *,
    secret: bytes = SECRET,
    alg: str = "HS256",
    **header: Any,
) -> str:
    headers = {"typ": "at+jwt", **header}
    return jwt.encode(_body() if body is None else body, secret, algorithm=alg, headers=headers)


def _raw(header: Any, body: Any, signature: str = "AAAA") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, body))
    return ".".join([*(part.rstrip(b"=").decode() for part in parts), signature])


def _forged(header: Any, body: Any, secret: bytes = SECRET) -> str:
    """Return a token that is signed by hand, so that only its content is at fault."""
    signed = _raw(header, body, "").rstrip(".")
    digest = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _cut(token: str) -> str:
    return token[: token.rindex(".") + 1]


def _other_body(token: str) -> str:
    head, _, signature = token.split(".")
    return ".".join([head, _raw(HEADER, _body(sub=str(UUID(int=9)))).split(".")[1], signature])


NOW_S = int(START.timestamp())
HOSTILE: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no dots": lambda: "token",
    "two parts": lambda: "a.b",
    "four parts": lambda: _signed() + ".x",
    "not ascii": lambda: _signed() + "ä",
    "endless": lambda: _signed(_body(pad="x" * 3000)),
    "alg none": lambda: _raw({"alg": "none", "typ": "at+jwt"}, _body(), ""),
    "alg None": lambda: _raw({"alg": "None", "typ": "at+jwt"}, _body(), ""),
    "alg missing": lambda: _raw({"typ": "at+jwt"}, _body()),
    "alg HS384": lambda: _signed(secret=SECRET * 2, alg="HS384"),
    "alg HS512 with our secret": lambda: _signed(secret=SECRET * 2, alg="HS512"),
    "alg RS256 in name": lambda: _raw({"alg": "RS256", "typ": "at+jwt"}, _body()),
    "signature gone": lambda: _cut(_signed()),
    "signature of another body": lambda: _other_body(_signed()),
    "signed by another": lambda: _signed(secret=OTHER),
    "signed by an empty secret": lambda: _forged(HEADER, _body(), b""),
    "typ JWT": lambda: _signed(typ="JWT"),
    "typ missing": lambda: _signed(typ=None),
    "kid is a path": lambda: _signed(kid="../../dev/null"),
    "kid is a query": lambda: _signed(kid="' UNION SELECT 'x"),
    "jku points elsewhere": lambda: _signed(jku="https://evil.example/jwks.json"),
    "jwk brings its own key": lambda: _signed(jwk={"kty": "oct", "k": "AAAA"}),
    "crit unknown": lambda: _signed(crit=["exp"], exp=1),
    "issuer wrong": lambda: _signed(_body(iss="evil")),
    "issuer missing": lambda: _signed(_body(iss=None)),
    "audience wrong": lambda: _signed(_body(aud="another-api")),
    "audience a list": lambda: _signed(_body(aud=["vivavoce-api", "x"])),
    "audience missing": lambda: _signed(_body(aud=None)),
    "over": lambda: _signed(_body(exp=NOW_S)),
    "never over": lambda: _signed(_body(exp=None)),
    "over in words": lambda: _signed(_body(exp="9999999999")),
    "over at infinity": lambda: _signed(_body(exp=float("inf"))),
    "from the future": lambda: _signed(_body(iat=NOW_S + 60)),
    "from the future, valid before": lambda: _signed(_body(iat=NOW_S + 60, nbf=NOW_S)),
    "without a beginning": lambda: _signed(_body(iat=None)),
    "not yet": lambda: _signed(_body(nbf=NOW_S + 60)),
    "subject missing": lambda: _signed(_body(sub=None)),
    "subject no id": lambda: _signed(_body(sub="admin")),
    "subject a number": lambda: _forged(HEADER, _body(sub=7)),
    "tenant missing": lambda: _signed(_body(tid=None)),
    "tenant a list": lambda: _signed(_body(tid=[str(UUID(int=1))])),
    "without a version of the user": lambda: _signed(_body(uv=None)),
    "without a version of the account": lambda: _signed(_body(av=None)),
    "version a text": lambda: _signed(_body(av="5")),
    "version true": lambda: _signed(_body(uv=True)),
    "version endless": lambda: _signed(_body(uv=10**12)),
    "without an id": lambda: _signed(_body(jti=None)),
    "body a list": lambda: _forged(HEADER, ["x"]),
}


def test_a_token_identifies_the_signed_in_user() -> None:
    tokens = JwtSignInTokenCodec(SECRET)

    token = tokens.issue(CLAIMS, now=START, lifetime_s=3600)

    assert tokens.read(token, now=START + timedelta(minutes=59)) == CLAIMS
    assert tokens.read(_signed(), now=START) == CLAIMS
    assert tokens.read(_forged(HEADER, _body()), now=START) == CLAIMS


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused(name: str) -> None:
    with pytest.raises(UnauthenticatedError):
        JwtSignInTokenCodec(SECRET).read(HOSTILE[name](), now=START)


def test_the_set_of_hostile_tokens_is_large() -> None:
    assert len(HOSTILE) >= 25


def test_a_token_expires_after_an_hour() -> None:
    tokens = JwtSignInTokenCodec(SECRET)
    token = tokens.issue(CLAIMS, now=START, lifetime_s=3600)

    with pytest.raises(UnauthenticatedError):
        tokens.read(token, now=START + timedelta(hours=1))


def test_a_previous_secret_verifies_and_does_not_sign() -> None:
    old = JwtSignInTokenCodec(SECRET).issue(CLAIMS, now=START, lifetime_s=3600)
    rotated = JwtSignInTokenCodec(OTHER, previous=[SECRET])

    assert rotated.read(old, now=START) == CLAIMS
    fresh = rotated.issue(CLAIMS, now=START, lifetime_s=3600)
    with pytest.raises(UnauthenticatedError):
        JwtSignInTokenCodec(SECRET).read(fresh, now=START)
