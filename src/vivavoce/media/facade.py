"""What other slices may be wired to: forgetting what is kept of a person, and the film of a socket."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import PersonId, SessionId, TenantId
from vivavoce.media.domain.video import VideoSessionAddress
from vivavoce.media.ports import ArtifactRepository
from vivavoce.media.usecases.video_connection import (
    SendFrame,
    SocketVideoConnection,
    SocketVideoConnectionFactory,
)


class MediaSubjectData:
    """The recordings and documents that are kept of a person."""

    def __init__(self, artifacts: ArtifactRepository) -> None:
        self._artifacts = artifacts

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Forget all of a person in ``work`` and return how much it was; the sweep deletes the objects."""
        return await self._artifacts.delete_person_data(work, person_id)


class VideoConnections:
    """The film's side of a candidate's connection."""

    def __init__(self, connections: SocketVideoConnectionFactory) -> None:
        self._connections = connections

    def open(
        self, tenant_id: TenantId, session_id: SessionId, *, is_framed: bool, send: SendFrame
    ) -> SocketVideoConnection:
        """Return what is offered every message of a connection before the talk is.

        ``is_framed`` is binary with the header of ``vivavoce.v1``; ``say`` sends a message back.
        """
        return self._connections.open(
            VideoSessionAddress(tenant_id, session_id), is_framed=is_framed, send=send
        )
