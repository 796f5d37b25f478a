"""One leg that we hold: be in its room alone with the candidate, and join them to the talk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import structlog

from vivavoce.contracts.call_updates import CallFailureReason
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
from vivavoce.voice.domain.rooms import parse_agent_epoch
from vivavoce.voice.ports.live_sessions import (
    CommittableVoiceConnection,
    LiveSessionConnector,
    SessionConnection,
    StartVoiceConnection,
)
from vivavoce.voice.ports.rooms import (
    CandidateJoinedRoom,
    CandidateLeftRoom,
    CandidateRinging,
    ClientMessageReceived,
    ConnectionEnded,
    DtmfReceived,
    JoinedRoom,
    JoinRoom,
    RoomDisconnected,
    RoomLease,
    RoomServer,
    UnexpectedParticipant,
)
from vivavoce.voice.usecases.dtmf import handle_dtmf
from vivavoce.voice.usecases.room_calls import RoomCalls

_log = structlog.get_logger(__name__)

CANDIDATE_WAIT_S = 150.0
"""So long we are in a room without its candidate: longer than a token lasts, or a session waits for them."""
NOT_REACHED_GRACE_S = 3.0
"""So long whoever dialled may take to say more exactly than the room why nobody answered."""
RoomOutcome = Literal["done", "cut", "fenced"]
"""Nobody needs the leg any more, it wants somebody else at once, or somebody else has it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDependencies:
    """What being in rooms stands on."""

    room_server: RoomServer
    join_room: JoinRoom
    sessions: LiveSessionConnector
    room_calls: RoomCalls
    start_connection: StartVoiceConnection
    clock: Clock
    ids: IdGenerator
    is_stopping: Callable[[], bool] = lambda: False
    """Whether this process hands its talks on."""


@dataclass(slots=True)
class _RoomVoice:
    """What joins the room's sound to the talk, once the session asked for it."""

    connection_id: str
    talk: VoiceSessionHandler | None = None
    connection: CommittableVoiceConnection | None = None


