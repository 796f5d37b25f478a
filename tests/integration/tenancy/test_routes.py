import httpx
import pytest
from tests.integration.tenancy.tenancy_use_cases import (
    API,
    PASSWORD,
    Parts,
    fresh_address,
    make_role,
)


async def test_the_specified_login_returns_the_specified_response(
    client: httpx.AsyncClient, tenancy: Parts
) -> None:
    email = fresh_address()
    _, made = await tenancy.admin(email)
    body = {"email": email, "password": PASSWORD, "tenantId": str(made.tenant_id), "remember": 1}

    answer = await client.post(f"{API}/auth/login", json=body)

    assert answer.status_code == 200
    assert answer.json()["expiresIn"] == 3600
    assert answer.json()["user"] == {
        "id": str(made.user_id),
        "email": email,
        "name": "Ada",
        "role": "ADMIN",
        "roleName": "ADMIN",
        "tenantId": str(made.tenant_id),
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": "x", "password": "y"}, 401),
        ({"email": "nobody@example.com", "password": "y" * 1024}, 401),
        ({"email": "nobody@example.com", "password": "y" * 1025}, 400),
        ({"email": "nobody@example.com"}, 400),
        ({"email": ["a"], "password": {}}, 400),
        ({"email": "a@b.co", "password": "x", "tenantId": "demo"}, 400),
        ({"email": "a@b.co", "password": "x", "role": "ADMIN"}, 400),
        ([], 400),
    ],
)
async def test_a_failed_sign_in_is_explained_and_never_crashes(
    client: httpx.AsyncClient, body: object, status: int
) -> None:
    answer = await client.post(f"{API}/auth/login", json=body)

    assert (answer.status_code, answer.json()["statusCode"]) == (status, status)


