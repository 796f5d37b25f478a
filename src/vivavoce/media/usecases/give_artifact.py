"""Gives an artifact's link; the transcript and the events are made at the first asking."""

from __future__ import annotations

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import Ids, SessionId, TenantId
from vivavoce.media.domain.artifact import (
    JSON,
    MADE_FROM_LOG,
    Artifact,
    ArtifactNotFound,
    ArtifactNotReady,
    ArtifactType,
    ObjectName,
    Seen,
)
from vivavoce.media.domain.documents import events_document, transcript_document
from vivavoce.media.ports import Contents, Records, Shelf, Viewers
from vivavoce.media.usecases.keep import KeepArtifact, pieces_of
from vivavoce.media.usecases.links import Address, Links

_LONGEST_DOCUMENT = 64 << 20


class GiveArtifact:
    """What ``GET /artifacts/{session_id}/{artifact_type}`` does."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        viewers: Viewers,
        shelf: Shelf,
        contents: Contents,
        records: Records,
        keep: KeepArtifact,
        links: Links,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._viewers = viewers
        self._shelf = shelf
        self._contents = contents
        self._records = records
        self._keep = keep
        self._links = links
        self._ids = ids

    async def __call__(
        self, caller: Caller, shown: str, kind: ArtifactType
    ) -> tuple[Artifact, Address]:
        """Return the artifact and its link.

        Raises ``ArtifactNotFound`` (also for a foreign session), ``ArtifactNotReady`` or ``Erased``.
        """
        async with self._open_work(caller.tenant_id) as work:
            try:
                seen = await self._viewers.reader(work, caller, shown)
            except NotFound:
                raise ArtifactNotFound from None
            artifact = await self._shelf.artifact_of(work, seen.interview_id, kind)
        if artifact is None:
            artifact = await self._made(caller, seen, kind)
        return artifact, self._links.address(
            caller.tenant_id, artifact.id, "GET", artifact.content_type
        )

    async def _made(self, caller: Caller, seen: Seen, kind: ArtifactType) -> Artifact:
        if kind not in MADE_FROM_LOG or seen.talk == "never_held":
            raise ArtifactNotFound
        if seen.talk != "over" or seen.session_id is None:
            raise ArtifactNotReady
        document = await self._document(caller.tenant_id, seen, seen.session_id, kind)
        name = ObjectName(caller.tenant_id, self._ids.new())
        written = await self._contents.write(name, pieces_of(document), limit=_LONGEST_DOCUMENT)
        is_ours = False
        try:
            async with self._open_work(caller.tenant_id) as work:
                kept = await self._keep(
                    work,
                    written,
                    kind=kind,
                    content_type=JSON,
                    interview_id=seen.interview_id,
                    run_id=seen.run_id,
                    person_id=seen.person_id,
                )
                first = kept or await self._shelf.artifact_of(work, seen.interview_id, kind)
                is_ours = kept is not None
        finally:
            # After a commit whose answer was lost the row may stand: then the sweep decides, not we.
            if not is_ours:
                await self._contents.delete(name)
        if first is None:
            raise ArtifactNotFound
        return first

    async def _document(
        self, tenant_id: TenantId, seen: Seen, session_id: SessionId, kind: ArtifactType
    ) -> bytes:
        if kind is ArtifactType.TRANSCRIPT:
            said = await self._records.transcript(tenant_id, session_id)
            return transcript_document(seen.shown, said)
        return events_document(seen.shown, await self._records.events(tenant_id, session_id))
