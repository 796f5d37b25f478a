"""Ports for interviews over LiveKit and other transports with their own audio input and output.

LiveKit's own job dispatch is not used. A room connection is a database row with a lease: the process that
holds the lease joins the room with its own token, and leaves when it loses the lease.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.contracts.voice import (
    AudioRecorder,
    OpenVoiceConnection,
    Transport,
    VoiceConnection,
    VoiceDisconnectReason,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ForbiddenError, UnavailableError, UpstreamError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.audio import AudioInput, AudioOutput


class StartVoiceConnection(Protocol):
    """Starts voice connections over an input and an output."""

    async def __call__(
        self,
        session: VoiceSessionHandler,
        audio_input: AudioInput,
        audio_output: AudioOutput,
        preferences: VoicePreferences,
        /,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        """Return a new connection; ``record_audio`` is given the sound that may be recorded.

        Raises a ``ConflictError`` where voice is not available or at capacity.
        """


class SessionConnection(Protocol):
    """A connection that has joined a live session."""

    @property
    def is_over(self) -> bool:
        """Whether the session has ended for good."""

    async def wait_until_ended(self) -> VoiceDisconnectReason:
        """Wait until the session ends the connection and any goodbye was played; return the reason."""

    async def hang_up(self) -> None:
        """Report that the connection is gone; repeating it is fine."""


class LiveSessionConnector(Protocol):
    """Joins connections to live sessions, hosted by this process or claimed by it."""

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        connection_id: str,
        transport: Transport,
        open: OpenVoiceConnection,  # noqa: A002 - what it does
    ) -> SessionConnection:
        """Join a connection to its session; raise ``UnavailableError`` where it cannot be hosted now."""


ROOM_LEASE_S = 2.0
"""Seconds after which another process may claim a connection whose lease was not renewed."""
CANDIDATE_TOKEN_TTL_S = 120
"""Seconds for which a candidate's token can be used to join; to rejoin later, a client requests a new one."""


class LiveKitNotConfiguredError(UnavailableError):
    """LiveKit is not set up here: set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET."""

    code = "livekit_not_configured"


class LiveKitUnavailableError(UnavailableError):
    """The LiveKit server does not answer. Try again soon, or continue the interview in text."""

    code = "livekit_unavailable"


class LiveKitRequestError(UpstreamError):
    """The LiveKit server rejected the request. Check its API key, its secret and its log."""

    code = "livekit_failed"


class InvalidLiveKitWebhookError(ForbiddenError):
    """This webhook is not signed with this installation's LiveKit secret, or is too old."""

    code = "webhook_unknown"


@dataclass(frozen=True, slots=True)
class RoomCredentials:
    """Credentials with which one identity can join one room for a short time."""

    url: str
    room_name: str
    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Omit the token, so that it never appears in logs."""
        return f"Pass(room={self.room_name!r}, expires_at={self.expires_at!r})"


@dataclass(frozen=True, slots=True)
class LiveKitWebhookEvent:
    """A webhook event about a room; ``occurred_at`` is LiveKit's own time of the event."""

    kind: str
    room_name: str
    occurred_at: datetime
    identity: str = ""
    """The participant it is about; empty for events of the room itself."""


class RoomServer(Protocol):
    """A LiveKit server.

    Calls raise ``LiveKitUnavailableError`` or ``LiveKitRequestError``; each has a timeout.
    """

    async def issue_candidate_credentials(self, connection: RoomConnection) -> RoomCredentials:
        """Return credentials for the candidate: one microphone track, subscribing and messages only."""

    async def issue_agent_credentials(
        self, connection: RoomConnection, epoch: int
    ) -> RoomCredentials:
        """Return credentials for the agent that holds the lease."""

    async def create_room(self, connection: RoomConnection) -> None:
        """Create the room; creating it twice is fine."""

    async def delete_room(self, room_name: str) -> None:
        """Delete the room and disconnect everyone in it; a room that is gone is fine."""

    async def list_participants(self, room_name: str) -> frozenset[str]:
        """Return the identities in a room; empty for a room that is gone."""

    async def remove_participant(self, room_name: str, identity: str) -> None:
        """Remove a participant; one who has already left is fine."""

    async def dial_participant(
        self, connection: RoomConnection, number: str, *, ring_s: int
    ) -> None:
        """Call ``number`` into the room as its candidate; return once the call is answered.

        Raises the errors of ``TelephonyProvider.place_call``. It is never retried: that would ring twice.
        """

    async def verify_webhook(self, body: bytes, authorization: str) -> LiveKitWebhookEvent:
        """Verify a webhook and return its event, or raise ``InvalidLiveKitWebhookError``."""


