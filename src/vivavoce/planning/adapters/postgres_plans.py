"""Plans and plan orders in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.contracts.plan import QUESTION_FORMS, plan_from_document, plan_to_document
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.planning.ports import PlanNotFoundError, PlanOrderOutcome, PlanRequest, StoredPlan
from vivavoce.planning.ports.plan_drafts import DraftedCompetency


class PostgresPlanRepository:
    """Stores plan versions, which the database itself forbids to change, and plan orders."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def add(self, work: UnitOfWork, stored: StoredPlan) -> None:
        """Store a new version."""
        await work.execute(
            _ADD_PLAN,
            {
                "tenant": work.tenant_id,
                "id": stored.id,
                "interview": stored.interview_id,
                "version": stored.plan.version,
                "order": stored.order_id,
                "planner": stored.plan.planner,
                "document": json.dumps(plan_to_document(stored.plan)),
                "questions": [
                    f"{question.origin.bank_question}:{question.origin.form}"
                    for question in stored.plan.rubric.questions
                    if question.origin and question.origin.form
                ],
                "now": stored.created_at,
            },
        )

    async def find_newest(self, work: UnitOfWork, interview_id: InterviewId) -> StoredPlan | None:
        """Return the newest version, or None."""
        row = await work.fetch_one(
            _FIND_NEWEST_PLAN, {"tenant": work.tenant_id, "interview": interview_id}
        )
        return None if row is None else _build_stored_plan(row)

    async def find(self, work: UnitOfWork, plan_id: PlanId) -> StoredPlan:
        """Return a plan, or raise ``PlanNotFoundError``."""
        row = await work.fetch_one(_FIND_PLAN, {"tenant": work.tenant_id, "id": plan_id})
        if row is None:
            raise PlanNotFoundError
        return _build_stored_plan(row)

    async def list_all(self, work: UnitOfWork, interview_id: InterviewId) -> list[StoredPlan]:
        """Return all versions of an interview's plan, newest first."""
        rows = await work.fetch_all(
            _LIST_PLANS, {"tenant": work.tenant_id, "interview": interview_id}
        )
        return [_build_stored_plan(row) for row in rows]

    async def find_by_order(self, work: UnitOfWork, order_id: UUID) -> StoredPlan | None:
        """Return the plan that an order produced, or None."""
        row = await work.fetch_one(
            _FIND_PLAN_BY_ORDER, {"tenant": work.tenant_id, "order": order_id}
        )
        return None if row is None else _build_stored_plan(row)

    async def count_interviews_by_question(
        self, work: UnitOfWork, question_ids: Sequence[str], *, since: datetime
    ) -> dict[tuple[str, str], int]:
        """Return in how many interviews each form of these questions was approved, by id and form.

        Plans approved before ``since``, and those of test interviews, do not count.
        """
        rows = await work.fetch_all(
            _COUNT_INTERVIEWS_BY_QUESTION,
            {
                "tenant": work.tenant_id,
                "wanted": [f"{one}:{form}" for one in question_ids for form in QUESTION_FORMS],
                "since": since,
            },
        )
        counts: dict[tuple[str, str], int] = {}
        for row in rows:
            question, form = row["question"].rsplit(":", 1)
            counts[question, form] = row["interviews"]
        return counts

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Remove all text from the plans of interviews whose candidate was erased."""
        await work.execute(_ERASE_PLAN_TEXT, {"interviews": list(interview_ids)})

    async def approve(self, work: UnitOfWork, plan_id: PlanId, *, by: str) -> None:
        """Record an approval; a plan that is approved keeps its first approval."""
        await work.execute(
            _APPROVE_PLAN,
            {"tenant": work.tenant_id, "id": plan_id, "by": by, "now": self._clock.now()},
        )

    async def add_request(self, work: UnitOfWork, order: PlanRequest) -> bool:
        """Store an order; return False if it was placed before."""
        placed = await work.execute(
            _PLACE_ORDER,
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

    async def lock_request(self, work: UnitOfWork, order_id: UUID) -> PlanRequest | None:
        """Return an order, locked until ``work`` ends, or None."""
        return _build_order(
            await work.fetch_one(_LOCK_ORDER, {"tenant": work.tenant_id, "id": order_id})
        )

    async def find_request(self, work: UnitOfWork, order_id: UUID) -> PlanRequest | None:
        """Return an order without locking it, or None."""
        return _build_order(
            await work.fetch_one(_FIND_ORDER, {"tenant": work.tenant_id, "id": order_id})
        )

    async def find_newest_request(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> PlanRequest | None:
        """Return the interview's newest order, or None."""
        asked = {"tenant": work.tenant_id, "interview": interview_id}
        return _build_order(await work.fetch_one(_NEWEST_ORDER, asked))

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Serialize the ordering and accepting of this interview's plans until ``work`` ends."""
        await work.execute(_LOCK_INTERVIEW, {"interview": interview_id})

    async def close_request(
        self, work: UnitOfWork, order_id: UUID, outcome: PlanOrderOutcome
    ) -> None:
        """Record an order's outcome and delete its comments."""
        await work.execute(
            _CLOSE_ORDER,
            {
                "tenant": work.tenant_id,
                "id": order_id,
                "outcome": outcome,
                "now": self._clock.now(),
            },
        )

    async def save_draft(
        self, work: UnitOfWork, order_id: UUID, drafted: Sequence[DraftedCompetency]
    ) -> None:
        """Replace what is written of an open order's plan so far; a closed order has nothing."""
        document = [each.to_json() for each in drafted]
        await work.execute(
            _SAVE_DRAFT, {"tenant": work.tenant_id, "id": order_id, "drafted": json.dumps(document)}
        )

    async def read_draft(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[DraftedCompetency, ...]:
        """Return what is written of the interview's next plan so far; empty once the plan is there."""
        row = await work.fetch_one(
            _READ_DRAFT, {"tenant": work.tenant_id, "interview": interview_id}
        )
        document = [] if row is None else row["drafted"] or []
        return tuple(DraftedCompetency.from_json(each) for each in document)

    async def get_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> frozenset[str]:
        """Return the skills that the requester was asked about."""
        row = await work.fetch_one(
            _FIND_INQUIRED_SKILLS, {"tenant": work.tenant_id, "interview": interview_id}
        )
        return frozenset(row["skills"]) if row else frozenset()

    async def add_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId, skills: Sequence[str]
    ) -> None:
        """Record the skills that the requester is asked about."""
        await work.execute(
            _ADD_INQUIRED_SKILLS,
            {
                "tenant": work.tenant_id,
                "interview": interview_id,
                "skills": list(skills),
                "now": self._clock.now(),
            },
        )


