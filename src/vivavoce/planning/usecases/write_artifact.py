"""Write one document of an intake: its words read, the document written, kept and told, exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.demands import lawful_part
from vivavoce.contracts.events import UsageRecorded, WorkshopArtifactsReady
from vivavoce.contracts.interview import InterviewView
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.thinker.ledger import tally, uses_of
from vivavoce.infra.thinker.port import Spent
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Gone, NotFound
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.planning.domain.intake.artifacts import KINDS, ArtifactKind
from vivavoce.planning.domain.intake.facts import Facts
from vivavoce.planning.domain.intake.said import what_was_said
from vivavoce.planning.domain.intake.writing import Assignment
from vivavoce.planning.ports.intake import (
    WORDS_ERASED,
    WRITER_FAILED,
    Artifact,
    Intake,
    IntakeDesk,
    IntakeStore,
    Stories,
    Writer,
    newest_of,
)
from vivavoce.planning.usecases.read_intake import answers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    artifact: Artifact
    view: InterviewView
    session_id: SessionId
    earlier: Artifact | None


class WriteArtifact:
    """Writes the newest version of a document, unless it has ended; a second run does nothing."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: IntakeDesk,
        intakes: IntakeStore,
        stories: Stories,
        writer: Writer,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._intakes = intakes
        self._stories = stories
        self._writer = writer
        self._clock = clock

    async def __call__(
        self, tenant_id: TenantId, intake_id: InterviewId, kind: ArtifactKind
    ) -> None:
        """Write, keep and tell; raise so that it is tried again. Erased words end it as failed."""
        task = await self._begin(tenant_id, intake_id, kind)
        if task is None:
            return
        with tally() as spent:
            try:
                assignment = await self._assignment(tenant_id, task)
                written = await self._writer.write(assignment)
            except (Gone, NotFound):
                await self._end(tenant_id, task.artifact.failed(WORDS_ERASED, self._clock.now()))
                return
        done = task.artifact.ready(written, self._clock.now())
        try:
            await self._end(tenant_id, done, spent)
        except Gone:
            await self._end(tenant_id, task.artifact.failed(WORDS_ERASED, self._clock.now()))

    async def give_up(
        self, tenant_id: TenantId, intake_id: InterviewId, kind: ArtifactKind
    ) -> None:
        """End the version as failed: the last try broke off."""
        async with self._open_work(tenant_id) as work:
            intake = await self._intakes.find(work, intake_id)
            found = [] if intake is None else await self._intakes.artifacts(work, intake)
        newest = newest_of(found, kind)
        if newest is not None and not newest.has_ended:
            await self._end(tenant_id, newest.failed(WRITER_FAILED, self._clock.now()))

    async def _begin(
        self, tenant_id: TenantId, intake_id: InterviewId, kind: ArtifactKind
    ) -> _Task | None:
        async with self._open_work(tenant_id) as work:
            intake = await self._intakes.find(work, intake_id, is_locked=True)
            if intake is None or intake.session_id is None:
                return None
            found = await self._intakes.artifacts(work, intake)
            newest = newest_of(found, kind)
            if newest is None or newest.has_ended:
                return None
            writing = replace(newest, status="writing")
            await self._intakes.save_artifact(work, intake, writing)
            try:
                view = await self._desk.view(work, intake_id)
            except NotFound:
                await self._finish(work, intake, newest.failed(WORDS_ERASED, self._clock.now()))
                return None
            earlier = [a for a in found if a.kind == kind and a.version == newest.regenerated_from]
            return _Task(
                artifact=writing,
                view=view,
                session_id=intake.session_id,
                earlier=earlier[0] if earlier else None,
            )

    async def _assignment(self, tenant_id: TenantId, task: _Task) -> Assignment:
        said = what_was_said(answers_of(await self._stories(tenant_id, task.session_id)))
        wanted = lawful_part(task.artifact.instruction or "")
        return Assignment(
            kind=task.artifact.kind,
            version=task.artifact.version,
            facts=Facts(said, task.view.position, task.view.company_name),
            instruction=wanted.text.strip() or None,
            left_out=wanted.left_out,
            previous=None if task.earlier is None else task.earlier.written,
        )

    async def _end(
        self, tenant_id: TenantId, artifact: Artifact, spent: Sequence[Spent] = ()
    ) -> None:
        async with self._open_work(tenant_id) as work:
            intake = await self._intakes.find(work, artifact.intake_id, is_locked=True)
            if intake is None:
                return
            if uses := uses_of(spent):
                usage = UsageRecorded(purpose="artifact", uses=uses)
                await work.publish(usage, run_id=intake.run_id, interview_id=intake.id)
            await self._finish(work, intake, artifact)
            await failpoint("artifact.before_commit")
        await failpoint("artifact.after_commit")

    async def _finish(self, work: Work, intake: Intake, artifact: Artifact) -> None:
        """Keep how a version ended, unless it has; the last kind to end has all of them told."""
        await self._intakes.save_artifact(work, intake, artifact)
        if intake.is_told:
            return
        over = [one for one in await self._intakes.artifacts(work, intake) if one.has_ended]
        newest = [one for kind in KINDS if (one := newest_of(over, kind)) is not None]
        if len(newest) < len(KINDS):
            return
        await work.publish(
            WorkshopArtifactsReady(
                intake_id=str(intake.id),
                ready=tuple(one.kind for one in newest if one.status == "ready"),
                failed=tuple(one.kind for one in newest if one.status == "failed"),
            ),
            run_id=intake.run_id,
            interview_id=intake.id,
        )
        await self._intakes.save(work, replace(intake, is_told=True), at=self._clock.now())
