"""A whole installation that calls through a simulated provider, and people who use it from outside."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
from tests.database import TestDatabase
from tests.fakes.phone_provider import (
    PhoneProvider,
    daytime_zone,
    providing,
    settings_for,
)
from tests.fakes.platform import SECRET
from tests.faults.journey.story import REQUEST

from vivavoce.app.foundation import Foundation, lay_foundation
from vivavoce.app.roles.agents import agents
from vivavoce.app.roles.gateway import gateway
from vivavoce.app.roles.parts import running
from vivavoce.app.roles.worker import worker
from vivavoce.app.slices import Slices, build_slices
from vivavoce.contracts.sound import Heard, SoundNews, Talk, Transport, Utterance, Wish
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.tenancy.usecases.seed_demo import DEMO_PASSWORD, demo_address
from vivavoce.voice.ports.equipment import Loudspeaker, Microphone, Played
from vivavoce.voice.ports.spoken import Open

Json = dict[str, Any]
NUMBER = "+441134960123"
PHONE = {
    **{name: value for name, value in REQUEST.items() if name != "abilities"},
    "profile": "phone_screen",
    "candidatePhone": "+44 113 496 0123",
    "level": "MID",
}


@dataclass
class ScriptedTalk:
    """A live session as its sound sees it: remembers what it is told."""

    heard_turns: list[Heard] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def heard(self, heard: Heard) -> None:
        self.heard_turns.append(heard)

    async def noted(self, news: SoundNews) -> None:
        pass

    async def pressed(self, key: str) -> None:
        self.keys.append(key)

    async def typed(self, text: str) -> None:
        pass

    async def hang_up(self) -> None:
        pass


class ScriptedAttached:
    """A connection that a scripted session has."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.hung_up = 0

    @property
    def is_over(self) -> bool:
        return self.over.is_set()

    async def done(self) -> None:
        await self.over.wait()

    async def hang_up(self) -> None:
        self.hung_up += 1


@dataclass
class ScriptedSessions:
    """Sessions that let everybody in and remember it."""

    joined: list[tuple[TenantId, SessionId, Transport]] = field(default_factory=list)
    attached: list[ScriptedAttached] = field(default_factory=list)
    talks: list[ScriptedTalk] = field(default_factory=list)
    refuse: Exception | None = None

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        leg_id: str,
        transport: Transport,
        open: Open,  # noqa: A002
    ) -> ScriptedAttached:
        if self.refuse is not None:
            raise self.refuse
        self.joined.append((tenant_id, session_id, transport))
        talk = ScriptedTalk()
        self.talks.append(talk)
        await open(talk)
        self.attached.append(ScriptedAttached())
        return self.attached[-1]


class ScriptedVoice:
    """Says one long tone as soon as it is opened, and keeps what comes in."""

    def __init__(self, microphone: Microphone, loudspeaker: Loudspeaker, tone: bytes) -> None:
        self.loudspeaker = loudspeaker
        self.incoming = bytearray()
        self.played: list[Played] = []
        self.done_count = 0
        self._microphone = microphone
        self._tone = tone
        self.tasks = [asyncio.ensure_future(self._hear()), asyncio.ensure_future(self._speak())]

    async def _hear(self) -> None:
        async for pcm in self._microphone.frames():
            self.incoming += pcm

    async def _speak(self) -> None:
        await self.loudspeaker.begin(1, turn=1, text="a tone")
        await self.loudspeaker.write(self._tone)
        await self.loudspeaker.finish()
        self.played.append(await self.loudspeaker.played())

    async def say(self, utterance: Utterance) -> None: ...

    async def set_pace(self, pace: object) -> None: ...

    async def listen(self, *, is_allowed: bool) -> None: ...

    async def hush(self) -> None:
        await self.loudspeaker.clear()

    async def take(self, message: str | bytes) -> bool:
        return False

    async def done(self) -> None:
        self.done_count += 1

    async def close(self, *, is_graceful: bool) -> None: ...


