"""Analytics, usage and prices in PostgreSQL. The statement that stores usage also looks up its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from vivavoce.analytics.domain.interview_analytics import CostLine, InterviewAnalytics
from vivavoce.analytics.ports import AnalyticsUpdate, Price, PricedUsage, PurposeCost
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId

_SELECT_INTERVIEW: LiteralString = """
    SELECT interview_id, profile, received_at, plan_ordered_at, planned_at, plans, approved_at, started_at,
           attempts, ended_at, outcome, duration_s, assessment_id, assessed_at, recommendation, flags,
           decision, decided_at, position, channel, questions_reached, hiring_outcome, hiring_decided_at,
           cost, usage_count, unpriced_count
    FROM interview_analytics
"""
_UPSERT_INTERVIEW: LiteralString = """
    INSERT INTO interview_analytics (tenant_id, interview_id, last_event_at)
    VALUES (%(tenant)s, %(interview)s, %(at)s)
    ON CONFLICT (tenant_id, interview_id) DO UPDATE
    SET last_event_at = greatest(interview_analytics.last_event_at, excluded.last_event_at)
"""
_UPDATABLE_COLUMNS = frozenset(
    {
        *("profile", "received_at", "plan_ordered_at", "planned_at", "plans", "approved_at"),
        *("started_at", "attempts", "ended_at", "outcome", "duration_s", "assessment_id"),
        *("assessed_at", "recommendation", "flags", "decision", "decided_at"),
        *("position", "channel", "questions_reached", "hiring_outcome", "hiring_decided_at"),
    }
)
_FIND_INTERVIEW: LiteralString = f"""
    {_SELECT_INTERVIEW}
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
"""
_LIST_INTERVIEWS: LiteralString = f"""
    {_SELECT_INTERVIEW}
    WHERE last_event_at >= %(since)s
    ORDER BY last_event_at DESC
"""
_INSERT_USAGE: LiteralString = """
    INSERT INTO usage_record (tenant_id, event_id, position, interview_id, purpose, provider, model, kind,
                              quantity, used_at, unit_price, cost)
    SELECT %(tenant)s, %(event)s, %(place)s, %(interview)s, %(purpose)s, %(provider)s, %(model)s, %(kind)s,
           %(quantity)s, %(at)s, p.unit_price, %(quantity)s * p.unit_price
    FROM (SELECT price_of(%(provider)s, %(model)s, %(kind)s, %(at)s) AS unit_price) p
    ON CONFLICT (tenant_id, event_id, position) DO NOTHING
    RETURNING cost
"""
_UPDATE_COST: LiteralString = """
    UPDATE interview_analytics f
    SET cost = s.cost, usage_count = s.usage_count, unpriced_count = s.unpriced_count
    FROM (
        SELECT coalesce(sum(cost), 0) AS cost, count(*) AS usage_count,
               count(*) FILTER (WHERE cost IS NULL) AS unpriced_count
        FROM usage_record
        WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ) s
    WHERE f.tenant_id = %(tenant)s AND f.interview_id = %(interview)s
"""
_LIST_COST_LINES: LiteralString = """
    SELECT provider, model, kind, sum(quantity) AS quantity, count(*) AS usage_count,
           CASE WHEN bool_and(cost IS NOT NULL) THEN sum(cost) END AS cost
    FROM usage_record
    WHERE used_at >= %(since)s
    GROUP BY provider, model, kind
    ORDER BY cost DESC NULLS FIRST, provider, model, kind
"""
_LIST_PURPOSE_COSTS: LiteralString = """
    SELECT purpose, count(*) AS usage_count,
           CASE WHEN bool_and(cost IS NOT NULL) THEN sum(cost) END AS cost
    FROM usage_record
    WHERE interview_id = %(interview)s
    GROUP BY purpose
    ORDER BY purpose
"""
_LIST_PRICES: LiteralString = """
    SELECT provider, model, kind, valid_from, dollars, per
    FROM price
    ORDER BY provider, model, kind, valid_from DESC
"""
_UPSERT_PRICE: LiteralString = """
    INSERT INTO price (provider, model, kind, valid_from, dollars, per)
    VALUES (%(provider)s, %(model)s, %(kind)s, %(valid_from)s, %(dollars)s, %(per)s)
    ON CONFLICT (provider, model, kind, valid_from) DO UPDATE
    SET dollars = excluded.dollars, per = excluded.per
