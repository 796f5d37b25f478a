"""A platform that calls through a simulated provider, and clients of its API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import httpx
import psycopg
from tests.database import TestDatabase
from tests.fakes.livekit_rooms import FakeRtc
from tests.fakes.livekit_server import KEY, TRUNK, LiveKitDouble, open_livekit
from tests.fakes.livekit_server import SECRET as LIVEKIT_SECRET
from tests.fakes.livekit_sip import Bridge
from tests.fakes.passwords import with_cheap_passwords
from tests.fakes.platform_process import SECRET
from tests.faults.journey.interview_journey import REQUEST
from tests.ports import free_port

from vivavoce.app.demo.phone_provider import (
    SimulatedPhoneProvider,
    build_phone_provider_settings,
    find_daytime_zone,
    run_phone_provider,
)
from vivavoce.app.platform import Platform, open_platform
from vivavoce.app.roles.builders import build_agents_role, build_gateway_role, build_worker_role
from vivavoce.app.roles.role import run_roles
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.wiring.voice import build_voice, manage_voice_lifecycle
from vivavoce.contracts.voice import (
    AudioRecorder,
    CandidateUtterance,
    ExpectedAnswer,
    InterviewerUtterance,
    PlaybackReport,
    TranscriptSegment,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.infra.settings import Settings
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email
from vivavoce.voice.ports.audio import AudioInput, AudioOutput, PlaybackResult
from vivavoce.voice.ports.rooms import StartVoiceConnection
from vivavoce.voice.transports.livekit_room import create_join_room
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import ServeRoomDependencies

Json = dict[str, Any]
Trunk = Literal["twilio", "livekit"]
NUMBER = "+441134960123"
PHONE = {
    **{name: value for name, value in REQUEST.items() if name != "abilities"},
    "profile": "phone_screen",
    "candidatePhone": "+44 113 496 0123",
    "level": "MID",
}


TONE = bytes(range(0, 250, 5)) * 64
"""200 ms of something that is heard, at the telephone's rate."""


@dataclass
class Script:
    """What scripted engines understand: the next text for each answer that the caller ends."""

    answers: list[str] = field(default_factory=list)
    otherwise: str = (
        "I led a shift of twelve people, we measured picking errors each week and I changed the way that"
        " shelves are counted, because the counts were wrong; errors fell by forty percent in two months."
    )

    tone: bytes = TONE
    """What each utterance of ours sounds like."""
    opens_after_s: float = 0.0
    """How long the engines take to start."""
    is_awake: asyncio.Event = field(default_factory=asyncio.Event)
    """Engines can be had; set unless a test clears it."""

    def __post_init__(self) -> None:
        self.is_awake.set()

    def next(self) -> str:
        return self.answers.pop(0) if self.answers else self.otherwise


class ScriptedVoice:
    """A spoken connection without engines: each utterance is a tone, each answer ends with a key."""

    def __init__(
        self,
        session: VoiceSessionHandler,
        microphone: AudioInput,
        loudspeaker: AudioOutput,
        script: Script,
        record_audio: AudioRecorder | None = None,
    ) -> None:
        self._record_audio = record_audio
        self._is_recorded = False
        self.said: list[InterviewerUtterance] = []
        self.incoming = bytearray()
        self.played: list[PlaybackResult] = []
        self._session = session
        self._script = script
        self._loudspeaker = loudspeaker
        self._microphone = microphone
        self._queue: asyncio.Queue[InterviewerUtterance] = asyncio.Queue()
        self._turn = 0
        self.tasks = [asyncio.ensure_future(self._hear()), asyncio.ensure_future(self._speak())]

    async def _hear(self) -> None:
        async for pcm in self._microphone.frames():
            at_ms = len(self.incoming) // 32
            self.incoming += pcm
            if self._is_recorded and self._record_audio is not None:
                self._record_audio(pcm, at_ms)

    async def _speak(self) -> None:
        generation = 0
        while True:
            utterance = await self._queue.get()
            generation += 1
            self._turn = utterance.turn or self._turn
            await self._loudspeaker.begin(generation, turn=utterance.turn, text=utterance.text)
            tone = self._script.tone
            tone_ms = len(tone) * 500 // self._loudspeaker.rate
            await self._loudspeaker.write(tone)
            await self._loudspeaker.finish()
            played = await self._loudspeaker.wait_for_playout()
            self.played.append(played)
            self.said.append(utterance)
            if utterance.turn is not None:
                await self._session.on_report(_spoken(utterance, played, tone_ms))
            self._queue.task_done()

    async def say(self, utterance: InterviewerUtterance) -> None:
        self._queue.put_nowait(utterance)

    async def set_endpointing_mode(self, pace: object) -> None:
        pass

    async def set_listening(
        self,
        *,
        is_allowed: bool,
        is_recorded: bool = False,
        expects: ExpectedAnswer = "anything",
    ) -> None:
        self._is_recorded = is_allowed and is_recorded

    async def interrupt(self) -> None:
        await self._loudspeaker.clear()

    async def handle_message(self, message: str | bytes) -> bool:
        return False

    async def commit_answer(self) -> None:
        text, at = self._script.next(), len(self.incoming) // 32
        piece = TranscriptSegment(
            text=text, start_ms=0, end_ms=at, engine="scripted", model="script", latency_ms=1
        )
        await self._session.on_utterance(
            CandidateUtterance(
                text=text, segments=(piece,), start_ms=0, end_ms=at, after_turn=self._turn
            )
        )

    async def close(self, *, is_graceful: bool) -> None:
        if is_graceful:
            await self._queue.join()
        for task in self.tasks:
            task.cancel()


