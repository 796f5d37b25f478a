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

from vivavoce.contracts.calls import NotReachedBecause
from vivavoce.contracts.sound import Ending
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Forbidden, Unavailable, UpstreamFailed
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.rooms import Leg
from vivavoce.voice.ports.equipment import Loudspeaker, Microphone

LEG_LEASE_S = 2.0
"""So long a leg stays with a process that says nothing."""
PASS_S = 120
"""So long a candidate's token opens the room; a client asks for a new one to come again later."""


class LiveKitNotConfigured(Unavailable):
    """Talks over LiveKit are not set up here: LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are needed."""  # noqa: E501 - it is the sentence that is shown

    code = "livekit_not_configured"


class LiveKitUnavailable(Unavailable):
    """The LiveKit server does not answer. Try again soon, or talk in writing."""

    code = "livekit_unavailable"


class LiveKitFailed(UpstreamFailed):
    """The LiveKit server refused what was asked of it. Look at its key, its secret and its log."""

    code = "livekit_failed"


class WebhookUnknown(Forbidden):
    """This notice is not signed with our LiveKit secret, or is too old."""

    code = "webhook_unknown"


@dataclass(frozen=True, slots=True)
class Pass:
    """Lets one identity join one room, for a short while."""

    url: str
    room: str
    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Return it without the token, so that no log line carries one."""
        return f"Pass(room={self.room!r}, expires_at={self.expires_at!r})"


@dataclass(frozen=True, slots=True)
class Notice:
    """What LiveKit tells of a room; ``at`` is when it happened there."""

    kind: str
    room: str
    at: datetime
    identity: str = ""
    """Whom it is about, where it is about somebody."""


class RoomServer(Protocol):
    """A LiveKit server. Raises ``LiveKitUnavailable`` or ``LiveKitFailed``; each call has an end."""

    async def candidate_pass(self, leg: Leg) -> Pass:
        """Return what the candidate joins with: a microphone, ears and messages, nothing else."""

    async def agent_pass(self, leg: Leg, epoch: int) -> Pass:
        """Return what we join with."""

    async def open_room(self, leg: Leg) -> None:
        """Make the room; making it twice is fine."""

    async def close_room(self, room: str) -> None:
        """Send everybody out and remove the room; one that is gone is fine."""

    async def who_is_in(self, room: str) -> frozenset[str]:
        """Return the identities in a room; nobody is in one that is gone."""

    async def remove(self, room: str, identity: str) -> None:
        """Send somebody out; whoever is gone already is fine."""

    async def dial(self, leg: Leg, number: str, *, ring_s: int) -> None:
        """Call ``number`` into the room as its candidate; returns once it is answered.

        Raises as ``Provider.place`` does. It is never tried twice: that would ring twice.
        """

    async def read_notice(self, body: bytes, authorization: str) -> Notice:
        """Return what a webhook says, or raise ``WebhookUnknown``."""


@dataclass(frozen=True, slots=True)
class Held:
    """A leg that a process holds; the epoch is higher than everybody's who held it before."""

    leg: Leg
    epoch: int


class Legs(Protocol):
    """All open legs, and who holds them. A session has one at most: the newest."""

    async def open(self, leg: Leg) -> UUID | None:
        """Let this be the session's leg, free to be held; return the one that it replaced."""

    async def take(self, worker_id: str, most: int) -> tuple[Held, ...]:
        """Hold legs that nobody alive holds."""

    async def renew(self, worker_id: str, legs: Collection[UUID]) -> Mapping[UUID, int]:
        """Say that the worker holds these; return those it still does, with their epochs."""

    async def release(self, held: Held) -> None:
        """Let others have it at once."""

    async def end(self, held: Held) -> None:
        """Nobody needs to hold it any more; one that somebody else holds by now stays."""

    async def forget(self, leg_id: UUID) -> None:
        """The leg's room is gone, whoever held it."""


TakeSeat = Callable[[], Awaitable[tuple[TenantId, SessionId]]]
"""Goes into the session and returns it; at most once."""


class Seats(Protocol):
    """Whose place in which session a credential is: the rule of the socket's tickets, and no other."""

    async def of_handle(self, handle: str) -> TakeSeat:
        """Return the place of whoever holds a session's handle, or raise ``NotFound``."""

    async def of_caller(self, caller: Caller, practice_id: str) -> TakeSeat:
        """Return the caller's place in their own practice session, which taking it opens."""


@dataclass(frozen=True, slots=True)
class Rings:
    """The candidate's telephone rings."""


@dataclass(frozen=True, slots=True)
class Came:
    """The candidate is in the room; who is called is so once they answered."""


@dataclass(frozen=True, slots=True)
class Left:
    """The candidate left the room; ``unanswered`` says why a telephone was never answered."""

    unanswered: NotReachedBecause | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody is in the room who is neither we nor the candidate."""

    identity: str


@dataclass(frozen=True, slots=True)
class Said:
    """The candidate's client sent a message of ours."""

    raw: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """The candidate pressed a key of the telephone."""

    key: str


@dataclass(frozen=True, slots=True)
class Cut:
    """We are not in the room any more, or for so long not that we count as gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The session let go of the connection ``leg_id``."""

    how: Ending
    leg_id: str


Happening = Rings | Came | Left | Stranger | Said | Pressed | Cut | Ended


class JoinedRoom(Protocol):
    """A room that we are in."""

    @property
    def is_candidate_there(self) -> bool:
        """Whether the candidate is in the room now."""

    @property
    def is_by_phone(self) -> bool:
        """Whether the candidate who is there was called."""

    async def next(self) -> Happening:
        """Return what happened next."""

    def happen(self, happening: Happening) -> None:
        """Put something into the order of what happens."""

    def microphone(self) -> Microphone:
        """Return the candidate's sound from now on; the one returned before ends."""

    def loudspeaker(self) -> Loudspeaker:
        """Return where the candidate hears us; whatever is still being said is cut."""

    async def send(self, message: Mapping[str, object]) -> None:
        """Send the candidate's client a message; one that cannot be sent is dropped."""


class EnterRoom(Protocol):
    """Joins rooms."""

    def __call__(self, leg: Leg, key: Pass) -> AbstractAsyncContextManager[JoinedRoom]:
        """Be in the room for the length of the block, or raise ``LiveKitUnavailable``."""
