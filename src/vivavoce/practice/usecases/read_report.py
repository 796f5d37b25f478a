"""Read what a person's report of one practice session says: its review, and each answer in full."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import PlanId
from vivavoce.practice.domain.review.new_answers import find_earlier_answer
from vivavoce.practice.ports import ReadInterviewPlan, ReadInterviewTranscript, ReviewRepository
from vivavoce.practice.usecases.answer_again import ReviewNotReadyError
from vivavoce.practice.usecases.own_practice import PracticeAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeReport:
    """A completed review, and what the person said to each of its questions."""

    review: Json = field(repr=False)
    answers: tuple[str, ...] = field(repr=False)
    """One for each of ``deep_analysis.per_question``; empty for a question without an answer."""


class ReadPracticeReport:
    """Reads a report; only the person who practiced can."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        reviews: ReviewRepository,
        read_plan: ReadInterviewPlan,
        read_transcript: ReadInterviewTranscript,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._reviews = reviews
        self._read_plan = read_plan
        self._read_transcript = read_transcript

    async def __call__(self, caller: Caller, session_id: str) -> PracticeReport:
        """Return the report of a session.

        Raises ``PracticeSessionNotFoundError``, ``ReviewNotReadyError``, and ``GoneError`` if the text was
        erased.
        """
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
            review = await self._reviews.find(work, view.interview_id)
            if review is None or review.session_id is None or view.plan_id is None:
                raise ReviewNotReadyError
            completed = await self._reviews.find_completed(work, view.interview_id)
            if completed is None:
                raise ReviewNotReadyError
            plan = await self._read_plan(work, PlanId(UUID(view.plan_id)))
        transcript = await self._read_transcript(caller.tenant_id, review.session_id)
        said = {}
        for number in range(1, len(plan.questions) + 1):
            if earlier := find_earlier_answer(transcript, plan, number):
                said[earlier.question.text] = earlier.text
        analyses = completed.document["deep_analysis"]["per_question"]
        return PracticeReport(
            review=completed.document,
            answers=tuple(said.get(each["question"], "") for each in analyses),
        )
