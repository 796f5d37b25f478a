"""The rooms of the fake LiveKit server: ``livekit.rtc``, room connections, and the voice session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import jwt
from livekit.protocol import models
from tests.fakes.livekit_server import KEY, SECRET, JoinRefused, LiveKitDouble, OpenRoom

from vivavoce.contracts.voice import (
    AudioRecorder,
    ExpectedAnswer,
    InterviewerUtterance,
    OpenVoiceConnection,
    VoiceConnection,
    VoiceDisconnectReason,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.rooms import RoomConnection, agent_identity
from vivavoce.voice.ports.audio import AudioInput, AudioOutput
from vivavoce.voice.ports.rooms import (
    ROOM_LEASE_S,
    LiveKitUnavailableError,
    RoomCredentials,
    RoomLease,
)

FRAME = b"\x01\x00" * 320
"""20 ms of the candidate's sound."""


class FakeSource:
    """``rtc.AudioSource`` on the running loop's time: a queue of a second that plays at its own pace."""

    def __init__(self, sample_rate: int, num_channels: int, queue_size_ms: int = 1000) -> None:
        self._rate, self._most_s = sample_rate, queue_size_ms / 1000
        self._empty_at = 0.0
        self._cleared = asyncio.Event()
        self.pcm = b""
        self.clears = 0

    @property
    def queued_duration(self) -> float:
        return max(0.0, self._empty_at - asyncio.get_running_loop().time())

    async def capture_frame(self, frame: Any) -> None:
        now = asyncio.get_running_loop().time()
        self._empty_at = max(self._empty_at, now) + frame.samples_per_channel / self._rate
        self.pcm += bytes(frame.data)
        await self._until(lambda: self.queued_duration <= self._most_s, self._most_s)

    async def wait_for_playout(self) -> None:
        await self._until(lambda: self.queued_duration <= 0, 0.0)

    async def _until(self, is_so: Callable[[], bool], left_s: float) -> None:
        self._cleared.clear()
        while not is_so() and not self._cleared.is_set():
            try:
                async with asyncio.timeout(self.queued_duration - left_s + 0.001):
                    await self._cleared.wait()
            except TimeoutError:
                pass

    def clear_queue(self) -> None:
        self.clears += 1
        self._empty_at = 0.0
        self._cleared.set()

    async def aclose(self) -> None:
        pass


class FakeTrack:
    """A candidate's audio track; what is put into it is heard by whoever subscribed."""

    kind = "audio"

    def __init__(self, sid: str = "TR_1") -> None:
        self.sid = sid
        self.frames: asyncio.Queue[bytes | None] = asyncio.Queue()


class FakeStream:
    """``rtc.AudioStream`` of a ``FakeTrack``."""

    def __init__(self, track: FakeTrack, **asked: int) -> None:
        assert asked["sample_rate"] == 16_000
        assert asked["num_channels"] == 1
        self._track = track

    async def __aiter__(self) -> AsyncIterator[Any]:
        while (pcm := await self._track.frames.get()) is not None:
            yield SimpleNamespace(frame=SimpleNamespace(data=memoryview(pcm)))

    async def aclose(self) -> None:
        pass


