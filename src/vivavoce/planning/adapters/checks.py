"""Data invariants of plans and plan orders."""

from __future__ import annotations

from typing import LiteralString

from vivavoce.contracts.plan import plan_from_document
from vivavoce.infra.invariants import (
    InvariantCheckResult,
    InvariantViolation,
    TenantInvariant,
    check_by_query,
)
from vivavoce.infra.unit_of_work import UnitOfWork

_VERSIONS: LiteralString = """
    SELECT p.interview_id AS subject,
           concat('keeps ', count(*), ' plans, the last is version ', max(p.version)) AS detail
    FROM plan p
    GROUP BY p.interview_id
    HAVING count(*) <> max(p.version)
    ORDER BY p.interview_id
"""
_ORDERS: LiteralString = """
    SELECT o.id AS subject,
           CASE WHEN p.id IS NULL THEN 'is closed as planned without a plan'
                ELSE concat('has a plan, but is ', coalesce(o.outcome, 'open')) END AS detail
    FROM plan_order o
    LEFT JOIN plan p ON p.order_id = o.id
    WHERE (p.id IS NOT NULL) <> (o.outcome IS NOT DISTINCT FROM 'planned')
    ORDER BY o.id
"""
_PLANS: LiteralString = """
    SELECT id, interview_id, version, document
    FROM plan
    ORDER BY id
"""
_PLAN_INTERVIEWS: LiteralString = """
    SELECT id, interview_id
    FROM plan
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of plans and orders."""
    return (
        TenantInvariant(
            owner="planning",
            name="versions_have_no_gaps",
            sentence="The plans of an interview are versions 1, 2, 3 and so on.",
            examine=check_by_query(_VERSIONS),
        ),
        TenantInvariant(
            owner="planning",
            name="orders_match_plans",
            sentence="A plan request is marked as planned exactly when its plan exists.",
            examine=check_by_query(_ORDERS),
        ),
        TenantInvariant(
            owner="planning",
            name="plans_can_be_read",
            sentence="Every plan can be read, has questions, and states its own version.",
            examine=_check_readable,
        ),
    )


async def plan_owners(work: UnitOfWork) -> dict[str, str]:
    """Return the interview id of each plan id."""
    return {
        str(row["id"]): str(row["interview_id"]) for row in await work.fetch_all(_PLAN_INTERVIEWS)
    }


async def _check_readable(work: UnitOfWork) -> InvariantCheckResult:
    rows = await work.fetch_all(_PLANS)
    problems = ((row["id"], _find_problem(row["document"], row["version"])) for row in rows)
    return InvariantCheckResult(
        tuple(InvariantViolation(str(plan_id), why) for plan_id, why in problems if why is not None)
    )


def _find_problem(document: dict[str, object], version: int) -> str | None:
    try:
        plan = plan_from_document(document)
    except (KeyError, TypeError, ValueError) as error:
        return f"cannot be read ({type(error).__name__})"
    if not plan.questions:
        return "has no questions"
    return None if plan.version == version else f"states the version {plan.version}"
