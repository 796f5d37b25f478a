"""Signing in by an organization's provider: who gets in, as whom, and what a mail address does not do."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from tests.fakes.openid_provider import CLIENT_SECRET, SigningKey
from tests.integration.organization_sign_in.organization import (
    COOKIE,
    PROVIDER,
    START,
    ProviderOrganization,
    cookie_of,
)
from tests.integration.practice.studio import ASSIGNMENTS

SCIM_PERSON = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "ben@example.com",
    "emails": [{"value": "ben@example.com", "primary": True}],
}
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_person_joins_at_the_first_sign_in_and_is_the_same_person_at_the_second(
    house: ProviderOrganization,
) -> None:
    first = await house.sign_in(sub="grace", name="Grace Hopper", email="Grace@Example.com")
    again = await house.sign_in(sub="grace", name="Another name", email="grace@new.example.com")

    assert first.status_code == 200, first.text
    user = first.json()["user"]
    assert (user["name"], user["email"], user["role"]) == (
        "Grace Hopper",
        "grace@example.com",
        "VIEWER",
    )
    assert again.json()["user"]["id"] == user["id"]
    assert again.json()["user"]["email"] == "grace@new.example.com"
    me = (await house.me(first.json()["accessToken"])).json()
    assert (me["id"], me["permissions"]) == (user["id"], ["interview:read"])
    assert house.provider.refused == []
    ((joined, signed_in),) = await house.studio.rows(
        "SELECT count(*) FILTER (WHERE action = 'user.admitted'),"
        " count(*) FILTER (WHERE action = 'user.signed_in' AND details->>'method' = 'openid')"
        " FROM audit_log WHERE subject = %(id)s",
        id=user["id"],
    )
    assert (joined, signed_in) == (1, 2)


async def test_an_address_leads_to_no_account(house: ProviderOrganization) -> None:
    admin = (await house.studio.ask("admin", "GET", "/api/v1/auth/me")).json()

    done = await house.sign_in(sub="mallory", email=admin["email"], email_verified=True)

    user = done.json()["user"]
    assert user["id"] != admin["id"]
    assert user["role"] == "VIEWER"
    rows = await house.studio.rows(
        "SELECT a.email, a.password_hash FROM account a JOIN membership m ON m.account_id = a.id"
        " WHERE m.id = %(id)s",
        id=user["id"],
    )
    assert rows == [(None, None)]


async def test_an_address_that_a_provider_says_at_a_sign_in_opens_no_practice_of_its_owner(
    house: ProviderOrganization,
) -> None:
    await house.set_up(defaultRole="SEEKER")
    made = await house.studio.post(
        "recruiter",
        ASSIGNMENTS,
        {
            "organization_id": "demo",
            "role": "Ward nurse",
            "round": "behavioral",
            "assignee_emails": ["ann@example.com", "ben@example.com"],
        },
    )
    impostor = await house.sign_in(sub="mallory-2", email="ann@example.com", email_verified=True)
    await house.scim("POST", "/Users", {**SCIM_PERSON, "externalId": "s-ben"})
    provisioned = await house.sign_in(sub="s-ben")

    listed = [
        await house.studio.http.get(
            ASSIGNMENTS, headers={"Authorization": f"Bearer {one.json()['accessToken']}"}
        )
        for one in (impostor, provisioned)
    ]

    assert made.status_code == 201
    assert listed[0].json()["assignments"] == []
    assert [one["role"] for one in listed[1].json()["assignments"]] == ["Ward nurse"]


async def test_no_change_of_the_provider_leaves_an_organization_without_an_administrator(
    house: ProviderOrganization,
) -> None:
    grace = (await house.sign_in(sub="grace-2")).json()
    bearer = {"Authorization": f"Bearer {grace['accessToken']}"}
    path = f"/api/v1/users/{grace['user']['id']}"
    await house.studio.ask("admin", "PATCH", path, {"role": "ADMIN"})
    await house.studio.change(
        "UPDATE membership SET removed_at = now() WHERE role = 'ADMIN' AND id <> %(id)s",
        id=grace["user"]["id"],
    )
    try:
        refused = await house.studio.http.delete(PROVIDER, headers=bearer)
        stays = await house.studio.http.get(PROVIDER, headers=bearer)
    finally:
        await house.studio.change("UPDATE membership SET removed_at = NULL WHERE role = 'ADMIN'")
    removed = await house.studio.ask("admin", "DELETE", PROVIDER)
    # Grace is an administrator, but cannot sign in any more: she does not count.
    me = (await house.studio.ask("admin", "GET", "/api/v1/auth/me")).json()
    kept = await house.studio.http.request(
        "PATCH", f"/api/v1/users/{me['id']}", json={"role": "VIEWER"}, headers=bearer
    )
    cleared = await house.studio.ask("admin", "DELETE", path)

    assert (refused.status_code, refused.json()["code"]) == (409, "administrators_locked_out")
    assert stays.json()["isSetUp"] is True
    assert (removed.status_code, cleared.status_code) == (204, 204)
    assert (kept.status_code, kept.json()["code"]) == (409, "last_administrator")


async def test_the_browser_gets_no_cookie_for_trying_passwords(house: ProviderOrganization) -> None:
    done = await house.sign_in(sub="mallory", email="victim@example.com")

    assert done.status_code == 200
    assert "vivavoce_device" not in done.headers.get("set-cookie", "")


async def test_a_person_without_a_password_cannot_change_one(house: ProviderOrganization) -> None:
    token = (await house.sign_in(sub="grace")).json()["accessToken"]
    me = (await house.me(token)).json()

    refused = await house.studio.http.post(
        "/api/v1/auth/password/change",
        json={"currentPassword": "x", "newPassword": "velvet turbine almond ski"},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert (me["email"], me["hasPassword"]) == ("", False)
    assert (refused.status_code, refused.json()["code"]) == (409, "password_missing")
    admin = (await house.studio.ask("admin", "GET", "/api/v1/auth/me")).json()
    assert admin["hasPassword"] is True


async def test_the_same_subject_in_another_organization_is_another_person(
    house: ProviderOrganization,
) -> None:
    ours = (await house.sign_in(sub="shared")).json()["user"]
    await house.set_up("other")
    slug = (await house.studio.ask("other", "GET", PROVIDER)).json()["signInUrl"]
    started = await house.start(parse_qs(urlsplit(slug).query)["name"][0])
    brought = house.provider.sign_in(started.json()["redirectUrl"])

    theirs = (await house.finish(cookie_of(started), **brought)).json()["user"]

    assert theirs["tenantId"] != ours["tenantId"]
    assert theirs["id"] != ours["id"]
    accounts = await house.studio.rows(
        "SELECT DISTINCT m.account_id FROM staff_identity i JOIN membership m ON m.id = i.user_id"
        " WHERE i.subject = 'shared' AND i.issuer = %(issuer)s",
        issuer=house.provider.issuer,
    )
    assert len(accounts) == 2


async def test_unknown_people_are_refused_unless_the_organization_admits_them(
    house: ProviderOrganization,
) -> None:
    await house.set_up(admitsUnknown=False)

    refused = await house.sign_in(sub="stranger")

    assert refused.status_code == 403
    assert refused.json()["code"] == "identity_not_admitted"
    rows = await house.studio.rows(
        "SELECT count(*) FROM staff_identity WHERE issuer = %(issuer)s",
        issuer=house.provider.issuer,
    )
    assert rows == [(0,)]


async def test_a_person_whom_an_administrator_removed_does_not_come_back(
    house: ProviderOrganization,
) -> None:
    done = await house.sign_in(sub="leaver")
    user_id = done.json()["user"]["id"]
    removed = await house.studio.ask("admin", "DELETE", f"/api/v1/users/{user_id}")

    refused = await house.sign_in(sub="leaver")

    assert removed.status_code == 204
    assert (await house.me(done.json()["accessToken"])).status_code == 401
    assert refused.status_code == 403
    assert refused.json()["code"] == "identity_deactivated"


async def test_a_sign_in_belongs_to_the_browser_that_started_it(
    house: ProviderOrganization,
) -> None:
    mine, theirs = await house.start(), await house.start()
    brought = house.provider.sign_in(theirs.json()["redirectUrl"])
    assert "HttpOnly" in mine.headers["set-cookie"]
    assert "SameSite=strict" in mine.headers["set-cookie"]

    answers = [
        await house.finish(cookie_of(mine), **brought),
        await house.finish("", **brought),
        await house.finish("forged", **brought),
        await house.finish(cookie_of(theirs), **{**brought, "state": "another"}),
    ]

    assert [one.json()["code"] for one in answers] == ["organization_sign_in_ended"] * 4
    assert (await house.finish(cookie_of(theirs), **brought)).status_code == 200


async def test_a_code_works_once(house: ProviderOrganization) -> None:
    started = await house.start()
    brought = house.provider.sign_in(started.json()["redirectUrl"])
    first = await house.finish(cookie_of(started), **brought)

    again = await house.finish(cookie_of(started), **brought)

    assert first.status_code == 200
    assert first.headers["set-cookie"].startswith(f'{COOKIE}=""')
    assert again.status_code == 502


async def test_a_refusal_of_the_provider_is_reported(house: ProviderOrganization) -> None:
    started = await house.start()
    brought = house.provider.sign_in(started.json()["redirectUrl"])

    denied = await house.finish(cookie_of(started), state=brought["state"], error="access_denied")

    assert denied.status_code == 403
    assert denied.json()["code"] == "organization_sign_in_denied"


async def test_an_unknown_organization_and_one_without_a_provider_look_alike(
    house: ProviderOrganization,
) -> None:
    await house.studio.ask("admin", "DELETE", PROVIDER)

    answers = [await house.start("demo"), await house.start("nobody-has-this-name")]

    assert [one.status_code for one in answers] == [404, 404]
    assert {one.json()["code"] for one in answers} == {"organization_sign_in_unavailable"}
    assert house.provider.requests.count("/.well-known/openid-configuration") == 1


async def test_the_name_of_the_organization_works_like_its_short_name(
    house: ProviderOrganization,
) -> None:
    assert (await house.start(" DEMO ")).status_code == 200


async def test_one_source_cannot_start_any_number_of_sign_ins(house: ProviderOrganization) -> None:
    answers = [
        (await house.studio.http.post(START, json={"organization": "none"})).status_code
        for _ in range(61)
    ]

    assert answers == [404] * 60 + [429]


async def test_the_secret_is_stored_sealed_and_never_shown(house: ProviderOrganization) -> None:
    shown = await house.studio.ask("admin", "GET", PROVIDER)

    rows = await house.studio.rows("SELECT client_secret FROM identity_provider")

    assert CLIENT_SECRET not in shown.text
    assert rows
    assert all(CLIENT_SECRET.encode() not in bytes(row[0]) for row in rows)


async def test_a_stored_secret_goes_to_no_other_provider(house: ProviderOrganization) -> None:
    kept = await house.set_up(clientSecret=None, defaultRole="SEEKER")
    moved = await house.set_up(clientSecret=None, clientId="another")

    assert kept.status_code == 200
    assert (await house.sign_in(sub="kept")).status_code == 200
    assert moved.status_code == 422
    assert moved.json()["errors"][0]["field"] == "clientSecret"


@pytest.mark.parametrize("role", ["ADMIN", "OPERATOR", ""])
async def test_no_one_becomes_an_administrator_by_signing_in(
    house: ProviderOrganization, role: str
) -> None:
    refused = await house.set_up(defaultRole=role)

    assert refused.status_code == 422


@pytest.mark.parametrize(
    "issuer",
    [
        "ftp://127.0.0.1/",
        "http://127.0.0.1:9",
        "https://10.0.0.7",
        "https://169.254.169.254",
        "http://[::ffff:10.0.0.1]/",
        "https://login.example.com?x=1",
        "no address",
        "https://ü.example.com",
    ],
)
async def test_an_issuer_is_a_provider_that_we_may_call(
    house: ProviderOrganization, issuer: str
) -> None:
    refused = await house.set_up(issuer=issuer)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "issuer"


@pytest.mark.parametrize("who", ["recruiter", "viewer", "seeker", "key"])
async def test_only_an_administrator_in_person_sets_the_provider(
    house: ProviderOrganization, who: str
) -> None:
    assert (await house.set_up(who)).status_code == 403
    assert (await house.studio.ask(who, "DELETE", PROVIDER)).status_code == 403


async def test_a_provider_may_take_the_secret_in_the_body_and_sign_with_another_kind_of_key(
    house: ProviderOrganization,
) -> None:
    house.provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    house.provider.key = SigningKey.make("curve", "ES256")

    assert (await house.sign_in(sub="curve")).status_code == 200
    assert house.provider.refused == []
