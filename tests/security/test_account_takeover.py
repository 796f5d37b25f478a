"""An organization that attacks an account of another one gains nothing.

Each attack has its mutant. Take ``is_password_by_owner`` out of ``proof_needed``, and a password that
somebody else chose opens a second organization. Take a version out of ``member_find``, and a removed person's
token lives again with them. Make ``account_clear_unused`` do nothing, and so does the password. Count
failures by address alone, and a stranger locks the owner out.
"""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - addresses that no other test has

import httpx
import psycopg
import pytest
from tests.fakes.invitations import administrator
from tests.fakes.organizations import API, PASSWORD, Installation, bearer

GIVEN = "Winter in Alpha 2026 given"
CHOSEN = "marble pelican ladder fog"
NEXT = "velvet turbine almond ski"
OWNER, OUTSIDER = "192.0.2.10", "198.51.100.99"
pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("open_installation", ["production", "local"], indirect=True),
]


def fresh(domain: str = "bravo.example") -> str:
    return f"cfo-{uuid4().hex}@{domain}"


async def sign_in(
    client: httpx.AsyncClient, email: str, password: str, tenant_id: str | None = None
) -> httpx.Response:
    body = {"email": email, "password": password} | ({"tenantId": tenant_id} if tenant_id else {})
    return await client.post(f"{API}/auth/login", json=body)


