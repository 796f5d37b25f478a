"""Routes of the question bank: what a person can add to a plan."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.contracts.plan import QuestionKind
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.caller import Permission
from vivavoce.planning.domain.question_search import (
    FoundQuestion,
    capitalize,
    list_question_sets,
)
from vivavoce.planning.usecases.search_bank import SearchBank

Limit = Annotated[int, Query(ge=1, le=100, description="The most questions to return.")]
Words = Annotated[
    str, Query(max_length=200, description="Words that the questions have, in any form.")
]
Group = Annotated[
    str | None, Query(description="Only questions of this competency group.", examples=["S8.2"])
]
SetId = Annotated[
    str | None,
    Query(
        description="Only questions of this set, of a group or a trade.", examples=["accounting"]
    ),
]

Language = Annotated[
    Literal["en", "de"],
    Query(
        description="The language of the questions. German sets are on trial and cover fewer groups."
    ),
]


class BankQuestionResponse(CamelModel):
    """One question of the bank, in two equally hard forms."""

    id: str = Field(examples=["driving_vehicles.late_run"])
    """The id of the question. Name it to add the question to a plan."""
    kind: QuestionKind
    """What a good answer contains."""
    set_id: str = Field(examples=["driving_vehicles"])
    """The question set that it belongs to."""
    competency: str = Field(examples=["Driving vehicles"])
    """The competency that it adds to a plan, unless another one is chosen."""
    text: str = Field(examples=["Tell me about a run that was late. What did you do?"])
    """The question in its first form."""
    other_form: str
    """The question in its second form."""
    points: list[str]
    """What a good answer covers."""
    anchors: dict[str, str] = Field(examples=[{"4": "Called the customers before the delay."}])
    """What an answer of each level does, by level from `1` to `5`."""
    follow_up_count: int
    """How many follow-up questions it brings."""
    interview_count: int
    """How many interviews of your organization have the first form in a plan that was approved in the
    last 365 days; test interviews do not count."""
    other_form_interview_count: int
    """How many have the second form in a plan that was approved in the last 365 days; test
    interviews do not count."""


class BankQuestionListResponse(CamelModel):
    """Questions of the bank that a search found."""

    data: list[BankQuestionResponse]
    """The questions, those of the groups before those of the trades."""
    total: int
    """How many questions match."""


class QuestionSetResponse(CamelModel):
    """A set of questions about one competency group, or about one trade."""

    id: str = Field(examples=["driving_vehicles"])
    """The id of the set."""
    name: str = Field(examples=["Driving vehicles"])
    """The name of the group or trade."""
    group: str | None = Field(examples=["S8.2"])
    """The code of the competency group; null for a trade."""
    question_count: int
    """How many questions it has."""


class QuestionSetListResponse(CamelModel):
    """All question sets."""

    data: list[QuestionSetResponse]
    """The sets by name: those of groups, then those of trades."""
    total: int
    """How many sets there are."""


def build_question_bank_router(search: SearchBank) -> APIRouter:
    """Return the routes of the question bank, below ``/api/v1``."""
    router = ApiRouter(prefix="/api/v1")
    routes = make_strict_router("skills")

    @routes.get("/bank-questions")
    async def search_bank_questions(
        caller: CurrentCaller,
        words: Words = "",
        group: Group = None,
        set_id: SetId = None,
        language: Language = "en",
        limit: Limit = 20,
    ) -> BankQuestionListResponse:
        """Search the question bank by words, competency group or trade."""
        page = await search(
            caller, words, group=group, question_set=set_id, language=language, limit=limit
        )
        return BankQuestionListResponse(
            data=[_to_response(one, page.interview_counts) for one in page.questions],
            total=page.total,
        )

    @routes.get("/question-sets")
    async def list_bank_question_sets(
        caller: CurrentCaller, language: Language = "en"
    ) -> QuestionSetListResponse:
        """List the question sets of the bank in a language."""
        caller.require(Permission.INTERVIEW_READ)
        sets = [
            QuestionSetResponse(
                id=one.id,
                name=capitalize(one.name),
                group=one.group or None,
                question_count=len(one.questions),
            )
            for one in await asyncio.to_thread(list_question_sets, language)
        ]
        return QuestionSetListResponse(data=sets, total=len(sets))

    router.include_router(routes)
    return router


def _to_response(
    found: FoundQuestion, interview_counts: Mapping[tuple[str, str], int]
) -> BankQuestionResponse:
    question = found.question
    return BankQuestionResponse(
        id=question.id,
        kind=question.kind,
        set_id=found.question_set.id,
        competency=found.competency,
        text=question.forms["a"].plain,
        other_form=question.forms["b"].plain,
        points=list(question.points),
        anchors={level: anchor.description for level, anchor in sorted(question.anchors.items())},
        follow_up_count=sum(len(wordings) for wordings in question.probes.values()),
        interview_count=interview_counts.get((question.id, "a"), 0),
        other_form_interview_count=interview_counts.get((question.id, "b"), 0),
    )
