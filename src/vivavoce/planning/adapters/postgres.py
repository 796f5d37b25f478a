"""Plans and the orders for them in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from vivavoce.contracts.plan import plan_document, plan_from_document
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.planning.ports import Outcome, PlanOrder, StoredPlan, UnknownPlan


class PostgresOrders:
    """Row-level security decides whose orders they are."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def place(self, work: Work, order: PlanOrder) -> bool:
        """Keep an order; False when it was placed before."""
        placed = await work.execute(
            _PLACE,
            {
                "tenant": work.tenant_id,
                "id": order.id,
                "interview": order.interview_id,
                "run": order.run_id,
                "previous": order.previous_plan_id,
                "comments": order.comments,
                "now": self._clock.now(),
            },
        )
        return placed > 0

    async def find(self, work: Work, order_id: UUID) -> PlanOrder | None:
        """Return an order, locked until ``work`` ends."""
        return _order(await work.fetch_one(_ORDER, {"tenant": work.tenant_id, "id": order_id}))

    async def look(self, work: Work, order_id: UUID) -> PlanOrder | None:
        """Return an order without locking it."""
        return _order(await work.fetch_one(_LOOK, {"tenant": work.tenant_id, "id": order_id}))

    async def newest(self, work: Work, interview_id: InterviewId) -> PlanOrder | None:
        """Return the interview's newest order."""
        asked = {"tenant": work.tenant_id, "interview": interview_id}
        return _order(await work.fetch_one(_NEWEST_ORDER, asked))

    async def take_turn(self, work: Work, interview_id: InterviewId) -> None:
        """Wait until nobody else orders or takes in a plan of this interview."""
        await work.execute(_IN_TURN, {"interview": interview_id})

    async def close(self, work: Work, order_id: UUID, outcome: Outcome) -> None:
        """Note how an order ended and forget its comments."""
        await work.execute(
            _CLOSE,
            {
                "tenant": work.tenant_id,
                "id": order_id,
                "outcome": outcome,
                "now": self._clock.now(),
            },
        )

    async def asked_about(self, work: Work, interview_id: InterviewId) -> frozenset[str]:
        """Return the skills a person was asked about."""
        row = await work.fetch_one(_ASKED, {"tenant": work.tenant_id, "interview": interview_id})
        return frozenset(row["skills"]) if row else frozenset()

    async def note_asked(
        self, work: Work, interview_id: InterviewId, skills: Sequence[str]
    ) -> None:
        """Remember which skills a person is asked about."""
        await work.execute(
            _NOTE_ASKED,
            {
                "tenant": work.tenant_id,
                "interview": interview_id,
                "skills": list(skills),
                "now": self._clock.now(),
            },
        )


class PostgresPlans:
    """Plan versions; the database itself refuses to change one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def add(self, work: Work, stored: StoredPlan) -> None:
        """Keep a new version."""
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": stored.id,
                "interview": stored.interview_id,
                "version": stored.plan.version,
                "order": stored.order_id,
                "planner": stored.plan.planner,
                "document": json.dumps(plan_document(stored.plan)),
                "now": stored.made_at,
            },
        )

    async def newest(self, work: Work, interview_id: InterviewId) -> StoredPlan | None:
        """Return the newest version."""
        row = await work.fetch_one(_NEWEST, {"tenant": work.tenant_id, "interview": interview_id})
        return None if row is None else _stored(row)

    async def find(self, work: Work, plan_id: PlanId) -> StoredPlan:
        """Return a plan, or raise ``UnknownPlan``."""
        row = await work.fetch_one(_BY_ID, {"tenant": work.tenant_id, "id": plan_id})
        if row is None:
            raise UnknownPlan
        return _stored(row)

    async def made_for(self, work: Work, order_id: UUID) -> StoredPlan | None:
        """Return the plan that an order led to."""
        row = await work.fetch_one(_BY_ORDER, {"tenant": work.tenant_id, "order": order_id})
        return None if row is None else _stored(row)

    async def forget(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Take all words out of the plans of interviews whose person was erased."""
        await work.execute(_FORGET, {"interviews": list(interview_ids)})

    async def approve(self, work: Work, plan_id: PlanId, *, by: str) -> None:
        """Note the approval; the first one stays."""
        await work.execute(
            _APPROVE,
            {"tenant": work.tenant_id, "id": plan_id, "by": by, "now": self._clock.now()},
        )