"""
_REPRICE_USAGE: LiteralString = "SELECT usage_reprice(%(provider)s, %(kind)s) AS changed"


class PostgresAnalyticsRepository:
    """Writes and reads the analytics of the organization that the unit of work is bound to."""

    async def update_interview(
        self, work: UnitOfWork, update: AnalyticsUpdate
    ) -> InterviewAnalytics:
        """Update the analytics of an interview, created on first use, and return the new values."""
        key = {"tenant": work.tenant_id, "interview": update.interview_id}
        await work.execute(_UPSERT_INTERVIEW, {**key, "at": update.at})
        changes = [f"{_check_column(name)} = %({name})s" for name in update.values]
        changes += [f"{_check_column(name)} = {name} + 1" for name in update.increments]
        if changes:
            await work.execute(_build_update(changes), {**key, **update.values})
        row = await work.fetch_one(_FIND_INTERVIEW, key)
        if row is None:
            raise LookupError("the analytics row that was just written does not exist")
        return _build_interview(row)

    async def record_usage(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        event_id: UUID,
        at: datetime,
        *,
        purpose: str,
        uses: Sequence[Mapping[str, object]],
        is_test: bool = False,
    ) -> Sequence[PricedUsage]:
        """Store usage, priced as of ``at``, and update the interview's cost. A test has no analytics.

        Returns the new usage; usage of an event that was recorded before is skipped.
        """
        key = {"tenant": work.tenant_id, "interview": interview_id}
        if not is_test:
            await work.execute(_UPSERT_INTERVIEW, {**key, "at": at})
        priced = []
        for position, use in enumerate(uses):
            values = {
                **key,
                **use,
                "event": event_id,
                "place": position,
                "purpose": purpose,
                "at": at,
            }
            row = await work.fetch_one(_INSERT_USAGE, values)
            if row is not None:
                priced.append(
                    PricedUsage(
                        provider=str(use["provider"]),
                        model=str(use["model"]),
                        kind=str(use["kind"]),
                        quantity=int(str(use["quantity"])),
                        cost=row["cost"],
                    )
                )
        await work.execute(_UPDATE_COST, key)
        return priced

    async def list_interviews(
        self, work: UnitOfWork, since: datetime
    ) -> Sequence[InterviewAnalytics]:
        """Return the interviews with an event at or after ``since``, newest first."""
        return [
            _build_interview(row)
            for row in await work.fetch_all(_LIST_INTERVIEWS, {"since": since})
        ]

    async def find_interview(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> InterviewAnalytics | None:
        """Return the analytics of an interview, or None before its first event."""
        key = {"tenant": work.tenant_id, "interview": interview_id}
        row = await work.fetch_one(_FIND_INTERVIEW, key)
        return None if row is None else _build_interview(row)

    async def list_purpose_costs(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Sequence[PurposeCost]:
        """Return the usage of an interview, summed by purpose."""
        rows = await work.fetch_all(_LIST_PURPOSE_COSTS, {"interview": interview_id})
        return [PurposeCost(**row) for row in rows]

    async def list_cost_lines(self, work: UnitOfWork, since: datetime) -> Sequence[CostLine]:
        """Return the usage at or after ``since``, summed by provider, model and kind."""
        rows = await work.fetch_all(_LIST_COST_LINES, {"since": since})
        return [
            CostLine(
                provider=row["provider"],
                model=row["model"],
                kind=row["kind"],
                quantity=int(row["quantity"]),
                usage_count=row["usage_count"],
                cost=row["cost"],
            )
            for row in rows
        ]


class PostgresPriceRepository:
    """Stores the price table of the installation."""

    async def list_prices(self, work: UnitOfWork) -> Sequence[Price]:
        """Return every price, by provider, model and kind, newest first."""
        return [Price(**row) for row in await work.fetch_all(_LIST_PRICES)]

    async def save_prices(self, work: UnitOfWork, prices: Sequence[Price]) -> int:
        """Store prices, reprice the usage they affect, and return the number of changed usage records."""
        for price in prices:
            await work.execute(
                _UPSERT_PRICE,
                {
                    "provider": price.provider,
                    "model": price.model,
                    "kind": price.kind,
                    "valid_from": price.valid_from,
                    "dollars": price.dollars,
                    "per": price.per,
                },
            )
        changed = 0
        for provider, kind in sorted({(price.provider, price.kind) for price in prices}):
            row = await work.fetch_one(_REPRICE_USAGE, {"provider": provider, "kind": kind})
            changed += int(row["changed"]) if row else 0
        return changed


def _check_column(name: str) -> str:
    if name not in _UPDATABLE_COLUMNS:
        raise KeyError(name)
    return name


def _build_update(
    changes: Sequence[str],
) -> Any:  # Any: psycopg takes composed statements where text is asked for
    return sql.SQL(
        "UPDATE interview_analytics SET {} WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s"
    ).format(sql.SQL(", ").join(sql.SQL(change) for change in changes))


def _build_interview(row: Row) -> InterviewAnalytics:
    return InterviewAnalytics(**row)
