"""Store an artifact for a stored object and publish its event; an interview has one of each type."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from vivavoce.contracts.events import ArtifactStored
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId
from vivavoce.media.domain.artifact import Artifact, ArtifactType, StoredObject
from vivavoce.media.ports import ArtifactRepository


class StoreArtifact:
    """Writes the row and its event in the caller's unit of work."""

    def __init__(self, artifacts: ArtifactRepository, clock: Clock, ids: IdGenerator) -> None:
        self._artifacts = artifacts
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        work: UnitOfWork,
        stored_object: StoredObject,
        *,
        kind: ArtifactType,
        content_type: str,
        interview_id: InterviewId,
        run_id: str,
        person_id: PersonId,
        upload_id: UUID | None = None,
    ) -> Artifact | None:
        """Return the artifact, or None if the interview has one of its type; raise ``DataErasedError``."""
        artifact = Artifact(
            id=self._ids.new_id(),
            interview_id=interview_id,
            person_id=person_id,
            type=kind,
            content_type=content_type,
            object=stored_object,
            upload_id=upload_id,
            at=self._clock.now(),
        )
        if not await self._artifacts.add(work, artifact):
            return None
        stored = ArtifactStored(
            artifact_id=str(artifact.id), artifact_type=kind, bytes=stored_object.size
        )
        await work.publish(stored, run_id=run_id, interview_id=interview_id)
        return artifact


async def stream_document(document: bytes) -> AsyncIterator[bytes]:
    """Yield a document in one part."""
    yield document
