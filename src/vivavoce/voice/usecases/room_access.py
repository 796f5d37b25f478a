"""Access to LiveKit rooms, and phone calls over LiveKit SIP with their events and keys.

The called candidate joins a room that the agent has joined; the room connection has the id of the call's
attempt. Any key of the keypad stops the interviewer's speech.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.contracts.recordings import CandidateRecordings
from vivavoce.contracts.voice import VoiceConnection, VoiceSessionHandler
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.voice.domain.rooms import (
    RoomConnection,
    candidate_identity,
    parse_connection_id,
    room_name,
)
from vivavoce.voice.ports.calls import (
    CallDeclinedError,
    CallNotAnsweredError,
    CallNotPlacedError,
    OutboundCall,
)
from vivavoce.voice.ports.rooms import (
    EnterSession,
    InvalidLiveKitWebhookError,
    LiveKitNotConfiguredError,
    LiveKitRequestError,
    RoomConnectionRepository,
    RoomCredentials,
    RoomServer,
    SessionAccessResolver,
)
from vivavoce.voice.usecases.call_callbacks import CallCallbacks, ConnectedCall
from vivavoce.voice.usecases.voice_recordings import answer_by_key

DONE_DIGIT = "#"
"""The key that ends the answer."""
_RECORDING_ANSWERS = {"3": True, "4": False}
"""The keys that allow a recording of the voice, and stop and delete it."""


async def handle_dtmf(
    digit: str,
    session: VoiceSessionHandler,
    connection: VoiceConnection,
    recordings: CandidateRecordings | None,
    language: str,
) -> None:
    """Stop the interviewer's speech; commit the answer on ``#``, or pass the key to the session.

    The answer to the offer of a recording interrupts nothing, and is confirmed in ``language``.
    """
    if recordings is not None and digit in _RECORDING_ANSWERS:
        reply = await answer_by_key(recordings, _RECORDING_ANSWERS[digit], language)
        if reply is not None:
            await connection.say(reply)
            return
    await connection.interrupt()
    if digit == DONE_DIGIT:
        await connection.commit_answer()
    else:
        await session.on_dtmf(digit)


class RoomCalls:
    """Updates calls by what happens in their rooms. A repeated or late event changes nothing more."""

    def __init__(self, callbacks: CallCallbacks) -> None:
        self._callbacks = callbacks

    async def record_ringing(self, connection: RoomConnection) -> None:
        """Record that the candidate's telephone is ringing."""
        await self._callbacks.update_status(connection.id, "ringing", sid=connection.room_name)

    async def record_not_reached(
        self, connection: RoomConnection, reason: CallFailureReason
    ) -> None:
        """Record that the attempt reached nobody."""
        await self._callbacks.update_status(connection.id, reason, sid=connection.room_name)

    async def connect(self, connection: RoomConnection) -> ConnectedCall | None:
        """Return the call that was answered, or that continues in this process; None where it must end."""
        token = await self._callbacks.handle_answered(
            connection.id, answered_by="unknown", sid=connection.room_name
        )
        if token is not None:
            return await self._callbacks.connect_audio(token, sid=connection.room_name)
        return await self._callbacks.find_moved_call(connection.id)

    async def record_lost(self, connection_id: UUID) -> bool:
        """Record that the call in this room was lost and is to be redialed; return whether there was one."""
        connected_call = await self._callbacks.find_moved_call(connection_id)
        if connected_call is not None:
            await self._callbacks.record_disconnect(connected_call)
        return connected_call is not None

    async def record_ended(self, connected_call: ConnectedCall) -> None:
        """Record that the call ended: the session is over, or a new call continues it."""
        await self._callbacks.record_disconnect(connected_call)


