"""A LiveKit room that we are in, by the official client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

import structlog

from vivavoce.contracts.calls import NotReachedBecause
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.livekit.guards import load
from vivavoce.voice.domain.rooms import Leg
from vivavoce.voice.ports.engines import EAR_RATE
from vivavoce.voice.ports.equipment import Loudspeaker, Microphone
from vivavoce.voice.ports.rooms import (
    Came,
    Cut,
    EnterRoom,
    Happening,
    JoinedRoom,
    Left,
    LiveKitNotConfigured,
    LiveKitUnavailable,
    Pass,
    Pressed,
    Rings,
    Said,
    Stranger,
)
from vivavoce.voice.transports.livekit_ends import QUEUE_MS, RATE, RoomLoudspeaker, RoomMicrophone

_log = structlog.get_logger(__name__)
Rtc = Any  # Any: the module livekit.rtc, or what stands for it; imported late

TOPIC = "vivavoce.v1"
JOIN_S = 10.0
LEAVE_S = 5.0
CUT_S = 20.0
"""A connection that is only coming back for so long counts as gone; LiveKit itself may try for far longer."""
_FRAME_MS, _FRAMES_KEPT = 20, 25
_MOST_WAITING = 256
_MOST_BYTES = 20 * 1024
_KEYS = frozenset("0123456789*#")
_CALL = "sip.callStatus"
"""What LiveKit's bridge says of a call, in the attributes of who is called."""
_TALKING = frozenset({"active", "automation"})
_UNANSWERED: Mapping[str, NotReachedBecause] = {
    "USER_REJECTED": "busy",  # also of who declined: these two look the same in a room
    "SIP_TRUNK_FAILURE": "trunk",
    "MEDIA_FAILURE": "trunk",
    "JOIN_FAILURE": "trunk",
}


class RtcRoom(Protocol):
    """What is used of ``livekit.rtc.Room``; a double that does this much passes for one."""

    local_participant: Any  # Any: publish_track(track, options), publish_data(payload, …)
    remote_participants: Mapping[str, Any]  # Any: somebody with an identity

    def on(self, event: Any, callback: Any = None) -> Any:  # Any: the SDK's own words
        """Have ``callback`` called at each ``event``."""

    async def connect(self, url: str, token: str, options: Any = ...) -> None:  # Any: RoomOptions
        """Join, or raise ``ConnectError``."""

    async def disconnect(self) -> None:
        """Leave."""


async def load_rtc() -> Rtc:
    """Return the official client; the first call imports it, beside the loop."""
    return await asyncio.to_thread(_load)


def _load() -> Rtc:
    try:
        return load("livekit.rtc")
    except ImportError as error:
        raise LiveKitNotConfigured(
            "The extra 'voice' is not installed: pip install 'vivavoce[voice]'."
        ) from error


def entering(load_client: Callable[[], Any], clock: Clock) -> EnterRoom:  # Any: awaitable of an Rtc
    """Return what joins rooms with the client that ``load_client`` gives."""

    @asynccontextmanager
    async def enter(leg: Leg, key: Pass) -> AsyncIterator[JoinedRoom]:
        rtc = await load_client()
        # What a room has running ends with it, and nothing of it ends the room.
        tasks = asyncio.TaskGroup()
        await tasks.__aenter__()
        room = LiveKitRoom(rtc, clock, leg, tasks)
        try:
            await room.join(key)
            yield room
        finally:
            await room.leave()
            await tasks.__aexit__(None, None, None)

    return enter


