"""What a talk over LiveKit needs: its server, who holds which leg, and a room that we are in.

LiveKit hands no work out here. A leg is a row with a lease of ours; whoever holds it joins the room with a
token of its own, and whoever lost it leaves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.contracts.voice import VoiceDisconnectReason
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ForbiddenError, UnavailableError, UpstreamError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.audio_io import AudioInput, AudioOutput

ROOM_LEASE_S = 2.0
"""So long a leg stays with a process that says nothing."""
CANDIDATE_TOKEN_TTL_S = 120
"""So long a candidate's token opens the room; a client asks for a new one to come again later."""


class LiveKitNotConfiguredError(UnavailableError):
    """Talks over LiveKit are not set up here: LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are needed."""  # noqa: E501 - it is the sentence that is shown

    code = "livekit_not_configured"


class LiveKitUnavailableError(UnavailableError):
    """The LiveKit server does not answer. Try again soon, or talk in writing."""

    code = "livekit_unavailable"


class LiveKitRequestError(UpstreamError):
    """The LiveKit server refused what was asked of it. Look at its key, its secret and its log."""

    code = "livekit_failed"


class InvalidLiveKitWebhookError(ForbiddenError):
    """This notice is not signed with our LiveKit secret, or is too old."""

    code = "webhook_unknown"


@dataclass(frozen=True, slots=True)
class RoomCredentials:
    """Lets one identity join one room, for a short while."""

    url: str
    room_name: str
    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Return it without the token, so that no log line carries one."""
        return f"Pass(room={self.room_name!r}, expires_at={self.expires_at!r})"


@dataclass(frozen=True, slots=True)
class LiveKitWebhookEvent:
    """What LiveKit tells of a room; ``at`` is when it happened there."""

    kind: str
    room_name: str
    occurred_at: datetime
    identity: str = ""
    """Whom it is about, where it is about somebody."""


class RoomServer(Protocol):
    """A LiveKit server.

    Raises ``LiveKitUnavailableError`` or ``LiveKitRequestError``; each call has an end.
    """

    async def issue_candidate_credentials(self, connection: RoomConnection) -> RoomCredentials:
        """Return what the candidate joins with: a microphone, ears and messages, nothing else."""

    async def issue_agent_credentials(
        self, connection: RoomConnection, epoch: int
    ) -> RoomCredentials:
        """Return what we join with."""

    async def create_room(self, connection: RoomConnection) -> None:
        """Make the room; making it twice is fine."""

    async def delete_room(self, room_name: str) -> None:
        """Send everybody out and remove the room; one that is gone is fine."""

    async def list_participants(self, room_name: str) -> frozenset[str]:
        """Return the identities in a room; nobody is in one that is gone."""

    async def remove_participant(self, room_name: str, identity: str) -> None:
        """Send somebody out; whoever is gone already is fine."""

    async def dial_participant(
        self, connection: RoomConnection, number: str, *, ring_s: int
    ) -> None:
        """Call ``number`` into the room as its candidate; returns once it is answered.

        Raises as ``TelephonyProvider.place`` does. It is never tried twice: that would ring twice.
        """

    async def verify_webhook(self, body: bytes, authorization: str) -> LiveKitWebhookEvent:
        """Return what a webhook says, or raise ``InvalidLiveKitWebhookError``."""


@dataclass(frozen=True, slots=True)
class RoomLease:
    """A leg that a process holds; the epoch is higher than everybody's who held it before."""

    connection: RoomConnection
    epoch: int


class RoomConnectionRepository(Protocol):
    """All open legs, and who holds them. A session has one at most: the newest."""

    async def open(self, connection: RoomConnection) -> UUID | None:
        """Let this be the session's leg, free to be held; return the one that it replaced."""

    async def claim(self, worker_id: str, limit: int) -> tuple[RoomLease, ...]:
        """Hold legs that nobody alive holds."""

    async def renew(self, worker_id: str, connection_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Say that the worker holds these; return those it still does, with their epochs."""

    async def release(self, lease: RoomLease) -> None:
        """Let others have it at once."""

    async def end(self, lease: RoomLease) -> None:
        """Nobody needs to hold it any more; one that somebody else holds by now stays."""

    async def delete(self, connection_id: UUID) -> None:
        """The leg's room is gone, whoever held it."""


EnterSession = Callable[[], Awaitable[tuple[TenantId, SessionId]]]
"""Goes into the session and returns it; at most once."""


class SessionAccess(Protocol):
    """Whose place in which session a credential is: the rule of the socket's tickets, and no other."""

    async def resolve_handle(self, handle: str) -> EnterSession:
        """Return the place of whoever holds a session's handle, or raise ``NotFoundError``."""

    async def resolve_caller(self, caller: Caller, practice_id: str) -> EnterSession:
        """Return the caller's place in their own practice session, which taking it opens."""


@dataclass(frozen=True, slots=True)
class CandidateRinging:
    """The candidate's telephone rings."""


@dataclass(frozen=True, slots=True)
class CandidateJoinedRoom:
    """The candidate is in the room; who is called is so once they answered."""


@dataclass(frozen=True, slots=True)
class CandidateLeftRoom:
    """The candidate left the room; ``failure_reason`` says why a phone call was never answered."""

    failure_reason: CallFailureReason | None = None


@dataclass(frozen=True, slots=True)
class UnexpectedParticipant:
    """Somebody is in the room who is neither we nor the candidate."""

    identity: str


@dataclass(frozen=True, slots=True)
class ClientMessageReceived:
    """The candidate's client sent a message of ours."""

    raw: str


@dataclass(frozen=True, slots=True)
class DtmfReceived:
    """The candidate pressed a key of the telephone."""

    digit: str


@dataclass(frozen=True, slots=True)
class RoomDisconnected:
    """We are not in the room any more, or for so long not that we count as gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class ConnectionEnded:
    """The session let go of the connection ``connection_id``."""

    ending: VoiceDisconnectReason
    connection_id: str


RoomEvent = (
    CandidateRinging
    | CandidateJoinedRoom
    | CandidateLeftRoom
    | UnexpectedParticipant
    | ClientMessageReceived
    | DtmfReceived
    | RoomDisconnected
    | ConnectionEnded
)


class JoinedRoom(Protocol):
    """A room that we are in."""

    @property
    def is_candidate_present(self) -> bool:
        """Whether the candidate is in the room now."""

    @property
    def is_by_phone(self) -> bool:
        """Whether the candidate who is there was called."""

    async def next_event(self) -> RoomEvent:
        """Return what happened next."""

    def post_event(self, event: RoomEvent) -> None:
        """Put something into the order of what happens."""

    def open_audio_input(self) -> AudioInput:
        """Return the candidate's sound from now on; the one returned before ends."""

    def open_audio_output(self) -> AudioOutput:
        """Return where the candidate hears us; whatever is still being said is cut."""

    async def send_message(self, message: Mapping[str, object]) -> None:
        """Send the candidate's client a message; one that cannot be sent is dropped."""


class JoinRoom(Protocol):
    """Joins rooms."""

    def __call__(
        self, connection: RoomConnection, credentials: RoomCredentials
    ) -> AbstractAsyncContextManager[JoinedRoom]:
        """Be in the room for the length of the block, or raise ``LiveKitUnavailableError``."""
