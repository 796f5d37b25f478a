"""Providers that lie, are slow or change their keys: nobody gets in by a wrong proof."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from tests.fakes.openid_provider import CLIENT_ID, CLIENT_SECRET, SigningKey
from tests.integration.organization_sign_in.organization import ProviderOrganization

from vivavoce.infra.clock import SystemClock

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _refused_for(house: ProviderOrganization, **claims: object) -> str:
    known = await house.studio.rows("SELECT issuer, subject FROM staff_identity ORDER BY 1, 2")
    answer = await house.sign_in(**claims)
    assert answer.status_code == 401, answer.text
    assert answer.json()["code"] == "id_token_refused"
    assert known == await house.studio.rows(
        "SELECT issuer, subject FROM staff_identity ORDER BY 1, 2"
    )
    return str(answer.json()["reason"])


@pytest.mark.parametrize(
    ("reason", "claims"),
    [
        ("nonce", {"nonce": "of another sign-in"}),
        ("nonce", {"nonce": None}),
        ("audience", {"aud": "another client"}),
        ("audience", {"aud": []}),
        ("authorized_party", {"aud": [CLIENT_ID, "another"]}),
        ("authorized_party", {"aud": [CLIENT_ID, "another"], "azp": "another"}),
        ("authorized_party", {"azp": "another"}),
        ("issuer", {"iss": "https://another.example.com"}),
        ("issuer", {"iss": None}),
        ("expired", {"exp": timedelta(seconds=-120)}),
        ("malformed", {"exp": None}),
        ("malformed", {"exp": "soon"}),
        ("malformed", {"iat": True}),
        ("malformed", {"exp": float("nan")}),
        ("malformed", {"exp": 10**30}),
        ("nonce", {"nonce": "\ud800"}),
        ("not_yet_valid", {"iat": timedelta(seconds=7200), "exp": timedelta(seconds=9000)}),
        ("not_yet_valid", {"nbf": timedelta(seconds=7200)}),
        ("subject", {"sub": ""}),
        ("subject", {"sub": None}),
        ("subject", {"sub": "x" * 256}),
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    house: ProviderOrganization, reason: str, claims: dict[str, Any]
) -> None:
    assert await _refused_for(house, **claims) == reason
    ((details,),) = await house.studio.rows(
        "SELECT details FROM audit_log WHERE action = 'user.sign_in_refused' ORDER BY at DESC LIMIT 1"
    )
    assert details == {"code": "id_token_refused", "reason": reason}


async def test_clocks_may_differ_by_a_minute(house: ProviderOrganization) -> None:
    assert (await house.sign_in(exp=timedelta(seconds=-30))).status_code == 200


async def test_several_audiences_with_the_right_party_are_accepted(
    house: ProviderOrganization,
) -> None:
    answer = await house.sign_in(aud=["another", CLIENT_ID], azp=CLIENT_ID)

    assert answer.status_code == 200


def _encode(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _good_claims(house: ProviderOrganization) -> dict[str, object]:
    now = int(SystemClock().now().timestamp())
    return {
        "iss": house.provider.issuer,
        "aud": CLIENT_ID,
        "sub": "forged",
        "iat": now,
        "exp": now + 300,
    }


async def test_a_token_without_a_signature_is_refused(house: ProviderOrganization) -> None:
    house.provider.forged_token = (
        f"{_encode({'alg': 'none', 'kid': 'first'})}.{_encode(_good_claims(house))}."
    )

    assert await _refused_for(house) == "algorithm"


@pytest.mark.parametrize("nested", [0, 1])
async def test_a_token_that_is_nested_too_deeply_is_refused(
    house: ProviderOrganization, nested: int
) -> None:
    parts = [_encode({"alg": "RS256", "kid": "first"}), _encode(_good_claims(house)), "x"]
    parts[nested] = base64.urlsafe_b64encode(b"[" * 6000).decode()
    house.provider.forged_token = ".".join(parts)

    await _refused_for(house)


@pytest.mark.parametrize("secret", ["public key", "client secret"])
async def test_a_token_signed_with_what_is_no_private_key_is_refused(
    house: ProviderOrganization, secret: str
) -> None:
    public = house.provider.key.private.public_key()
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = pem if secret == "public key" else CLIENT_SECRET.encode()
    signed = f"{_encode({'alg': 'HS256', 'kid': 'first'})}.{_encode(_good_claims(house))}"
    digest = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        signed.encode(), key
    )
    house.provider.forged_token = (
        f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    )

    assert await _refused_for(house) == "algorithm"


async def test_a_key_of_the_right_name_that_is_another_key_is_refused(
    house: ProviderOrganization,
) -> None:
    house.provider.published = [SigningKey.make("first")]

    assert await _refused_for(house) == "signature"


async def test_a_key_that_is_not_published_is_refused(house: ProviderOrganization) -> None:
    house.provider.published = [SigningKey.make("another")]

    assert await _refused_for(house) == "key"


async def test_a_secret_among_the_published_keys_is_no_key(house: ProviderOrganization) -> None:
    published = house.provider.key
    published.published = {"kty": "oct", "k": "AAAA", "kid": "first"}

    assert await _refused_for(house) == "key"


@pytest.mark.parametrize("value", [5, None, [], {}, "", "ü"])
async def test_a_published_key_that_is_no_key_is_refused(
    house: ProviderOrganization, value: object
) -> None:
    house.provider.key.published |= {"n": value}

    assert await _refused_for(house) == "key"


async def test_a_new_key_works_at_once_and_the_old_one_no_more(house: ProviderOrganization) -> None:
    old = house.provider.key
    before = await house.sign_in(sub="rotating")
    house.provider.key = SigningKey.make("second")
    after = await house.sign_in(sub="rotating")
    house.provider.published = [house.provider.key]
    house.provider.key = old

    withdrawn = await house.sign_in(sub="rotating")

    assert (before.status_code, after.status_code) == (200, 200)
    assert withdrawn.json()["reason"] == "key"


async def test_an_answer_of_another_issuer_is_refused_before_the_code_is_sent(
    house: ProviderOrganization,
) -> None:
    started = await house.start()
    brought = house.provider.sign_in(started.json()["redirectUrl"])
    cookie = started.headers["set-cookie"].partition("=")[2].partition(";")[0]

    refused = await house.finish(cookie, **brought, issuer="https://another.example.com")

    assert refused.json()["reason"] == "issuer"
    assert "/token" not in house.provider.requests


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://another.example.com"},
        {"token_endpoint": None},
        {"jwks_uri": "http://10.0.0.1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint_auth_methods_supported": "basic"},
    ],
)
async def test_a_discovery_document_that_does_not_fit_is_refused(
    house: ProviderOrganization, metadata: dict[str, Any]
) -> None:
    house.provider.metadata = metadata

    refused = await house.start()

    assert refused.status_code == 502
    assert refused.json()["code"] == "identity_provider_answer_invalid"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 60_000, b'{"keys": 1}' + b" " * 70_000])
async def test_an_answer_that_is_no_such_document_is_refused(
    house: ProviderOrganization, path: str, body: bytes
) -> None:
    started = await house.start()
    brought = house.provider.sign_in(started.json()["redirectUrl"])
    cookie = started.headers["set-cookie"].partition("=")[2].partition(";")[0]
    house.provider.bodies = {path: body}

    refused = await house.finish(cookie, **brought)

    assert refused.status_code == 502
    assert refused.json()["code"] == "identity_provider_answer_invalid"


@pytest.mark.soak  # waits for the limit of time, as the count of failed sign-ins does, too
async def test_a_provider_that_does_not_answer_is_given_up(house: ProviderOrganization) -> None:
    house.provider.slow = {"/.well-known/openid-configuration"}

    refused = await house.start()

    assert refused.status_code == 502
    assert refused.json()["code"] == "identity_provider_unreachable"
