"""The whole product in this process, as seekers, a partner and staff meet it; the planner is the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from fastapi import FastAPI
from tests.database import TestDatabase
from tests.fakes.api_clients import Json
from tests.fakes.invitations import administrator
from tests.fakes.passwords import with_cheap_passwords
from tests.fakes.platform_process import SECRET

from vivavoce.app.platform import Platform, open_platform
from vivavoce.app.roles.builders import build_agents_role, build_gateway_role, build_worker_role
from vivavoce.app.roles.role import ProcessRoleSpec, build_consumers, run_roles
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.subscriptions import AGENT_GROUPS
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

PREVIEW, CONFIGURE = "/api/v1/configure/preview", "/api/v1/configure"
QUESTIONS, APPROVE = "/api/v1/configure/questions", "/api/v1/configure/approve"
ASSIGNMENTS = "/api/v1/interviews/assignments"
UNASSIGN = f"{ASSIGNMENTS}/unassign"
_PASSWORD = "Correct horse battery 9"


@dataclass(frozen=True, slots=True)
class Studio:
    """The product and who calls it."""

    on: Platform
    of: Slices
    http: httpx.AsyncClient
    callers: dict[str, dict[str, str]]
    ids: dict[str, str]
    database: TestDatabase
    apps: dict[str, FastAPI]
    """The applications of the gateway and, if they run, of the agents."""
    ports: dict[str, int]
    """The ports on which they listen."""

    async def ask(
        self, who: str, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """Send one request; an underscore in a header's name is a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, path, json=body, headers=self.callers[who] | named)

    async def post(self, who: str, path: str, body: object, **headers: str) -> httpx.Response:
        return await self.ask(who, "POST", path, body, **headers)

    def wish(self, who: str = "seeker", **changes: Any) -> Json:
        """Return a body that would do, for a person."""
        context = {"target_role": "Ward nurse", "company_name": "Northgate Clinic"}
        return {
            "user_id": self.ids.get(who, who),
            "org_id": "demo",
            "persona_id": "payal",
            "interview_type": "behavioral",
            "duration_minutes": 10,
            "context": context | changes.pop("context", {}),
            **changes,
        }

    async def draft(self, who: str = "seeker", **changes: Any) -> Json:
        """Return a new draft."""
        answer = await self.post(who, PREVIEW, self.wish(who, **changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def rows(self, query: str, **params: object) -> list[tuple[Any, ...]]:
        """Return rows as a superuser reads them."""
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            return await (await link.execute(query, params)).fetchall()

    async def change(self, query: str, **params: object) -> None:
        """Change rows behind the product's back: to let time pass."""
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            await link.execute(query, params)


WAIT_S = 60
"""How long a preview waits for its plan."""


@asynccontextmanager
async def a_studio(
    database: TestDatabase, folder: Path, *, has_agents: bool = True
) -> AsyncIterator[Studio]:
    """Run the gateway, the worker and the agents; without them plans are ordered and nobody writes them."""
    settings = Settings.model_validate(
        {
            "DATABASE_URL": database.owner_url,
            "VIVAVOCE_SECRET_KEY": SECRET,
            "VIVAVOCE_DATA_DIR": folder,
            "VIVAVOCE_PRACTICE_WAIT_S": WAIT_S,
            **{f"VIVAVOCE_{name}_PORT": 0 for name in ("GATEWAY", "AGENTS", "EDGE", "WORKER")},
        }
    )
    async with open_platform(settings, name="studio") as opened:
        on = with_cheap_passwords(opened)
        of = build_slices(on)
        await of.tenancy.seed_demo()
        front = build_gateway_role(on, of)
        planning = (
            build_agents_role(on, of)
            if has_agents
            else ProcessRoleSpec([], build_consumers(on, of, AGENT_GROUPS))
        )
        roles = [front, build_worker_role(on, of), planning]
        transport = httpx.ASGITransport(front.servers[0].app, raise_app_exceptions=False)
        async with (
            run_roles(on, roles) as bound,
            httpx.AsyncClient(transport=transport, base_url="http://studio", timeout=60) as http,
        ):
            callers, ids = await _signed_in(of, http)
            apps = {server.name: server.app for role in roles for server in role.servers}
            ports = {each.name: each.port for each in bound}
            yield Studio(on, of, http, callers, ids, database, apps, ports)


async def _signed_in(
    of: Slices, http: httpx.AsyncClient
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    houses = {
        "other": ("ada@other.example.com", "Ada Other", "Another house"),
        "third": ("tim@third.example.com", "Tim Third", "A third house"),
    }
    for email, name, house in houses.values():
        await administrator(
            of.tenancy, email=email, name=name, password=_PASSWORD, organization=house
        )
    signing_in = {
        who: (build_demo_email(who), DEMO_PASSWORD)
        for who in ("admin", "recruiter", "viewer", "seeker")
    } | {who: (email, _PASSWORD) for who, (email, _, _) in houses.items()}
    callers: dict[str, dict[str, str]] = {"nobody": {}, "key": {"X-API-Key": DEMO_KEY}}
    ids: dict[str, str] = {}
    for who, (email, password) in signing_in.items():
        answer = await http.post("/api/v1/auth/login", json={"email": email, "password": password})
        callers[who] = {"Authorization": f"Bearer {answer.json()['accessToken']}"}
        me = await http.get("/api/v1/auth/me", headers=callers[who])
        ids[who] = me.json()["id"]
    return callers, ids


DEMO = str(DEMO_TENANT_ID)
