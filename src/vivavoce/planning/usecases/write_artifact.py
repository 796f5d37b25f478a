"""Write one document of an intake: read the transcript, write, store and publish, exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.events import IntakeArtifactsCompleted
from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.language_model.port import ModelUsage, collect_usage
from vivavoce.infra.language_model.usage_events import publish_usage
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import GoneError, NotFoundError
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS, ArtifactKind
from vivavoce.planning.domain.intake.built_in_writer import WritingTask
from vivavoce.planning.domain.intake.statements import IntakeFacts, collect_statements
from vivavoce.planning.ports.intake import (
    TRANSCRIPT_ERASED_CODE,
    WRITER_FAILED_CODE,
    ArtifactWriter,
    Intake,
    IntakeArtifact,
    IntakeInterviewGateway,
    IntakeRepository,
    IntakeTranscriptReader,
    find_newest_artifact,
)
from vivavoce.planning.usecases.intakes import extract_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class _ArtifactTask:
    artifact: IntakeArtifact
    view: InterviewSnapshot
    session_id: SessionId
    previous: IntakeArtifact | None


class WriteArtifact:
    """Writes the newest version of a document, unless it has ended; idempotent."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: IntakeInterviewGateway,
        intakes: IntakeRepository,
        transcripts: IntakeTranscriptReader,
        writer: ArtifactWriter,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._intakes = intakes
        self._transcripts = transcripts
        self._writer = writer
        self._clock = clock

    async def __call__(
        self, tenant_id: TenantId, intake_id: InterviewId, kind: ArtifactKind
    ) -> None:
        """Write, store and publish the document.

        An exception lets the job be retried. If the transcript was erased, the version ends as failed.
        """
        task = await self._begin_writing(tenant_id, intake_id, kind)
        if task is None:
            return
        with collect_usage() as spent:
            try:
                assignment = await self._build_writing_task(tenant_id, task)
                written = await self._writer(assignment)
            except (GoneError, NotFoundError):
                await self._store_result(
                    tenant_id, task.artifact.as_failed(TRANSCRIPT_ERASED_CODE, self._clock.now())
                )
                return
        done = task.artifact.as_ready(written, self._clock.now())
        try:
            await self._store_result(tenant_id, done, spent)
        except GoneError:
            await self._store_result(
                tenant_id, task.artifact.as_failed(TRANSCRIPT_ERASED_CODE, self._clock.now())
            )

    async def record_final_failure(
        self, tenant_id: TenantId, intake_id: InterviewId, kind: ArtifactKind
    ) -> None:
        """Mark the version as failed after the last attempt."""
        async with self._open_work(tenant_id) as work:
            intake = await self._intakes.find(work, intake_id)
            artifacts = [] if intake is None else await self._intakes.list_artifacts(work, intake)
        newest = find_newest_artifact(artifacts, kind)
        if newest is not None and not newest.has_ended:
            await self._store_result(
                tenant_id, newest.as_failed(WRITER_FAILED_CODE, self._clock.now())
            )

    async def _begin_writing(
        self, tenant_id: TenantId, intake_id: InterviewId, kind: ArtifactKind
    ) -> _ArtifactTask | None:
        async with self._open_work(tenant_id) as work:
            intake = await self._intakes.find(work, intake_id, is_locked=True)
            if intake is None or intake.session_id is None:
                return None
            artifacts = await self._intakes.list_artifacts(work, intake)
            newest = find_newest_artifact(artifacts, kind)
            if newest is None or newest.has_ended:
                return None
            writing = replace(newest, status="writing")
            await self._intakes.save_artifact(work, intake, writing)
            try:
                view = await self._interviews.view(work, intake_id)
            except NotFoundError:
                await self._finish_artifact(
                    work, intake, newest.as_failed(TRANSCRIPT_ERASED_CODE, self._clock.now())
                )
                return None
            earlier = [
                a for a in artifacts if a.kind == kind and a.version == newest.regenerated_from
            ]
            return _ArtifactTask(
                artifact=writing,
                view=view,
                session_id=intake.session_id,
                previous=earlier[0] if earlier else None,
            )

    async def _build_writing_task(self, tenant_id: TenantId, task: _ArtifactTask) -> WritingTask:
        statements = collect_statements(
            extract_answers(await self._transcripts(tenant_id, task.session_id))
        )
        wanted = remove_unlawful_demands(task.artifact.instruction or "")
        return WritingTask(
            kind=task.artifact.kind,
            version=task.artifact.version,
            facts=IntakeFacts(statements, task.view.position, task.view.company_name),
            instruction=wanted.text.strip() or None,
            excluded_demands=wanted.removed,
            previous=None if task.previous is None else task.previous.document,
        )

    async def _store_result(
        self, tenant_id: TenantId, artifact: IntakeArtifact, spent: Sequence[ModelUsage] = ()
    ) -> None:
        async with self._open_work(tenant_id) as work:
            intake = await self._intakes.find(work, artifact.intake_id, is_locked=True)
            if intake is None:
                return
            await publish_usage(
                work, spent, purpose="artifact", run_id=intake.run_id, interview_id=intake.id
            )
            await self._finish_artifact(work, intake, artifact)
            await failpoint("artifact.before_commit")
        await failpoint("artifact.after_commit")

    async def _finish_artifact(
        self, work: UnitOfWork, intake: Intake, artifact: IntakeArtifact
    ) -> None:
        """Store the final status of a version; when the last kind has ended, publish the completion once."""
        await self._intakes.save_artifact(work, intake, artifact)
        if intake.is_completion_published:
            return
        over = [
            artifact
            for artifact in await self._intakes.list_artifacts(work, intake)
            if artifact.has_ended
        ]
        newest = [
            latest
            for kind in ARTIFACT_KINDS
            if (latest := find_newest_artifact(over, kind)) is not None
        ]
        if len(newest) < len(ARTIFACT_KINDS):
            return
        await work.publish(
            IntakeArtifactsCompleted(
                intake_id=str(intake.id),
                ready=tuple(artifact.kind for artifact in newest if artifact.status == "ready"),
                failed=tuple(artifact.kind for artifact in newest if artifact.status == "failed"),
            ),
            run_id=intake.run_id,
            interview_id=intake.id,
        )
        await self._intakes.save(
            work, replace(intake, is_completion_published=True), at=self._clock.now()
        )
