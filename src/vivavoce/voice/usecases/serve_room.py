"""Serves one leased room connection: stays in its room with the candidate and joins them to the session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import structlog

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.contracts.recordings import CandidateRecordings, CandidateRecordingsFactory
from vivavoce.contracts.voice import (
    AnswerMode,
    Transport,
    VoiceConnection,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.translation import ENGLISH
from vivavoce.voice.domain.rooms import parse_agent_epoch
from vivavoce.voice.ports.rooms import (
    CandidateStatusChanged,
    ClientMessageReceived,
    ConnectionEnded,
    DtmfReceived,
    JoinedRoom,
    JoinRoom,
    LiveSessionConnector,
    RoomDisconnected,
    RoomLease,
    RoomServer,
    SessionConnection,
    StartVoiceConnection,
    UnexpectedParticipant,
)
from vivavoce.voice.usecases.room_access import RoomCalls, handle_dtmf
from vivavoce.voice.usecases.voice_recordings import build_recorder, open_recordings

_log = structlog.get_logger(__name__)

CANDIDATE_WAIT_S = 150.0
"""Seconds to wait in a room without a candidate: longer than a token is valid or a session waits."""
NOT_REACHED_GRACE_S = 3.0
"""Seconds for the dialing process to report a more exact reason than the room for a failed call."""
RoomOutcome = Literal["done", "cut", "fenced"]
"""The connection is not needed any more, another process must take it over now, or has already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeRoomDependencies:
    """Dependencies of ``ServeRoom``."""

    room_server: RoomServer
    join_room: JoinRoom
    sessions: LiveSessionConnector
    room_calls: RoomCalls
    start_connection: StartVoiceConnection
    clock: Clock
    ids: IdGenerator
    recordings: CandidateRecordingsFactory | None = None
    is_stopping: Callable[[], bool] = lambda: False
    """Whether this process is shutting down and hands its sessions to others."""


@dataclass(slots=True)
class _RoomVoice:
    """The voice connection of the room, once the session has opened it."""

    connection_id: str
    recordings: CandidateRecordings | None
    session: VoiceSessionHandler | None = None
    language: str = ENGLISH
    connection: VoiceConnection | None = None


