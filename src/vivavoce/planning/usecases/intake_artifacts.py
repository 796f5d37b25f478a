"""Order all four documents when an intake interview ends, regenerate one, or accept one."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.infra.audit_trail import AuditTrail
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, SessionId
from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS, ArtifactKind
from vivavoce.planning.domain.intake.instructions import check_instruction
from vivavoce.planning.ports.intake import (
    ArtifactInProgressError,
    Intake,
    IntakeArtifact,
    IntakeArtifactNotFoundError,
    IntakeNotEndedError,
    IntakeRepository,
    find_newest_artifact,
)
from vivavoce.planning.usecases.read_intake import get_visible_intake

WRITE_ARTIFACT_JOB = "planning.write_artifact"


class CompleteIntake:
    """Orders all four documents of an intake, once."""

    def __init__(self, intakes: IntakeRepository, clock: Clock, ids: IdGenerator) -> None:
        self._intakes = intakes
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: SessionId
    ) -> None:
        """Record that the interview has ended; do nothing for interviews that are not intakes."""
        intake = await self._intakes.find(work, interview_id, is_locked=True)
        if intake is None or intake.ended_at is not None:
            return
        now = self._clock.now()
        over = replace(intake, session_id=session_id, ended_at=now)
        await self._intakes.save(work, over, at=now)
        for kind in ARTIFACT_KINDS:
            await request_artifact_writing(
                work,
                self._intakes,
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


class RegenerateArtifact:
    """Orders a new version of a document; the earlier versions stay readable."""

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

    async def __call__(
        self, caller: Caller, intake_id: InterviewId, kind: ArtifactKind, instruction: str | None
    ) -> IntakeArtifact:
        """Return the new, queued version; raise ``IntakeNotEndedError`` or ``ArtifactInProgressError``.

        An instruction that would change nothing raises a ``ChangeRefusedError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(
                work, self._intakes, caller, intake_id, is_locked=True
            )
            found = await self._intakes.list_artifacts(work, intake)
            newest = find_newest_artifact(found, kind)
            if newest is None:
                raise IntakeNotEndedError
            if not newest.has_ended:
                raise ArtifactInProgressError
            ready = find_newest_artifact([one for one in found if one.status == "ready"], kind)
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
            await request_artifact_writing(work, self._intakes, intake, again)
            details = {"kind": kind, "version": again.version}
            await self._audit.record(work, caller, "artifact.regenerate", str(intake.id), details)
            return again


class AcceptArtifact:
    """Makes one version of a document the accepted one, which templates use."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, intakes: IntakeRepository, audit: AuditTrail
    ) -> None:
        self._open_work = open_work
        self._intakes = intakes
        self._audit = audit

    async def __call__(
        self, caller: Caller, intake_id: InterviewId, kind: ArtifactKind, version: int
    ) -> IntakeArtifact:
        """Return the accepted version; raise ``IntakeArtifactNotFoundError`` if it is not ready."""
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(
                work, self._intakes, caller, intake_id, is_locked=True
            )
            found = await self._intakes.list_artifacts(work, intake)
            chosen = [one for one in found if one.kind == kind and one.version == version]
            if not chosen or chosen[0].status != "ready":
                raise IntakeArtifactNotFoundError
            await self._intakes.mark_accepted(work, chosen[0])
            details = {"kind": kind, "version": version}
            await self._audit.record(work, caller, "artifact.accept", str(intake.id), details)
            return replace(chosen[0], is_accepted=True)


async def request_artifact_writing(
    work: UnitOfWork, intakes: IntakeRepository, intake: Intake, artifact: IntakeArtifact
) -> None:
    """Store a new version and enqueue the job that writes it."""
    await intakes.add_artifact(work, intake, artifact)
    await work.enqueue(
        WRITE_ARTIFACT_JOB,
        lock=f"artifact {intake.id} {artifact.kind}",
        intake_id=str(intake.id),
        kind=artifact.kind,
    )
