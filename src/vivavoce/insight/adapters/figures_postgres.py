"""Figures and uses in PostgreSQL; prices are looked up by the statement that keeps a use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from vivavoce.infra.database import Row
from vivavoce.infra.work import Work
from vivavoce.insight.domain.figures import CostLine, Story
from vivavoce.insight.ports import Entry, Price, Use
from vivavoce.kernel.ids import InterviewId

_STORY: LiteralString = """
    SELECT interview_id, profile, received_at, plan_ordered_at, planned_at, plans, approved_at, started_at,
           attempts, ended_at, outcome, duration_s, assessment_id, assessed_at, recommendation, flags,
           decision, decided_at, cost, uses, unpriced
    FROM interview_figures
"""
_BEGIN: LiteralString = """
    INSERT INTO interview_figures (tenant_id, interview_id, newest_at)
    VALUES (%(tenant)s, %(interview)s, %(at)s)
    ON CONFLICT (tenant_id, interview_id) DO UPDATE
    SET newest_at = greatest(interview_figures.newest_at, excluded.newest_at)
"""
_COLUMNS = frozenset(
    {
        *("profile", "received_at", "plan_ordered_at", "planned_at", "plans", "approved_at"),
        *("started_at", "attempts", "ended_at", "outcome", "duration_s", "assessment_id"),
        *("assessed_at", "recommendation", "flags", "decision", "decided_at"),
    }
)
_ONE: LiteralString = f"""
    {_STORY}
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
"""
_SINCE: LiteralString = f"""
    {_STORY}
    WHERE newest_at >= %(since)s
    ORDER BY newest_at DESC
"""
_USE: LiteralString = """
    INSERT INTO usage_record (tenant_id, event_id, place, interview_id, purpose, provider, model, kind,
                              quantity, used_at, unit_price, cost)
    SELECT %(tenant)s, %(event)s, %(place)s, %(interview)s, %(purpose)s, %(provider)s, %(model)s, %(kind)s,
           %(quantity)s, %(at)s, p.unit_price, %(quantity)s * p.unit_price
    FROM (SELECT price_of(%(provider)s, %(model)s, %(kind)s, %(at)s) AS unit_price) p
    ON CONFLICT (tenant_id, event_id, place) DO NOTHING
    RETURNING cost
"""
_ADD_UP: LiteralString = """
    UPDATE interview_figures f
    SET cost = s.cost, uses = s.uses, unpriced = s.unpriced
    FROM (
        SELECT coalesce(sum(cost), 0) AS cost, count(*) AS uses,
               count(*) FILTER (WHERE cost IS NULL) AS unpriced
        FROM usage_record
        WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
    ) s
    WHERE f.tenant_id = %(tenant)s AND f.interview_id = %(interview)s
"""
_LINES: LiteralString = """
    SELECT provider, model, kind, sum(quantity) AS quantity, count(*) AS uses,
           CASE WHEN bool_and(cost IS NOT NULL) THEN sum(cost) END AS cost
    FROM usage_record
    WHERE used_at >= %(since)s
    GROUP BY provider, model, kind
    ORDER BY cost DESC NULLS FIRST, provider, model, kind
"""
_PRICES: LiteralString = """
    SELECT provider, model, kind, valid_from, dollars, per
    FROM price
    ORDER BY provider, model, kind, valid_from DESC
"""
_PUT: LiteralString = """
    INSERT INTO price (provider, model, kind, valid_from, dollars, per)
    VALUES (%(provider)s, %(model)s, %(kind)s, %(valid_from)s, %(dollars)s, %(per)s)
    ON CONFLICT (provider, model, kind, valid_from) DO UPDATE
    SET dollars = excluded.dollars, per = excluded.per
"""
_AGAIN: LiteralString = "SELECT usage_price_again(%(provider)s, %(kind)s) AS changed"


class PostgresFigures:
    """Writes and reads the figures of one organisation."""

    async def note(self, work: Work, entry: Entry) -> Story:
        """Change the figures of an interview and return how they are then."""
        key = {"tenant": work.tenant_id, "interview": entry.interview_id}
        await work.execute(_BEGIN, {**key, "at": entry.at})
        changes = [f"{_known(name)} = %({name})s" for name in entry.values]
        changes += [f"{_known(name)} = {name} + 1" for name in entry.counts]
        if changes:
            await work.execute(_update(changes), {**key, **entry.values})
        row = await work.fetch_one(_ONE, key)
        if row is None:
            raise LookupError("figures that were just written are not there")
        return _story(row)

    async def use(
        self,
        work: Work,
        interview_id: InterviewId,
        event_id: UUID,
        at: datetime,
        *,
        purpose: str,
        uses: Sequence[Mapping[str, object]],
    ) -> Sequence[Use]:
        """Keep what was used, priced as of ``at``; add it to the interview's cost."""
        key = {"tenant": work.tenant_id, "interview": interview_id}
        await work.execute(_BEGIN, {**key, "at": at})
        kept = []
        for place, use in enumerate(uses):
            values = {**key, **use, "event": event_id, "place": place, "purpose": purpose, "at": at}
            row = await work.fetch_one(_USE, values)
            if row is not None:
                kept.append(
                    Use(
                        provider=str(use["provider"]),
                        model=str(use["model"]),
                        kind=str(use["kind"]),
                        quantity=int(str(use["quantity"])),
                        cost=row["cost"],
                    )
                )
        await work.execute(_ADD_UP, key)
        return kept

    async def stories(self, work: Work, since: datetime) -> Sequence[Story]:
        """Return the interviews that something happened to since then."""
        return [_story(row) for row in await work.fetch_all(_SINCE, {"since": since})]

    async def cost_lines(self, work: Work, since: datetime) -> Sequence[CostLine]:
        """Return what was used since then, by provider, model and kind."""
        rows = await work.fetch_all(_LINES, {"since": since})
        return [
            CostLine(
                provider=row["provider"],
                model=row["model"],
                kind=row["kind"],
                quantity=int(row["quantity"]),
                uses=row["uses"],
                cost=row["cost"],
            )
            for row in rows
        ]


class PostgresPrices:
    """The price table of the installation."""

    async def all(self, work: Work) -> Sequence[Price]:
        """Return every price, by provider, model and kind, newest first."""
        return [Price(**row) for row in await work.fetch_all(_PRICES)]

    async def put(self, work: Work, prices: Sequence[Price]) -> int:
        """Keep prices, price again what they are for, and return how many uses changed."""
        for price in prices:
            await work.execute(
                _PUT,
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
            row = await work.fetch_one(_AGAIN, {"provider": provider, "kind": kind})
            changed += int(row["changed"]) if row else 0
        return changed


def _known(name: str) -> str:
    if name not in _COLUMNS:
        raise KeyError(name)
    return name


def _update(
    changes: Sequence[str],
) -> Any:  # Any: psycopg takes composed statements where text is asked for
    return sql.SQL(
        "UPDATE interview_figures SET {} WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s"
    ).format(sql.SQL(", ").join(sql.SQL(change) for change in changes))


def _story(row: Row) -> Story:
    return Story(**row)