async def me(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    return (await client.get(f"{API}/auth/me", headers=headers)).status_code


async def accepted(
    installation: Installation, client: httpx.AsyncClient, email: str, password: str
) -> httpx.Response:
    """Accept by the newest link in the mailbox."""
    token = await installation.token_for(email, "accept-invitation")
    return await client.post(
        f"{API}/invitations/accept", json={"token": token, "password": password}
    )


async def test_an_organization_cannot_take_over_an_account_that_joins_another(
    installation: Installation,
) -> None:
    alpha, bravo = (
        await installation.organization("Alpha"),
        await installation.organization("Bravo"),
    )
    attacker, owner, cfo = installation.client(OUTSIDER), installation.client(OWNER), fresh()
    wish = {"email": cfo, "name": "C. F. O.", "role": "ADMIN"}

    # Alpha tries to choose the password, then at least to have the address as a user of its own.
    given = await attacker.post(
        f"{API}/users", json=wish | {"password": GIVEN}, headers=alpha.admin
    )
    asked = await attacker.post(f"{API}/users", json=wish, headers=alpha.admin)
    listed = await attacker.get(f"{API}/users", headers=alpha.admin)
    assert (given.status_code, given.json()["code"]) == (400, "password_not_accepted")
    assert (asked.status_code, asked.json()["status"]) == (201, "pending")
    assert cfo not in listed.text
    assert (await sign_in(attacker, cfo, GIVEN)).status_code == 401
    from_alpha = await installation.token_for(cfo, "accept-invitation")
    gone = await attacker.delete(f"{API}/invitations/{asked.json()['id']}", headers=alpha.admin)
    assert gone.status_code == 204

    # Bravo invites the same address, and its owner accepts.
    invited = await owner.post(f"{API}/invitations", json=wish, headers=bravo.admin)
    assert invited.status_code == 201
    from_bravo = await installation.token_for(cfo, "accept-invitation", newer_than=from_alpha)
    body = {"token": from_bravo, "password": CHOSEN}
    joined = await owner.post(f"{API}/invitations/accept", json=body)
    assert joined.status_code == 200, joined.text
    assert joined.json()["user"]["tenantId"] == bravo.tenant_id

    # What Alpha knew: a password, its own link, its own right to remove.
    for token in (from_alpha, from_bravo):
        body = {"token": token, "password": GIVEN}
        over = await attacker.post(f"{API}/invitations/accept", json=body)
        assert (over.status_code, over.json()["code"]) == (410, "invitation_expired")
    assert (await sign_in(attacker, cfo, GIVEN)).status_code == 401
    assert (await sign_in(attacker, cfo, GIVEN, bravo.tenant_id)).status_code == 401
    user_id = joined.json()["user"]["id"]
    removed = await attacker.delete(f"{API}/users/{user_id}", headers=alpha.admin)
    assert removed.status_code == 404
    assert (await sign_in(owner, cfo, CHOSEN)).json()["user"]["role"] == "ADMIN"


async def test_a_password_set_by_one_organization_opens_no_other(
    installation: Installation,
) -> None:
    bravo, cfo = await installation.organization("Bravo"), fresh()
    attacker, owner = installation.client(OUTSIDER), installation.client(OWNER)
    # Alpha's operator kept the printed link, and chose the password for somebody else's address.
    known = await administrator(
        installation.of.tenancy,
        email=cfo,
        name="C",
        password=GIVEN,
        organization=f"Alpha {uuid4().hex}",
    )
    in_alpha = bearer(known.access_token)
    key = {"name": "kept", "permissions": ["interview:read"]}
    kept = (await attacker.post(f"{API}/api-keys", json=key, headers=in_alpha)).json()["key"]
    wish = {"email": cfo, "name": "C. F. O.", "role": "ADMIN"}
    await owner.post(f"{API}/invitations", json=wish, headers=bravo.admin)

    refused = await accepted(installation, owner, cfo, GIVEN)
    assert (refused.status_code, refused.json()["code"]) == (409, "password_reset_required")
    assert (await sign_in(attacker, cfo, GIVEN, bravo.tenant_id)).status_code == 401

    # The same person changes it, knowing it: still no proof of the mailbox.
    change = {"currentPassword": GIVEN, "newPassword": NEXT}
    changed = await attacker.post(f"{API}/auth/password/change", json=change, headers=in_alpha)
    assert changed.status_code == 200
    in_alpha = bearer(changed.json()["accessToken"])
    assert (await accepted(installation, owner, cfo, NEXT)).status_code == 409

    # The owner sets a password through the mailbox. What was known in Alpha ends at once.
    await installation.reset(owner, cfo, CHOSEN)
    for gateway in (0, 1):
        assert await me(installation.client(OUTSIDER, gateway=gateway), in_alpha) == 401
    joined = await accepted(installation, owner, cfo, CHOSEN)
    assert joined.status_code == 200, joined.text
    for password in (GIVEN, NEXT):
        for tenant_id in (None, bravo.tenant_id):
            assert (await sign_in(attacker, cfo, password, tenant_id)).status_code == 401
    foreign = {"X-API-Key": kept, "X-Tenant-ID": bravo.tenant_id}
    assert await me(attacker, foreign) == 403


async def test_an_existing_account_joins_by_its_own_password_and_keeps_it(
    installation: Installation,
) -> None:
    alpha, bravo = (
        await installation.organization("Alpha"),
        await installation.organization("Bravo"),
    )
    owner, cfo = installation.client(OWNER), fresh()
    wish = {"email": cfo, "name": "C", "role": "VIEWER"}
    await owner.post(f"{API}/invitations", json=wish, headers=alpha.admin)
    first = await installation.token_for(cfo, "accept-invitation")
    assert (await accepted(installation, owner, cfo, CHOSEN)).status_code == 200

    answers = [
        await owner.post(f"{API}/invitations", json=wish | {"email": email}, headers=bravo.admin)
        for email in (cfo, fresh())
    ]
    of_each = [
        {name: value for name, value in answer.json().items() if name in ("name", "role", "status")}
        for answer in answers
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert of_each[0] == of_each[1]
    assert answers[0].json().keys() == answers[1].json().keys()

    second = await installation.token_for(cfo, "accept-invitation", newer_than=first)
    offer = await owner.post(f"{API}/invitations/read", json={"token": second})
    assert (offer.json()["organization"], offer.json()["proof"]) == (bravo.name, "own_password")
    body = {"token": second, "password": NEXT}
    over_it = await owner.post(f"{API}/invitations/accept", json=body)
    assert (over_it.status_code, over_it.json()["code"]) == (401, "sign_in_failed")
    assert (await sign_in(owner, cfo, NEXT)).status_code == 401
    joined = await owner.post(f"{API}/invitations/accept", json=body | {"password": CHOSEN})
    assert joined.json()["user"]["tenantId"] == bravo.tenant_id
    assert (await sign_in(owner, cfo, CHOSEN, alpha.tenant_id)).status_code == 200


async def test_removing_and_inviting_again_restores_no_credential_in_any_process(
    installation: Installation,
) -> None:
    alpha, vi = await installation.organization("Alpha"), fresh("alpha.example")
    owner, other = installation.client(OWNER), installation.client(OWNER, gateway=1)
    wish = {"email": vi, "name": "Vi", "role": "ADMIN"}
    await owner.post(f"{API}/invitations", json=wish, headers=alpha.admin)
    joined = (await accepted(installation, owner, vi, CHOSEN)).json()
    token = bearer(joined["accessToken"])
    issued = await owner.post(
        f"{API}/api-keys", json={"name": "k", "permissions": ["interview:read"]}, headers=token
    )
    key = {"X-API-Key": issued.json()["key"]}
    friend = fresh("evil.example")
    await owner.post(f"{API}/invitations", json=wish | {"email": friend}, headers=token)
    await installation.token_for(friend, "accept-invitation")
    for client in (owner, other):
        assert (await me(client, token), await me(client, key)) == (200, 200)

    await owner.delete(f"{API}/users/{joined['user']['id']}", headers=alpha.admin)

    for client in (other, owner):
        assert (await me(client, token), await me(client, key)) == (401, 401)
    assert (await sign_in(other, vi, CHOSEN)).status_code == 401
    assert (await accepted(installation, owner, friend, CHOSEN)).status_code == 410

    before = await installation.token_for(vi, "accept-invitation")
    await owner.post(f"{API}/invitations", json=wish, headers=alpha.admin)
    body = {
        "token": await installation.token_for(vi, "accept-invitation", newer_than=before),
        "password": NEXT,
    }
    back = await owner.post(f"{API}/invitations/accept", json=body)
    assert back.json()["user"]["id"] == joined["user"]["id"]
    for client in (owner, other):
        assert (await me(client, token), await me(client, key)) == (401, 401)
        assert (await sign_in(client, vi, CHOSEN)).status_code == 401
        assert await me(client, bearer(back.json()["accessToken"])) == 200


async def test_a_revoked_credential_stops_working_at_once_in_every_process(
    installation: Installation,
) -> None:
    alpha, email = await installation.organization("Alpha"), fresh("alpha.example")
    owner, other = installation.client(OWNER), installation.client(OWNER, gateway=1)
    wish = {"email": email, "name": "Vi", "role": "ADMIN"}
    await owner.post(f"{API}/invitations", json=wish, headers=alpha.admin)
    first = bearer((await accepted(installation, owner, email, CHOSEN)).json()["accessToken"])
    second = bearer((await sign_in(owner, email, CHOSEN)).json()["accessToken"])
    wish = {"name": "k", "permissions": ["interview:read"]}
    issued = (await owner.post(f"{API}/api-keys", json=wish, headers=first)).json()
    key = {"X-API-Key": issued["key"]}
    assert [await me(other, each) for each in (first, second, key)] == [200, 200, 200]

    await owner.delete(f"{API}/api-keys/{issued['id']}", headers=first)
    assert await me(other, key) == 401
    assert (await owner.post(f"{API}/auth/logout", headers=first)).status_code == 204
    assert [await me(other, each) for each in (first, second)] == [401, 200]

    change = {"currentPassword": CHOSEN, "newPassword": NEXT}
    wrong = {"currentPassword": GIVEN, "newPassword": NEXT}
    url = f"{API}/auth/password/change"
    refused = await owner.post(url, json=wrong, headers=second)
    assert (refused.status_code, refused.json()["code"]) == (422, "password_incorrect")
    changed = await owner.post(url, json=change, headers=second)
    third = bearer(changed.json()["accessToken"])
    assert [await me(other, each) for each in (second, third)] == [401, 200]

    fourth = bearer((await sign_in(owner, email, NEXT)).json()["accessToken"])
    await owner.post(f"{API}/auth/logout/everywhere", headers=fourth)
    assert [await me(other, each) for each in (third, fourth)] == [401, 401]

    fifth = bearer((await sign_in(owner, email, NEXT)).json()["accessToken"])
    await installation.reset(owner, email, CHOSEN)
    assert await me(other, fifth) == 401
    assert (await sign_in(owner, email, NEXT)).status_code == 401


async def test_only_the_newest_reset_link_works_and_only_once(installation: Installation) -> None:
    bravo = await installation.organization("Bravo")
    owner, email = installation.client(OWNER), bravo.admin_email
    url, forgot = f"{API}/auth/password/reset", f"{API}/auth/password/forgot"

    answers = [
        await owner.post(forgot, json={"email": each})
        for each in (email, fresh(), "not an address")
    ]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    older = await installation.token_for(email, "reset-password")
    await owner.post(forgot, json={"email": email})
    newer = await installation.token_for(email, "reset-password", newer_than=older)

    weak = await owner.post(url, json={"token": newer, "password": "password1234"})
    tries = [
        await owner.post(url, json={"token": token, "password": CHOSEN})
        for token in (older, newer, newer)
    ]

    assert (weak.status_code, weak.json()["code"]) == (422, "invalid_field")
    assert [answer.status_code for answer in tries] == [410, 204, 410]
    assert (await sign_in(owner, email, CHOSEN)).status_code == 200
    assert len([mail for mail in installation.mail_server.taken if fresh() == mail["To"]]) == 0


@pytest.mark.parametrize(("minutes", "status"), [(29, 204), (30, 410)])
async def test_a_reset_link_works_for_half_an_hour(
    installation: Installation, minutes: int, status: int
) -> None:
    bravo, owner = await installation.organization("Bravo"), installation.client(OWNER)
    await owner.post(f"{API}/auth/password/forgot", json={"email": bravo.admin_email})
    token = await installation.token_for(bravo.admin_email, "reset-password")
    async with await psycopg.AsyncConnection.connect(
        installation.database.superuser_url
    ) as connection:
        await connection.execute(
            "UPDATE account SET reset_expires_at = reset_expires_at - make_interval(mins => %s)"
            " WHERE reset_expires_at IS NOT NULL",
            (minutes,),
        )

    body = {"token": token, "password": CHOSEN}
    tried = await owner.post(f"{API}/auth/password/reset", json=body)

    assert tried.status_code == status


async def test_an_attacker_cannot_lock_a_user_out(installation: Installation) -> None:
    bravo = await installation.organization("Bravo")
    outsider, owner = installation.client(OUTSIDER), installation.client(OWNER)

    tries = [
        (await sign_in(outsider, bravo.admin_email, f"a guess number {n}")).status_code
        for n in range(12)
    ]

    assert tries == [401] * 10 + [429] * 2
    assert (await sign_in(outsider, bravo.admin_email, PASSWORD)).status_code == 429
    assert (await sign_in(owner, bravo.admin_email, PASSWORD)).status_code == 200
