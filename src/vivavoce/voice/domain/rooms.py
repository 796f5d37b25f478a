"""Names inside LiveKit: one room for each leg of one session, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.kernel.ids import SessionId, TenantId

_ROOM_PREFIX, _CANDIDATE_PREFIX, _AGENT_PREFIX = "vv", "candidate", "agent"
_HEX_DIGITS = 32


@dataclass(frozen=True, slots=True)
class RoomConnection:
    """One place to talk in: a room that this session has once and nobody ever had before.

    A session is one attempt, so a new attempt never meets what an old room still holds.
    """

    tenant_id: TenantId
    session_id: SessionId
    id: UUID

    @property
    def room_name(self) -> str:
        """The room's name."""
        return room_name(self.session_id, self.id)

    @property
    def candidate_identity(self) -> str:
        """The one identity that the candidate's token is good for."""
        return candidate_identity(self.id)


def candidate_identity(connection_id: UUID) -> str:
    """Return who the candidate is in a leg's room."""
    return f"{_CANDIDATE_PREFIX}_{connection_id.hex}"


def room_name(session_id: SessionId, connection_id: UUID) -> str:
    """Return the name of a leg's room."""
    return f"{_ROOM_PREFIX}_{session_id.hex}_{connection_id.hex}"


def parse_connection_id(name: str) -> UUID | None:
    """Return whose room this name is, or None when it is none of ours."""
    parts = name.split("_")
    if len(parts) != 3 or parts[0] != _ROOM_PREFIX:
        return None
    if any(len(part) != _HEX_DIGITS for part in parts[1:]):
        return None
    try:
        UUID(parts[1])
        return UUID(parts[2])
    except ValueError:
        return None


def agent_identity(epoch: int) -> str:
    """Return who we are in a room that we hold for the ``epoch``-th time."""
    return f"{_AGENT_PREFIX}_{epoch}"


def parse_agent_epoch(identity: str) -> int | None:
    """Return for which time an agent of ours holds a room, or None for everybody else."""
    kind, _, epoch = identity.partition("_")
    is_ours = kind == _AGENT_PREFIX and epoch.isascii() and epoch.isdigit()
    return int(epoch) if is_ours else None
