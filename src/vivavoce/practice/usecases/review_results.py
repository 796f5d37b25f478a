"""The results of many assignments at once, for whoever gave them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.ports.reviews import AssignmentRow, Assignments, Completed, Reviews
from vivavoce.practice.usecases.owners import Owners

_SHOWN_AS = {
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


class ReadResults:
    """Reads assignments and their reviews in one look each."""

    def __init__(
        self, *, open_work: OpenWork, owners: Owners, assignments: Assignments, reviews: Reviews
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._assignments = assignments
        self._reviews = reviews

    async def __call__(
        self, caller: Caller, *, organization_id: str, assignment_ids: Sequence[str]
    ) -> Json:
        """Return ``{results, unknown_ids}``; ids of other organisations are unknown."""
        caller.require(Permission.PRACTICE_ASSIGN)
        wanted = {text: _uuid(text) for text in dict.fromkeys(assignment_ids)}
        ids = [one for one in wanted.values() if one is not None]
        async with self._open_work(caller.tenant_id) as work:
            await self._owners.check_org(work, caller, organization_id)
            rows = {row.id: row for row in await self._assignments.rows(work, ids)}
            done = [one.interview_id for one in rows.values() if one.status == "completed"]
            reviews = await self._reviews.read_many(work, [one for one in done if one])
        known = {text: rows[one] for text, one in wanted.items() if one in rows}
        return {
            "results": {text: _result(row, reviews) for text, row in known.items()},
            "unknown_ids": [text for text in wanted if text not in known],
        }


def _result(row: AssignmentRow, reviews: Mapping[InterviewId, Completed]) -> Json:
    told: Json = {
        "status": _SHOWN_AS[row.status],
        "assigned_at": iso_ms(row.assigned_at),
        "started_at": _moment(row.started_at),
        "completed_at": _moment(row.completed_at),
    }
    made = reviews.get(row.interview_id) if row.interview_id is not None else None
    if made is None:
        return told
    fields = {name: made.document[name] for name in _RESULT_FIELDS}
    return told | {"score": made.overall_score} | fields


def _moment(at: datetime | None) -> str | None:
    return None if at is None else iso_ms(at)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