class FakeRoom:
    """As much of ``rtc.Room`` as is used, in a room of the double."""

    def __init__(self, double: LiveKitDouble, made: list[FakeRoom]) -> None:
        self._double = double
        self._heed: dict[str, Callable[..., None]] = {}
        self._there: tuple[str, str] | None = None
        self.remote_participants: dict[str, Any] = {}
        self.published: list[Any] = []
        self.sent: list[dict[str, Any]] = []
        self.local_participant = self
        made.append(self)

    @property
    def name(self) -> str:
        return self._there[0] if self._there else ""

    @property
    def is_in(self) -> bool:
        return self._there is not None

    def on(self, event: str, callback: Callable[..., None]) -> None:
        self._heed[event] = callback

    async def connect(self, url: str, token: str, options: Any = None) -> None:
        if self._double.is_away:
            raise JoinRefused("away, with a token in the words: " + token)
        self._there = self._double.join(token, self._out)
        name, identity = self._there
        others = [one for one in self._double.rooms[name].people if one != identity]
        inside = self._double.rooms[name]
        self.remote_participants = {
            one: inside.called.get(one) or make_participant(one) for one in others
        }
        inside.watchers[identity] = self._deliver

    async def publish_track(self, track: Any, options: Any) -> None:
        self.published.append((track, options))

    async def publish_data(self, payload: str, **where: Any) -> None:
        self.sent.append(json.loads(payload))

    async def disconnect(self) -> None:
        if self._there is not None:
            self._double.leave(*self._there)
            self._there = None

    def _deliver(self, event: str, who: Any, *about: object) -> None:
        """Be told by the server what somebody did."""
        if event == "participant_connected":
            self.remote_participants[who.identity] = who
        if event == "participant_disconnected":
            self.remote_participants.pop(who.identity, None)
        self.emit(event, *about, who)

    def _out(self, reason: str) -> None:
        self._there = None
        self.emit("disconnected", reason)

    def emit(self, event: str, *what: object) -> None:
        self._heed[event](*what)

    def joins(self, identity: str) -> None:
        """Somebody joins."""
        self.joins_as(make_participant(identity))

    def joins_as(self, who: Any) -> None:
        """Somebody joins of whom more is known."""
        identity = who.identity
        self.remote_participants[identity] = who
        if self._there is not None:
            self._double.rooms[self._there[0]].people[identity] = lambda _: self.leaves(identity)
        self.emit("participant_connected", who)

    def leaves(self, identity: str, reason: str | None = None) -> None:
        """Somebody leaves."""
        who = self.remote_participants.pop(identity, None)
        if who is not None and reason is not None:
            who.disconnect_reason = models.DisconnectReason.Value(reason)
        if self._there is not None:
            self._double.leave(self._there[0], identity)
        if who is not None:
            self.emit("participant_disconnected", who)

    def is_called(self, identity: str, status: str) -> None:
        """How the call of somebody stands who is called into the room."""
        who = self.remote_participants.get(identity)
        if who is None:
            self.joins_as(make_participant(identity, **{"sip.callStatus": status}))
            return
        who.attributes["sip.callStatus"] = status
        self.emit("participant_attributes_changed", {"sip.callStatus": status}, who)

    def publishes_audio(self, identity: str, track: FakeTrack) -> None:
        """Somebody's track is heard from now on."""
        self.emit("track_subscribed", track, None, self.remote_participants[identity])

    def sends_text(self, identity: str, message: object) -> None:
        """Somebody's client sends a message."""
        raw = message if isinstance(message, bytes) else json.dumps(message).encode()
        who = self.remote_participants.get(identity)
        self.emit("data_received", SimpleNamespace(data=raw, participant=who))

    def presses_key(self, identity: str, key: str) -> None:
        """Somebody presses a key of the telephone."""
        who = self.remote_participants.get(identity)
        self.emit("sip_dtmf_received", SimpleNamespace(digit=key, participant=who))


def make_participant(identity: str, **attributes: str) -> Any:
    """Return a participant."""
    return SimpleNamespace(identity=identity, attributes=attributes, disconnect_reason=None)


class FakeRtc:
    """The module ``livekit.rtc`` as far as it is used; ``real`` gives the parts that need no server."""

    def __init__(self, double: LiveKitDouble, real: Any = None) -> None:
        self.rooms: list[FakeRoom] = []
        self.sources: list[Any] = []
        self._double = double
        self._make_source = FakeSource if real is None else real.AudioSource
        self.AudioStream = FakeStream if real is None else real.AudioStream
        self.AudioFrame = _frame if real is None else real.AudioFrame
        self.LocalAudioTrack = (
            SimpleNamespace(create_audio_track=lambda name, source: (name, source))
            if real is None
            else real.LocalAudioTrack
        )
        self.TrackKind = SimpleNamespace(KIND_AUDIO="audio") if real is None else real.TrackKind
        self.DisconnectReason = models.DisconnectReason
        self.TrackSource = SimpleNamespace(SOURCE_MICROPHONE="microphone")
        self.RoomOptions = SimpleNamespace
        self.TrackPublishOptions = SimpleNamespace

    def Room(self) -> FakeRoom:  # noqa: N802 - the SDK's own name
        return FakeRoom(self._double, self.rooms)

    def AudioSource(self, *asked: int, **more: int) -> Any:  # noqa: N802 - the SDK's own name
        self.sources.append(self._make_source(*asked, **more))
        return self.sources[-1]

    async def load(self) -> FakeRtc:
        return self


def _frame(data: bytes, rate: int, channels: int, samples: int) -> Any:
    return SimpleNamespace(data=data, samples_per_channel=samples)