def _spoken(
    utterance: InterviewerUtterance, played: PlaybackResult, whole_ms: int
) -> PlaybackReport:
    chars = len(utterance.text)
    is_cut = played.duration_ms < whole_ms
    return PlaybackReport(
        turn=utterance.turn or 0,
        played_ms=played.duration_ms,
        chars=chars,
        chars_heard=chars * played.duration_ms // whole_ms if is_cut else chars,
        is_interrupted=is_cut,
        is_estimated=played.is_estimated,
        engine="scripted",
        model="tone",
        voice="tone",
    )


@dataclass
class PhonePlatform:
    """The installation, its provider, and what a recruiter does."""

    on: Platform
    of: Slices
    provider: SimulatedPhoneProvider
    bridge: Bridge
    """LiveKit's, which places the calls where ``trunk`` says so."""
    trunk: Trunk
    http: httpx.AsyncClient
    database: TestDatabase
    voices: list[ScriptedVoice]
    """The spoken connections, in the order in which they came."""
    script: Script

    @property
    def phones(self) -> SimulatedPhoneProvider | Bridge:
        """What places the calls."""
        return self.provider if self.trunk == "twilio" else self.bridge

    @property
    def zone(self) -> str:
        return find_daytime_zone(self.on.clock.now().hour)

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

    async def until(self, is_so: Callable[[str], bool], run: str, *, within_s: float = 90) -> str:
        """Wait for the interview's state."""
        async with asyncio.timeout(within_s):
            while True:
                state = (await self.ask("GET", f"/interviews/{run}/status")).json()["state"]
                if is_so(state):
                    return str(state)
                await asyncio.sleep(0.05)

    async def steps(self, run: str, transition: str) -> list[Json]:
        """Return the interview's steps of this kind."""
        history = (await self.ask("GET", f"/workflow/interviews/{run}/history")).json()
        steps: list[Json] = history["transitions"]
        return [step for step in steps if step["transition"] == transition]

    async def call(self, run: str, **wish: object) -> httpx.Response:
        """Have the candidate called in what is daytime somewhere."""
        return await self.ask("POST", f"/interviews/{run}/call", {"timeZone": self.zone, **wish})

    async def card(self, run: str) -> Json:
        """Return how the interview's newest call stands."""
        card: Json = (await self.ask("GET", f"/interviews/{run}/call")).json()
        return card

    async def until_call(
        self, run: str, is_so: Callable[[Json], bool], *, within_s: float = 90
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
        if session is None:
            return []
        answer = await self.ask("GET", f"/sessions/{session}/events")
        return list(answer.json()["events"])

    async def until_log(self, run: str, kind: str, *, count: int = 1) -> list[Json]:
        """Wait until the log has so many events of a kind; return it all."""
        async with asyncio.timeout(90):
            while True:
                log = await self.log(run)
                if sum(event["type"] == kind for event in log) >= count:
                    return log
                await asyncio.sleep(0.05)

    async def types(self, run: str) -> list[str]:
        """Return the kinds of the session's events, in order."""
        return [event["type"] for event in await self.log(run)]

    async def hurry(self, run: str) -> None:
        """Let the call's time come now, as if the pause were over; the sweep takes it up."""
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            await link.execute(
                "UPDATE call SET next_check_at = now() - interval '5 minutes'"
                " WHERE interview_id = %s AND ended_at IS NULL",
                [run],
            )
        await self.of.phone.sweep()

    async def call_id(self, run: str) -> UUID:
        return UUID((await self.card(run))["callId"])


def livekit_settings(server: LiveKitDouble) -> dict[str, str]:
    """Return the settings of an installation that calls over this server's trunk."""
    return {
        "LIVEKIT_URL": server.url,
        "LIVEKIT_API_KEY": KEY,
        "LIVEKIT_API_SECRET": LIVEKIT_SECRET,
        "LIVEKIT_SIP_TRUNK": TRUNK,
    }


@asynccontextmanager
async def holding_rooms(
    on: Platform, of: Slices, server: LiveKitDouble, converse: StartVoiceConnection
) -> AsyncIterator[None]:
    """Hold rooms of ``server``, if there is one in the settings, for the length of the block."""
    if of.livekit.server is None:
        yield
        return
    tools = ServeRoomDependencies(
        room_server=of.livekit.server,
        join_room=create_join_room(FakeRtc(server).load, on.clock),
        sessions=of.live.spoken_sessions,
        room_calls=of.phone.calls_in_rooms,
        start_connection=converse,
        clock=on.clock,
        ids=on.ids,
        recordings=of.live.recordings,
    )
    rooms = RoomHost(
        connections=of.livekit.connections, dependencies=tools, worker_id="k_1", clock=on.clock
    )
    task = asyncio.ensure_future(rooms.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def a_phone_platform(
    database: TestDatabase, folder: Path, *, trunk: Trunk = "twilio"
) -> AsyncIterator[PhonePlatform]:
    """Run gateway, agents and worker on a fresh organisation, with a provider beside them."""
    async with run_phone_provider() as provider, open_livekit() as server:
        port = free_port()
        settings = Settings.model_validate(
            {
                "DATABASE_URL": database.owner_url,
                "VIVAVOCE_SECRET_KEY": SECRET,
                "VIVAVOCE_DATA_DIR": folder,
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "VIVAVOCE_GATEWAY_PORT": port,
                **{f"VIVAVOCE_{name}_PORT": 0 for name in ("AGENTS", "EDGE", "WORKER")},
                **(
                    build_phone_provider_settings(provider)
                    if trunk == "twilio"
                    else livekit_settings(server)
                ),
            }
        )
        async with open_platform(settings, name="phone") as opened:
            on = with_cheap_passwords(opened)
            voice = build_voice(settings, on.clock)
            of = build_slices(on, voice)
            await of.tenancy.seed_demo()
            voices, script = list[ScriptedVoice](), Script()

            async def converse(
                session: VoiceSessionHandler,
                microphone: AudioInput,
                loudspeaker: AudioOutput,
                wish: VoicePreferences,
                *,
                record_audio: AudioRecorder | None = None,
            ) -> ScriptedVoice:
                await asyncio.sleep(script.opens_after_s)
                await script.is_awake.wait()
                voices.append(ScriptedVoice(session, microphone, loudspeaker, script, record_audio))
                return voices[-1]

            front = build_gateway_role(on, of)
            bridge = Bridge(server)
            sockets = of.phone.build_stream_routes(
                of.live.spoken_sessions, converse, of.live.recordings
            )
            front.servers[0].app.router.routes[:0] = sockets.routes
            async with (
                manage_voice_lifecycle(voice),
                of.live.host,
                run_roles(on, [front, build_agents_role(on, of), build_worker_role(on, of)]),
                holding_rooms(on, of, server, converse),
                httpx.AsyncClient(base_url=settings.gateway_url, timeout=90) as http,
            ):
                admin = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
                answer = await http.post("/api/v1/auth/login", json=admin)
                http.headers["Authorization"] = f"Bearer {answer.json()['accessToken']}"
                yield PhonePlatform(on, of, provider, bridge, trunk, http, database, voices, script)
                await bridge.close()
                for said in voices:
                    for task in said.tasks:
                        task.cancel()
