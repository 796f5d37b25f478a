"""Data invariants of analytics, and checks that sampling and alert evaluation are running."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import LiteralString

from vivavoce.infra.database import Database
from vivavoce.infra.invariants import (
    InvariantCheckResult,
    PlatformInvariant,
    TenantInvariant,
    build_violation_result,
    check_by_query,
)
from vivavoce.kernel.translation import translatable

_MAX_LAG_S = 60.0
_COST_SUM_MISMATCHES: LiteralString = """
    SELECT coalesce(f.interview_id, u.interview_id) AS subject,
           concat('counts ', coalesce(f.cost, 0), ' dollars of ', coalesce(f.usage_count, 0),
                  ' uses, they are ', coalesce(u.cost, 0), ' of ', coalesce(u.usage_count, 0)) AS detail
    FROM interview_analytics f
    FULL JOIN (
        SELECT interview_id, coalesce(sum(cost), 0) AS cost, count(*) AS usage_count,
               count(*) FILTER (WHERE cost IS NULL) AS unpriced_count
        FROM usage_record
        GROUP BY interview_id
    ) u ON u.interview_id = f.interview_id
    WHERE (coalesce(f.cost, 0), coalesce(f.usage_count, 0), coalesce(f.unpriced_count, 0))
          IS DISTINCT FROM (coalesce(u.cost, 0), coalesce(u.usage_count, 0), coalesce(u.unpriced_count, 0))
    ORDER BY 1
"""
_USAGE_COST_MISMATCHES: LiteralString = """
    SELECT interview_id AS subject,
           concat('use ', position, ' of ', event_id, ' costs ', cost, ', not quantity times price') AS detail
    FROM usage_record
    WHERE cost IS DISTINCT FROM quantity * unit_price
    ORDER BY interview_id, event_id, position
"""
# Whether a process of these roles has run long enough that it must have written something.
_IS_ROLE_RUNNING: LiteralString = """
    SELECT EXISTS (
        SELECT 1
        FROM pg_stat_activity
        WHERE datname = current_database() AND application_name ~ %(roles)s
          AND backend_start < clock_timestamp() - make_interval(secs => %(late)s)
    ) AS runs
"""
_STALE_SAMPLES: LiteralString = f"""
    SELECT 'samples' AS subject,
           concat('the newest is of ', coalesce(s.newest::text, 'never'), ', though processes run') AS detail
    FROM ({_IS_ROLE_RUNNING}) r
    CROSS JOIN (SELECT max(at) AS newest FROM metric_sample) s
    WHERE r.runs AND coalesce(s.newest < clock_timestamp() - make_interval(secs => %(late)s), true)
"""  # noqa: S608 - made of constants only
_UNEVALUATED_ALERTS: LiteralString = f"""
    SELECT 'watch' AS subject, 'nobody evaluates the alerts, though a worker runs' AS detail
    FROM ({_IS_ROLE_RUNNING}) r
    WHERE r.runs AND NOT EXISTS (
        SELECT 1
        FROM scheduled_task_lease
        WHERE name = 'watch' AND expires_at > clock_timestamp() - make_interval(secs => %(late)s)
    )
"""  # noqa: S608 - made of constants only


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of an organization's analytics."""
    return (
        TenantInvariant(
            owner="analytics",
            name="cost_is_the_sum",
            sentence="The cost of an interview is the sum of its usage records.",
            examine=check_by_query(_COST_SUM_MISMATCHES),
        ),
        TenantInvariant(
            owner="analytics",
            name="uses_cost_their_price",
            sentence="The cost of a usage record is its quantity times its price, and is unknown "
            "without a price.",
            examine=check_by_query(_USAGE_COST_MISMATCHES),
        ),
    )


def platform_invariants(late_s: float = _MAX_LAG_S) -> tuple[PlatformInvariant, ...]:
    """Return the checks of the alert monitor; ``late_s`` is the allowed delay in seconds."""
    return (
        PlatformInvariant(
            owner="watch",
            name="samples_are_fresh",
            sentence=translatable(
                "Running processes have written their metrics within the last {seconds} s.",
                seconds=f"{late_s:g}",
            ),
            examine=_build_examination(
                _STALE_SAMPLES, "^vivavoce (up|gateway|agents|edge|worker)( |$)", late_s
            ),
        ),
        PlatformInvariant(
            owner="watch",
            name="alerts_are_judged",
            sentence=translatable(
                "With a running worker, alerts were evaluated within the last {seconds} s.",
                seconds=f"{late_s:g}",
            ),
            examine=_build_examination(_UNEVALUATED_ALERTS, "^vivavoce (up|worker)( |$)", late_s),
        ),
    )


def _build_examination(
    query: LiteralString, roles: str, late_s: float
) -> Callable[[Database], Awaitable[InvariantCheckResult]]:
    async def examine(database: Database) -> InvariantCheckResult:
        return build_violation_result(
            await database.execute(query, {"roles": roles, "late": late_s})
        )

    return examine
