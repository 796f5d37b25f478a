"""Practice without its pages: prepared interviews, and candidates at the session socket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import websockets
from tests.database import TestDatabase
from tests.fakes.api_clients import Json
from tests.fakes.invitations import administrator
from tests.fakes.passwords import with_cheap_passwords
from tests.fakes.platform_process import SECRET
from websockets.asyncio.client import ClientConnection, connect

from vivavoce.app.platform import Platform, open_platform
from vivavoce.app.roles.builders import (
    build_agents_role,
    build_edge_role,
    build_gateway_role,
    build_worker_role,
)
from vivavoce.app.roles.role import run_roles
from vivavoce.app.slices import Slices, build_slices
from vivavoce.contracts.interview import (
    InterviewSnapshot,
    format_practice_session_id,
    parse_practice_session_id,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.caller import Caller
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

IN_TIME_S = 60.0
PASSWORD = "Correct horse battery 9"
WISH = {
    "profile": "practice",
    "position": "Platform engineer",
    "level": "MID",
    "skills": ["Python"],
    "job_description": "You run our platform and keep its services up.",
    "duration_minutes": 5,
    "persona_id": "john",
    "interview_type": "behavioral",
}
ANSWER = (
    "I was asked to save a late delivery, so I cut the scope with the customer, wrote the migration "
    "myself in two days and tested it twice. In the end it went live on time and errors fell by 40 percent."
)


@dataclass(slots=True)
class PracticePlatform:
    """The whole product in this process, and what practice needs of it."""

    on: Platform
    of: Slices
    ports: dict[str, int]
    tokens: dict[str, str] = field(default_factory=dict)

    def url(self, role: str, session_id: str, **query: object) -> str:
        """Return where a room's socket is."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        base = f"ws://127.0.0.1:{self.ports[role]}/api/v1/session/{session_id}"
        return f"{base}?{asked}" if asked else base

    def headers(self, who: str) -> dict[str, str]:
        """Return the headers of a signed-in person, or of the organisation's key."""
        if who == "key":
            return {"X-API-Key": DEMO_KEY}
        return {"Authorization": f"Bearer {self.tokens[who]}"} if who in self.tokens else {}

    def protocols(self, who: str) -> Any:
        """Return the sub-protocols that a page of this person offers."""
        word = f"key.{DEMO_KEY}" if who == "key" else f"bearer.{self.tokens[who]}"
        return ["vivavoce.practice.v1", word]

    async def caller(self, who: str) -> Caller:
        """Return the caller behind a token."""
        return await self.of.tenancy.authenticate(
            authorization=f"Bearer {self.tokens[who]}", api_key="", tenant=""
        )

    async def ask(self, who: str, method: str, path: str) -> httpx.Response:
        """Send one request to the gateway."""
        base = f"http://127.0.0.1:{self.ports['gateway']}"
        async with httpx.AsyncClient(base_url=base, timeout=IN_TIME_S) as http:
            return await http.request(method, path, headers=self.headers(who))

    async def ticket(self, who: str, session_id: str) -> httpx.Response:
        """Ask for a ticket."""
        return await self.ask(who, "POST", f"/api/v1/sessions/{session_id}/ticket")

    async def view(self, who: str, session_id: str) -> InterviewSnapshot:
        """Return the interview behind a practice session."""
        interview_id = parse_practice_session_id(session_id)
        assert interview_id is not None
        async with self.on.open_work((await self.caller(who)).tenant_id) as work:
            return await self.of.hiring.self_service_interviews.view(work, interview_id)

    async def until(self, who: str, session_id: str, *states: str) -> InterviewSnapshot:
        """Return the interview once it is in one of ``states``."""
        async with asyncio.timeout(IN_TIME_S):
            while True:
                view = await self.view(who, session_id)
                if view.state in states:
                    return view
                await asyncio.sleep(0.05)

    async def draft(self, who: str, **wish: Any) -> str:
        """Return the id of a practice session whose plan waits for its person."""
        return await draft(self.on, self.of, await self.caller(who), **wish)

    async def ready(self, who: str, **wish: Any) -> str:
        """Return the id of a practice session whose plan is approved."""
        session_id = await self.draft(who, **wish)
        await approve(self.on, self.of, await self.caller(who), session_id)
        return session_id


async def draft(on: Platform, of: Slices, caller: Caller, **wish: Any) -> str:
    """Ask for practice as ``caller`` and wait for the plan."""
    async with on.open_work(caller.tenant_id) as work:
        person = await of.hiring.self_service_interviews.get_or_create_person(
            work, f"user {str(caller.id).lower()}"
        )
        interview = await of.hiring.self_service_interviews.open(
            work, caller, person, {**WISH, **wish}
        )
    async with asyncio.timeout(IN_TIME_S):
        while True:
            async with on.open_work(caller.tenant_id) as work:
                view = await of.hiring.self_service_interviews.view(work, interview.interview_id)
            assert view.failure is None, view.failure
            if view.state == "PENDING":
                return format_practice_session_id(interview.interview_id)
            await asyncio.sleep(0.05)


