"""Failed sign-ins are counted by reason for the operator, and the response says no more than before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from prometheus_client import REGISTRY
from tests.fakes.openid_provider import CLIENT_ID
from tests.integration.organization_sign_in.organization import ProviderOrganization, cookie_of

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

LOGIN = "/api/v1/auth/login"
pytestmark = pytest.mark.asyncio(loop_scope="session")


def counted() -> dict[str, float]:
    """Return the failures so far, by reason."""
    (family,) = REGISTRY.restricted_registry(["sign_in_failures_total"]).collect()
    return {sample.labels["reason"]: sample.value for sample in family.samples}


async def failures_of(attempt: Awaitable[object]) -> dict[str, float]:
    """Return what an attempt added to the counts."""
    before = counted()
    await attempt
    return {
        reason: count - before[reason]
        for reason, count in counted().items()
        if count != before[reason]
    }


async def test_a_right_password_and_a_right_key_are_no_failures(
    house: ProviderOrganization,
) -> None:
    right = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}

    assert await failures_of(house.studio.http.post(LOGIN, json=right)) == {}
    assert await failures_of(house.studio.ask("key", "GET", "/api/v1/auth/me")) == {}
    assert await failures_of(house.sign_in(sub="counted")) == {}


async def test_a_wrong_password_and_an_unknown_person_differ_for_the_operator_only(
    house: ProviderOrganization,
) -> None:
    http, known = house.studio.http, build_demo_email("admin")
    wrong = {"email": known, "password": "not the password"}
    unknown = {"email": "unknown@example.com", "password": "not the password"}

    assert await failures_of(http.post(LOGIN, json=wrong)) == {"wrong_password": 1}
    assert await failures_of(http.post(LOGIN, json=unknown)) == {"unknown_person": 1}
    assert await failures_of(http.post(LOGIN, json=unknown | {"email": "no address"})) == {
        "unknown_person": 1
    }
    answers = [(await http.post(LOGIN, json=body)).json() for body in (wrong, unknown)]
    assert [(one["code"], one["message"]) for one in answers] == [
        ("sign_in_failed", "The e-mail address or the password is incorrect.")
    ] * 2


async def test_a_right_password_for_an_organization_of_others_is_not_admitted(
    house: ProviderOrganization,
) -> None:
    right = {
        "email": build_demo_email("admin"),
        "password": DEMO_PASSWORD,
        "tenantId": str(UUID(int=99)),
    }

    assert await failures_of(house.studio.http.post(LOGIN, json=right)) == {"not_admitted": 1}


async def test_a_sign_in_beyond_the_limit_is_counted_as_such(house: ProviderOrganization) -> None:
    wrong = {"email": build_demo_email("viewer"), "password": "not the password"}

    async def try_twelve_times() -> None:
        for _ in range(12):
            await house.studio.http.post(LOGIN, json=wrong)

    assert await failures_of(try_twelve_times()) == {"wrong_password": 10, "too_many_attempts": 2}


@pytest.mark.parametrize("path", ["/api/v1/invitations/accept", "/api/v1/auth/password/reset"])
async def test_a_link_that_does_not_work_is_counted(house: ProviderOrganization, path: str) -> None:
    body = {"token": "x" * 43, "password": "marble pelican ladder fog"}

    async def try_beyond_the_limit() -> None:
        for _ in range(61):
            await house.studio.http.post(path, json=body)

    assert await failures_of(house.studio.http.post(path, json=body)) == {"expired_link": 1}
    assert await failures_of(try_beyond_the_limit()) == {"expired_link": 59, "too_many_attempts": 2}


async def test_an_unknown_api_key_is_counted_wherever_it_is_sent(
    house: ProviderOrganization,
) -> None:
    http, key = house.studio.http, {"X-API-Key": "vv_unknown"}
    client = {"client_id": CLIENT_ID, "client_secret": "vv_unknown"}
    attempts = [
        http.get("/api/v1/auth/me", headers=key),
        http.get("/api/v1/auth/me", headers={"X-API-Key": "x" * 5000}),
        http.post("/a2a/v1", headers=key, json={"jsonrpc": "2.0", "id": 1, "method": "x"}),
        house.scim("GET", "/Users", key="vv_unknown"),
        http.post("/oauth/token", data={"grant_type": "client_credentials", **client}),
    ]

    assert [await failures_of(one) for one in attempts] == [{"invalid_api_key": 1}] * 5


async def _unknown_organization(house: ProviderOrganization) -> httpx.Response:
    return await house.start("no-organization-has-this-name")


async def _silent_provider(house: ProviderOrganization) -> httpx.Response:
    house.provider.slow = {"/.well-known/openid-configuration"}
    return await house.start()


async def _refusal(house: ProviderOrganization) -> httpx.Response:
    started = await house.start()
    brought = house.provider.sign_in(started.json()["redirectUrl"])
    return await house.finish(cookie_of(started), state=brought["state"], error="access_denied")


async def _forged_cookie(house: ProviderOrganization) -> httpx.Response:
    return await house.finish("forged", state="any", code="any")


async def _foreign_proof(house: ProviderOrganization) -> httpx.Response:
    return await house.sign_in(aud="another client")


async def _stranger(house: ProviderOrganization) -> httpx.Response:
    await house.set_up(admitsUnknown=False)
    return await house.sign_in(sub="a stranger")


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        (_unknown_organization, "organization_unknown"),
        (_silent_provider, "provider_failed"),
        (_refusal, "provider_refused"),
        (_forged_cookie, "provider_sign_in_ended"),
        (_foreign_proof, "provider_proof_invalid"),
        (_stranger, "not_admitted"),
    ],
)
async def test_a_failed_sign_in_by_the_organizations_provider_is_counted(
    house: ProviderOrganization,
    attempt: Callable[[ProviderOrganization], Awaitable[httpx.Response]],
    reason: str,
) -> None:
    assert await failures_of(attempt(house)) == {reason: 1}
