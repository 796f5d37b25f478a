"""Having documents written: all four when the talk has ended, one again, and accepting one."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids, InterviewId, SessionId
from vivavoce.planning.domain.intake.artifacts import KINDS, ArtifactKind
from vivavoce.planning.domain.intake.instructions import check_instruction
from vivavoce.planning.ports.intake import (
    Artifact,
    Audit,
    Intake,
    IntakeStore,
    StillWriting,
    TalkNotOver,
    UnknownArtifact,
    newest_of,
)
from vivavoce.planning.usecases.read_intake import visible

JOB = "planning.write_artifact"


class StartWorkshop:
    """Orders all four documents of an intake, once."""

    def __init__(self, intakes: IntakeStore, clock: Clock, ids: Ids) -> None:
        self._intakes = intakes
        self._clock = clock
        self._ids = ids

    async def __call__(self, work: Work, interview_id: InterviewId, session_id: SessionId) -> None:
        """Note that the talk has ended; do nothing for interviews that are no intakes."""
        intake = await self._intakes.find(work, interview_id, is_locked=True)
        if intake is None or intake.ended_at is not None:
            return
        now = self._clock.now()
        over = replace(intake, session_id=session_id, ended_at=now)
        await self._intakes.save(work, over, at=now)
        for kind in KINDS:
            await order(
                work,
                self._intakes,
                over,
                Artifact(
                    id=self._ids.new(),
                    intake_id=over.id,
                    kind=kind,
                    version=1,
                    status="queued",
                    created_at=now,
                ),
            )


class RegenerateArtifact:
    """Has a document written once more; what there is stays readable."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        intakes: IntakeStore,
        audit: Audit,
        clock: Clock,
        ids: Ids,
        is_by_rules: bool = True,
    ) -> None:
        self._open_work = open_work
        self._intakes = intakes
        self._audit = audit
        self._is_by_rules = is_by_rules
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, caller: Caller, intake_id: InterviewId, kind: ArtifactKind, instruction: str | None
    ) -> Artifact:
        """Return the new version, queued; raise ``TalkNotOver`` or ``StillWriting``.

        An instruction that would change nothing is a ``ChangeRefused``, and there is no new version.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await visible(work, self._intakes, caller, intake_id, is_locked=True)
            found = await self._intakes.artifacts(work, intake)
            newest = newest_of(found, kind)
            if newest is None:
                raise TalkNotOver
            if not newest.has_ended:
                raise StillWriting
            ready = newest_of([one for one in found if one.status == "ready"], kind)
            wanted = (instruction or "").strip()
            if wanted:
                before = None if ready is None else ready.written
                check_instruction(kind, wanted, before, is_by_rules=self._is_by_rules)
            again = Artifact(
                id=self._ids.new(),
                intake_id=intake.id,
                kind=kind,
                version=newest.version + 1,
                status="queued",
                regenerated_from=None if ready is None else ready.version,
                instruction=wanted or None,
                created_at=self._clock.now(),
            )
            await order(work, self._intakes, intake, again)
            details = {"kind": kind, "version": again.version}
            await self._audit.note(work, caller, "artifact.regenerate", str(intake.id), details)
            return again


class AcceptArtifact:
    """Makes one version of a document the one that others build on."""

    def __init__(self, *, open_work: OpenWork, intakes: IntakeStore, audit: Audit) -> None:
        self._open_work = open_work
        self._intakes = intakes
        self._audit = audit

    async def __call__(
        self, caller: Caller, intake_id: InterviewId, kind: ArtifactKind, version: int
    ) -> Artifact:
        """Return the accepted version; raise ``UnknownArtifact`` for one that is not ready."""
        async with self._open_work(caller.tenant_id) as work:
            intake = await visible(work, self._intakes, caller, intake_id, is_locked=True)
            found = await self._intakes.artifacts(work, intake)
            chosen = [one for one in found if one.kind == kind and one.version == version]
            if not chosen or chosen[0].status != "ready":
                raise UnknownArtifact
            await self._intakes.accept(work, chosen[0])
            details = {"kind": kind, "version": version}
            await self._audit.note(work, caller, "artifact.accept", str(intake.id), details)
            return replace(chosen[0], is_accepted=True)


async def order(work: Work, intakes: IntakeStore, intake: Intake, artifact: Artifact) -> None:
    """Keep a new version and the job that writes it, together."""
    await intakes.add_artifact(work, intake, artifact)
    await work.enqueue(
        JOB,
        lock=f"artifact {intake.id} {artifact.kind}",
        intake_id=str(intake.id),
        kind=artifact.kind,
    )
