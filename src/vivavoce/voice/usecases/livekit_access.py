"""Access to LiveKit: creates the room, records its connection and issues the candidate's token."""

from __future__ import annotations

from contextlib import suppress

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.voice.domain.rooms import (
    RoomConnection,
    candidate_identity,
    parse_connection_id,
    room_name,
)
from vivavoce.voice.ports.rooms import (
    EnterSession,
    InvalidLiveKitWebhookError,
    LiveKitNotConfiguredError,
    RoomConnectionRepository,
    RoomCredentials,
    RoomServer,
    SessionAccessResolver,
)
from vivavoce.voice.usecases.room_calls import RoomCalls


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
        leg = RoomConnection(tenant_id, session_id, self._ids.new_id())
        # Create the room first: if the server is unavailable, no connection is recorded.
        await server.create_room(leg)
        former = await self._connections.open(leg)
        if former is not None:
            with suppress(VivavoceError):  # an empty room ends by itself
                await server.delete_room(room_name(session_id, former))
        return await server.issue_candidate_credentials(leg)


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
