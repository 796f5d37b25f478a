"""What a position asks of its candidates: the facts of its newest interview, and its sets of questions.

A position is the title that its interviews share. Each interview has facts and a plan of its own, so the
overview says which facts differ and how many interviews follow each set of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.comparison import CandidateResults, find_form
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.kernel.ids import InterviewId

POSITION_FACTS = (
    "company_name",
    "company_description",
    "level",
    "skills",
    "qualifications",
    "job_description",
    "minutes",
    "language",
)
"""The facts of a request that are about the position, not about the candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionQuestions:
    """Questions and rating levels that some interviews of a position share."""

    plan: Json
    """The newest plan with this set, as planning returns it."""
    interview_id: InterviewId
    """The newest interview with this set."""
    interview_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOverview:
    """The facts and the sets of questions of a position, as far as its newest interviews have them."""

    newest: Interview
    """The interview that the facts are from."""
    differing: tuple[str, ...]
    """Those of ``POSITION_FACTS`` that other interviews of the position have differently."""
    question_sets: tuple[PositionQuestions, ...]
    """The set of the newest plan first."""
    read_count: int
    """How many of the newest interviews were read for this."""


def build_overview(newest_first: Sequence[CandidateResults]) -> PositionOverview:
    """Return the overview of a position; ``newest_first`` has at least one interview."""
    requests = [each.interview.request for each in newest_first]
    return PositionOverview(
        newest=newest_first[0].interview,
        differing=tuple(name for name in POSITION_FACTS if _differs(name, requests)),
        question_sets=_group_by_questions(newest_first),
        read_count=len(newest_first),
    )


def _differs(name: str, requests: Sequence[InterviewRequest]) -> bool:
    return len({getattr(request, name) for request in requests}) > 1


def _group_by_questions(newest_first: Sequence[CandidateResults]) -> tuple[PositionQuestions, ...]:
    groups: dict[object, list[CandidateResults]] = {}
    for each in newest_first:
        form = find_form(each)
        if form is not None:
            groups.setdefault(form, []).append(each)
    return tuple(
        PositionQuestions(
            plan=group[0].plan,
            interview_id=group[0].interview.id,
            interview_count=len(group),
        )
        for group in groups.values()
        if group[0].plan is not None
    )
