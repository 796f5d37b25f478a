"""Connecting an application: by the official SDK's client, and what the person sees and can end."""

from __future__ import annotations

import httpx2
import pytest
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)
from pydantic import AnyUrl
from tests.fakes.connected_applications import (
    REDIRECT,
    an_application,
    reach_mcp,
    register,
    values_of,
)
from tests.integration.practice.studio import Studio

from vivavoce.tenancy.adapters.application_grants import delete_expired_grants

pytestmark = pytest.mark.asyncio(loop_scope="session")


class _Storage:
    """Keeps what the SDK's client learns."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class _Browser:
    """A person's browser: it follows the assistant's link, and the person decides on the consent page."""

    def __init__(self, studio: Studio, who: str) -> None:
        self._studio, self._who = studio, who
        self.opened = 0
        self._landed = ""

    async def open(self, url: str) -> None:
        self.opened += 1
        answer = await self._studio.http.get(url)
        request = values_of(answer.headers["location"])["request"]
        decided = await self._studio.post(
            self._who, "/api/v1/oauth/consents", {"request": request, "allow": True}
        )
        self._landed = decided.json()["redirectUrl"]

    async def wait(self) -> AuthorizationCodeResult:
        values = values_of(self._landed)
        return AuthorizationCodeResult(
            code=values.get("code", ""), state=values.get("state"), iss=values.get("iss")
        )


async def test_the_official_client_connects_and_refreshes(studio: Studio) -> None:
    storage, browser = _Storage(), _Browser(studio, "recruiter")
    url = f"{studio.on.settings.gateway_url}/mcp"
    metadata = OAuthClientMetadata(
        client_name="Desk assistant", redirect_uris=[AnyUrl("http://localhost:3030/callback")]
    )
    auth = OAuthClientProvider(
        url, metadata, storage, redirect_handler=browser.open, callback_handler=browser.wait
    )
    transport = httpx2.ASGITransport(studio.apps["gateway"])
    async with (
        httpx2.AsyncClient(transport=transport, auth=auth, timeout=60) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        found = await client.call_tool("find_interviews", {})
        first = storage.tokens
        await studio.change("UPDATE oauth_token SET expires_at = now() WHERE kind = 'access'")
        auth.context.token_expiry_time = 1.0
        again = await client.call_tool("find_interviews", {})

    assert not found.is_error
    assert found.content == again.content
    assert first is not None
    assert storage.tokens is not None
    assert storage.client is not None
    assert storage.client.client_secret is None
    assert first.scope is not None
    assert "practice:use" in first.scope.split()
    assert storage.tokens.access_token != first.access_token
    assert browser.opened == 1


async def test_the_person_sees_who_asks_for_what(studio: Studio) -> None:
    application = await an_application(studio)
    request = await application.request(scope="interview:read interview:approve")

    offers = [
        await studio.post(who, "/api/v1/oauth/consents/read", {"request": request})
        for who in ("recruiter", "viewer", "seeker", "key")
    ]

    assert offers[0].json() == {
        "clientName": "Desk assistant",
        "redirectHost": None,
        "organization": "Demo organization",
        "permissions": ["interview:approve", "interview:read"],
    }
    assert offers[1].json()["permissions"] == ["interview:read"]
    assert [each.json().get("code") for each in offers[2:]] == [
        "nothing_to_permit",
        "signed_in_user_required",
    ]


async def test_a_refusal_reaches_the_application(studio: Studio) -> None:
    application = await an_application(studio)
    body = {"request": await application.request(), "allow": False}

    answer = await studio.post("recruiter", "/api/v1/oauth/consents", body)

    assert values_of(answer.json()["redirectUrl"]) == {
        "error": "access_denied",
        "state": "a state",
        "iss": studio.on.settings.gateway_url,
    }


async def test_a_person_lists_and_disconnects_their_applications(studio: Studio) -> None:
    application = await an_application(studio)
    tokens = await application.connect("viewer")
    worked = await reach_mcp(studio, tokens["access_token"])

    path = "/api/v1/oauth/applications"
    before = (await studio.ask("viewer", "GET", path)).json()
    listed = before["data"][0]
    colleague = await studio.ask("recruiter", "DELETE", f"{path}/{listed['id']}")
    refused = await studio.ask("viewer", "GET", f"{path}?everyone=true")
    of_all = (await studio.ask("admin", "GET", f"{path}?everyone=true")).json()
    ended = await studio.ask("viewer", "DELETE", f"{path}/{listed['id']}")

    assert worked.status_code == 200
    assert (listed["name"], listed["permissions"]) == ("Desk assistant", ["interview:read"])
    assert listed["lastUsedAt"] is not None
    assert colleague.status_code == 404
    assert refused.status_code == 403
    assert listed["id"] in {each["id"] for each in of_all["data"]}
    assert ended.status_code == 204
    assert (await reach_mcp(studio, tokens["access_token"])).status_code == 401
    assert (await application.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    after = (await studio.ask("viewer", "GET", path)).json()
    assert after["total"] == before["total"] - 1
    assert listed["id"] not in {each["id"] for each in after["data"]}


async def test_the_application_revokes_its_own_tokens(studio: Studio) -> None:
    application = await an_application(studio)
    tokens = await application.connect()

    answers = [
        await application.ask("revoke", token=tokens["refresh_token"]),
        await application.ask("revoke", token="unknown"),
        await application.ask("revoke", token="unknown", client_id="another"),
        await application.ask("revoke"),
    ]

    assert [each.status_code for each in answers] == [200, 200, 401, 400]
    assert (await reach_mcp(studio, tokens["access_token"])).status_code == 401


async def test_discovery_leads_from_the_refusal_to_the_endpoints(studio: Studio) -> None:
    refused = await studio.http.post("/mcp", json={})
    url = refused.headers["www-authenticate"].partition('resource_metadata="')[2].rstrip('"')
    resource = (await studio.http.get(url)).json()
    (server,) = resource["authorization_servers"]
    found = await studio.http.get(
        f"{server}/.well-known/oauth-authorization-server", headers={"Origin": "https://a.example"}
    )

    assert refused.status_code == 401
    assert resource["resource"] == f"{server}/mcp"
    assert found.json()["issuer"] == server
    assert found.json()["code_challenge_methods_supported"] == ["S256"]
    assert found.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "redirect",
    [
        "https://assistant.example.com/done",
        "http://localhost:8080/done",
        "http://[::1]/done",
        "com.example.assistant:/done",
    ],
)
async def test_an_application_registers_where_it_can_be_reached(
    studio: Studio, redirect: str
) -> None:
    answer = await register(studio, redirect, token_endpoint_auth_method="client_secret_post")

    assert answer.status_code == 201, answer.text
    assert answer.json()["token_endpoint_auth_method"] == "none"
    assert "client_secret" not in answer.json()


async def test_registering_is_limited(studio: Studio) -> None:
    answers = [await register(studio) for _ in range(31)]

    assert [each.status_code for each in answers] == [201] * 30 + [429]


async def test_an_api_key_gets_short_tokens_for_the_api_or_mcp(studio: Studio) -> None:
    made = await studio.post(
        "admin", "/api/v1/api-keys", {"name": "Importer", "permissions": ["interview:read"]}
    )
    key = made.json()
    form = {"grant_type": "client_credentials", "scope": "interview:read"}
    basic = (key["id"], key["key"])
    url = studio.on.settings.gateway_url

    for_api = await studio.http.post("/oauth/token", data=form, auth=basic)
    for_mcp = await studio.http.post(
        "/oauth/token", data={**form, "resource": f"{url}/mcp"}, auth=basic
    )
    older = await studio.http.post(
        "/api/v1/auth/oauth/token",
        json={"clientId": key["id"], "clientSecret": key["key"], "grantType": "client_credentials"},
    )
    me = await studio.http.get(
        "/api/v1/auth/me", headers={"Authorization": f"Bearer {for_api.json()['access_token']}"}
    )

    assert for_api.json()["expires_in"] == 600
    assert me.json()["kind"] == "api_key"
    assert me.json()["permissions"] == ["interview:read"]
    assert older.status_code == 200
    assert (await reach_mcp(studio, for_mcp.json()["access_token"])).status_code == 200
    assert (await reach_mcp(studio, for_api.json()["access_token"])).json()["code"] == (
        "wrong_audience"
    )
    await studio.ask("admin", "DELETE", f"/api/v1/api-keys/{key['id']}")
    assert (await reach_mcp(studio, for_mcp.json()["access_token"])).status_code == 401


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "sk_live_wrong"}, 401, "invalid_client"),
        ({"client_id": "00000000-0000-7000-8000-000000000001"}, 401, "invalid_client"),
        ({"scope": "interview:delete"}, 400, "invalid_scope"),
        ({"scope": "everything"}, 400, "invalid_scope"),
        ({"resource": "https://elsewhere.example"}, 400, "invalid_target"),
    ],
)
async def test_client_credentials_are_refused(
    studio: Studio, changes: dict[str, str], status: int, error: str
) -> None:
    made = await studio.post(
        "admin", "/api/v1/api-keys", {"name": "Importer", "permissions": ["interview:read"]}
    )
    key = made.json()
    form = {
        "grant_type": "client_credentials",
        "client_id": key["id"],
        "client_secret": key["key"],
        **changes,
    }

    answer = await studio.http.post("/oauth/token", data=form)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_an_api_key_revokes_its_own_tokens_and_no_others(studio: Studio) -> None:
    importer, reporter = [
        await studio.post(
            "admin", "/api/v1/api-keys", {"name": name, "permissions": ["interview:read"]}
        )
        for name in ("Importer", "Reporter")
    ]
    key, other = importer.json(), reporter.json()
    basic = (key["id"], key["key"])
    form = {"client_id": key["id"], "client_secret": key["key"]}
    asked = {"grant_type": "client_credentials"}
    tokens = [
        (await studio.http.post("/oauth/token", data=asked, auth=basic)).json()["access_token"]
        for _ in range(3)
    ]

    stranger, wrong = (other["id"], other["key"]), (key["id"], "sk_live_wrong")
    in_header = [
        await studio.http.post("/oauth/revoke", data={"token": token, **fields}, auth=auth)
        for token, auth, fields in (
            (tokens[0], basic, {}),
            (tokens[2], stranger, {}),
            (tokens[2], wrong, {}),
            (tokens[2], basic, {"client_secret": key["key"]}),
        )
    ]
    in_body = [
        await studio.http.post("/oauth/revoke", data=fields)
        for fields in ({**form, "token": tokens[1]}, {"client_id": key["id"], "token": tokens[2]})
    ]
    works = [
        await studio.http.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
        for token in tokens
    ]

    assert [each.status_code for each in in_header] == [200, 200, 401, 400]
    assert [each.status_code for each in in_body] == [200, 401]
    assert in_header[2].headers["www-authenticate"].startswith("Basic ")
    assert [each.status_code for each in works] == [401, 401, 200]


async def test_the_address_on_this_computer_needs_no_port(studio: Studio) -> None:
    application = await an_application(studio)

    assert (await application.authorize()).status_code == 302
    assert (await application.authorize(redirect_uri=REDIRECT)).status_code == 302


async def test_ended_connections_are_deleted(studio: Studio) -> None:
    application = await an_application(studio)
    await application.connect()
    await application.code()
    kept = await application.connect()
    (newest,) = await studio.rows("SELECT max(id::text) FROM oauth_grant")
    await studio.change(
        "UPDATE oauth_grant SET code_expires_at = now() - interval '2 days' WHERE id::text <> %(id)s",
        id=newest[0],
    )
    await studio.change(
        "UPDATE oauth_token SET expires_at = now() - interval '2 days' WHERE grant_id::text <> %(id)s",
        id=newest[0],
    )

    deleted = await delete_expired_grants(studio.on.database, studio.on.clock.now())
    left = await studio.rows("SELECT id::text FROM oauth_grant")

    assert deleted >= 2
    assert left == [newest]
    assert (await reach_mcp(studio, kept["access_token"])).status_code == 200
