"""A LiveKit room that the agent has joined, through LiveKit's own client library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.livekit.guarded_loading import load_guarded
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.audio import AudioInput, AudioOutput
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE
from vivavoce.voice.ports.rooms import (
    CandidateStatusChanged,
    ClientMessageReceived,
    DtmfReceived,
    JoinedRoom,
    JoinRoom,
    LiveKitNotConfiguredError,
    LiveKitUnavailableError,
    RoomCredentials,
    RoomDisconnected,
    RoomEvent,
    UnexpectedParticipant,
)
from vivavoce.voice.transports.livekit_audio import (
    QUEUE_MS,
    SAMPLE_RATE,
    LiveKitAudioInput,
    LiveKitAudioOutput,
)

_log = structlog.get_logger(__name__)
RtcModule = Any  # Any: the module livekit.rtc or a test double; imported late

TOPIC = "vivavoce.v1"
JOIN_TIMEOUT_S = 10.0
LEAVE_TIMEOUT_S = 5.0
RECONNECT_TIMEOUT_S = 20.0
"""Seconds of reconnecting after which the connection counts as lost; LiveKit itself may try far longer."""
_FRAME_MS, _FRAMES_KEPT = 20, 25
_MAX_QUEUED_EVENTS = 256
_MAX_MESSAGE_BYTES = 20 * 1024
_DTMF_DIGITS = frozenset("0123456789*#")
_CALL_STATUS_ATTRIBUTE = "sip.callStatus"
"""Attribute of a called participant in which LiveKit SIP reports the call's status."""
_ANSWERED_STATUSES = frozenset({"active", "automation"})
_CALL_FAILURE_REASONS: Mapping[str, CallFailureReason] = {
    "USER_REJECTED": "busy",  # also when the candidate declined: a room cannot tell the two apart
    "SIP_TRUNK_FAILURE": "trunk",
    "MEDIA_FAILURE": "trunk",
    "JOIN_FAILURE": "trunk",
}


async def load_rtc() -> RtcModule:
    """Return the LiveKit client module; the first call imports it, outside the event loop.

    Raises ``LiveKitNotConfiguredError`` where it is not installed.
    """
    return await asyncio.to_thread(_load)


def _load() -> RtcModule:
    try:
        return load_guarded("livekit.rtc")
    except ImportError as error:
        raise LiveKitNotConfiguredError(
            "The extra 'voice' is not installed. Run: pip install 'vivavoce[voice]'"
        ) from error


def create_join_room(
    load_client: Callable[[], Any], clock: Clock
) -> JoinRoom:  # Any: awaitable of an Rtc
    """Return a ``JoinRoom`` that uses the client returned by ``load_client``."""

    @asynccontextmanager
    async def enter(
        connection: RoomConnection, credentials: RoomCredentials
    ) -> AsyncIterator[JoinedRoom]:
        rtc = await load_client()
        # A room's tasks end with it, and their failures do not end the room.
        tasks = asyncio.TaskGroup()
        await tasks.__aenter__()
        room = LiveKitRoom(rtc, clock, connection, tasks)
        try:
            await room.join(credentials)
            yield room
        finally:
            await room.leave()
            await tasks.__aexit__(None, None, None)

    return enter


