"""Open the artifact behind a signed link."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.media.domain.artifact import Artifact, ArtifactNotFoundError
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.signed_link import InvalidLinkError
from vivavoce.media.ports import ArtifactRepository, ObjectContents, ObjectMissingError
from vivavoce.media.usecases.link_signer import LinkSigner


class DownloadArtifact:
    """Use case of ``GET /media/{token}``."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        artifacts: ArtifactRepository,
        contents: ObjectContents,
        link_signer: LinkSigner,
    ) -> None:
        self._open_work = open_work
        self._artifacts = artifacts
        self._contents = contents
        self._link_signer = link_signer

    async def __call__(self, token: str) -> Artifact:
        """Return the artifact.

        Raises ``InvalidLinkError``, ``LinkExpiredError``, ``ArtifactNotFoundError``, ``DataErasedError``
        or ``ObjectMissingError``.
        """
        link = self._link_signer.verify(token, "GET")
        async with self._open_work(link.tenant_id) as work:
            artifact = await self._artifacts.find_artifact(work, link.target_id)
        if artifact is None:
            raise ArtifactNotFoundError
        if artifact.content_type != link.content_type:
            raise InvalidLinkError
        if not await self._contents.exists(artifact.object):
            raise ObjectMissingError
        return artifact

    def stream(self, artifact: Artifact, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``byte_range``."""
        return self._contents.read(artifact.object, byte_range)