def _build_order(row: dict[str, Any] | None) -> PlanRequest | None:
    if row is None:
        return None
    return PlanRequest(
        id=row["id"],
        interview_id=InterviewId(row["interview_id"]),
        run_id=row["run_id"],
        previous_plan_id=row["previous_plan_id"],
        comments=row["comments"],
        is_closed=row["closed_at"] is not None,
        outcome=row["outcome"],
    )


def _build_stored_plan(row: dict[str, Any]) -> StoredPlan:
    return StoredPlan(
        id=PlanId(row["id"]),
        interview_id=InterviewId(row["interview_id"]),
        plan=plan_from_document(row["document"]),
        created_at=row["created_at"],
        order_id=row["order_id"],
        approved_at=row["approved_at"],
        approved_by=row["approved_by"],
    )


_PLACE_ORDER = """
    INSERT INTO plan_order (tenant_id, id, interview_id, run_id, previous_plan_id, comments, placed_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(run)s, %(previous)s, %(comments)s, %(now)s)
    ON CONFLICT DO NOTHING
"""
_LOCK_ORDER = """
    SELECT id, interview_id, run_id, previous_plan_id, comments, closed_at, outcome
    FROM plan_order
    WHERE tenant_id = %(tenant)s AND id = %(id)s
    FOR UPDATE
"""
_FIND_ORDER = """
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
_LOCK_INTERVIEW = """
    SELECT pg_advisory_xact_lock(hashtextextended('plan ' || %(interview)s::text, 0))
"""
_CLOSE_ORDER = """
    UPDATE plan_order
    SET closed_at = %(now)s, outcome = %(outcome)s, comments = NULL, drafted = NULL
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND closed_at IS NULL
"""
_SAVE_DRAFT = """
    UPDATE plan_order
    SET drafted = %(drafted)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND closed_at IS NULL
"""
_READ_DRAFT = """
    SELECT drafted
    FROM plan_order
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s AND closed_at IS NULL
    ORDER BY placed_at DESC, id DESC
    LIMIT 1
"""
_FIND_INQUIRED_SKILLS = """
    SELECT skills
    FROM skill_inquiry
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
"""
_ADD_INQUIRED_SKILLS = """
    INSERT INTO skill_inquiry (tenant_id, interview_id, skills, at)
    VALUES (%(tenant)s, %(interview)s, %(skills)s, %(now)s)
    ON CONFLICT (tenant_id, interview_id) DO UPDATE
    SET skills = (
            SELECT array_agg(DISTINCT one)
            FROM unnest(skill_inquiry.skills || excluded.skills) AS one),
        at = excluded.at
"""
_ADD_PLAN = """
    INSERT INTO plan (
        tenant_id, id, interview_id, version, order_id, planner, document, bank_questions, created_at)
    VALUES (
        %(tenant)s, %(id)s, %(interview)s, %(version)s, %(order)s, %(planner)s, %(document)s,
        %(questions)s, %(now)s)
"""
_FIND_NEWEST_PLAN = """
    SELECT id, interview_id, document, created_at, order_id, approved_at, approved_by
    FROM plan
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ORDER BY version DESC
    LIMIT 1
"""
_FIND_PLAN = """
    SELECT id, interview_id, document, created_at, order_id, approved_at, approved_by
    FROM plan
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_LIST_PLANS = """
    SELECT id, interview_id, document, created_at, order_id, approved_at, approved_by
    FROM plan
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ORDER BY version DESC
"""
_FIND_PLAN_BY_ORDER = """
    SELECT id, interview_id, document, created_at, order_id, approved_at, approved_by
    FROM plan
    WHERE tenant_id = %(tenant)s AND order_id = %(order)s
"""
_APPROVE_PLAN = """
    UPDATE plan
    SET approved_at = %(now)s, approved_by = %(by)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND approved_at IS NULL
"""
_COUNT_INTERVIEWS_BY_QUESTION = """
    SELECT question, count(DISTINCT p.interview_id) AS interviews
    FROM plan p
    CROSS JOIN unnest(p.bank_questions) AS question
    WHERE p.tenant_id = %(tenant)s AND p.approved_at >= %(since)s
      AND p.bank_questions && %(wanted)s::text[] AND question = ANY (%(wanted)s::text[])
      AND NOT interview_is_test(p.interview_id)
    GROUP BY question
"""
_ERASE_PLAN_TEXT = """
    SELECT plan_erase_text(%(interviews)s::uuid[])
"""
