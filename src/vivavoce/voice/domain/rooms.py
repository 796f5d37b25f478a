"""Names in LiveKit: one room for each connection of a session, and its participants."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.kernel.ids import SessionId, TenantId

_ROOM_PREFIX, _CANDIDATE_PREFIX, _AGENT_PREFIX = "vv", "candidate", "agent"
_HEX_DIGITS = 32


@dataclass(frozen=True, slots=True)
class RoomConnection:
    """One room connection of a session; its room is new and never reused.

    A session is one attempt, so a new attempt never meets participants of an old room.
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
        """The identity in the candidate's token."""
        return candidate_identity(self.id)


def candidate_identity(connection_id: UUID) -> str:
    """Return the candidate's identity in a connection's room."""
    return f"{_CANDIDATE_PREFIX}_{connection_id.hex}"


def room_name(session_id: SessionId, connection_id: UUID) -> str:
    """Return the name of a connection's room."""
    return f"{_ROOM_PREFIX}_{session_id.hex}_{connection_id.hex}"


def parse_connection_id(name: str) -> UUID | None:
    """Return the connection id in a room's name, or None when the name is not ours."""
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
    """Return the agent's identity for a lease's epoch."""
    return f"{_AGENT_PREFIX}_{epoch}"


def parse_agent_epoch(identity: str) -> int | None:
    """Return the lease epoch in an agent's identity, or None for any other identity."""
    kind, _, epoch = identity.partition("_")
    is_ours = kind == _AGENT_PREFIX and epoch.isascii() and epoch.isdigit()
    return int(epoch) if is_ours else None
