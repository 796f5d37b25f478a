"""Read results of practice: an organization's leaderboard, and many assignments at once for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, format_optional_timestamp, format_timestamp
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.domain.assignment import AssignmentStatus, PracticeAssignment
from vivavoce.practice.ports import (
    CompletedReview,
    LeaderboardEntry,
    ReadLeaderboardRule,
    ReviewRepository,
)
from vivavoce.practice.usecases.own_practice import PracticeAccess

_ANONYMOUS_NAME = "Anonymous"


class ReadLeaderboard:
    """Lists the best review of each person in the caller's organization."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        reviews: ReviewRepository,
        read_rule: ReadLeaderboardRule,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._reviews = reviews
        self._read_rule = read_rule
        self._clock = clock

    async def __call__(self, caller: Caller, *, org_id: str, limit: int) -> Json:
        """Return ``{org_id, entries, rule, scorer_kind, generated_at}``.

        ``entries`` is empty if the organization has turned its leaderboard off. Raises
        ``InvalidRequestError`` without ``org_id`` and ``OrganizationMismatchError`` for another organization.
        """
        caller.require(Permission.PRACTICE_USE)
        if not org_id:
            missing = FieldError("org_id", "missing", "Name your organization.")
            raise InvalidRequestError("'org_id': Name your organization.", errors=(missing,))
        async with self._open_work(caller.tenant_id) as work:
            await self._access.check_organization(work, caller, org_id)
            rule = await self._read_rule(work)
            listed: list[LeaderboardEntry] = []
            if rule != "off":
                listed = await self._reviews.list_best(work, limit=limit)
            own = await self._access.find_own_person(work, caller)
        return {
            "org_id": org_id,
            "entries": [_entry_json(entry, own) for entry in listed],
            "listing_policy": rule,
            "scorer_kind": listed[0].review.scorer.kind if listed else None,
            "generated_at": format_timestamp(self._clock.now()),
        }


def _entry_json(entry: LeaderboardEntry, own: PersonId | None) -> Json:
    review = entry.review
    return {
        "rank": entry.rank,
        "user_id": str(review.person_id),
        "is_you": review.person_id == own,
        "display_name": abbreviate_name(review.display_name),
        "session_id": format_practice_session_id(review.interview_id),
        "overall_score": review.overall_score,
        "interview_type": entry.interview_type,
        "difficulty": entry.difficulty,
        "target_role": review.document["session"]["target_role"],
        "completed_at": format_timestamp(review.completed_at),
    }


def abbreviate_name(name: str | None) -> str:
    """Return the first name and the initials of the other names, or 'Anonymous'."""
    first, *others = (name or "").split() or [_ANONYMOUS_NAME]
    return " ".join([first, *(f"{other[0].upper()}." for other in others)])


_PUBLIC_STATUS: dict[AssignmentStatus, str] = {
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
        assignments: PostgresAssignmentRepository,
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
        ids_by_text = {text: _parse_uuid(text) for text in dict.fromkeys(assignment_ids)}
        ids = [assignment_id for assignment_id in ids_by_text.values() if assignment_id is not None]
        async with self._open_work(caller.tenant_id) as work:
            await self._access.check_organization(work, caller, organization_id)
            assignments = {
                assignment.id: assignment
                for assignment in await self._assignments.list_by_ids(work, ids)
            }
            interview_ids = [
                assignment.interview_id
                for assignment in assignments.values()
                if assignment.status == "completed" and assignment.interview_id
            ]
            reviews = await self._reviews.list_completed(work, interview_ids)
        known = {
            text: assignments[assignment_id]
            for text, assignment_id in ids_by_text.items()
            if assignment_id in assignments
        }
        return {
            "results": {
                text: _result_json(assignment, reviews) for text, assignment in known.items()
            },
            "unknown_ids": [text for text in ids_by_text if text not in known],
        }


def _result_json(
    assignment: PracticeAssignment, reviews: Mapping[InterviewId, CompletedReview]
) -> Json:
    progress: Json = {
        "status": _PUBLIC_STATUS[assignment.status],
        "assigned_at": format_timestamp(assignment.assigned_at),
        "started_at": format_optional_timestamp(assignment.started_at),
        "completed_at": format_optional_timestamp(assignment.completed_at),
    }
    review = reviews.get(assignment.interview_id) if assignment.interview_id is not None else None
    if review is None:
        return progress
    fields = {name: review.document[name] for name in _RESULT_FIELDS}
    return progress | {"score": review.overall_score} | fields


def _parse_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