class ServeRoom:
    """Holds one leg: brings its candidate to the session, as often as they come."""

    def __init__(self, lease: RoomLease, dependencies: RoomDependencies) -> None:
        self._lease = lease
        self._connection = lease.connection
        self._dependencies = dependencies

    async def __call__(self) -> RoomOutcome:
        """Return what becomes of the leg when we are done with it; the room is left by then."""
        tools, leg = self._dependencies, self._connection
        await tools.room_server.create_room(leg)
        if not await self._remove_other_agents():
            return "fenced"
        key = await tools.room_server.issue_agent_credentials(leg, self._lease.epoch)
        async with tools.join_room(leg, key) as room:
            # Whoever was still on the way in when we looked is seen now.
            if not await self._remove_other_agents():
                return "fenced"
            outcome = await self._serve_candidate(room)
        if outcome == "done":
            await tools.room_server.delete_room(leg.room_name)
        return outcome

    async def _remove_other_agents(self) -> bool:
        """Remove who held the room before us; False when somebody holds it after us."""
        server, room = self._dependencies.room_server, self._connection.room_name
        for identity in await server.list_participants(room):
            if not await self._admit_participant(identity):
                return False
        return True

    async def _admit_participant(self, identity: str) -> bool:
        """Send a stranger out; False when it is our successor."""
        mine = self._lease.epoch
        epoch = parse_agent_epoch(identity)
        if identity == self._connection.candidate_identity or epoch == mine:
            return True
        if epoch is not None and epoch > mine:
            return False
        _log.info("livekit.sent_out", is_agent=epoch is not None)
        await self._dependencies.room_server.remove_participant(
            self._connection.room_name, identity
        )
        return True

    async def _serve_candidate(self, room: JoinedRoom) -> RoomOutcome:
        # Who hung up while nobody held the room is not waited for.
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
        """Return None when the candidate is there, else what becomes of the leg."""
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
                        case CandidateRinging():
                            await self._dependencies.room_calls.record_ringing(self._connection)
                        case CandidateLeftRoom(why) if why is not None:
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
        """Lead the candidate's talk until they leave, or the leg ends; who is called leaves for good."""
        if not room.is_by_phone:
            return await self._run_session(room, "livekit", None)
        calls = self._dependencies.room_calls
        joined = await calls.connect(self._connection)
        if joined is None:
            return "done"
        outcome = await self._run_session(room, "phone", "spoken")
        if outcome in ("cut", "fenced"):  # whoever holds the leg next goes on with the same call
            return outcome
        await calls.record_ended(joined)
        return "done"

    async def _run_session(
        self, room: JoinedRoom, transport: Transport, answers: AnswerMode | None
    ) -> RoomOutcome | None:
        """Lead the candidate's talk until they leave (None), or the leg ends."""
        leg_id, leg = str(self._dependencies.ids.new_id()), self._connection
        sound = _RoomVoice(leg_id)

        async def open_sound(talk: VoiceSessionHandler, language: str) -> VoiceConnection:
            sound.talk = talk
            wish = VoicePreferences(
                connection_id=leg_id,
                language=language,
                answer_mode=answers,
                audio_protocol="livekit",
            )
            ends = room.open_audio_input(), room.open_audio_output()
            sound.connection = await self._dependencies.start_connection(talk, *ends, wish)
            return sound.connection

        try:
            attached = await self._dependencies.sessions.join(
                tenant_id=leg.tenant_id,
                session_id=leg.session_id,
                leg_id=leg_id,
                transport=transport,
                open=open_sound,
            )
        except VivavoceError as error:
            _log.info("livekit.not_attached", code=error.code)
            await room.send_message({"type": "ERROR", "code": error.code, "message": error.detail})
            return "done"
        try:
            async with asyncio.TaskGroup() as tasks:
                watch = tasks.create_task(_post_connection_ended(attached, leg_id, room))
                try:
                    return await self._forward_events(room, attached, sound)
                finally:
                    watch.cancel()
        finally:
            # Also where the leg is somebody else's by now: the sound is this process's own to end.
            await attached.hang_up()

    async def _forward_events(
        self, room: JoinedRoom, session: SessionConnection, voice: _RoomVoice
    ) -> RoomOutcome | None:
        """Carry what happens in the room to the talk."""
        while True:
            match await room.next_event():
                case ConnectionEnded(how, leg_id):
                    if leg_id == voice.connection_id:
                        return "cut" if how == "moved" else "done"
                case RoomDisconnected(reason):
                    _log.info("livekit.cut", reason=reason)
                    await session.hang_up()
                    return "cut"
                case CandidateLeftRoom():
                    await session.hang_up()
                    return None
                case CandidateRinging() | CandidateJoinedRoom():
                    pass
                case UnexpectedParticipant(identity):
                    if not await self._admit_participant(identity):
                        return "fenced"
                case ClientMessageReceived() | DtmfReceived() as happening:
                    await _forward_to_session(happening, voice)


async def _post_connection_ended(session: SessionConnection, leg_id: str, room: JoinedRoom) -> None:
    room.post_event(ConnectionEnded(await session.wait_until_ended(), leg_id))


async def _forward_to_session(
    event: ClientMessageReceived | DtmfReceived, sound: _RoomVoice
) -> None:
    """Give the talk a message or a key; before there is sound, and when it takes none, it is dropped."""
    talk, conversation = sound.talk, sound.connection
    if talk is None or conversation is None:
        return
    with suppress(VivavoceError):
        if isinstance(event, DtmfReceived):
            await handle_dtmf(event.digit, talk, conversation)
            return
        kind, text = _parse_message(event.raw)
        if kind == "AUDIO_END":
            await conversation.commit_answer()
        elif kind == "TEXT" and text:
            await talk.on_text(text)


def _parse_message(raw: str) -> tuple[str, str]:
    """Return the type of a message of ours and its words; nothing of what is none."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(document, dict):
        return "", ""
    kind, text = document.get("type"), document.get("text")
    words = text.strip() if isinstance(text, str) and "\0" not in text else ""
    return kind if isinstance(kind, str) else "", words
