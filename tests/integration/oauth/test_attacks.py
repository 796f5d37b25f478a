"""Attacks on the connecting of applications: stolen codes and tokens, downgrades, and foreign addresses."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.connected_applications import (
    ASKED_REDIRECT,
    VERIFIER,
    an_application,
    reach_mcp,
    register,
    values_of,
)
from tests.integration.practice.studio import Studio

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_code_works_once_and_its_second_use_ends_everything(studio: Studio) -> None:
    application = await an_application(studio)
    code = await application.code()
    first = (await application.exchange(code)).json()

    again = await application.exchange(code)

    assert again.json()["error"] == "invalid_grant"
    assert (await reach_mcp(studio, first["access_token"])).status_code == 401
    assert (await application.refresh(first["refresh_token"])).json()["error"] == "invalid_grant"


async def test_an_expired_code_gives_nothing(studio: Studio) -> None:
    application = await an_application(studio)
    code = await application.code()
    await studio.change("UPDATE oauth_grant SET code_expires_at = now()")

    assert (await application.exchange(code)).json()["error"] == "invalid_grant"


async def test_the_reuse_of_a_refresh_token_ends_its_family(studio: Studio) -> None:
    application = await an_application(studio)
    first = await application.connect()
    second = (await application.refresh(first["refresh_token"])).json()
    worked = await reach_mcp(studio, second["access_token"])

    stolen = await application.refresh(first["refresh_token"])

    assert worked.status_code == 200
    assert stolen.json()["error"] == "invalid_grant"
    assert (await application.refresh(second["refresh_token"])).json()["error"] == "invalid_grant"
    for token in (first["access_token"], second["access_token"]):
        assert (await reach_mcp(studio, token)).status_code == 401
    (reused,) = await studio.rows(
        "SELECT count(*) FROM audit_log WHERE action = 'application.secret_reused'"
        " AND details->>'secret' = 'refresh token'"
    )
    assert reused[0] >= 1


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "another-verifier-that-is-long-enough-0123456789abcdef"},
        {"code_verifier": ""},
        {"code_verifier": None},
        {"redirect_uri": "http://127.0.0.1:53123/callback"},
        {"redirect_uri": None},
        {"resource": "https://elsewhere.example/mcp"},
        {"code": "oac_unknown"},
    ],
)
async def test_a_stolen_code_is_worth_nothing(
    studio: Studio, changes: dict[str, str | None]
) -> None:
    application = await an_application(studio)
    form: dict[str, Any] = {
        "grant_type": "authorization_code",
        "code": await application.code(),
        "redirect_uri": ASKED_REDIRECT,
        "code_verifier": VERIFIER,
        **changes,
    }

    answer = await application.ask("token", **form)

    assert answer.status_code == 400
    assert "access_token" not in answer.text


async def test_a_code_and_a_token_of_one_application_are_refused_to_another(
    studio: Studio,
) -> None:
    honest, other = await an_application(studio), await an_application(studio)
    tokens = await honest.connect()
    code = await honest.code()

    refused = [
        await other.exchange(code),
        await other.refresh(tokens["refresh_token"]),
        await other.refresh(tokens["access_token"]),
        await honest.refresh(tokens["access_token"]),
    ]
    revoked = await other.ask("revoke", token=tokens["refresh_token"])

    assert [each.json()["error"] for each in refused] == ["invalid_grant"] * 4
    assert revoked.status_code == 200
    assert (await reach_mcp(studio, tokens["access_token"])).status_code == 200
    assert (await honest.exchange(code)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge": None},
        {"code_challenge": "short"},
        {"response_type": "token"},
        {"scope": "tenant:update"},
        {"resource": "https://elsewhere.example/mcp"},
        {"state": "s" * 1001},
    ],
)
async def test_a_weaker_request_is_refused_to_the_application(
    studio: Studio, changes: dict[str, str | None]
) -> None:
    application = await an_application(studio)

    answer = await application.authorize(**changes)

    assert answer.status_code == 302
    assert answer.headers["location"].startswith(ASKED_REDIRECT)
    assert "error" in values_of(answer.headers["location"])
    assert "code" not in values_of(answer.headers["location"])


@pytest.mark.parametrize(
    "redirect",
    [
        "https://evil.example/callback",
        "http://127.0.0.1:53122/callback/../other",
        "http://127.0.0.1@evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1:53122/callback?more=1",
        "http://localhost:53122/callback",
        "https://127.0.0.1:53122/callback",
        "http://127.0.0.1:53122/callback#here",
        None,
    ],
)
async def test_the_browser_is_sent_nowhere_else(studio: Studio, redirect: str | None) -> None:
    application = await an_application(studio)

    answer = await application.authorize(redirect_uri=redirect)

    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "redirect",
    [
        "http://assistant.example.com/done",
        "javascript://host/%0aalert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "https://user@assistant.example.com/done",
        "https://assistant.example.com/done#part",
        "https://",
        "https://assistant.example.com/" + "a" * 300,
    ],
)
async def test_no_application_registers_such_an_address(studio: Studio, redirect: str) -> None:
    answer = await register(studio, redirect)

    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] in {"invalid_redirect_uri", "invalid_client_metadata"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\x80",
        b'{"redirect_uris": []}',
        b'{"redirect_uris": ["http://127.0.0.1/"], "grant_types": ["client_credentials"]}',
        b'{"redirect_uris": ["http://127.0.0.1/"], "client_name": "a\\u0000b"}',
        b"[" * 100_000,
        b"a" * (2 << 20),
    ],
    ids=["empty", "list", "bytes", "nowhere", "credentials", "nul", "deep", "large"],
)
async def test_a_hostile_registration_is_refused(studio: Studio, body: bytes) -> None:
    answer = await studio.http.post(
        "/oauth/register", content=body, headers={"Content-Type": "application/json"}
    )

    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize(
    "body",
    [b"", b"\x80=\x80", b"[]", b"[" * 100_000, b"grant_type=a&grant_type=b&client_id=a"],
    ids=["empty", "bytes", "list", "deep", "twice"],
)
async def test_a_hostile_token_request_is_refused(
    studio: Studio, path: str, body: bytes, content_type: str
) -> None:
    answer = await studio.http.post(path, content=body, headers={"Content-Type": content_type})

    assert 400 <= answer.status_code < 500, answer.text


async def test_a_repeated_parameter_is_refused(studio: Studio) -> None:
    application = await an_application(studio)

    answer = await studio.http.get(
        f"/oauth/authorize?client_id={application.client_id}&client_id=x&response_type=code"
    )

    assert answer.json()["error_description"] == "'client_id' was given more than once."


async def test_a_request_for_consent_cannot_be_forged_or_kept(studio: Studio) -> None:
    application = await an_application(studio)
    request = await application.request()
    forged = request[:-5] + ("A" if request[-5] != "A" else "B") + request[-4:]

    answers = [
        await studio.post("recruiter", "/api/v1/oauth/consents", {"request": each, "allow": True})
        for each in (forged, application.client_id, "", "ä")
    ]

    assert {each.json()["code"] for each in answers} == {"consent_request_ended"}


async def test_a_token_is_only_for_the_tools_of_its_organization(studio: Studio) -> None:
    application = await an_application(studio)
    tokens = await application.connect("recruiter", scope=None)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}

    me = await studio.http.get("/api/v1/auth/me", headers=bearer)
    consents = await studio.http.post(
        "/api/v1/oauth/consents", headers=bearer, json={"request": "a", "allow": True}
    )
    other = await studio.http.post(
        "/mcp", json={}, headers={**bearer, "X-Tenant-ID": str(studio.ids["other"])}
    )

    assert (me.status_code, me.json()["code"]) == (401, "wrong_audience")
    assert consents.status_code == 401
    assert (other.status_code, other.json()["code"]) == (403, "tenant_mismatch")


async def test_a_token_ends_with_the_sign_in_of_its_person(studio: Studio) -> None:
    application = await an_application(studio)
    tokens = await application.connect("seeker", scope="practice:use")
    worked = await reach_mcp(studio, tokens["access_token"])

    # Another sign-in of the same account, so that the shared one of the other tests goes on.
    login = await studio.http.post(
        "/api/v1/auth/login", json={"email": build_demo_email("seeker"), "password": DEMO_PASSWORD}
    )
    bearer = {"Authorization": f"Bearer {login.json()['accessToken']}"}
    ended = await studio.http.post("/api/v1/auth/logout/everywhere", headers=bearer)
    reached = await reach_mcp(studio, tokens["access_token"])
    refreshed = await application.refresh(tokens["refresh_token"])
    await studio.change(
        "UPDATE account a SET version = a.version - 1 FROM membership m"
        " WHERE m.account_id = a.id AND m.id = %(user)s",
        user=studio.ids["seeker"],
    )

    assert worked.status_code == 200
    assert ended.status_code == 204
    assert reached.json()["code"] == "access_token_ended"
    assert refreshed.json()["error"] == "invalid_grant"


async def test_a_token_ends_with_the_membership_and_follows_the_role(studio: Studio) -> None:
    application = await an_application(studio)
    tokens = await application.connect("viewer")
    viewer = {"user": studio.ids["viewer"]}

    await studio.change("UPDATE membership SET role = 'SEEKER' WHERE id = %(user)s", **viewer)
    lowered = await reach_mcp_tool(studio, tokens["access_token"])
    await studio.change(
        "UPDATE membership SET role = 'VIEWER', removed_at = now() WHERE id = %(user)s", **viewer
    )
    removed = await reach_mcp(studio, tokens["access_token"])
    await studio.change("UPDATE membership SET removed_at = NULL WHERE id = %(user)s", **viewer)

    assert "interview:read" in lowered
    assert removed.status_code == 401


async def test_a_token_follows_a_role_that_the_organization_made(studio: Studio) -> None:
    wish = {"name": "Connected", "permissions": ["interview:read", "practice:use"]}
    role = (await studio.post("admin", "/api/v1/roles", wish)).json()["id"]
    user = f"/api/v1/users/{studio.ids['viewer']}"
    await studio.ask("admin", "PATCH", user, {"role": role})
    application = await an_application(studio)
    tokens = await application.connect("viewer")
    before = await reach_mcp_tool(studio, tokens["access_token"])

    wish["permissions"] = ["practice:use"]
    await studio.ask("admin", "PUT", f"/api/v1/roles/{role}", wish)

    lowered = await reach_mcp_tool(studio, tokens["access_token"])
    await studio.ask("admin", "PATCH", user, {"role": "VIEWER"})
    await studio.ask("admin", "DELETE", f"/api/v1/roles/{role}", None)
    assert "needs the permission 'interview:read'" not in before
    assert "interview:read" in lowered


async def reach_mcp_tool(studio: Studio, token: str) -> str:
    """Return what MCP answers to a call of a tool that reads interviews."""
    answer = await studio.http.post(
        "/mcp",
        json={
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "find_interviews", "arguments": {}},
        },
        headers={
            "Authorization": f"Bearer {token}",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": "2025-06-18",
        },
    )
    return answer.text


async def test_no_secret_is_stored_or_logged(
    studio: Studio, capsys: pytest.CaptureFixture[str]
) -> None:
    application = await an_application(studio)
    code = await application.code()
    tokens = (await application.exchange(code)).json()
    await reach_mcp(studio, tokens["access_token"])
    await application.refresh(tokens["refresh_token"])

    printed = capsys.readouterr()
    stored = str(await studio.rows("SELECT * FROM oauth_grant")) + str(
        await studio.rows("SELECT * FROM oauth_token")
    )
    for secret in (code, tokens["access_token"], tokens["refresh_token"]):
        assert secret not in printed.out + printed.err + stored
