"""What media offers to other slices: erasing a person's media, and video over a candidate's socket."""

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
    """The recordings and documents that are stored about a person."""

    def __init__(self, artifacts: ArtifactRepository) -> None:
        self._artifacts = artifacts

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Delete a person's rows in ``work`` and return how many; the clean-up job deletes the objects."""
        return await self._artifacts.delete_person_data(work, person_id)


class VideoConnections:
    """Video recording over a candidate's connection."""

    def __init__(self, connections: SocketVideoConnectionFactory) -> None:
        self._connections = connections

    def open(
        self, tenant_id: TenantId, session_id: SessionId, *, is_framed: bool, send: SendFrame
    ) -> SocketVideoConnection:
        """Return a handler that is offered every message of a connection before the interview is.

        ``is_framed`` means that binary messages start with the header of ``vivavoce.v1``; ``send`` sends a
        message back.
        """
        return self._connections.open(
            VideoSessionAddress(tenant_id, session_id), is_framed=is_framed, send=send
        )
