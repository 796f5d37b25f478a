"""An organization with a provider of its own, and a browser that signs in by it."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
from tests.fakes.api_clients import Json
from tests.fakes.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProviderServer
from tests.integration.practice.studio import Studio

PROVIDER = "/api/v1/tenants/me/identity-provider"
START, FINISH = "/api/v1/auth/oidc/start", "/api/v1/auth/oidc/finish"
COOKIE = "vivavoce_organization_sign_in"
ORGANIZATION = "demo"


@dataclass(slots=True)
class ProviderOrganization:
    """The demo organization of a studio and its provider."""

    studio: Studio
    provider: OpenIdProviderServer
    scim_key: str = field(default="", repr=False)

    async def set_up(self, who: str = "admin", **changes: object) -> httpx.Response:
        """Set the provider; people whom nobody added are admitted as viewers unless a test says else."""
        body: Json = {
            "issuer": self.provider.issuer,
            "clientId": CLIENT_ID,
            "clientSecret": CLIENT_SECRET,
            "defaultRole": "VIEWER",
            "admitsUnknown": True,
            **changes,
        }
        given = {name: value for name, value in body.items() if value is not None}
        return await self.studio.ask(who, "PUT", PROVIDER, given)

    async def start(self, organization: str = ORGANIZATION) -> httpx.Response:
        """Ask where to go."""
        return await self.studio.http.post(START, json={"organization": organization})

    async def finish(self, cookie: str, **reply: str) -> httpx.Response:
        """Bring back what the provider gave the browser."""
        return await self.studio.http.post(
            FINISH, json=reply, headers={"Cookie": f"{COOKIE}={cookie}"}
        )

    async def sign_in(self, **claims: object) -> httpx.Response:
        """Sign in as the person of these claims, from the first page to the last."""
        self.provider.claims = claims
        started = await self.start()
        assert started.status_code == 200, started.text
        brought = self.provider.sign_in(started.json()["redirectUrl"])
        return await self.finish(cookie_of(started), **brought)

    async def me(self, token: str) -> httpx.Response:
        """Ask who a token stands for."""
        return await self.studio.http.get(
            "/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"}
        )

    async def scim(
        self, method: str, path: str, body: object = None, *, key: str | None = None
    ) -> httpx.Response:
        """Send a request of SCIM with a key that may provision."""
        if key is None and not self.scim_key:
            wish = {"name": "SCIM", "permissions": ["user:provision"]}
            made = await self.studio.post("admin", "/api/v1/api-keys", wish)
            self.scim_key = made.json()["key"]
        headers = {"Authorization": f"Bearer {self.scim_key if key is None else key}"}
        return await self.studio.http.request(method, f"/scim/v2{path}", json=body, headers=headers)


def cookie_of(started: httpx.Response) -> str:
    """Return the value of the cookie of a sign-in that was started."""
    header = started.headers["set-cookie"]
    assert header.startswith(f"{COOKIE}=")
    return header.partition("=")[2].partition(";")[0]
