"""Selection rates: what candidates volunteer, and the figures of a quarter that are counted from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from vivavoce.contracts.candidate_page import VoluntaryQuestion
from vivavoce.hiring.adapters.voluntary_answers import PostgresVoluntaryAnswerRepository
from vivavoce.hiring.domain.candidate_page import CandidateActionNotAvailableError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.selection_rates import measure_selection_rates
from vivavoce.hiring.domain.voluntary_questions import (
    QuarterNotOverError,
    check_voluntary_answers,
    list_quarters,
    list_voluntary_questions,
    next_quarter,
)
from vivavoce.hiring.ports.candidates import SelectionReport
from vivavoce.hiring.ports.interviews import InterviewPolicy
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId


class VoluntaryAnswers:
    """Reads and stores the voluntary answers of one candidate, who alone sees them."""

    def __init__(self, answers: PostgresVoluntaryAnswerRepository, policy: InterviewPolicy) -> None:
        self._answers = answers
        self._policy = policy

    async def list_questions(
        self, work: UnitOfWork, interview: Interview
    ) -> tuple[VoluntaryQuestion, ...]:
        """Return what this candidate is asked; empty where nothing is asked, and after an erasure."""
        if interview.is_erased:
            return ()
        return list_voluntary_questions((await self._policy.voluntary_questions(work)).questions)

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Mapping[str, str] | None:
        """Return the candidate's own answers; None before they answered."""
        return await self._answers.find(work, interview_id)

    async def save(
        self, work: UnitOfWork, interview: Interview, answers: Mapping[str, str | None]
    ) -> None:
        """Store the answers in place of earlier ones; raises ``UnknownVoluntaryAnswerError``."""
        questions = await self.list_questions(work, interview)
        if not questions:
            raise CandidateActionNotAvailableError
        given = check_voluntary_answers(answers, questions)
        await self._answers.save(work, interview.id, interview.person_id, given)


class CountSelectionRates:
    """Counts the selection rates of quarters that are over, each once."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        answers: PostgresVoluntaryAnswerRepository,
        policy: InterviewPolicy,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._answers = answers
        self._policy = policy
        self._clock = clock

    async def read(self, caller: Caller, starts_on: date | None) -> SelectionReport | None:
        """Return the report of a quarter, the last one by default; None if the organization asks nothing.

        Raises ``QuarterNotOverError`` unless the day is the first of one of the last eight full quarters.
        """
        caller.require(Permission.TENANT_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self.count(work, starts_on)

    async def count(
        self, work: UnitOfWork, starts_on: date | None = None
    ) -> SelectionReport | None:
        """Return the report of a quarter, which is counted now if it was not yet."""
        now = self._clock.now()
        quarters = list_quarters(now)
        start = quarters[0] if starts_on is None else starts_on
        if start not in quarters:
            raise QuarterNotOverError
        if (known := await self._answers.find_report(work, start)) is not None:
            return known
        rules = await self._policy.voluntary_questions(work)
        questions = list_voluntary_questions(rules.questions)
        if not questions:
            return None
        decided = await self._answers.list_decided(
            work, _midnight(start), _midnight(next_quarter(start))
        )
        codes = [question.code for question in questions]
        report = SelectionReport(
            starts_on=start,
            counted_at=now,
            minimum=rules.minimum,
            rates=measure_selection_rates(decided, codes, rules.minimum),
        )
        await self._answers.add_report(work, report)
        # Another request may have counted at the same moment: its report is the one that stays.
        return await self._answers.find_report(work, start)

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the answers of these interviews, after the quarters that need them were counted."""
        await self.count(work)
        await self._answers.forget(work, interview_ids)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
