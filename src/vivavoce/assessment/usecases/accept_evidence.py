"""Take in evidence that somebody outside found: verified here, computed here, marked as theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.assessment.domain.assessment import Basis, Request
from vivavoce.assessment.domain.outside import Dropped, Item, Judged, judge_outside
from vivavoce.assessment.domain.scorer import read
from vivavoce.assessment.ports import (
    Assessments,
    Desk,
    OffLoop,
    Rubrics,
    Standing,
    Transcripts,
)
from vivavoce.assessment.usecases.flagged import tell_flags
from vivavoce.contracts.events import AssessmentCompleted
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.scorecard import Scorer
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, Malformed, Refused
from vivavoce.kernel.ids import AssessmentId, Ids, InterviewId, SessionId, TenantId

_OURS = "built-in"
_LEVELS = range(1, 6)
ARITHMETIC = "levels v1"
"""How code computes from levels; it stands in the version of every outside scorecard."""


class EvidenceInvalid(Malformed):
    """The evidence does not fit the rubric or the transcript."""

    code = "evidence_invalid"


class AssessmentNotAwaited(Refused):
    """Nobody waits for an assessment of this interview now."""

    code = "assessment_not_awaited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What was kept, and which items did not count."""

    assessment_id: AssessmentId
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    standing: Standing
    session_id: SessionId
    basis: Basis


class AcceptEvidence:
    """Makes the awaited assessment from outside evidence (``VIVAVOCE_ASSESSOR=external``)."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: Desk,
        assessments: Assessments,
        transcripts: Transcripts,
        rubrics: Rubrics,
        clock: Clock,
        ids: Ids,
        off_loop: OffLoop = asyncio.to_thread,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._assessments = assessments
        self._transcripts = transcripts
        self._rubrics = rubrics
        self._clock = clock
        self._ids = ids
        self._off_loop = off_loop

    async def __call__(
        self,
        tenant_id: TenantId,
        interview_id: InterviewId,
        items: Sequence[Item],
        *,
        assessor: str,
    ) -> Accepted:
        """Verify, compute, keep and tell; raise ``EvidenceInvalid`` with every item that is wrong.

        An item that the transcript does not bear out is dropped and named. Where nothing that was
        sent stands, all of it is refused. Raises ``AssessmentNotAwaited`` in any other state.
        """
        async with self._open_work(tenant_id) as work:
            task = await self._task(work, interview_id)
        if errors := list(_misfits(items, task.basis.rubric)):
            raise EvidenceInvalid(errors=errors)
        transcript = await self._transcripts(tenant_id, task.session_id)
        judged: Judged = await self._off_loop(
            _judged, transcript, task.basis, tuple(items), assessor
        )
        async with self._open_work(tenant_id) as work:
            await self._assessments.take_turn(work, interview_id)
            await self._task(work, interview_id)
            request = await self._request(work, task)
            await self._keep(work, request, task.basis, judged)
        return Accepted(assessment_id=request.id, dropped=judged.dropped)

    async def _task(self, work: Work, interview_id: InterviewId) -> _Task:
        standing = await self._desk.standing(work, str(interview_id))
        newest = await self._assessments.newest(work, interview_id)
        is_told = newest is not None and newest.is_made and str(newest.id) != standing.assessment_id
        if standing.state != "COMPLETED" or standing.session_id is None or is_told:
            raise AssessmentNotAwaited
        basis = await self._rubrics(work, interview_id)
        session_id = SessionId(UUID(standing.session_id))
        return _Task(standing=standing, session_id=session_id, basis=basis)

    async def _request(self, work: Work, task: _Task) -> Request:
        """Return the request that this answers: one that is open, or one made for it."""
        standing = task.standing
        newest = await self._assessments.newest(work, standing.interview_id)
        if newest is not None and not newest.is_made:
            return newest
        cause = f"session {task.session_id}"
        if standing.assessment_id is not None:
            cause = f"after {standing.assessment_id}"
        await self._assessments.ask(
            work,
            assessment_id=AssessmentId(self._ids.new()),
            interview_id=standing.interview_id,
            run_id=standing.run_id,
            session_id=task.session_id,
            cause=cause,
            at=self._clock.now(),
        )
        made = await self._assessments.newest(work, standing.interview_id)
        if made is None or made.is_made:
            raise AssessmentNotAwaited
        return made

    async def _keep(self, work: Work, request: Request, basis: Basis, judged: Judged) -> None:
        scorecard = judged.scorecard
        await self._assessments.keep(work, request, basis, scorecard, self._clock.now())
        await work.publish(
            AssessmentCompleted(
                assessment_id=str(request.id),
                overall_score=scorecard.overall_score,
                recommendation=scorecard.recommendation,
            ),
            run_id=request.run_id,
            interview_id=request.interview_id,
        )
        await tell_flags(work, request, scorecard)


def _judged(transcript: Transcript, basis: Basis, items: Sequence[Item], assessor: str) -> Judged:
    reading = read(transcript, basis.rubric, masked_names=basis.masked_names)
    judged = judge_outside(
        reading, items, basis.masked_names, scorer=Scorer(kind=_label(assessor), version=ARITHMETIC)
    )
    if items and len(judged.dropped) == len(items):
        raise EvidenceInvalid(
            "The transcript bears out none of the evidence.",
            errors=[
                FieldError(f"evidence.{one.place}.quote", one.reason, "This does not stand.")
                for one in judged.dropped
            ],
        )
    if basis.has_recommendation:
        return judged
    return replace(judged, scorecard=replace(judged.scorecard, recommendation=None))


def _label(assessor: str) -> str:
    """Return the assessor's own label, in words that cannot be taken for the built-in rules."""
    return f"external ({assessor})" if assessor.lower().startswith(_OURS) else assessor


def _misfits(items: Sequence[Item], rubric: Rubric) -> Iterator[FieldError]:
    sides = {one.name: {side.name for side in one.sub_dimensions} for one in rubric.competencies}
    for place, item in enumerate(items):
        at = f"evidence.{place}"
        if item.competency not in sides:
            yield FieldError(f"{at}.competency", "unknown", "The rubric has no such competency.")
        elif item.sub_dimension not in sides[item.competency]:
            message = "The competency has no such sub-dimension."
            yield FieldError(f"{at}.sub_dimension", "unknown", message)
        if item.level not in _LEVELS:
            yield FieldError(
                f"{at}.level", "out_of_range", "A level is a whole number from 1 to 5."
            )
