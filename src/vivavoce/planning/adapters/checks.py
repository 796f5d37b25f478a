"""What must be true of plans and of the orders for them."""

from __future__ import annotations

from typing import LiteralString

from vivavoce.contracts.plan import plan_from_document
from vivavoce.infra.invariants import Examined, Invariant, Violation, by_query
from vivavoce.infra.work import Work

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
_OWNERS: LiteralString = """
    SELECT id, interview_id
    FROM plan
"""


def invariants() -> tuple[Invariant, ...]:
    """Return what must be true of planning's rows."""
    return (
        Invariant(
            owner="planning",
            name="versions_have_no_gaps",
            sentence="The plans of an interview are versions 1, 2, 3 and so on.",
            examine=by_query(_VERSIONS),
        ),
        Invariant(
            owner="planning",
            name="orders_match_plans",
            sentence="An order is closed as planned when, and only when, its plan is there.",
            examine=by_query(_ORDERS),
        ),
        Invariant(
            owner="planning",
            name="plans_can_be_read",
            sentence="Every plan can be read, asks something, and says its own version.",
            examine=_read_all,
        ),
    )


async def plan_owners(work: Work) -> dict[str, str]:
    """Return plan → interview."""
    return {str(row["id"]): str(row["interview_id"]) for row in await work.fetch_all(_OWNERS)}


async def _read_all(work: Work) -> Examined:
    rows = await work.fetch_all(_PLANS)
    said = ((row["id"], _trouble(row["document"], row["version"])) for row in rows)
    return Examined(tuple(Violation(str(plan_id), why) for plan_id, why in said if why is not None))


def _trouble(document: dict[str, object], version: int) -> str | None:
    try:
        plan = plan_from_document(document)
    except (KeyError, TypeError, ValueError) as error:
        return f"cannot be read ({type(error).__name__})"
    if not plan.questions:
        return "asks nothing"
    return None if plan.version == version else f"says it is version {plan.version}"