class MemoryServer:
    """A ``RoomServer`` on the double's rooms, without a socket."""

    def __init__(self, double: LiveKitDouble, clock: Clock) -> None:
        self.double = double
        self._clock = clock
        self.sent_out: list[str] = []

    async def issue_candidate_credentials(self, connection: RoomConnection) -> RoomCredentials:
        return self._pass(connection, connection.candidate_identity)

    async def issue_agent_credentials(
        self, connection: RoomConnection, epoch: int
    ) -> RoomCredentials:
        return self._pass(connection, agent_identity(epoch))

    def _pass(self, connection: RoomConnection, identity: str) -> RoomCredentials:
        lasts = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251 - the double's own clock
        video = {"roomJoin": True, "room": connection.room_name}
        claims = {"iss": KEY, "sub": identity, "exp": lasts, "video": video}
        token = jwt.encode(claims, SECRET, algorithm="HS256")
        return RoomCredentials("ws://nowhere", connection.room_name, token, self._clock.now())

    async def create_room(self, connection: RoomConnection) -> None:
        if self.double.is_away:
            raise LiveKitUnavailableError
        asked = SimpleNamespace(max_participants=2)
        self.double.rooms.setdefault(connection.room_name, OpenRoom(asked))  # type: ignore[arg-type]

    async def delete_room(self, room_name: str) -> None:
        if room_name in self.double.rooms:
            for out in list(self.double.rooms.pop(room_name).people.values()):
                out("ROOM_DELETED")

    async def list_participants(self, room_name: str) -> frozenset[str]:
        return frozenset(
            self.double.rooms[room_name].people if room_name in self.double.rooms else ()
        )

    async def remove_participant(self, room_name: str, identity: str) -> None:
        self.sent_out.append(identity)
        self.double.rooms[room_name].people.pop(identity, lambda _: None)("PARTICIPANT_REMOVED")

    async def dial_participant(
        self, connection: RoomConnection, number: str, *, ring_s: int
    ) -> None:
        raise NotImplementedError

    async def verify_webhook(self, body: bytes, authorization: str) -> Any:
        raise NotImplementedError


@dataclass
class _Row:
    connection: RoomConnection
    epoch: int = 0
    worker: str | None = None
    until: float = 0.0


class MemoryRoomConnections:
    """``RoomConnectionRepository`` on the running loop's time."""

    def __init__(self) -> None:
        self.rows: dict[UUID, _Row] = {}
        self.is_away = False

    def _now(self) -> float:
        if self.is_away:
            raise LiveKitUnavailableError
        return asyncio.get_running_loop().time()

    async def open(self, connection: RoomConnection) -> UUID | None:
        former = self.rows.get(connection.session_id)
        epoch = former.epoch + 1 if former else 0
        self.rows[connection.session_id] = _Row(connection, epoch, until=self._now())
        return former.connection.id if former else None

    async def claim(self, worker_id: str, limit: int) -> tuple[RoomLease, ...]:
        now = self._now()
        free = sorted(
            (row for row in self.rows.values() if row.until <= now), key=lambda r: r.until
        )
        for row in free[:limit]:
            row.worker, row.epoch, row.until = worker_id, row.epoch + 1, now + ROOM_LEASE_S
        return tuple(RoomLease(row.connection, row.epoch) for row in free[:limit])

    async def renew(self, worker_id: str, connection_ids: Collection[UUID]) -> Mapping[UUID, int]:
        now = self._now()
        mine = [
            r
            for r in self.rows.values()
            if r.worker == worker_id and r.connection.id in connection_ids
        ]
        for row in mine:
            row.until = now + ROOM_LEASE_S
        return {row.connection.id: row.epoch for row in mine}

    def _mine(self, held: RoomLease) -> _Row | None:
        row = self.rows.get(held.connection.session_id)
        is_mine = row is not None and row.connection == held.connection and row.epoch == held.epoch
        return row if is_mine else None

    async def release(self, lease: RoomLease) -> None:
        now, row = self._now(), self._mine(lease)
        if row is not None:
            row.worker, row.until = None, now

    async def end(self, lease: RoomLease) -> None:
        if self._mine(lease) is not None:
            del self.rows[lease.connection.session_id]

    async def delete(self, connection_id: UUID) -> None:
        self.rows = {
            key: row for key, row in self.rows.items() if row.connection.id != connection_id
        }