class ServeRoom:
    """Serves one room connection: joins its candidate to the session, each time they enter the room."""

    def __init__(self, lease: RoomLease, dependencies: ServeRoomDependencies) -> None:
        self._lease = lease
        self._connection = lease.connection
        self._dependencies = dependencies

    async def __call__(self) -> RoomOutcome:
        """Serve the room until done, leave it, and return what happens to the connection."""
        tools, leg = self._dependencies, self._connection
        await tools.room_server.create_room(leg)
        if not await self._remove_other_agents():
            return "fenced"
        key = await tools.room_server.issue_agent_credentials(leg, self._lease.epoch)
        async with tools.join_room(leg, key) as room:
            # See also those who were still joining at the first check.
            if not await self._remove_other_agents():
                return "fenced"
            outcome = await self._serve_candidate(room)
        if outcome == "done":
            await tools.room_server.delete_room(leg.room_name)
        return outcome

    async def _remove_other_agents(self) -> bool:
        """Remove agents of earlier leases; return False when there is one of a later lease."""
        server, room = self._dependencies.room_server, self._connection.room_name
        for identity in await server.list_participants(room):
            if not await self._admit_participant(identity):
                return False
        return True

    async def _admit_participant(self, identity: str) -> bool:
        """Remove an unexpected participant; return False when it is the agent of a later lease."""
        mine = self._lease.epoch
        epoch = parse_agent_epoch(identity)
        if identity == self._connection.candidate_identity or epoch == mine:
            return True
        if epoch is not None and epoch > mine:
            return False
        _log.info("livekit.participant_removed", is_agent=epoch is not None)
        await self._dependencies.room_server.remove_participant(
            self._connection.room_name, identity
        )
        return True

    async def _serve_candidate(self, room: JoinedRoom) -> RoomOutcome:
        # Do not wait for a caller who hung up while no process served the room.
        if not room.is_candidate_present and await self._dependencies.room_calls.record_lost(
            self._connection.id
        ):
            return "done"
        while True:
            came = await self._wait_for_candidate(room)
            if came is not None:
                return came
            outcome = await self._serve_session(room)
            if outcome is not None:
                return outcome

    async def _wait_for_candidate(self, room: JoinedRoom) -> RoomOutcome | None:
        """Return None once the candidate is present, else the outcome."""
        try:
            async with asyncio.timeout(CANDIDATE_WAIT_S):
                while not room.is_candidate_present:
                    match await room.next_event():
                        case RoomDisconnected():
                            return "cut"
                        case UnexpectedParticipant(identity) if not await self._admit_participant(
                            identity
                        ):
                            return "fenced"
                        case CandidateStatusChanged("ringing"):
                            await self._dependencies.room_calls.record_ringing(self._connection)
                        case CandidateStatusChanged("left", why) if why is not None:
                            return await self._record_not_reached(why)
                        case _:
                            pass
        except TimeoutError:
            return "done"
        return None

    async def _record_not_reached(self, reason: CallFailureReason) -> RoomOutcome:
        await self._dependencies.clock.sleep(NOT_REACHED_GRACE_S)
        await self._dependencies.room_calls.record_not_reached(self._connection, reason)
        return "done"

    async def _serve_session(self, room: JoinedRoom) -> RoomOutcome | None:
        """Run the session until the candidate leaves or the connection ends.

        A called candidate leaves for good.
        """
        if not room.is_by_phone:
            return await self._run_session(room, "livekit", None)
        calls = self._dependencies.room_calls
        joined = await calls.connect(self._connection)
        if joined is None:
            return "done"
        outcome = await self._run_session(room, "phone", "spoken")
        if outcome in ("cut", "fenced"):  # the next lease holder continues the same call
            return outcome
        await calls.record_ended(joined)
        return "done"

    async def _run_session(
        self, room: JoinedRoom, transport: Transport, answers: AnswerMode | None
    ) -> RoomOutcome | None:
        """Run the session; return None when the candidate leaves, or the outcome when the connection ends."""
        connection = self._connection
        async with open_recordings(
            self._dependencies.recordings,
            connection.tenant_id,
            connection.session_id,
            room.send_message,
        ) as recordings:
            voice = _RoomVoice(str(self._dependencies.ids.new_id()), recordings)
            return await self._join_session(room, transport, answers, voice)

    async def _join_session(
        self, room: JoinedRoom, transport: Transport, answers: AnswerMode | None, voice: _RoomVoice
    ) -> RoomOutcome | None:
        connection_id, connection = voice.connection_id, self._connection

        async def open_sound(session: VoiceSessionHandler, language: str) -> VoiceConnection:
            voice.session, voice.language = session, language
            preferences = VoicePreferences(
                connection_id=connection_id,
                language=language,
                answer_mode=answers,
                audio_protocol="livekit",
            )
            audio = room.open_audio_input(), room.open_audio_output()
            voice.connection = await self._dependencies.start_connection(
                session,
                *audio,
                preferences,
                record_audio=build_recorder(voice.recordings, connection_id),
            )
            return voice.connection

        try:
            attached = await self._dependencies.sessions.join(
                tenant_id=connection.tenant_id,
                session_id=connection.session_id,
                connection_id=connection_id,
                transport=transport,
                open=open_sound,
            )
        except VivavoceError as error:
            _log.info("livekit.not_attached", code=error.code)
            await room.send_message({"type": "ERROR", "code": error.code, "message": error.detail})
            return "done"
        try:
            async with asyncio.TaskGroup() as tasks:
                watch = tasks.create_task(_post_connection_ended(attached, connection_id, room))
                try:
                    return await self._forward_events(room, attached, voice)
                finally:
                    watch.cancel()
        finally:
            # Also after the lease was lost: this process must end its own voice connection.
            await attached.hang_up()

    async def _forward_events(
        self, room: JoinedRoom, session: SessionConnection, voice: _RoomVoice
    ) -> RoomOutcome | None:
        """Forward events of the room to the session."""
        while True:
            match await room.next_event():
                case ConnectionEnded(how, connection_id):
                    if connection_id == voice.connection_id:
                        return "cut" if how == "moved" else "done"
                case RoomDisconnected(reason):
                    _log.info("livekit.interrupted", reason=reason)
                    await session.hang_up()
                    return "cut"
                case CandidateStatusChanged("left"):
                    await session.hang_up()
                    return None
                case CandidateStatusChanged():
                    pass
                case UnexpectedParticipant(identity):
                    if not await self._admit_participant(identity):
                        return "fenced"
                case ClientMessageReceived() | DtmfReceived() as happening:
                    await _forward_to_session(happening, voice)


async def _post_connection_ended(
    session: SessionConnection, connection_id: str, room: JoinedRoom
) -> None:
    room.post_event(ConnectionEnded(await session.wait_until_ended(), connection_id))


async def _forward_to_session(
    event: ClientMessageReceived | DtmfReceived, voice: _RoomVoice
) -> None:
    """Forward a message or key to the session; dropped before voice is open, or if the session refuses it."""
    session, connection = voice.session, voice.connection
    if session is None or connection is None:
        return
    with suppress(VivavoceError):
        if isinstance(event, DtmfReceived):
            await handle_dtmf(event.digit, session, connection, voice.recordings, voice.language)
            return
        if voice.recordings is not None and await voice.recordings.handle_message(event.raw):
            return
        kind, text = _parse_message(event.raw)
        if kind == "AUDIO_END":
            await connection.commit_answer()
        elif kind == "TEXT" and text:
            await session.on_text(text)


def _parse_message(raw: str) -> tuple[str, str]:
    """Return type and text of a client message; two empty strings for anything else."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(document, dict):
        return "", ""
    kind, text = document.get("type"), document.get("text")
    words = text.strip() if isinstance(text, str) and "\0" not in text else ""
    return kind if isinstance(kind, str) else "", words
