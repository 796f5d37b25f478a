"""Order all four documents when an intake interview ends; regenerate, edit or accept one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, SessionId
from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS, ArtifactKind
from vivavoce.planning.domain.intake.document_edit import (
    DocumentEdit,
    edit_document,
    find_edit_faults,
    is_same_document,
)
from vivavoce.planning.domain.intake.document_rules import check_instruction
from vivavoce.planning.ports.intake import (
    ArtifactChangedError,
    ArtifactInProgressError,
    Intake,
    IntakeArtifact,
    IntakeArtifactNotFoundError,
    IntakeNotEndedError,
    IntakeRepository,
    InvalidArtifactEditError,
    find_newest_artifact,
)
from vivavoce.planning.usecases.intakes import get_visible_intake

WRITE_ARTIFACT_JOB = "planning.write_artifact"


class ManageIntakeArtifacts:
    """Orders, regenerates, edits and accepts the documents of intakes."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        intakes: IntakeRepository,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
        is_rule_based: bool = True,
    ) -> None:
        self._open_work = open_work
        self._intakes = intakes
        self._audit = audit
        self._is_rule_based = is_rule_based
        self._clock = clock
        self._ids = ids

    async def complete_intake(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: SessionId
    ) -> None:
        """Record that the interview has ended and order all four documents, once.

        Does nothing for interviews that are not intakes.
        """
        intake = await self._intakes.find(work, interview_id, is_locked=True)
        if intake is None or intake.ended_at is not None:
            return
        now = self._clock.now()
        over = replace(intake, session_id=session_id, ended_at=now)
        await self._intakes.save(work, over, at=now)
        for kind in ARTIFACT_KINDS:
            await self._request_writing(
                work,
                over,
                IntakeArtifact(
                    id=self._ids.new_id(),
                    intake_id=over.id,
                    kind=kind,
                    version=1,
                    status="queued",
                    created_at=now,
                ),
            )

    async def regenerate(
        self, caller: Caller, intake_id: InterviewId, kind: ArtifactKind, instruction: str | None
    ) -> IntakeArtifact:
        """Order a new version and return it; the earlier versions stay readable.

        Raises ``IntakeNotEndedError``, ``ArtifactInProgressError``, or a ``ChangeRefusedError`` for an
        instruction that would change nothing.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(
                work, self._intakes, caller, intake_id, is_locked=True
            )
            artifacts = await self._intakes.list_artifacts(work, intake)
            newest = find_newest_artifact(artifacts, kind)
            if newest is None:
                raise IntakeNotEndedError
            if not newest.has_ended:
                raise ArtifactInProgressError
            ready = find_newest_artifact(
                [artifact for artifact in artifacts if artifact.status == "ready"], kind
            )
            wanted = (instruction or "").strip()
            if wanted:
                before = None if ready is None else ready.document
                check_instruction(kind, wanted, before, is_rule_based=self._is_rule_based)
            again = IntakeArtifact(
                id=self._ids.new_id(),
                intake_id=intake.id,
                kind=kind,
                version=newest.version + 1,
                status="queued",
                regenerated_from=None if ready is None else ready.version,
                instruction=wanted or None,
                created_at=self._clock.now(),
            )
            await self._request_writing(work, intake, again)
            details = {"kind": kind, "version": again.version}
            await self._audit.record(work, caller, "artifact.regenerate", str(intake.id), details)
            return again

    async def edit(
        self,
        caller: Caller,
        intake_id: InterviewId,
        kind: ArtifactKind,
        edit: DocumentEdit,
        *,
        version: int,
    ) -> IntakeArtifact:
        """Store a new version with a person's words and return it; without a change, return the old one.

        ``version`` is the one that the person read. Raises ``IntakeArtifactNotFoundError`` if it is not
        ready, ``ArtifactChangedError`` if there is a newer one, ``ArtifactInProgressError``, or
        ``InvalidArtifactEditError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(
                work, self._intakes, caller, intake_id, is_locked=True
            )
            versions = [
                artifact
                for artifact in await self._intakes.list_artifacts(work, intake)
                if artifact.kind == kind
            ]
            before = _find_editable(versions, version)
            document = before.document
            if document is None:
                raise IntakeArtifactNotFoundError
            if faults := find_edit_faults(kind, document, edit):
                raise InvalidArtifactEditError(errors=faults)
            edited = edit_document(kind, document, edit)
            if is_same_document(document, edited):
                return before
            now = self._clock.now()
            artifact = IntakeArtifact(
                id=self._ids.new_id(),
                intake_id=intake.id,
                kind=kind,
                version=versions[-1].version + 1,
                status="writing",
                regenerated_from=version,
                created_at=now,
            )
            await self._intakes.add_artifact(work, intake, artifact)
            ready = artifact.as_ready(edited, now)
            await self._intakes.save_artifact(work, intake, ready)
            details = {"kind": kind, "version": ready.version}
            await self._audit.record(work, caller, "artifact.edit", str(intake.id), details)
            return ready

    async def accept(
        self, caller: Caller, intake_id: InterviewId, kind: ArtifactKind, version: int
    ) -> IntakeArtifact:
        """Make a version the accepted one, which templates use, and return it.

        Raises ``IntakeArtifactNotFoundError`` if it is not ready.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(
                work, self._intakes, caller, intake_id, is_locked=True
            )
            artifacts = await self._intakes.list_artifacts(work, intake)
            chosen = [
                artifact
                for artifact in artifacts
                if artifact.kind == kind and artifact.version == version
            ]
            if not chosen or chosen[0].status != "ready":
                raise IntakeArtifactNotFoundError
            await self._intakes.mark_accepted(work, chosen[0])
            details = {"kind": kind, "version": version}
            await self._audit.record(work, caller, "artifact.accept", str(intake.id), details)
            return replace(chosen[0], is_accepted=True)

    async def _request_writing(
        self, work: UnitOfWork, intake: Intake, artifact: IntakeArtifact
    ) -> None:
        """Store a new version and enqueue the job that writes it."""
        await self._intakes.add_artifact(work, intake, artifact)
        await work.enqueue(
            WRITE_ARTIFACT_JOB,
            lock=f"artifact {intake.id} {artifact.kind}",
            intake_id=str(intake.id),
            kind=artifact.kind,
        )


def _find_editable(versions: Sequence[IntakeArtifact], version: int) -> IntakeArtifact:
    """Return the version that a person read, if it is the newest that can be read."""
    if versions and not versions[-1].has_ended:
        raise ArtifactInProgressError
    ready = [artifact for artifact in versions if artifact.status == "ready"]
    if all(artifact.version != version for artifact in ready):
        raise IntakeArtifactNotFoundError
    if ready[-1].version != version:
        raise ArtifactChangedError
    return ready[-1]
