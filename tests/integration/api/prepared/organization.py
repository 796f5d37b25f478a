"""What an organization has besides interviews: people, roles, keys, applications, webhooks, its sign-in."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from uuid import uuid4  # noqa: TID251 - addresses that nobody else has

import httpx
from tests.fakes.api_clients import ApiClient, Json, signed_in
from tests.fakes.connected_applications import VERIFIER, challenge_of, values_of
from tests.fakes.openid_provider import CLIENT_ID, CLIENT_SECRET
from tests.integration.api.gateway import connect_application
from tests.integration.api.prepared.neighbors import Neighbors

from vivavoce.tenancy.usecases.create_organization import build_demo_email

PASSWORD = "quartz lantern oboe marsh"
_REDIRECT = "http://127.0.0.1:5000/callback"
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class OrganizationStages:
    """The administrator of the demo organization, and the neighbors that it uses."""

    admin: ApiClient
    neighbors: Neighbors

    async def settle(self) -> None:
        """Set up what must be there before interviews are: where webhooks go, and the rules."""
        hook = {"callbackUrl": self.neighbors.webhooks.url("ok")}
        rules = {"reviewAllowed": True, "decisionsExplained": True, "videoAllowed": True}
        rules |= {"voluntaryQuestions": "gb"}
        await self._put("/tenants/me/webhook-config", hook)
        await self._send("PATCH", "/tenants/me/settings", rules)

    async def prepare(self) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Return ids by what they are, and the headers of the people who were added."""
        admin, ids = self.admin, await self._simple_things()
        await self._put("/tenants/me/identity-provider", self.provider())
        async with asyncio.TaskGroup() as group:
            invited = [
                group.create_task(self._invited(name))
                for name in ("to read", "to accept", "to resend", "to revoke")
            ]
            accepted = [group.create_task(self._joined(name)) for name in ("leaving", "changing")]
            forgot = group.create_task(self._who_forgot())
            consents = [group.create_task(self._asking()) for _ in range(2)]
        names = ("invitation_to_read", "invitation_to_accept")
        for name, task in zip(names, invited[:2], strict=True):
            ids[name] = task.result()[1]
        for name, task in zip(("invitation", "invitation_to_revoke"), invited[2:], strict=True):
            ids[name] = task.result()[0]
        ids["user_to_remove"], ids["user"] = (task.result()[0] for task in accepted)
        ids["reset_token"] = forgot.result()
        ids["consent_to_read"], ids["consent_to_decide"] = (one.result() for one in consents)
        async with httpx.AsyncClient(base_url=admin.url, timeout=60) as http:
            ids["application"] = await connect_application(http, admin.headers)
        ids |= await self._sign_in_begun()
        changing = accepted[1].result()[1]
        people = {"changing": changing.headers}
        for who in ("leaving_here", "leaving_everywhere"):
            people[who] = (await signed_in(admin.url, "viewer")).headers
        return ids, people

    def provider(self) -> Json:
        """Return the body that sets the organization's own sign-in up."""
        return {
            "issuer": self.neighbors.sign_in.issuer,
            "clientId": CLIENT_ID,
            "clientSecret": CLIENT_SECRET,
            "defaultRole": "SEEKER",
            "admitsUnknown": True,
        }

    async def _simple_things(self) -> dict[str, str]:
        post, readers = self.admin.post, ["interview:read"]
        key = {"name": "A key", "permissions": readers}
        role = {"name": f"Readers {uuid4()}", "permissions": readers}
        view = {"name": f"Plans {uuid4()}", "filters": {"states": ["PENDING"]}}
        template = {"title": "Buyer", "jobDescription": "Buys, and talks with suppliers."}
        said = await post("/assistant/messages", {"message": "Hello"})
        practice = {"organization_id": "demo", "role": "Buyer", "round": "behavioral"}
        practice |= {"assignee_emails": [build_demo_email("seeker")]}
        address = self.neighbors.calendars.publish("/private/basic.ics")
        calendar = {"kind": "ics", "name": "Work", "url": address}
        return {
            "calendar_address": address,
            "calendar": (await post("/calendars", calendar))["id"],
            "calendar_to_disconnect": (await post("/calendars", calendar))["id"],
            "key": (await post("/api-keys", key))["id"],
            "key_to_revoke": (await post("/api-keys", key))["id"],
            "role": (await post("/roles", role))["id"],
            "role_to_delete": (await post("/roles", role | {"name": f"Gone {uuid4()}"}))["id"],
            "view": (await post("/interview-views", view))["id"],
            "view_to_delete": (await post("/interview-views", view | {"name": f"Gone {uuid4()}"}))[
                "id"
            ],
            "template": (await post("/templates", template))["templateId"],
            "template_to_delete": (await post("/templates", template))["templateId"],
            "skill": (await post("/mcp/skills", {"name": f"Skill {uuid4().hex}"}))["id"],
            "conversation": said["conversation_id"],
            "assignment": (await post("/interviews/assignments", practice))["assignment_ids"][0],
        }

    async def _invited(self, name: str) -> tuple[str, str]:
        """Return the id of an invitation, and the token of the link in its e-mail."""
        email = f"{uuid4()}@example.com"
        body = {"email": email, "name": f"Nora {name}", "role": "VIEWER"}
        made = await self.admin.post("/invitations", body)
        return made["id"], await self._link_token(email, "accept-invitation")

    async def _joined(self, name: str) -> tuple[str, ApiClient]:
        """Return the id of somebody who has joined, and their client."""
        email = f"{uuid4()}@example.com"
        body = {"email": email, "name": f"Nora {name}", "role": "VIEWER"}
        await self.admin.post("/invitations", body)
        token = await self._link_token(email, "accept-invitation")
        anyone = ApiClient(self.admin.url)
        await anyone.post("/invitations/accept", {"token": token, "password": PASSWORD})
        client = await signed_in(self.admin.url, email, password=PASSWORD)
        return (await client.get("/auth/me"))["id"], client

    async def _who_forgot(self) -> str:
        email = (await (await self._joined("forgetful"))[1].get("/auth/me"))["email"]
        await ApiClient(self.admin.url).post("/auth/password/forgot", {"email": email})
        return await self._link_token(email, "reset-password")

    async def _link_token(self, email: str, page: str) -> str:
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                for letter in (await self.admin.get(f"/dev/mailbox?to={email}"))["data"]:
                    if found := re.search(rf"/{page}#([\w-]+)", letter["text"]):
                        return found[1]
                await asyncio.sleep(0.25)

    async def _asking(self) -> str:
        """Return the request of an application that waits for a person's consent."""
        async with httpx.AsyncClient(base_url=self.admin.url, timeout=60) as http:
            body = {"redirect_uris": [_REDIRECT], "client_name": "Desk assistant"}
            made = await http.post("/oauth/register", json=body)
            asking = {
                "response_type": "code",
                "client_id": made.json()["client_id"],
                "redirect_uri": _REDIRECT,
                "code_challenge": challenge_of(VERIFIER),
            }
            asked = await http.get("/oauth/authorize", params=asking)
        return values_of(asked.headers["location"])["request"]

    async def _sign_in_begun(self) -> dict[str, str]:
        """Return what a browser brings back from the organization's provider, and its cookie."""
        begun = await self.admin.ask("POST", "/auth/oidc/start", {"organization": "demo"})
        brought = self.neighbors.sign_in.sign_in(begun.json()["redirectUrl"])
        cookies = "; ".join(f"{name}={value}" for name, value in begun.cookies.items())
        return {"state": brought["state"], "code": brought["code"], "cookie": cookies}

    async def _put(self, path: str, body: Json) -> None:
        await self._send("PUT", path, body)

    async def _send(self, method: str, path: str, body: Json) -> None:
        answer = await self.admin.ask(method, path, body)
        assert answer.is_success, (path, answer.status_code, answer.text)
