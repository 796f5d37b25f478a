"""Create a link to an artifact; transcript and events are built on the first request."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, SessionId, TenantId
from vivavoce.media.domain.artifact import (
    JSON_CONTENT_TYPE,
    LOG_ARTIFACT_TYPES,
    Artifact,
    ArtifactNotFoundError,
    ArtifactNotReadyError,
    ArtifactType,
    ObjectName,
    ViewableSession,
)
from vivavoce.media.domain.documents import serialize_session_events, serialize_transcript
from vivavoce.media.ports import (
    ArtifactRepository,
    MediaSessionAccess,
    ObjectContents,
    SessionLogReader,
)
from vivavoce.media.usecases.link_signer import LinkSigner, SignedUrl
from vivavoce.media.usecases.store_artifact import StoreArtifact, stream_document

_MAX_DOCUMENT_BYTES = 64 << 20


class GetArtifactLink:
    """Use case of ``GET /artifacts/{session_id}/{artifact_type}``."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: MediaSessionAccess,
        artifacts: ArtifactRepository,
        contents: ObjectContents,
        session_log: SessionLogReader,
        store_artifact: StoreArtifact,
        link_signer: LinkSigner,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._artifacts = artifacts
        self._contents = contents
        self._session_log = session_log
        self._store_artifact = store_artifact
        self._link_signer = link_signer
        self._ids = ids

    async def __call__(
        self, caller: Caller, practice_session_id: str, kind: ArtifactType
    ) -> tuple[Artifact, SignedUrl]:
        """Return the artifact and its link.

        Raises ``ArtifactNotFoundError`` (also for a session the caller may not see),
        ``ArtifactNotReadyError`` or ``DataErasedError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            try:
                seen = await self._access.get_readable_session(work, caller, practice_session_id)
            except NotFoundError:
                raise ArtifactNotFoundError from None
            artifact = await self._artifacts.find_interview_artifact(work, seen.interview_id, kind)
        if artifact is None:
            artifact = await self._create_from_log(caller, seen, kind)
        return artifact, self._link_signer.create_url(
            caller.tenant_id, artifact.id, "GET", artifact.content_type
        )

    async def _create_from_log(
        self, caller: Caller, session: ViewableSession, kind: ArtifactType
    ) -> Artifact:
        if kind not in LOG_ARTIFACT_TYPES or session.progress == "never_held":
            raise ArtifactNotFoundError
        if session.progress != "over" or session.session_id is None:
            raise ArtifactNotReadyError
        document = await self._render_document(caller.tenant_id, session, session.session_id, kind)
        name = ObjectName(caller.tenant_id, self._ids.new_id())
        written = await self._contents.write(
            name, stream_document(document), limit=_MAX_DOCUMENT_BYTES
        )
        is_ours = False
        try:
            async with self._open_work(caller.tenant_id) as work:
                kept = await self._store_artifact(
                    work,
                    written,
                    kind=kind,
                    content_type=JSON_CONTENT_TYPE,
                    interview_id=session.interview_id,
                    run_id=session.run_id,
                    person_id=session.person_id,
                )
                first = kept or await self._artifacts.find_interview_artifact(
                    work, session.interview_id, kind
                )
                is_ours = kept is not None
        finally:
            # If a commit's answer was lost, the row may exist: leave the object to the clean-up job.
            if not is_ours:
                await self._contents.delete(name)
        if first is None:
            raise ArtifactNotFoundError
        return first

    async def _render_document(
        self,
        tenant_id: TenantId,
        session: ViewableSession,
        session_id: SessionId,
        kind: ArtifactType,
    ) -> bytes:
        if kind is ArtifactType.TRANSCRIPT:
            said = await self._session_log.read_transcript(tenant_id, session_id)
            return serialize_transcript(session.practice_session_id, said)
        return serialize_session_events(
            session.practice_session_id, await self._session_log.read_events(tenant_id, session_id)
        )
