"""Search the question bank, with how often the organization has used each question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.planning.domain.question_search import FoundQuestion, search_questions
from vivavoce.planning.ports import PlanRepository

EXPOSURE_PERIOD = timedelta(days=365)
"""Interviews whose plan was approved within this period count as uses of a question."""


@dataclass(frozen=True, slots=True)
class BankSearchPage:
    """The first questions that a search found, their uses by id and form, and how many match in all."""

    questions: tuple[FoundQuestion, ...]
    interview_counts: Mapping[tuple[str, str], int]
    total: int


class SearchBank:
    """Searches the question bank by words, competency group or set."""

    def __init__(self, open_work: UnitOfWorkFactory, plans: PlanRepository, clock: Clock) -> None:
        self._open_work = open_work
        self._plans = plans
        self._clock = clock

    async def __call__(
        self,
        caller: Caller,
        words: str,
        *,
        group: str | None,
        question_set: str | None,
        language: str,
        limit: int,
    ) -> BankSearchPage:
        """Return up to ``limit`` questions of a language, best first."""
        caller.require(Permission.INTERVIEW_READ)
        found = await asyncio.to_thread(
            search_questions, words, group=group, question_set=question_set, language=language
        )
        page = found[:limit]
        async with self._open_work(caller.tenant_id) as work:
            counts = await self._plans.count_interviews_by_question(
                work,
                [one.question.id for one in page],
                since=self._clock.now() - EXPOSURE_PERIOD,
            )
        return BankSearchPage(tuple(page), counts, len(found))