@dataclass(frozen=True, slots=True)
class RoomLease:
    """A connection leased to a process; the epoch is higher than that of every earlier lease."""

    connection: RoomConnection
    epoch: int


class RoomConnectionRepository(Protocol):
    """All open room connections and their leases. A session has at most one: the newest."""

    async def open(self, connection: RoomConnection) -> UUID | None:
        """Make this the session's connection, free to be claimed; return the id that it replaces, or None."""

    async def claim(self, worker_id: str, limit: int) -> tuple[RoomLease, ...]:
        """Claim up to ``limit`` connections that no running process holds."""

    async def renew(self, worker_id: str, connection_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Renew the worker's leases; return the epochs of the connections that it still holds."""

    async def release(self, lease: RoomLease) -> None:
        """Release the lease, so that another process can claim the connection at once."""

    async def end(self, lease: RoomLease) -> None:
        """End the connection for all processes; do nothing if another one holds it by now."""

    async def delete(self, connection_id: UUID) -> None:
        """Delete the connection because its room is gone, whoever holds the lease."""


EnterSession = Callable[[], Awaitable[tuple[TenantId, SessionId]]]
"""Enters the session and returns its organization and id; called at most once."""


class SessionAccessResolver(Protocol):
    """Checks credentials for joining a session, by the same rules as tickets for the WebSocket."""

    async def resolve_handle(self, handle: str) -> EnterSession:
        """Return access for the holder of a session handle, or raise ``NotFoundError``."""

    async def resolve_caller(self, caller: Caller, practice_id: str) -> EnterSession:
        """Return access to the caller's own practice session; entering it opens the session."""


@dataclass(frozen=True, slots=True)
class CandidateStatusChanged:
    """The candidate's telephone rings, or the candidate joined or left; answering a call is joining."""

    status: Literal["ringing", "joined", "left"]
    failure_reason: CallFailureReason | None = None
    """Why a phone call was never answered, where a called candidate left."""


@dataclass(frozen=True, slots=True)
class UnexpectedParticipant:
    """A participant joined who is neither the agent nor the candidate."""

    identity: str


@dataclass(frozen=True, slots=True)
class ClientMessageReceived:
    """The candidate's client sent a message of the Vivavoce protocol."""

    raw: str


@dataclass(frozen=True, slots=True)
class DtmfReceived:
    """The candidate pressed a key of the telephone keypad."""

    digit: str


@dataclass(frozen=True, slots=True)
class RoomDisconnected:
    """The agent left the room, or has been disconnected for too long."""

    reason: str


@dataclass(frozen=True, slots=True)
class ConnectionEnded:
    """The session ended the connection ``connection_id``."""

    ending: VoiceDisconnectReason
    connection_id: str


RoomEvent = (
    CandidateStatusChanged
    | UnexpectedParticipant
    | ClientMessageReceived
    | DtmfReceived
    | RoomDisconnected
    | ConnectionEnded
)


class JoinedRoom(Protocol):
    """A room that the agent has joined."""

    @property
    def is_candidate_present(self) -> bool:
        """Whether the candidate is in the room."""

    @property
    def is_by_phone(self) -> bool:
        """Whether the candidate who is present was called by phone."""

    async def next_event(self) -> RoomEvent:
        """Wait for the next event and return it."""

    def post_event(self, event: RoomEvent) -> None:
        """Append an event to the queue that ``next_event`` reads."""

    def open_audio_input(self) -> AudioInput:
        """Return the candidate's audio from now on; the input returned before ends."""

    def open_audio_output(self) -> AudioOutput:
        """Return a new output to the candidate; an utterance still playing on the previous one is cut off."""

    async def send_message(self, message: Mapping[str, object]) -> None:
        """Send a message to the candidate's client; one that cannot be sent is dropped."""


JoinRoom = Callable[[RoomConnection, RoomCredentials], AbstractAsyncContextManager[JoinedRoom]]
"""Joins a room for the duration of the block, or raises ``LiveKitUnavailableError``."""
