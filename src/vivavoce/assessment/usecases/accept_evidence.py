"""Accept evidence from an external assessor: verify it, compute the scores, and label them as external."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.assessment.domain.assessment import AssessmentInput, AssessmentRequest
from vivavoce.assessment.domain.external_evidence import (
    EvidenceItem,
    ExternalAssessment,
    RejectedEvidenceItem,
    score_external_evidence,
)
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.assessment.ports import (
    AssessmentInputReader,
    AssessmentRepository,
    AssessmentTranscriptReader,
    InterviewStatusReader,
    OffLoopExecutor,
)
from vivavoce.assessment.usecases.assess_interview import complete_assessment
from vivavoce.contracts.interview import InterviewStatus
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import ScorerInfo, Transcript
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError
from vivavoce.kernel.ids import AssessmentId, IdGenerator, InterviewId, SessionId, TenantId
from vivavoce.kernel.translation import translatable

_BUILT_IN_PREFIX = "built-in"
_LEVELS = range(1, 6)
LEVEL_SCORING_VERSION = "levels v2"
"""The version of the score computation from levels; part of every external scorecard."""


class InvalidEvidenceError(InvalidRequestError):
    """The evidence does not fit the rubric or the transcript."""

    code = "evidence_invalid"


class AssessmentNotAwaitedError(ConflictError):
    """This interview is not waiting for an assessment."""

    code = "assessment_not_awaited"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptEvidenceResult:
    """The stored assessment, and the items that were rejected."""

    assessment_id: AssessmentId
    rejected: tuple[RejectedEvidenceItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _AwaitedAssessment:
    status: InterviewStatus
    session_id: SessionId
    assessment_input: AssessmentInput


class AcceptEvidence:
    """Completes the awaited assessment from external evidence (``VIVAVOCE_ASSESSOR=external``)."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        read_status: InterviewStatusReader,
        assessments: AssessmentRepository,
        transcripts: AssessmentTranscriptReader,
        assessment_inputs: AssessmentInputReader,
        clock: Clock,
        ids: IdGenerator,
        off_loop: OffLoopExecutor = asyncio.to_thread,
    ) -> None:
        self._open_work = open_work
        self._read_status = read_status
        self._assessments = assessments
        self._transcripts = transcripts
        self._assessment_inputs = assessment_inputs
        self._clock = clock
        self._ids = ids
        self._off_loop = off_loop

    async def __call__(
        self,
        tenant_id: TenantId,
        interview_id: InterviewId,
        items: Sequence[EvidenceItem],
        *,
        assessor: str,
    ) -> AcceptEvidenceResult:
        """Verify the items, compute the scorecard, store and publish it.

        An item whose quote the transcript does not support is dropped and returned in ``rejected``.
        Raises ``InvalidEvidenceError`` with every malformed item, or if no item is supported, and
        ``AssessmentNotAwaitedError`` if the interview does not wait for an assessment.
        """
        async with self._open_work(tenant_id) as work:
            task = await self._load_awaited(work, interview_id)
        if errors := list(_find_item_errors(items, task.assessment_input.rubric)):
            raise InvalidEvidenceError(errors=errors)
        transcript = await self._transcripts(tenant_id, task.session_id)
        judged: ExternalAssessment = await self._off_loop(
            _score_evidence, transcript, task.assessment_input, tuple(items), assessor
        )
        async with self._open_work(tenant_id) as work:
            await self._assessments.lock_interview(work, interview_id)
            await self._load_awaited(work, interview_id)
            request = await self._find_or_add_request(work, task)
            await complete_assessment(
                work,
                self._assessments,
                request,
                task.assessment_input,
                judged.scorecard,
                self._clock.now(),
            )
        return AcceptEvidenceResult(assessment_id=request.id, rejected=judged.rejected)

    async def _load_awaited(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> _AwaitedAssessment:
        standing = await self._read_status(work, str(interview_id))
        newest = await self._assessments.find_newest_request(work, interview_id)
        is_told = (
            newest is not None and newest.is_completed and str(newest.id) != standing.assessment_id
        )
        if standing.state != "COMPLETED" or standing.session_id is None or is_told:
            raise AssessmentNotAwaitedError
        basis = await self._assessment_inputs(work, interview_id)
        session_id = SessionId(UUID(standing.session_id))
        return _AwaitedAssessment(status=standing, session_id=session_id, assessment_input=basis)

    async def _find_or_add_request(
        self, work: UnitOfWork, awaited: _AwaitedAssessment
    ) -> AssessmentRequest:
        """Return the request that this evidence fulfills: the open one, or a new one."""
        standing = awaited.status
        newest = await self._assessments.find_newest_request(work, standing.interview_id)
        if newest is not None and not newest.is_completed:
            return newest
        cause = f"session {awaited.session_id}"
        if standing.assessment_id is not None:
            cause = f"after {standing.assessment_id}"
        await self._assessments.add_request(
            work,
            assessment_id=AssessmentId(self._ids.new_id()),
            interview_id=standing.interview_id,
            run_id=standing.run_id,
            session_id=awaited.session_id,
            cause=cause,
            at=self._clock.now(),
        )
        newest_request = await self._assessments.find_newest_request(work, standing.interview_id)
        if newest_request is None or newest_request.is_completed:
            raise AssessmentNotAwaitedError
        return newest_request


def _score_evidence(
    transcript: Transcript,
    assessment_input: AssessmentInput,
    items: Sequence[EvidenceItem],
    assessor: str,
) -> ExternalAssessment:
    reading = prepare_transcript(
        transcript, assessment_input.rubric, masked_names=assessment_input.masked_names
    )
    judged = score_external_evidence(
        reading,
        items,
        assessment_input.masked_names,
        scorer=ScorerInfo(kind=_label_assessor(assessor), version=LEVEL_SCORING_VERSION),
    )
    if items and len(judged.rejected) == len(items):
        raise InvalidEvidenceError(
            "The transcript supports none of the evidence. Quotes must be copied word "
            "for word from an answer.",
            errors=[
                FieldError(
                    f"evidence.{rejected.place}.quote",
                    rejected.reason,
                    "This quote cannot be used as evidence.",
                )
                for rejected in judged.rejected
            ],
        )
    if assessment_input.has_recommendation:
        return judged
    return replace(judged, scorecard=replace(judged.scorecard, recommendation=None))


def _label_assessor(assessor: str) -> str:
    """Return the assessor's label, changed if it could be mistaken for the built-in rules."""
    return f"external ({assessor})" if assessor.lower().startswith(_BUILT_IN_PREFIX) else assessor


def _find_item_errors(items: Sequence[EvidenceItem], rubric: Rubric) -> Iterator[FieldError]:
    sides = {
        competency.name: {side.name for side in competency.sub_dimensions}
        for competency in rubric.competencies
    }
    for place, item in enumerate(items):
        at = f"evidence.{place}"
        if item.competency not in sides:
            yield FieldError(
                f"{at}.competency", "unknown", "The rubric does not have this competency."
            )
        elif item.sub_dimension not in sides[item.competency]:
            message = translatable("The competency does not have this sub-dimension.")
            yield FieldError(f"{at}.sub_dimension", "unknown", message)
        if item.level not in _LEVELS:
            yield FieldError(
                f"{at}.level", "out_of_range", "'level' must be an integer from 1 to 5."
            )