class LiveKitRoom:
    """One room, one candidate, and what happens there in order."""

    def __init__(self, rtc: Rtc, clock: Clock, leg: Leg, tasks: asyncio.TaskGroup) -> None:
        self._rtc = rtc
        self._clock = clock
        self._leg = leg
        self._tasks = tasks
        self._room: RtcRoom = rtc.Room()
        self._source = rtc.AudioSource(RATE, 1, queue_size_ms=QUEUE_MS)
        self._happened: asyncio.Queue[Happening] = asyncio.Queue()
        self._listening: dict[str, asyncio.Task[None]] = {}
        self._waiting: asyncio.Task[None] | None = None
        self._microphone = RoomMicrophone()
        self._loudspeaker = RoomLoudspeaker(rtc, self._source, self.send)
        self._is_in = self._is_there = False
        for event, heed in (
            ("participant_connected", self._on_came),
            ("participant_attributes_changed", self._on_told),
            ("participant_disconnected", self._on_left),
            ("track_subscribed", self._on_track),
            ("track_unsubscribed", self._on_track_gone),
            ("data_received", self._on_message),
            ("sip_dtmf_received", self._on_key),
            ("reconnecting", self._on_shaky),
            ("reconnected", self._on_steady),
            ("disconnected", self._on_out),
        ):
            self._room.on(event, heed)

    async def join(self, key: Pass) -> None:
        """Join and publish our voice, or raise ``LiveKitUnavailable``."""
        rtc = self._rtc
        try:
            async with asyncio.timeout(JOIN_S):
                options = rtc.RoomOptions(connect_timeout=JOIN_S / 2)
                await self._room.connect(key.url, key.token, options)
                self._is_in = True
                track = rtc.LocalAudioTrack.create_audio_track("interviewer", self._source)
                as_microphone = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
                await self._room.local_participant.publish_track(track, as_microphone)
        except Exception as error:  # noqa: BLE001 - the client raises bare ones
            # Its words may carry the address, and the token in it.
            _log.warning("livekit.not_joined", kind=type(error).__name__)
            raise LiveKitUnavailable from None
        for somebody in list(self._room.remote_participants.values()):
            self._on_came(somebody)

    async def leave(self) -> None:
        """Leave, and end what runs for this room; leaving twice is fine."""
        self._is_in = False
        self._microphone.end()
        self._loudspeaker.end()
        for task in (*self._listening.values(), *([self._waiting] if self._waiting else [])):
            task.cancel()
        with suppress(Exception):
            async with asyncio.timeout(LEAVE_S):
                await self._room.disconnect()
        with suppress(Exception):
            await self._source.aclose()

    @property
    def is_candidate_there(self) -> bool:
        """Whether the candidate is in the room now."""
        return self._is_there

    @property
    def is_by_phone(self) -> bool:
        """Whether the candidate who is there was called."""
        who = self._room.remote_participants.get(self._leg.candidate)
        return who is not None and _CALL in who.attributes

    async def next(self) -> Happening:
        """Return what happened next."""
        return await self._happened.get()

    def happen(self, happening: Happening) -> None:
        """Put something into the order of what happens."""
        self._happened.put_nowait(happening)

    def microphone(self) -> Microphone:
        """Return the candidate's sound from now on; the one returned before ends."""
        self._microphone.end()
        self._microphone = RoomMicrophone()
        return self._microphone

    def loudspeaker(self) -> Loudspeaker:
        """Return where the candidate hears us; whatever is still being said is cut."""
        self._loudspeaker.end()
        self._loudspeaker = RoomLoudspeaker(self._rtc, self._source, self.send)
        return self._loudspeaker

    async def send(self, message: Mapping[str, object]) -> None:
        """Send the candidate's client a message; one that cannot be sent is dropped."""
        if not (self._is_in and self.is_candidate_there):
            return
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        try:
            async with asyncio.timeout(LEAVE_S):
                await self._room.local_participant.publish_data(
                    text, destination_identities=[self._leg.candidate], topic=TOPIC
                )
        except Exception as error:  # noqa: BLE001 - the client raises bare ones
            _log.info("livekit.not_sent", kind=type(error).__name__)

    def _on_came(self, who: Any) -> None:  # Any: a RemoteParticipant
        if self._is_candidate(who):
            self._follow(who.attributes.get(_CALL))
        else:
            self.happen(Stranger(who.identity))

    def _on_told(self, changed: Mapping[str, str], who: Any) -> None:  # Any: a Participant
        if self._is_candidate(who) and _CALL in changed:
            self._follow(changed[_CALL])

    def _follow(self, call: str | None) -> None:
        """Take in how the candidate's call stands; who was not called is simply there."""
        if call == "ringing":
            self.happen(Rings())
        elif call is None or (call in _TALKING and not self._is_there):
            self._is_there = True
            self.happen(Came())

    def _on_left(self, who: Any) -> None:  # Any: a RemoteParticipant
        if not self._is_candidate(who):
            return
        self._microphone.end()
        self._loudspeaker.end()
        unanswered: NotReachedBecause | None = None
        if _CALL in who.attributes and not self._is_there:
            unanswered = _UNANSWERED.get(self._reason(who.disconnect_reason), "no_answer")
        self._is_there = False
        self.happen(Left(unanswered))

    def _reason(self, reason: int | None) -> str:
        return self._rtc.DisconnectReason.Name(reason) if reason is not None else ""

    def _is_candidate(self, who: Any) -> bool:  # Any: a Participant, or None
        return who is not None and who.identity == self._leg.candidate

    def _on_track(self, track: Any, _publication: Any, who: Any) -> None:  # Any: the SDK's own
        if self._is_candidate(who) and track.kind == self._rtc.TrackKind.KIND_AUDIO:
            self._listening[track.sid] = self._tasks.create_task(self._listen(track))

    def _on_track_gone(
        self, track: Any, _publication: Any, _who: Any
    ) -> None:  # Any: the SDK's own
        task = self._listening.pop(track.sid, None)
        if task is not None:
            task.cancel()

    async def _listen(self, track: Any) -> None:  # Any: a RemoteAudioTrack
        try:
            stream = self._rtc.AudioStream(
                track,
                sample_rate=EAR_RATE,
                num_channels=1,
                frame_size_ms=_FRAME_MS,
                capacity=_FRAMES_KEPT,
            )
            try:
                async for event in stream:
                    self._microphone.put(bytes(event.frame.data))
            finally:
                await stream.aclose()
        except Exception as error:  # noqa: BLE001 - one broken track must not end the room
            _log.warning("livekit.track_broke", kind=type(error).__name__)

    def _on_message(self, packet: Any) -> None:  # Any: a DataPacket
        if not self._is_candidate(packet.participant) or len(packet.data) > _MOST_BYTES:
            return
        if self._happened.qsize() < _MOST_WAITING:
            self.happen(Said(bytes(packet.data).decode(errors="replace")))

    def _on_key(self, pressed: Any) -> None:  # Any: a SipDTMF
        is_taken = pressed.digit in _KEYS and self._happened.qsize() < _MOST_WAITING
        if is_taken and self._is_candidate(pressed.participant):
            self.happen(Pressed(pressed.digit))

    def _on_shaky(self) -> None:
        if self._waiting is None:
            self._waiting = self._tasks.create_task(self._give_up())

    def _on_steady(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    async def _give_up(self) -> None:
        await self._clock.sleep(CUT_S)
        self.happen(Cut("unsteady"))

    def _on_out(self, reason: object = "") -> None:
        if self._is_in:
            self._is_in = False
            self._microphone.end()
            self._loudspeaker.end()
            self.happen(Cut(str(reason)))