@dataclass
class FakeAttached:
    """A leg's place in a session that a test ends when it likes."""

    connection_id: str
    ends_when_hung_up: bool = False
    hung_up: bool = False
    _ending: asyncio.Future[VoiceDisconnectReason] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def is_over(self) -> bool:
        return self._ending.done() and self._ending.result() == "over"

    def end(self, how: VoiceDisconnectReason) -> None:
        self._ending.set_result(how)

    async def hang_up(self) -> None:
        self.hung_up = True
        if self.ends_when_hung_up and not self._ending.done():
            self.end("replaced")
            await asyncio.sleep(1)

    async def wait_until_ended(self) -> VoiceDisconnectReason:
        return await asyncio.shield(self._ending)


@dataclass
class FakeSessions:
    """Live sessions that ask for sound at once and write down what they hear."""

    refuse: Exception | None = None
    end_when_hung_up: bool = False
    joined: list[FakeAttached] = field(default_factory=list)
    received: list[tuple[str, str]] = field(default_factory=list)
    transports: list[str] = field(default_factory=list)

    async def join(
        self,
        *,
        tenant_id: UUID,
        session_id: UUID,
        connection_id: str,
        transport: str,
        open: OpenVoiceConnection,  # noqa: A002 - as the port calls it
    ) -> FakeAttached:
        self.transports.append(transport)
        if self.refuse is not None:
            raise self.refuse
        self.joined.append(FakeAttached(connection_id, self.end_when_hung_up))
        await open(FakeVoiceSessionHandler(self.received), "en")
        return self.joined[-1]


class FakeVoiceSessionHandler:
    """A talk that writes down what it was told."""

    def __init__(self, received: list[tuple[str, str]]) -> None:
        self._received = received

    async def on_utterance(self, received: Any) -> None:
        self._received.append(("heard", received.text))

    async def on_possible_answer(self, utterance: Any) -> None:
        return

    async def on_report(self, news: Any) -> None:
        self._received.append(("noted", type(news).__name__))

    async def on_dtmf(self, key: str) -> None:
        self._received.append(("pressed", key))

    async def on_text(self, text: str) -> None:
        self._received.append(("typed", text))


class FakeVoiceConnection:
    """Sound that says nothing by itself and takes messages of sound."""

    def __init__(
        self,
        session: VoiceSessionHandler,
        ends: tuple[AudioInput, AudioOutput],
        preferences: VoicePreferences,
    ) -> None:
        self.session, self.preferences = session, preferences
        self.microphone, self.loudspeaker = ends
        self.dones = self.hushes = 0
        self.record_audio: AudioRecorder | None = None

    async def say(self, utterance: InterviewerUtterance) -> None:
        pass

    async def set_endpointing_mode(self, pace: Any) -> None:
        pass

    async def set_listening(
        self,
        *,
        is_allowed: bool,
        is_recorded: bool = False,
        expects: ExpectedAnswer = "anything",
    ) -> None:
        pass

    async def interrupt(self) -> None:
        self.hushes += 1

    async def handle_message(self, message: str | bytes) -> bool:
        return False

    async def commit_answer(self) -> None:
        self.dones += 1

    async def close(self, *, is_graceful: bool) -> None:
        pass


@dataclass
class FakeConverse:
    """Makes sound, and keeps what it was made of."""

    made: list[FakeVoiceConnection] = field(default_factory=list)

    async def __call__(
        self,
        session: VoiceSessionHandler,
        microphone: AudioInput,
        loudspeaker: AudioOutput,
        preferences: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        self.made.append(FakeVoiceConnection(session, (microphone, loudspeaker), preferences))
        self.made[-1].record_audio = record_audio
        return self.made[-1]


@dataclass
class FakeRoomCalls:
    """Calls in rooms: what was told of them. ``is_wanted`` says whether who answers is to be talked to."""

    reported: list[str] = field(default_factory=list)
    is_wanted: bool = True
    is_talking: bool = False

    async def record_ringing(self, connection: RoomConnection) -> None:
        self.reported.append("rings")

    async def record_not_reached(self, connection: RoomConnection, reason: str) -> None:
        self.reported.append(reason)

    async def connect(self, connection: RoomConnection) -> object | None:
        self.reported.append("answered" if not self.is_talking else "again")
        self.is_talking = self.is_wanted
        return connection if self.is_wanted else None

    async def record_lost(self, connection_id: UUID) -> bool:
        was_talking, self.is_talking = self.is_talking, False
        if was_talking:
            self.reported.append("lost")
        return was_talking

    async def record_ended(self, connected_call: object) -> None:
        self.is_talking = False
        self.reported.append("gone")