async def test_the_profile_says_who_is_calling(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    answer = await client.get(f"{API}/auth/me", headers=admin)

    assert answer.json()["role"] == "ADMIN"
    assert "@example.com" in answer.json()["email"]
    assert "interview:approve" in answer.json()["permissions"]


async def test_a_key_is_created_used_listed_and_revoked(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    body = {"name": "ATS", "permissions": ["interview:read"]}
    made = await client.post(f"{API}/api-keys", json=body, headers=admin)
    assert made.status_code == 201
    key = {"X-API-Key": made.json()["key"]}
    address = f"{API}/api-keys/{made.json()['id']}"

    card = await client.get(f"{API}/auth/me", headers=key)
    assert (card.json()["kind"], card.json()["role"]) == ("api_key", None)
    assert (await client.get(f"{API}/api-keys", headers=key)).status_code == 403
    listed = await client.get(f"{API}/api-keys", headers=admin)
    assert (listed.json()["total"], listed.json()["page"], listed.json()["limit"]) == (1, 1, 20)
    assert "key" not in listed.json()["data"][0]
    assert "key" not in (await client.get(address, headers=admin)).json()

    gone = await client.delete(address, headers=admin)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(address, headers=admin)).json()["revokedAt"] is not None


async def test_a_person_is_invited_accepts_and_is_removed(
    client: httpx.AsyncClient, admin: dict[str, str], tenancy: Parts
) -> None:
    body = {"email": fresh_address(), "name": "Vi", "role": "VIEWER"}
    invited = await client.post(f"{API}/invitations", json=body, headers=admin)
    before = await client.get(f"{API}/users", headers=admin)
    token = tenancy.mailbox.token(body["email"])
    offer = await client.post(f"{API}/invitations/read", json={"token": token})
    accepting = {"token": token, "password": PASSWORD, "name": "Vi Li"}
    joined = await client.post(f"{API}/invitations/accept", json=accepting)
    again = await client.post(f"{API}/invitations/accept", json=accepting)
    known = await client.post(f"{API}/invitations", json=body, headers=admin)
    people = await client.get(f"{API}/users?limit=1&page=2", headers=admin)
    own = {"Authorization": f"Bearer {joined.json()['accessToken']}"}
    gone = await client.delete(f"{API}/users/{joined.json()['user']['id']}", headers=admin)

    assert (invited.status_code, invited.json()["status"]) == (201, "pending")
    assert before.json()["total"] == 1
    assert offer.json()["proof"] == "new_password"
    assert (joined.status_code, joined.headers["cache-control"]) == (200, "no-store")
    assert "httponly" in joined.headers["set-cookie"].lower()
    assert (again.status_code, again.json()["code"]) == (410, "invitation_expired")
    assert (known.status_code, known.json()["code"]) == (409, "already_member")
    assert people.json()["total"] == 2
    assert people.json()["data"] == [joined.json()["user"] | {"name": "Vi Li"}]
    assert gone.status_code == 204
    after = await client.get(f"{API}/auth/me", headers=own)
    assert (after.status_code, after.json()["code"]) == (401, "sign_in_ended")


@pytest.mark.parametrize("path", ["users", "invitations"])
@pytest.mark.parametrize("password", [PASSWORD, "", None, 7])
async def test_an_administrator_sets_no_ones_password(
    client: httpx.AsyncClient, admin: dict[str, str], path: str, password: object
) -> None:
    body = {"email": fresh_address(), "name": "Vi", "role": "VIEWER", "password": password}

    refused = await client.post(f"{API}/{path}", json=body, headers=admin)

    assert (refused.status_code, refused.json()["code"]) == (400, "password_not_accepted")
    assert "invitation" in refused.json()["detail"]
    listed = await client.get(f"{API}/invitations", headers=admin)
    assert listed.json()["total"] == 0


async def test_the_specified_operation_to_add_a_person_invites_them(
    client: httpx.AsyncClient, admin: dict[str, str], tenancy: Parts
) -> None:
    body = {"email": fresh_address(), "name": "Vi", "role": "VIEWER"}

    added = await client.post(f"{API}/users", json=body, headers=admin)
    address = f"{API}/invitations/{added.json()['id']}"
    resent = await client.post(f"{address}/resend", headers=admin)
    listed = await client.get(f"{API}/invitations", headers=admin)
    gone = await client.delete(address, headers=admin)
    twice = await client.delete(address, headers=admin)

    assert (added.status_code, added.json()["status"]) == (201, "pending")
    assert resent.json()["id"] == added.json()["id"]
    assert [one["email"] for one in listed.json()["data"]] == [body["email"]]
    assert (gone.status_code, twice.status_code) == (204, 404)
    for token in tenancy.mailbox.tokens(body["email"]):
        over = await client.post(f"{API}/invitations/read", json={"token": token})
        assert (over.status_code, over.json()["code"]) == (410, "invitation_expired")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/auth/me"),
        ("GET", "/api-keys"),
        ("POST", "/api-keys"),
        ("GET", "/api-keys/00000000-0000-7000-8000-000000000001"),
        ("DELETE", "/api-keys/00000000-0000-7000-8000-000000000001"),
        ("GET", "/users"),
        ("POST", "/users"),
        ("DELETE", "/users/00000000-0000-7000-8000-000000000001"),
        ("GET", "/invitations"),
        ("POST", "/invitations"),
        ("POST", "/invitations/00000000-0000-7000-8000-000000000001/resend"),
        ("DELETE", "/invitations/00000000-0000-7000-8000-000000000001"),
        ("POST", "/auth/logout"),
        ("POST", "/auth/logout/everywhere"),
    ],
)
async def test_a_request_without_a_credential_is_refused(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    body = {
        "name": "x",
        "email": "a@b.co",
        "role": "ADMIN",
    }
    if path == "/api-keys":
        body = {"name": "x", "permissions": []}

    answer = await client.request(method, API + path, json=body)

    assert (answer.status_code, answer.json()["code"]) == (401, "credentials_missing")


@pytest.mark.parametrize("query", ["limit=101", "limit=0", "page=0", "page=x", "limit=1e9"])
async def test_a_page_size_is_limited(
    client: httpx.AsyncClient, admin: dict[str, str], query: str
) -> None:
    assert (await client.get(f"{API}/users?{query}", headers=admin)).status_code == 400


async def test_a_key_of_another_organization_looks_like_an_unknown_one(
    client: httpx.AsyncClient, admin: dict[str, str], tenancy: Parts
) -> None:
    theirs, _ = await tenancy.admin()
    issued = await tenancy.issue_api_key(theirs, "ci", ["interview:read"])
    unknown = "00000000-0000-7000-8000-000000000001"

    answers = [
        (await client.get(f"{API}/api-keys/{key_id}", headers=admin)).json()
        for key_id in (issued.key.id, unknown)
    ]

    for answer in answers:
        answer.pop("requestId")
    assert answers[0] == answers[1]
    assert answers[0]["status"] == 404


async def test_a_contradicting_tenant_header_is_forbidden(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    other = {"X-Tenant-ID": "00000000-0000-7000-8000-000000000001"}

    answer = await client.get(f"{API}/auth/me", headers=admin | other)

    assert (answer.status_code, answer.json()["code"]) == (403, "tenant_mismatch")


@pytest.mark.parametrize("hours", [-1, 169, "24", 1.5])
async def test_an_overlap_of_keys_is_a_number_of_hours_up_to_a_week(
    client: httpx.AsyncClient, admin: dict[str, str], hours: object
) -> None:
    body = {"name": "ci", "permissions": ["interview:read"]}
    key = (await client.post(f"{API}/api-keys", headers=admin, json=body)).json()

    answer = await client.post(
        f"{API}/api-keys/{key['id']}/rotate", headers=admin, json={"overlapHours": hours}
    )

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["overlapHours"]


async def test_the_audit_is_filtered_by_who_did_it_what_it_was_done_to_and_when(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    role = (await make_role(client, admin, "Reader", "interview:read")).json()

    async def logged(**filters: str) -> list[dict[str, object]]:
        answer = await client.get(f"{API}/admin/audit-logs", params=filters, headers=admin)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, object]] = answer.json()["data"]
        return found

    [entry] = await logged(subject=role["id"])
    at, actor = str(entry["at"]), str(entry["actorId"])

    assert (entry["action"], entry["subjectName"]) == ("role.created", "Reader")
    about = {"subject": role["id"], "actor": actor}
    assert await logged(**about, **{"from": at}) == [entry]
    assert await logged(**about, before=at) == []
    assert await logged(subject=role["id"], actor="nobody of this name") == []
    wrong = await client.get(f"{API}/admin/audit-logs?from=yesterday", headers=admin)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "from")