class IssueRoomCredentials:
    """Issues a token for a new room of the session; the previous room is deleted."""

    def __init__(
        self,
        *,
        room_server: RoomServer | None,
        connections: RoomConnectionRepository,
        session_access: SessionAccessResolver,
        ids: IdGenerator,
    ) -> None:
        self._room_server = room_server
        self._connections = connections
        self._session_access = session_access
        self._ids = ids

    async def issue_for_handle(self, handle: str) -> RoomCredentials:
        """Return credentials for the holder of a session's handle, or raise ``NotFoundError``."""
        return await self._issue(await self._session_access.resolve_handle(handle))

    async def issue_for_caller(self, caller: Caller, practice_id: str) -> RoomCredentials:
        """Return credentials for the caller's own practice session, by the rules of its WebSocket ticket."""
        return await self._issue(await self._session_access.resolve_caller(caller, practice_id))

    async def _issue(self, enter_session: EnterSession) -> RoomCredentials:
        server = self._room_server
        if server is None:
            raise LiveKitNotConfiguredError
        tenant_id, session_id = await enter_session()
        connection = RoomConnection(tenant_id, session_id, self._ids.new_id())
        # Create the room first: if the server is unavailable, no connection is recorded.
        await server.create_room(connection)
        previous_id = await self._connections.open(connection)
        if previous_id is not None:
            with suppress(VivavoceError):  # an empty room ends by itself
                await server.delete_room(room_name(session_id, previous_id))
        return await server.issue_candidate_credentials(connection)


class HandleLiveKitWebhook:
    """Handles LiveKit's webhooks about rooms. A repeated or late webhook changes nothing more."""

    def __init__(
        self,
        *,
        room_server: RoomServer | None,
        connections: RoomConnectionRepository,
        room_calls: RoomCalls,
    ) -> None:
        self._room_server = room_server
        self._connections = connections
        self._room_calls = room_calls

    async def __call__(self, body: bytes, authorization: str) -> None:
        """Handle a webhook, or raise ``InvalidLiveKitWebhookError``."""
        if self._room_server is None:
            raise InvalidLiveKitWebhookError
        notice = await self._room_server.verify_webhook(body, authorization)
        connection_id = parse_connection_id(notice.room_name)
        if connection_id is None:
            return
        if notice.kind == "participant_left" and notice.identity == candidate_identity(
            connection_id
        ):
            await self._room_calls.record_lost(connection_id)
        elif notice.kind == "room_finished":
            await self._room_calls.record_lost(connection_id)
            await self._connections.delete(connection_id)


TRUNK_NAME = "livekit"


class LiveKitTelephony:
    """Implements ``TelephonyProvider``: a call is its session's room connection; its id is the room's name.

    A session has one connection, so a call replaces an earlier room. The process that holds the connection's
    lease sees whether the call rings and is answered.
    """

    def __init__(self, *, room_server: RoomServer, connections: RoomConnectionRepository) -> None:
        self._room_server = room_server
        self._connections = connections

    @property
    def trunk(self) -> str:
        """Its name in logs."""
        return TRUNK_NAME

    async def place_call(self, call: OutboundCall) -> str:
        """Return the call's id once it was answered, or raise as the port says."""
        leg = RoomConnection(call.tenant_id, call.session_id, call.attempt_id)
        try:
            await self._room_server.create_room(leg)
            # The agent is in the room before the call is answered, so the first words are not lost.
            await self._connections.open(leg)
        except LiveKitRequestError:
            raise CallDeclinedError("trunk") from None
        except UnavailableError:
            raise CallNotPlacedError from None
        try:
            await self._room_server.dial_participant(leg, call.number, ring_s=call.ring_s)
        except (CallNotPlacedError, CallDeclinedError, CallNotAnsweredError):
            await self._clean_up(leg.id, leg.room_name)
            raise
        return leg.room_name

    async def hang_up(self, sid: str) -> None:
        """End the call, whether it is ringing or answered.

        Raises ``CallNotPlacedError`` where LiveKit did not receive the request.
        """
        connection_id = parse_connection_id(sid)
        if connection_id is None:
            return
        await self._connections.delete(connection_id)
        try:
            await self._room_server.delete_room(sid)
        except VivavoceError:
            raise CallNotPlacedError from None

    async def _clean_up(self, connection_id: UUID, room_name: str) -> None:
        with suppress(VivavoceError):  # an empty room ends by itself
            await self._connections.delete(connection_id)
            await self._room_server.delete_room(room_name)
