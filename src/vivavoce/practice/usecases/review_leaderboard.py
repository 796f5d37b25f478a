"""The best completed reviews of an organisation: practice only, as its setting allows."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import shown_session
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, iso_ms
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.ports.reviews import Reviews, Rules, Standing
from vivavoce.practice.usecases.owners import Owners

_NAMELESS = "Anonymous"


class ReadLeaderboard:
    """Lists the best review of each person inside the caller's organisation."""

    def __init__(
        self, *, open_work: OpenWork, owners: Owners, reviews: Reviews, rules: Rules, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._reviews = reviews
        self._rules = rules
        self._clock = clock

    async def __call__(self, caller: Caller, *, org_id: str, limit: int) -> Json:
        """Return the list, empty where the organisation keeps none; ``OrgMismatch`` for another one's."""
        caller.require(Permission.PRACTICE)
        async with self._open_work(caller.tenant_id) as work:
            await self._owners.check_org(work, caller, org_id)
            rule = await self._rules.leaderboard(work)
            listed: list[Standing] = []
            if rule != "off":
                listed = await self._reviews.best(work, only_willing=rule == "opt_in", limit=limit)
            own = await self._owners.own(work, caller)
        return {
            "org_id": org_id,
            "entries": [_entry(one, own) for one in listed],
            "rule": rule,
            "scorer_kind": listed[0].review.scorer.kind if listed else None,
            "generated_at": iso_ms(self._clock.now()),
        }


def _entry(one: Standing, own: PersonId | None) -> Json:
    review = one.review
    return {
        "rank": one.rank,
        "user_id": str(review.person_id),
        "is_you": review.person_id == own,
        "display_name": shown_name(review.display_name),
        "session_id": shown_session(review.interview_id),
        "overall_score": review.overall_score,
        "interview_type": one.interview_type,
        "difficulty": one.difficulty,
        "target_role": review.document["session"]["target_role"],
        "completed_at": iso_ms(review.completed_at),
    }


def shown_name(name: str | None) -> str:
    """Return the first name and the initials of the others: enough to know each other by."""
    first, *others = (name or "").split() or [_NAMELESS]
    return " ".join([first, *(f"{other[0].upper()}." for other in others)])