def _order(row: dict[str, Any] | None) -> PlanOrder | None:
    if row is None:
        return None
    return PlanOrder(
        id=row["id"],
        interview_id=InterviewId(row["interview_id"]),
        run_id=row["run_id"],
        previous_plan_id=row["previous_plan_id"],
        comments=row["comments"],
        is_closed=row["closed_at"] is not None,
        outcome=row["outcome"],
    )


def _stored(row: dict[str, Any]) -> StoredPlan:
    return StoredPlan(
        id=PlanId(row["id"]),
        interview_id=InterviewId(row["interview_id"]),
        plan=plan_from_document(row["document"]),
        made_at=row["made_at"],
        order_id=row["order_id"],
        approved_at=row["approved_at"],
        approved_by=row["approved_by"],
    )


_PLACE = """
    INSERT INTO plan_order (tenant_id, id, interview_id, run_id, previous_plan_id, comments, placed_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(run)s, %(previous)s, %(comments)s, %(now)s)
    ON CONFLICT DO NOTHING
"""
_ORDER = """
    SELECT id, interview_id, run_id, previous_plan_id, comments, closed_at, outcome
    FROM plan_order
    WHERE tenant_id = %(tenant)s AND id = %(id)s
    FOR UPDATE
"""
_LOOK = """
    SELECT id, interview_id, run_id, previous_plan_id, comments, closed_at, outcome
    FROM plan_order
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_NEWEST_ORDER = """
    SELECT id, interview_id, run_id, previous_plan_id, comments, closed_at, outcome
    FROM plan_order
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ORDER BY placed_at DESC, id DESC
    LIMIT 1
"""
_IN_TURN = """
    SELECT pg_advisory_xact_lock(hashtextextended('plan ' || %(interview)s::text, 0))
"""
_CLOSE = """
    UPDATE plan_order
    SET closed_at = %(now)s, outcome = %(outcome)s, comments = NULL
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND closed_at IS NULL
"""
_ASKED = """
    SELECT skills
    FROM skill_inquiry
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
"""
_NOTE_ASKED = """
    INSERT INTO skill_inquiry (tenant_id, interview_id, skills, at)
    VALUES (%(tenant)s, %(interview)s, %(skills)s, %(now)s)
    ON CONFLICT (tenant_id, interview_id) DO UPDATE
    SET skills = (
            SELECT array_agg(DISTINCT one)
            FROM unnest(skill_inquiry.skills || excluded.skills) AS one),
        at = excluded.at
"""
_ADD = """
    INSERT INTO plan (tenant_id, id, interview_id, version, order_id, planner, document, made_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(version)s, %(order)s, %(planner)s, %(document)s, %(now)s)
"""
_NEWEST = """
    SELECT id, interview_id, document, made_at, order_id, approved_at, approved_by
    FROM plan
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ORDER BY version DESC
    LIMIT 1
"""
_BY_ID = """
    SELECT id, interview_id, document, made_at, order_id, approved_at, approved_by
    FROM plan
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_BY_ORDER = """
    SELECT id, interview_id, document, made_at, order_id, approved_at, approved_by
    FROM plan
    WHERE tenant_id = %(tenant)s AND order_id = %(order)s
"""
_APPROVE = """
    UPDATE plan
    SET approved_at = %(now)s, approved_by = %(by)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND approved_at IS NULL
"""
_FORGET = """
    SELECT plan_forget(%(interviews)s::uuid[])
"""