async def approve(on: Platform, of: Slices, caller: Caller, session_id: str) -> None:
    """Approve the plan in the person's own name."""
    interview_id = parse_practice_session_id(session_id)
    assert interview_id is not None
    async with on.open_work(caller.tenant_id) as work:
        await of.hiring.self_service_interviews.approve(work, caller, interview_id)


async def token_of(http: httpx.AsyncClient, email: str, password: str) -> str:
    answer = await http.post("/api/v1/auth/login", json={"email": email, "password": password})
    token: str = answer.json()["accessToken"]
    return token


@asynccontextmanager
async def a_practice_platform(
    database: TestDatabase, folder: Path, **settings: object
) -> AsyncIterator[PracticePlatform]:
    """Run every role in this process for the length of the block."""
    configuration = Settings.model_validate(
        {
            "DATABASE_URL": database.owner_url,
            "VIVAVOCE_SECRET_KEY": SECRET,
            "VIVAVOCE_DATA_DIR": folder,
            **{f"VIVAVOCE_{name}_PORT": 0 for name in ("GATEWAY", "AGENTS", "EDGE", "WORKER")},
            **settings,
        }
    )
    async with open_platform(configuration, name="practice") as opened:
        on = with_cheap_passwords(opened)
        of = build_slices(on)
        await of.tenancy.seed_demo()
        parts = [
            build_gateway_role(on, of),
            build_edge_role(on, of),
            build_agents_role(on, of),
            build_worker_role(on, of),
        ]
        async with run_roles(on, parts) as bound, of.live.host:
            house = PracticePlatform(on, of, {role.name: role.port for role in bound})
            await _sign_in(house)
            yield house


async def _sign_in(house: PracticePlatform) -> None:
    other = "ada@other.example.com"
    await administrator(
        house.of.tenancy,
        email=other,
        name="Ada Other",
        password=PASSWORD,
        organization="Another house",
    )
    base = f"http://127.0.0.1:{house.ports['gateway']}"
    async with httpx.AsyncClient(base_url=base, timeout=IN_TIME_S) as http:
        for who in ("seeker", "admin", "recruiter", "viewer"):
            house.tokens[who] = await token_of(http, build_demo_email(who), DEMO_PASSWORD)
        house.tokens["other"] = await token_of(http, other, PASSWORD)


# -- people at the socket -------------------------------------------------------------------------


async def message(line: ClientConnection) -> Json:
    async with asyncio.timeout(IN_TIME_S):
        read: Json = json.loads(await line.recv())
    return read


async def until(line: ClientConnection, kind: str, /, **members: object) -> Json:
    while True:
        read = await message(line)
        if read["type"] == kind and members.items() <= read.items():
            return read


async def say(line: ClientConnection, kind: str, **members: object) -> None:
    await line.send(json.dumps({"type": kind, **members}))


async def closed(line: ClientConnection) -> tuple[int | None, str | None]:
    """Return how the server closed."""
    async with asyncio.timeout(IN_TIME_S):
        try:
            while True:
                await line.recv()
        except websockets.ConnectionClosed:
            return line.close_code, line.close_reason


@dataclass(slots=True)
class Seeker:
    """Somebody who practises, comes back after a drop and says again what was not heard."""

    address: str
    protocols: Any
    answer: str = ANSWER
    messages: list[Json] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    connections: int = 0
    _pending: dict[str, Any] | None = None

    async def practise(self, *, patience_s: float = 60.0) -> Json:
        """Answer every question and return the last message."""
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            try:
                async with asyncio.timeout(max(0.1, until - time.monotonic())):
                    ended = await self._once()
            except (OSError, websockets.WebSocketException, TimeoutError):
                ended = None
            if ended is not None:
                return ended
            await asyncio.sleep(0.1)
        raise AssertionError(f"the session did not end; the last: {self.messages[-3:]}")

    async def _once(self) -> Json | None:
        async with connect(
            self.address, subprotocols=self.protocols, compression=None, open_timeout=5
        ) as line:
            self.connections += 1
            await say(line, "hello", last_seq=max(self.seqs, default=0), mode="text")
            async for raw in line:
                read: Json = json.loads(raw)
                await self._take(line, read)
                if read["type"] == "ended":
                    return read
        return None

    async def _take(self, line: ClientConnection, read: Json) -> None:
        self.messages.append(read)
        if "seq" in read:
            self.seqs.append(read["seq"])
        if read["type"] == "question":
            self._pending = {"text": self.answer, "client_msg_id": f"turn-{read['turn']}"}
            await say(line, "text_answer", **self._pending)
        elif read["type"] == "transcript" and self._pending is not None:
            if read.get("client_msg_id") == self._pending["client_msg_id"]:
                self._pending = None
        elif read["type"] == "ready" and self._pending is not None:
            await say(line, "text_answer", **self._pending)
