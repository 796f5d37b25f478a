"""Speaks OpenID Connect with an organization's provider, over the client for tenant-supplied URLs.

Nothing is cached: a sign-in is rare, and a provider's new key works at once. The client limits each answer
to 64 KiB and a few seconds, and connects only to addresses that an organization may make us call.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from vivavoce.infra.egress.client import OutboundHttpClient, OutboundHttpResponse
from vivavoce.infra.egress.target import TargetRefusedError
from vivavoce.tenancy.domain.organization_sign_in import (
    ALLOWED_ALGORITHMS,
    IdentityProvider,
    IdTokenRefusedError,
    ProviderAnswerError,
    ProviderEndpoints,
    ProviderUnreachableError,
    read_endpoints,
)

_DISCOVERY = "/.well-known/openid-configuration"
_MAX_TOKEN_LENGTH = 16_384
_MAX_KEYS = 50
_MIN_RSA_BITS = 2048
_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC"}


class HttpOpenIdProvider:
    """Discovers a provider, and exchanges a code for the claims of a verified ID token."""

    def __init__(self, http: OutboundHttpClient) -> None:
        self._http = http

    async def discover(self, issuer: str) -> ProviderEndpoints:
        """Return the provider's endpoints, or raise ``ProviderUnreachableError`` or ``ProviderAnswerError``.

        An endpoint at an address that may not be called is refused like a wrong answer.
        """
        document = await self._read(issuer.rstrip("/") + _DISCOVERY)
        endpoints = read_endpoints(issuer, document)
        try:
            for url in (endpoints.authorization, endpoints.token, endpoints.keys):
                self._http.validate_url(url)
        except TargetRefusedError:
            raise ProviderAnswerError from None
        return endpoints

    async def exchange(
        self,
        provider: IdentityProvider,
        endpoints: ProviderEndpoints,
        *,
        code: str,
        verifier: str,
        redirect_uri: str,
    ) -> Mapping[str, object]:
        """Return the claims of the ID token for ``code``; of them, only the signature is checked.

        Raises ``ProviderUnreachableError``, ``ProviderAnswerError`` or ``IdTokenRefusedError``.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        if endpoints.has_basic_authentication:
            headers["Authorization"] = _basic(provider.client_id, provider.client_secret)
        else:
            form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        answer = await self._http.post(
            endpoints.token, headers=headers, body=urlencode(form).encode()
        )
        token = _read_object(answer).get("id_token")
        if not isinstance(token, str) or len(token) > _MAX_TOKEN_LENGTH:
            raise ProviderAnswerError
        return verify_signature(token, await self._read(endpoints.keys))

    async def _read(self, url: str) -> Mapping[str, object]:
        return _read_object(await self._http.get(url, headers={"Accept": "application/json"}))


def verify_signature(token: str, key_set: Mapping[str, object]) -> Mapping[str, object]:
    """Return the claims of a token that a key of the set signed, or raise ``IdTokenRefusedError``."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, RecursionError):
        raise IdTokenRefusedError(reason="malformed") from None
    algorithm = header.get("alg")
    if algorithm not in ALLOWED_ALGORITHMS:
        raise IdTokenRefusedError(reason="algorithm")
    key = _find_key(key_set, algorithm, header.get("kid"))
    try:
        # The claims are checked by the domain, against the injected clock.
        claims: Mapping[str, object] = jwt.decode(
            token, key, algorithms=[algorithm], options=_SIGNATURE_ONLY
        )
    except jwt.InvalidSignatureError:
        raise IdTokenRefusedError(reason="signature") from None
    except (jwt.PyJWTError, RecursionError):
        raise IdTokenRefusedError(reason="malformed") from None
    return claims


_SIGNATURE_ONLY: Any = {  # Any: the library's own type of options
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _find_key(key_set: Mapping[str, object], algorithm: str, key_id: object) -> jwt.PyJWK:
    """Return the key that the token names; without a name, the only key that fits the algorithm."""
    listed = key_set.get("keys")
    if not isinstance(listed, list):
        raise ProviderAnswerError
    fitting = [
        key
        for key in listed[:_MAX_KEYS]
        if isinstance(key, dict)
        and key.get("kty") == _KEY_TYPES[algorithm[:2]]
        and key.get("use", "sig") == "sig"
        and "d" not in key
        and key.get("alg", algorithm) == algorithm
        and (key_id is None or key.get("kid") == key_id)
    ]
    if len(fitting) != 1:
        raise IdTokenRefusedError(reason="key")
    try:
        found = jwt.PyJWK(fitting[0], algorithm)
    except (jwt.PyJWTError, AttributeError, TypeError, ValueError):
        raise IdTokenRefusedError(reason="key") from None
    if getattr(found.key, "key_size", 0) < (_MIN_RSA_BITS if found.key_type == "RSA" else 0):
        raise IdTokenRefusedError(reason="key")
    return found


def _read_object(answer: OutboundHttpResponse) -> Mapping[str, object]:
    if answer.status is None or answer.status >= 500:
        raise ProviderUnreachableError
    if answer.status != 200:
        raise ProviderAnswerError
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise ProviderAnswerError from None
    if not isinstance(document, dict):
        raise ProviderAnswerError
    return document


def _basic(client_id: str, secret: str) -> str:
    """Return the header with id and secret, each encoded as RFC 6749, section 2.3.1, demands."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()
