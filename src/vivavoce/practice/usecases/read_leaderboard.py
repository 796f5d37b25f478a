"""Read the leaderboard: an organization's best completed practice reviews, if its settings allow one."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.ports.reviews import (
    LeaderboardEntry,
    LeaderboardRuleReader,
    ReviewRepository,
)
from vivavoce.practice.usecases.practice_access import PracticeAccess

_ANONYMOUS_NAME = "Anonymous"


class ReadLeaderboard:
    """Lists the best review of each person in the caller's organization."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        reviews: ReviewRepository,
        policies: LeaderboardRuleReader,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._reviews = reviews
        self._policies = policies
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
            rule = await self._policies.leaderboard_rule(work)
            listed: list[LeaderboardEntry] = []
            if rule != "off":
                listed = await self._reviews.list_best(
                    work, only_willing=rule == "opt_in", limit=limit
                )
            own = await self._access.find_own_person(work, caller)
        return {
            "org_id": org_id,
            "entries": [_entry_json(one, own) for one in listed],
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
