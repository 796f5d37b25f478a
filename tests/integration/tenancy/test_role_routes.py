"""Roles over HTTP: made, changed, in use, deleted."""

import httpx
import pytest
from tests.integration.tenancy.tenancy_use_cases import (
    API,
    PASSWORD,
    Parts,
    fresh_address,
    make_role,
)

from vivavoce.kernel.caller import ORGANIZATION_PERMISSIONS, Role


async def test_permissions_are_listed_with_what_they_allow(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    answer = (await client.get(f"{API}/permissions", headers=admin)).json()

    assert answer["total"] == len(answer["permissions"]) == len(ORGANIZATION_PERMISSIONS)
    assert {one["code"] for one in answer["permissions"]} == ORGANIZATION_PERMISSIONS
    assert answer["permissions"][0] == {
        "id": "api-key:manage",
        "code": "api-key:manage",
        "resource": "api-key",
        "action": "manage",
        "description": "Create and revoke API keys.",
    }


async def test_a_role_is_made_changed_and_deleted(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    made = await make_role(client, admin, "  Note   taker ", "session:intervene", "interview:read")
    role = made.json()
    address = f"{API}/roles/{role['id']}"
    body = {"name": "Reader", "permissions": ["interview:read"]}

    assert made.status_code == 201
    assert (role["name"], role["isSystem"], role["userCount"]) == ("Note taker", False, 0)
    assert [one["code"] for one in role["permissions"]] == ["interview:read", "session:intervene"]
    listed = (await client.get(f"{API}/roles", headers=admin)).json()
    assert [one["name"] for one in listed["roles"]] == [*Role, "Note taker"]
    assert [one["isSystem"] for one in listed["roles"]] == [True] * len(Role) + [False]
    changed = await client.put(address, json=body, headers=admin)
    assert (changed.json()["name"], changed.json()["description"]) == ("Reader", "")
    assert (await client.get(address, headers=admin)).json() == changed.json()
    gone = await client.delete(address, headers=admin)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(address, headers=admin)).status_code == 404
    logged = await client.get(f"{API}/admin/audit-logs?action=role", headers=admin)
    assert [one["action"] for one in logged.json()["data"]] == [
        "role.deleted",
        "role.changed",
        "role.created",
    ]
    assert logged.json()["data"][1]["details"] == {"added": [], "removed": ["session:intervene"]}


async def test_a_role_in_use_says_who_has_it(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    role = (await make_role(client, admin, "Reader", "interview:read")).json()
    person = {"email": fresh_address(), "name": "Vi", "role": role["id"]}
    invited = (await client.post(f"{API}/invitations", json=person, headers=admin)).json()

    refused = await client.delete(f"{API}/roles/{role['id']}", headers=admin)

    assert (invited["role"], invited["roleName"]) == (role["id"], "Reader")
    assert refused.status_code == 409
    assert refused.json()["code"] == "role_in_use"
    assert (refused.json()["userCount"], refused.json()["invitationCount"]) == (0, 1)
    assert "Open invitations with it: 1" in refused.json()["detail"]


async def test_a_person_in_such_a_role_reads_its_name_and_loses_a_permission_at_once(
    client: httpx.AsyncClient, admin: dict[str, str], tenancy: Parts
) -> None:
    role = (await make_role(client, admin, "Reader", "interview:read", "user:manage")).json()
    email = fresh_address()
    person = {"email": email, "name": "Vi", "role": role["id"]}
    await client.post(f"{API}/invitations", json=person, headers=admin)
    token = {"token": tenancy.mailbox.token(email)}
    offer = (await client.post(f"{API}/invitations/read", json=token)).json()
    accepted = (
        await client.post(f"{API}/invitations/accept", json={**token, "password": PASSWORD})
    ).json()
    theirs = {"Authorization": f"Bearer {accepted['accessToken']}"}
    before = await client.get(f"{API}/users", headers=theirs)

    body = {"name": "Reader", "permissions": ["interview:read"]}
    await client.put(f"{API}/roles/{role['id']}", json=body, headers=admin)

    assert (offer["role"], offer["roleName"]) == (role["id"], "Reader")
    assert accepted["user"]["roleName"] == "Reader"
    assert before.status_code == 200
    assert (await client.get(f"{API}/users", headers=theirs)).status_code == 403
    me = (await client.get(f"{API}/auth/me", headers=theirs)).json()
    assert (me["role"], me["roleName"]) == (role["id"], "Reader")
    assert me["permissions"] == ["interview:read"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "", "permissions": ["interview:read"]}, "name"),
        ({"name": "a\x07b", "permissions": ["interview:read"]}, "name"),
        ({"name": "x" * 401, "permissions": ["interview:read"]}, "name"),
        ({"name": "x", "description": "y" * 401, "permissions": ["interview:read"]}, "description"),
        (
            {"name": "x", "description": "a\x07b", "permissions": ["interview:read"]},
            "description",
        ),
        ({"name": "x", "permissions": []}, "permissions"),
        ({"name": "x", "permissions": ["interview:read"] * 51}, "permissions"),
        ({"name": "x", "permissions": ["interview:fly"]}, "permissions"),
        ({"name": "x", "permissions": ["platform:operate"]}, "permissions"),
        ({"name": "x", "permissions": "interview:read"}, "permissions"),
        ({"name": "x"}, "permissions"),
        ({"name": ["x"], "permissions": [1]}, "name"),
    ],
)
async def test_a_wrong_role_is_explained(
    client: httpx.AsyncClient, admin: dict[str, str], body: object, code: str
) -> None:
    answer = await client.post(f"{API}/roles", json=body, headers=admin)

    assert answer.status_code == 400
    assert code in {one["field"].partition(".")[0] for one in answer.json()["details"]}
    assert (await client.get(f"{API}/roles", headers=admin)).json()["total"] == len(Role)


@pytest.mark.parametrize("role", ["x" * 41, "", "EMPEROR", "00000000-0000-0000-0000-000000000000"])
async def test_a_role_that_does_not_exist_is_refused_in_an_invitation(
    client: httpx.AsyncClient, admin: dict[str, str], role: str
) -> None:
    person = {"email": fresh_address(), "name": "Vi", "role": role}

    answer = await client.post(f"{API}/invitations", json=person, headers=admin)

    assert answer.status_code == 400
    assert answer.json()["details"][0]["field"] == "role"
