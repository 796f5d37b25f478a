"""An installation with two organizations, two gateways and a mail server: for attacks on accounts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4  # noqa: TID251 - names that no other test has

import httpx
import psycopg
from tests.database import TestDatabase
from tests.fakes.invitations import administrator
from tests.fakes.passwords import with_cheap_passwords
from tests.fakes.platform_process import SECRET
from tests.fakes.smtp_server import SmtpServer

from vivavoce.app.platform import open_platform
from vivavoce.app.roles.builders import build_gateway_role
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.wiring.delivery import build_delivery_jobs
from vivavoce.infra.settings import Settings

API = "/api/v1"
PASSWORD = "quartz lantern oboe marsh"
Headers = dict[str, str]


@dataclass
class Organization:
    """One organization and its administrator, who is signed in."""

    tenant_id: str
    name: str
    admin_email: str
    admin: Headers


@dataclass
class Installation:
    """Two gateways on one database. ``from_there`` makes a client at another network address."""

    database: TestDatabase
    mail_server: SmtpServer
    gateways: list[Any]
    of: Slices
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self, address: str, *, gateway: int = 0) -> httpx.AsyncClient:
        """Return a client of one gateway at that network address, with a cookie jar of its own."""
        transport = httpx.ASGITransport(
            self.gateways[gateway], raise_app_exceptions=False, client=(address, 40000)
        )
        made = httpx.AsyncClient(transport=transport, base_url="http://house", timeout=60)
        self.clients.append(made)
        return made

    async def forget_clients(self) -> None:
        """Close every client, and forget the tries that were counted at their addresses."""
        for client in self.clients:
            await client.aclose()
        self.clients.clear()
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            await link.execute("DELETE FROM rate_limit")

    async def organization(self, name: str) -> Organization:
        """Make an organization as its operator does, and sign its administrator in."""
        unique = f"{name} {uuid4().hex[:8]}"
        email = f"admin@{unique.lower().replace(' ', '-')}.example"
        done = await administrator(
            self.of.tenancy, email=email, name="Ada", password=PASSWORD, organization=unique
        )
        return Organization(str(done.user.tenant_id), unique, email, bearer(done.access_token))

    async def token_for(self, address: str, page: str, *, newer_than: str = "") -> str:
        """Return the token of the newest link to that page in a mailbox, once it has come."""
        async with asyncio.timeout(60):
            while True:
                found = [
                    token
                    for mail in self.mail_server.taken
                    if mail["To"] == address and (body := mail.get_body(("plain",)))
                    for token in re.findall(rf"/{page}#([\w-]+)", body.get_content())
                ]
                if found and found[-1] != newer_than:
                    return found[-1]
                await asyncio.sleep(0.05)

    async def reset(self, client: httpx.AsyncClient, address: str, password: str) -> None:
        """Set a new password by the link in the mailbox."""
        asked = await client.post(f"{API}/auth/password/forgot", json={"email": address})
        assert asked.status_code == 202, asked.text
        token = await self.token_for(address, "reset-password")
        body = {"token": token, "password": password}
        done = await client.post(f"{API}/auth/password/reset", json=body)
        assert done.status_code == 204, done.text


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def an_installation(
    database: TestDatabase, folder: Path, profile: Literal["local", "production"]
) -> AsyncIterator[Installation]:
    """Run two gateways and what sends mail; the rest of the platform is built and stands still."""
    async with SmtpServer() as mail_server, AsyncExitStack() as stack:
        settings = Settings.model_validate(
            {
                "DATABASE_URL": database.owner_url,
                "VIVAVOCE_SECRET_KEY": SECRET,
                "VIVAVOCE_DATA_DIR": folder,
                "VIVAVOCE_PROFILE": profile,
                "PUBLIC_URL": "https://interviews.example",
                "SMTP_URL": mail_server.url(),
                "VIVAVOCE_VOICE": "off",
            }
        )
        gateways, built = [], []
        for number in range(2):
            opened = await stack.enter_async_context(
                open_platform(settings, name=f"gateway {number}", pool_size=4)
            )
            on = with_cheap_passwords(opened)
            of = build_slices(on)
            built.append((on, of))
            gateways.append(build_gateway_role(on, of).servers[0].app)
        on, of = built[0]
        jobs = build_delivery_jobs(on, of.delivery, of.access.is_reminder_needed)
        for name, run in jobs.items():
            on.jobs.register(name, run)
        installation = Installation(database, mail_server, gateways, of)
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(on.jobs.run_worker(["deliver"], concurrency=4))
            try:
                yield installation
            finally:
                await installation.forget_clients()
                sending.cancel()
