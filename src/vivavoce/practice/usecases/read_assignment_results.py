"""Read the results of many assignments at once, for staff who assign practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.ports.reviews import (
    AssignmentProgress,
    AssignmentTracker,
    CompletedReview,
    ReviewRepository,
)
from vivavoce.practice.usecases.practice_access import PracticeAccess

_PUBLIC_STATUS = {
    "assigned": "not_started",
    "started": "in_progress",
    "completed": "completed",
    "unassigned": "unassigned",
}
_RESULT_FIELDS = (
    "rubric_scores",
    "summary",
    "strengths",
    "weaknesses",
    "recommendations",
    "historical_comparison",
    "presence_metrics",
    "video_analysis",
    "improvement_roadmap",
    "ratio_cards",
)


class ReadAssignmentResults:
    """Reads assignments and their reviews with one query each."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        assignments: AssignmentTracker,
        reviews: ReviewRepository,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._assignments = assignments
        self._reviews = reviews

    async def __call__(
        self, caller: Caller, *, organization_id: str, assignment_ids: Sequence[str]
    ) -> Json:
        """Return ``{results, unknown_ids}``; ``results`` is keyed by assignment id.

        Ids of other organizations count as unknown. Raises ``OrganizationMismatchError``.
        """
        caller.require(Permission.PRACTICE_ASSIGN)
        wanted = {text: _parse_uuid(text) for text in dict.fromkeys(assignment_ids)}
        ids = [one for one in wanted.values() if one is not None]
        async with self._open_work(caller.tenant_id) as work:
            await self._access.check_organization(work, caller, organization_id)
            rows = {row.id: row for row in await self._assignments.list_progress(work, ids)}
            done = [one.interview_id for one in rows.values() if one.status == "completed"]
            reviews = await self._reviews.list_completed(work, [one for one in done if one])
        known = {text: rows[one] for text, one in wanted.items() if one in rows}
        return {
            "results": {text: _result_json(row, reviews) for text, row in known.items()},
            "unknown_ids": [text for text in wanted if text not in known],
        }


def _result_json(row: AssignmentProgress, reviews: Mapping[InterviewId, CompletedReview]) -> Json:
    told: Json = {
        "status": _PUBLIC_STATUS[row.status],
        "assigned_at": format_timestamp(row.assigned_at),
        "started_at": _format_timestamp(row.started_at),
        "completed_at": _format_timestamp(row.completed_at),
    }
    made = reviews.get(row.interview_id) if row.interview_id is not None else None
    if made is None:
        return told
    fields = {name: made.document[name] for name in _RESULT_FIELDS}
    return told | {"score": made.overall_score} | fields


def _format_timestamp(at: datetime | None) -> str | None:
    return None if at is None else format_timestamp(at)


def _parse_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