@dataclass
class PhoneHouse:
    """The installation, its provider, and what a recruiter does."""

    on: Foundation
    of: Slices
    provider: PhoneProvider
    http: httpx.AsyncClient
    database: TestDatabase
    sessions: ScriptedSessions
    voices: list[ScriptedVoice]
    tone: list[bytes]
    """What the next scripted voice says."""

    @property
    def zone(self) -> str:
        return daytime_zone(self.on.clock.now().hour)

    async def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        return await self.http.request(method, f"/api/v1{path}", json=body)

    async def approved(self, **changes: object) -> str:
        """Request a telephone interview, approve its plan, and return its id."""
        made = await self.ask("POST", "/a2a/interview", {**PHONE, **changes})
        assert made.status_code in (200, 201, 202), made.text
        run = made.json()["interviewId"]
        await self.until(lambda at: at == "PENDING", run)
        yes = await self.ask("POST", f"/a2a/interview/{run}/approve", {"approved": True})
        assert yes.status_code == 200, yes.text
        return str(run)

    async def until(self, is_so: Callable[[str], bool], run: str, *, within_s: float = 30) -> str:
        """Wait for the interview's state."""
        async with asyncio.timeout(within_s):
            while True:
                state = (await self.ask("GET", f"/interviews/{run}/status")).json()["state"]
                if is_so(state):
                    return str(state)
                await asyncio.sleep(0.05)

    async def call(self, run: str, **wish: object) -> httpx.Response:
        """Have the candidate called in what is daytime somewhere."""
        return await self.ask("POST", f"/interviews/{run}/call", {"timeZone": self.zone, **wish})

    async def card(self, run: str) -> Json:
        """Return how the interview's newest call stands."""
        card: Json = (await self.ask("GET", f"/interviews/{run}/call")).json()
        return card

    async def until_call(
        self, run: str, is_so: Callable[[Json], bool], *, within_s: float = 30
    ) -> Json:
        """Wait for the call to stand so."""
        async with asyncio.timeout(within_s):
            while True:
                card = await self.card(run)
                if is_so(card):
                    return card
                await asyncio.sleep(0.05)

    async def log(self, run: str) -> list[Json]:
        """Return the events of the interview's session."""
        session = (await self.card(run))["sessionId"]
        answer = await self.ask("GET", f"/sessions/{session}/events")
        return list(answer.json()["events"])

    async def types(self, run: str) -> list[str]:
        """Return the kinds of the session's events, in order."""
        return [event["type"] for event in await self.log(run)]

    async def hurry(self, run: str) -> None:
        """Let the call's time come now, as if the pause were over; the sweep takes it up."""
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            await link.execute(
                "UPDATE call SET next_at = now() - interval '5 minutes'"
                " WHERE interview_id = %s AND ended_at IS NULL",
                [run],
            )
        await self.of.phone.sweep()

    async def call_id(self, run: str) -> UUID:
        return UUID((await self.card(run))["callId"])


@asynccontextmanager
async def a_phone_house(database: TestDatabase, folder: Path) -> AsyncIterator[PhoneHouse]:
    """Run gateway, agents and worker on a fresh organisation, with a provider beside them."""
    async with providing() as provider:
        port = _free_port()
        settings = Settings.model_validate(
            {
                "DATABASE_URL": database.owner_url,
                "VIVAVOCE_SECRET_KEY": SECRET,
                "VIVAVOCE_DATA_DIR": folder,
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "VIVAVOCE_GATEWAY_PORT": port,
                **{f"VIVAVOCE_{name}_PORT": 0 for name in ("AGENTS", "EDGE", "WORKER")},
                **settings_for(provider),
            }
        )
        async with lay_foundation(settings, name="phone") as on:
            of = build_slices(on)
            await of.tenancy.seed_demo()
            sessions, voices, tone = ScriptedSessions(), list[ScriptedVoice](), [bytes(1600)]

            async def converse(
                talk: Talk, microphone: Microphone, loudspeaker: Loudspeaker, wish: Wish
            ) -> ScriptedVoice:
                voices.append(ScriptedVoice(microphone, loudspeaker, tone[-1]))
                return voices[-1]

            front = gateway(on, of)
            front.doors[0].app.router.routes[:0] = of.phone.sockets(sessions, converse).routes
            async with (
                of.live.host,
                running(on, [front, agents(on, of), worker(on, of)]),
                httpx.AsyncClient(base_url=settings.gateway_url, timeout=30) as http,
            ):
                admin = {"email": demo_address("admin"), "password": DEMO_PASSWORD}
                answer = await http.post("/api/v1/auth/login", json=admin)
                http.headers["Authorization"] = f"Bearer {answer.json()['accessToken']}"
                yield PhoneHouse(on, of, provider, http, database, sessions, voices, tone)
                for voice in voices:
                    for task in voice.tasks:
                        task.cancel()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
