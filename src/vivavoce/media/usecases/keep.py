"""Keeps an artifact of an object that is in the store, and tells it; one of a kind per interview."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from vivavoce.contracts.events import ArtifactStored
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids, InterviewId, PersonId
from vivavoce.media.domain.artifact import Artifact, ArtifactType, Written
from vivavoce.media.ports import Shelf


class KeepArtifact:
    """Writes the row and its event into the caller's unit of work."""

    def __init__(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        self._shelf = shelf
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        work: Work,
        written: Written,
        *,
        kind: ArtifactType,
        content_type: str,
        interview_id: InterviewId,
        run_id: str,
        person_id: PersonId,
        upload_id: UUID | None = None,
    ) -> Artifact | None:
        """Return the artifact, or None when the interview has one of its kind; raise ``Erased``."""
        artifact = Artifact(
            id=self._ids.new(),
            interview_id=interview_id,
            person_id=person_id,
            type=kind,
            content_type=content_type,
            object=written,
            upload_id=upload_id,
            at=self._clock.now(),
        )
        if not await self._shelf.add(work, artifact):
            return None
        stored = ArtifactStored(
            artifact_id=str(artifact.id), artifact_type=kind, bytes=written.size
        )
        await work.publish(stored, run_id=run_id, interview_id=interview_id)
        return artifact


async def pieces_of(document: bytes) -> AsyncIterator[bytes]:
    """Yield a document as one piece."""
    yield document