class LiveKitRoom:
    """One room with one candidate; its events are queued in order."""

    def __init__(
        self, rtc: RtcModule, clock: Clock, connection: RoomConnection, tasks: asyncio.TaskGroup
    ) -> None:
        self._rtc = rtc
        self._clock = clock
        self._connection = connection
        self._tasks = tasks
        self._rtc_room = rtc.Room()
        self._source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=QUEUE_MS)
        self._events: asyncio.Queue[RoomEvent] = asyncio.Queue()
        self._track_tasks: dict[str, asyncio.Task[None]] = {}
        self._reconnect_timer: asyncio.Task[None] | None = None
        self._audio_input = LiveKitAudioInput()
        self._audio_output = LiveKitAudioOutput(rtc, self._source, self.send_message)
        self._is_joined = self._is_present = False
        for event, heed in (
            ("participant_connected", self._on_participant_connected),
            ("participant_attributes_changed", self._on_attributes_changed),
            ("participant_disconnected", self._on_participant_disconnected),
            ("track_subscribed", self._on_track_subscribed),
            ("track_unsubscribed", self._on_track_unsubscribed),
            ("data_received", self._on_data_received),
            ("sip_dtmf_received", self._on_dtmf_received),
            ("reconnecting", self._on_reconnecting),
            ("reconnected", self._on_reconnected),
            ("disconnected", self._on_disconnected),
        ):
            self._rtc_room.on(event, heed)

    async def join(self, credentials: RoomCredentials) -> None:
        """Join and publish the agent's track, or raise ``LiveKitUnavailableError``."""
        rtc = self._rtc
        try:
            async with asyncio.timeout(JOIN_TIMEOUT_S):
                options = rtc.RoomOptions(connect_timeout=JOIN_TIMEOUT_S / 2)
                await self._rtc_room.connect(credentials.url, credentials.token, options)
                self._is_joined = True
                track = rtc.LocalAudioTrack.create_audio_track("interviewer", self._source)
                as_microphone = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
                await self._rtc_room.local_participant.publish_track(track, as_microphone)
        except Exception as error:  # noqa: BLE001 - the client raises bare ones
            # The error's text may contain the URL with the token.
            _log.warning("livekit.not_joined", kind=type(error).__name__)
            raise LiveKitUnavailableError from None
        for somebody in list(self._rtc_room.remote_participants.values()):
            self._on_participant_connected(somebody)

    async def leave(self) -> None:
        """Leave and cancel the room's tasks; leaving twice is fine."""
        self._is_joined = False
        self._audio_input.close()
        self._audio_output.close()
        for task in (
            *self._track_tasks.values(),
            *([self._reconnect_timer] if self._reconnect_timer else []),
        ):
            task.cancel()
        with suppress(Exception):
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await self._rtc_room.disconnect()
        with suppress(Exception):
            await self._source.aclose()

    @property
    def is_candidate_present(self) -> bool:
        """Whether the candidate is in the room now."""
        return self._is_present

    @property
    def is_by_phone(self) -> bool:
        """Whether the candidate who is present was called by phone."""
        who = self._rtc_room.remote_participants.get(self._connection.candidate_identity)
        return who is not None and _CALL_STATUS_ATTRIBUTE in who.attributes

    async def next_event(self) -> RoomEvent:
        """Wait for the next event and return it."""
        return await self._events.get()

    def post_event(self, event: RoomEvent) -> None:
        """Append an event to the queue that ``next_event`` reads."""
        self._events.put_nowait(event)

    def open_audio_input(self) -> AudioInput:
        """Return the candidate's audio from now on; the input returned before ends."""
        self._audio_input.close()
        self._audio_input = LiveKitAudioInput()
        return self._audio_input

    def open_audio_output(self) -> AudioOutput:
        """Return a new output to the candidate; an utterance still playing on the previous one is cut off."""
        self._audio_output.close()
        self._audio_output = LiveKitAudioOutput(self._rtc, self._source, self.send_message)
        return self._audio_output

    async def send_message(self, message: Mapping[str, object]) -> None:
        """Send the candidate's client a message; one that cannot be sent is dropped."""
        if not (self._is_joined and self.is_candidate_present):
            return
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        try:
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await self._rtc_room.local_participant.publish_data(
                    text, destination_identities=[self._connection.candidate_identity], topic=TOPIC
                )
        except Exception as error:  # noqa: BLE001 - the client raises bare ones
            _log.info("livekit.not_sent", kind=type(error).__name__)

    def _on_participant_connected(self, participant: Any) -> None:  # Any: a RemoteParticipant
        if self._is_candidate(participant):
            self._apply_call_status(participant.attributes.get(_CALL_STATUS_ATTRIBUTE))
        else:
            self.post_event(UnexpectedParticipant(participant.identity))

    def _on_attributes_changed(
        self, changed: Mapping[str, str], participant: Any
    ) -> None:  # Any: a Participant
        if self._is_candidate(participant) and _CALL_STATUS_ATTRIBUTE in changed:
            self._apply_call_status(changed[_CALL_STATUS_ATTRIBUTE])

    def _apply_call_status(self, status: str | None) -> None:
        """Apply the status of the candidate's call; None for a candidate who was not called."""
        if status == "ringing":
            self.post_event(CandidateStatusChanged("ringing"))
        elif status is None or (status in _ANSWERED_STATUSES and not self._is_present):
            self._is_present = True
            self.post_event(CandidateStatusChanged("joined"))

    def _on_participant_disconnected(self, participant: Any) -> None:  # Any: a RemoteParticipant
        if not self._is_candidate(participant):
            return
        self._audio_input.close()
        self._audio_output.close()
        unanswered: CallFailureReason | None = None
        if _CALL_STATUS_ATTRIBUTE in participant.attributes and not self._is_present:
            unanswered = _CALL_FAILURE_REASONS.get(
                self._disconnect_reason(participant.disconnect_reason), "no_answer"
            )
        self._is_present = False
        self.post_event(CandidateStatusChanged("left", unanswered))

    def _disconnect_reason(self, reason: int | None) -> str:
        return self._rtc.DisconnectReason.Name(reason) if reason is not None else ""

    def _is_candidate(self, participant: Any) -> bool:  # Any: a Participant, or None
        return (
            participant is not None and participant.identity == self._connection.candidate_identity
        )

    def _on_track_subscribed(
        self, track: Any, _publication: Any, participant: Any
    ) -> None:  # Any: the SDK's own
        if self._is_candidate(participant) and track.kind == self._rtc.TrackKind.KIND_AUDIO:
            self._track_tasks[track.sid] = self._tasks.create_task(self._read_track(track))

    def _on_track_unsubscribed(
        self, track: Any, _publication: Any, _who: Any
    ) -> None:  # Any: the SDK's own
        task = self._track_tasks.pop(track.sid, None)
        if task is not None:
            task.cancel()

    async def _read_track(self, track: Any) -> None:  # Any: a RemoteAudioTrack
        try:
            stream = self._rtc.AudioStream(
                track,
                sample_rate=STT_SAMPLE_RATE,
                num_channels=1,
                frame_size_ms=_FRAME_MS,
                capacity=_FRAMES_KEPT,
            )
            try:
                async for event in stream:
                    self._audio_input.put(bytes(event.frame.data))
            finally:
                await stream.aclose()
        except Exception as error:  # noqa: BLE001 - one broken track must not end the room
            _log.warning("livekit.track_failed", kind=type(error).__name__)

    def _on_data_received(self, packet: Any) -> None:  # Any: a DataPacket
        if not self._is_candidate(packet.participant) or len(packet.data) > _MAX_MESSAGE_BYTES:
            return
        if self._events.qsize() < _MAX_QUEUED_EVENTS:
            self.post_event(ClientMessageReceived(bytes(packet.data).decode(errors="replace")))

    def _on_dtmf_received(self, dtmf: Any) -> None:  # Any: a SipDTMF
        is_taken = dtmf.digit in _DTMF_DIGITS and self._events.qsize() < _MAX_QUEUED_EVENTS
        if is_taken and self._is_candidate(dtmf.participant):
            self.post_event(DtmfReceived(dtmf.digit))

    def _on_reconnecting(self) -> None:
        if self._reconnect_timer is None:
            self._reconnect_timer = self._tasks.create_task(self._end_after_timeout())

    def _on_reconnected(self) -> None:
        if self._reconnect_timer is not None:
            self._reconnect_timer.cancel()
            self._reconnect_timer = None

    async def _end_after_timeout(self) -> None:
        await self._clock.sleep(RECONNECT_TIMEOUT_S)
        self.post_event(RoomDisconnected("unsteady"))

    def _on_disconnected(self, reason: object = "") -> None:
        if self._is_joined:
            self._is_joined = False
            self._audio_input.close()
            self._audio_output.close()
            self.post_event(RoomDisconnected(str(reason)))
