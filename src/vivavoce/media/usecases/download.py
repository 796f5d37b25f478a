"""Opens the artifact behind a link."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vivavoce.infra.work import OpenWork
from vivavoce.media.domain.artifact import Artifact, ArtifactNotFound
from vivavoce.media.domain.link import LinkRefused
from vivavoce.media.domain.ranges import Part
from vivavoce.media.ports import Contents, ObjectMissing, Shelf
from vivavoce.media.usecases.links import Links


class Download:
    """What ``GET /media/{token}`` does."""

    def __init__(
        self, *, open_work: OpenWork, shelf: Shelf, contents: Contents, links: Links
    ) -> None:
        self._open_work = open_work
        self._shelf = shelf
        self._contents = contents
        self._links = links

    async def __call__(self, token: str) -> Artifact:
        """Return the artifact.

        Raises ``LinkRefused``, ``LinkExpired``, ``ArtifactNotFound``, ``Erased`` or ``ObjectMissing``.
        """
        link = self._links.read(token, "GET")
        async with self._open_work(link.tenant_id) as work:
            artifact = await self._shelf.artifact(work, link.target)
        if artifact is None:
            raise ArtifactNotFound
        if artifact.content_type != link.content_type:
            raise LinkRefused
        if not await self._contents.is_there(artifact.object):
            raise ObjectMissing
        return artifact

    def read(self, artifact: Artifact, part: Part) -> AsyncIterator[bytes]:
        """Yield the bytes of ``part``."""
        return self._contents.read(artifact.object, part)
