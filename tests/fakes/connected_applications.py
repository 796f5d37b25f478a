"""An application that a person connects by OAuth, with a correct proof unless a test changes it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx
from tests.fakes.api_clients import Json
from tests.integration.practice.studio import Studio

REDIRECT = "http://127.0.0.1/callback"
ASKED_REDIRECT = "http://127.0.0.1:53122/callback"
"""The same address with the port that the application listens on today."""
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123456789"


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def values_of(url: str) -> dict[str, str]:
    """Return the values in the query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@dataclass(slots=True)
class FakeApplication:
    """An application that has registered."""

    studio: Studio
    client_id: str
    name: str = "Desk assistant"
    tokens: Json = field(default_factory=dict)

    async def authorize(self, **changes: str | None) -> httpx.Response:
        """Open the address for the person; None leaves a parameter out."""
        given = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": ASKED_REDIRECT,
            "state": "a state",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            "scope": "interview:read",
            "resource": f"{self.studio.on.settings.gateway_url}/mcp",
            **changes,
        }
        params = {name: value for name, value in given.items() if value is not None}
        return await self.studio.http.get("/oauth/authorize", params=params)

    async def request(self, **changes: str | None) -> str:
        """Return the request that the consent page gets."""
        answer = await self.authorize(**changes)
        assert answer.status_code == 302, answer.text
        return values_of(answer.headers["location"])["request"]

    async def code(self, who: str = "recruiter", **changes: str | None) -> str:
        """Return a code that the person allowed."""
        body = {"request": await self.request(**changes), "allow": True}
        answer = await self.studio.post(who, "/api/v1/oauth/consents", body)
        assert answer.status_code == 200, answer.text
        return values_of(answer.json()["redirectUrl"])["code"]

    async def exchange(self, code: str, **changes: str | None) -> httpx.Response:
        """Exchange a code for tokens."""
        return await self.ask(
            "token",
            grant_type="authorization_code",
            code=code,
            redirect_uri=ASKED_REDIRECT,
            code_verifier=VERIFIER,
            **changes,
        )

    async def refresh(self, token: str, **changes: str | None) -> httpx.Response:
        """Exchange a refresh token for new tokens."""
        return await self.ask("token", grant_type="refresh_token", refresh_token=token, **changes)

    async def ask(self, endpoint: str, **given: str | None) -> httpx.Response:
        """Send a form to an endpoint of OAuth; None leaves a parameter out."""
        fields = {"client_id": self.client_id, **given}
        data = {name: value for name, value in fields.items() if value is not None}
        return await self.studio.http.post(f"/oauth/{endpoint}", data=data)

    async def connect(self, who: str = "recruiter", **changes: str | None) -> Json:
        """Return the tokens that a person allowed."""
        answer = await self.exchange(await self.code(who, **changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


async def register(studio: Studio, *redirects: str, **metadata: object) -> httpx.Response:
    """Register an application."""
    body = {
        "client_name": "Desk assistant",
        "redirect_uris": redirects or (REDIRECT,),
        "token_endpoint_auth_method": "none",
        **metadata,
    }
    return await studio.http.post("/oauth/register", json=body)


async def an_application(studio: Studio) -> FakeApplication:
    """Return an application that has registered."""
    answer = await register(studio)
    assert answer.status_code == 201, answer.text
    return FakeApplication(studio, answer.json()["client_id"])


async def reach_mcp(studio: Studio, token: str) -> httpx.Response:
    """Ask MCP for its tools with a token."""
    return await studio.http.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
        headers={
            "Authorization": f"Bearer {token}",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": "2025-06-18",
        },
    )
