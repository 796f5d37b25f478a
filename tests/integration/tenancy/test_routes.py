import dataclasses
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.integration.tenancy.tenancy_use_cases import PASSWORD, Parts, fresh_address

from vivavoce.contracts.profiles import RETENTION_DEFAULTS
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import ORGANIZATION_PERMISSIONS, Role
from vivavoce.tenancy.routes import TenancyUseCases, router

API = "/api/v1"
ZONES = ("timeZone", "organizationTimeZone")


@pytest.fixture
async def client(tenancy: Parts) -> AsyncIterator[httpx.AsyncClient]:
    cases = TenancyUseCases(
        **{kept.name: getattr(tenancy, kept.name) for kept in dataclasses.fields(TenancyUseCases)}
    )
    app = make_application(
        "Test",
        [router(cases)],
        authenticate=tenancy.authenticate,
        clock=tenancy.ground.clock,
        ids=tenancy.ground.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
async def admin(client: httpx.AsyncClient, tenancy: Parts) -> dict[str, str]:
    """The headers of a signed-in administrator."""
    email = fresh_address()
    await tenancy.admin(email)
    answer = await client.post(f"{API}/auth/login", json={"email": email, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['accessToken']}"}


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


async def test_an_organization_changes_its_settings(
    client: httpx.AsyncClient, admin: dict[str, str], tenancy: Parts
) -> None:
    url = f"{API}/tenants/me/settings"

    before = await client.get(url, headers=admin)
    changes = {
        "name": "Larkfield Energy",
        "autoApprovePlans": True,
        "videoAllowed": False,
        "leaderboard": "opt_in",
        "language": "de",
        "replyDays": 10,
        "decisionDueHours": 24,
        "contactEmail": "jobs@larkfield.example",
        "timeZone": "Europe/Berlin",
        "accentColor": "#0b6b3a",
        "emailFooter": "Larkfield Energy\n1 Mill Lane, Leeds",
        "embedOrigins": ["https://careers.larkfield.example", "http://localhost:8080"],
        "embedReplacesOtp": True,
        "remindersSent": False,
        "decisionNewsSent": True,
    }
    changed = await client.patch(url, headers=admin, json=changes)
    after = await client.get(url, headers=admin)

    usual = {
        "name": before.json()["name"],
        "autoApprovePlans": False,
        "otpRequired": True,
        "retryRejectedPlans": False,
        "secondDeciderRequired": False,
        "videoAllowed": True,
        "reviewAllowed": True,
        "decisionsExplained": False,
        "remindersSent": True,
        "decisionNewsSent": False,
        "replyDays": 0,
        "decisionDueHours": 48,
        "contactEmail": "",
        "leaderboard": "on",
        "language": "en",
        "timeZone": "",
        "accentColor": "",
        "emailFooter": "",
        "embedOrigins": [],
        "embedReplacesOtp": False,
        "voluntaryQuestions": "off",
        "selectionGroupMinimum": 10,
        **RETENTION_DEFAULTS,
    }
    assert before.json() == usual
    assert before.json()["name"].startswith("Firm ")
    assert changed.json() == after.json() == usual | changes


@pytest.mark.parametrize(
    "body",
    [
        {"autoApprovePlans": "yes"},
        {"autoApproveAll": True},
        {"leaderboard": "all"},
        {"language": "xx"},
        {"replyDays": 91},
        {"decisionDueHours": 721},
        {"name": 7},
        {"timeZone": "Moon/Tycho"},
        {"timeZone": "../etc/passwd"},
        {"accentColor": "#ffcc00"},
        {"accentColor": "red"},
        {"emailFooter": "a\u202eb"},
        {"embedOrigins": ["http://careers.example.com"]},
        {"embedOrigins": "https://careers.example.com"},
        {"embedReplacesOtp": 1},
        {"remindersSent": "off"},
        {"decisionNewsSent": 1},
        {"emailFooter": "\n".join("123456789")},
        [],
    ],
)
async def test_an_invalid_rule_is_refused(
    client: httpx.AsyncClient, admin: dict[str, str], body: object
) -> None:
    answer = await client.patch(f"{API}/tenants/me/settings", headers=admin, json=body)

    assert answer.status_code == 422


async def test_a_name_without_a_visible_character_is_refused_at_its_field(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    answer = await client.patch(
        f"{API}/tenants/me/settings", headers=admin, json={"name": " ", "language": "de"}
    )

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["name"]
    kept = await client.get(f"{API}/tenants/me/settings", headers=admin)
    assert kept.json()["language"] == "en"


async def test_a_person_chooses_a_time_zone_and_goes_back_to_that_of_the_organization(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    url, settings = f"{API}/auth/me", {"timeZone": "Europe/London"}
    await client.patch(f"{API}/tenants/me/settings", headers=admin, json=settings)

    own = await client.patch(url, headers=admin, json={"timeZone": "Asia/Kolkata"})
    read = await client.get(url, headers=admin)
    back = await client.patch(url, headers=admin, json={"timeZone": ""})

    assert own.json() == read.json()
    assert [own.json()[name] for name in ZONES] == ["Asia/Kolkata", "Europe/London"]
    assert [back.json()[name] for name in ZONES] == ["", "Europe/London"]


async def test_an_unknown_time_zone_of_a_person_is_refused_at_its_field(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    answer = await client.patch(f"{API}/auth/me", headers=admin, json={"timeZone": "Berlin"})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["timeZone"]
    assert "'Berlin' is not a time zone" in answer.json()["detail"]


async def test_an_api_key_has_no_time_zone_of_its_own(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    body = {"name": "ci", "permissions": ["interview:read"]}
    issued = await client.post(f"{API}/api-keys", headers=admin, json=body)
    key = {"X-API-Key": issued.json()["key"]}

    answer = await client.patch(f"{API}/auth/me", headers=key, json={"timeZone": "UTC"})

    assert answer.status_code == 403
    assert (await client.get(f"{API}/auth/me", headers=key)).json()["timeZone"] == ""


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


async def make_role(
    client: httpx.AsyncClient, admin: dict[str, str], name: str, *permissions: str
) -> httpx.Response:
    body = {"name": name, "description": "Of a test.", "permissions": list(permissions)}
    return await client.post(f"{API}/roles", json=body, headers=admin)


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
