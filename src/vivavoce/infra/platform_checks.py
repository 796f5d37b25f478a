"""Invariants of the whole installation: database, roles, relay, jobs, schema."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import LiteralString

import psycopg

from vivavoce.infra.database import Database
from vivavoce.infra.invariants import (
    InvariantCheckResult,
    InvariantViolation,
    PlatformInvariant,
    build_violation_result,
)
from vivavoce.infra.migrations import APP_ROLE, SYSTEM_ROLE, newest_revision
from vivavoce.kernel.translation import phrase, translatable

_MAX_OUTBOX_AGE_S = 60
_UNSAFE_ROLES: LiteralString = """
    SELECT r.rolname AS subject,
           concat_ws(', ', CASE WHEN r.rolsuper THEN 'is a superuser' END,
                           CASE WHEN r.rolbypassrls THEN 'bypasses row-level security' END,
                           CASE WHEN r.rolcreaterole THEN 'may make roles' END,
                           CASE WHEN o.tables > 0 THEN 'owns tables' END) AS detail
    FROM pg_roles r
    CROSS JOIN LATERAL (
        SELECT count(*) AS tables
        FROM pg_class c
        WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')
    ) o
    WHERE r.rolname = ANY(%(roles)s)
      AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR o.tables > 0)
    ORDER BY 1
"""
_OPEN_TABLES: LiteralString = """
    SELECT c.relname AS subject,
           concat_ws(', ', CASE WHEN NOT c.relrowsecurity THEN 'row-level security is off' END,
                           CASE WHEN NOT c.relforcerowsecurity THEN 'its owner is exempt' END,
                           CASE WHEN NOT p.has_policy THEN 'the tenant policy is missing' END) AS detail
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT 1
            FROM pg_policy y
            WHERE y.polrelid = c.oid AND y.polname = 'tenant' AND y.polwithcheck IS NOT NULL
        ) AS has_policy
    ) p
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND p.has_policy)
    ORDER BY 1
"""
_DURABILITY: LiteralString = """
    SELECT name AS subject, concat('is ', setting) AS detail
    FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting IN ('off', 'false')
    ORDER BY 1
"""
_BACKLOG: LiteralString = """
    SELECT b.topic AS subject,
           concat(sum(b.waiting), ' unpublished, the oldest for ',
                  round(extract(epoch FROM clock_timestamp() - min(b.oldest))), ' s, ',
                  CASE WHEN r.runs THEN 'though a relay runs' ELSE 'and no relay runs' END) AS detail
    FROM bus_backlog() b
    CROSS JOIN (
        SELECT EXISTS (
            SELECT 1
            FROM pg_stat_activity
            WHERE datname = current_database() AND application_name ~ '^vivavoce (up|worker)( |$)'
        ) AS runs
    ) r
    WHERE b.group_name = '' AND b.oldest < clock_timestamp() - make_interval(secs => %(seconds)s)
      AND r.runs = %(runs)s
    GROUP BY b.topic, r.runs
    ORDER BY 1
"""
_KAFKA_BACKLOG: LiteralString = """
    SELECT k.topic AS subject,
           concat(sum(k.kafka_backlog), ' handled here and not yet told to Kafka; the bus is ', m.mode,
                  ' since ', to_char(m.changed_at, 'YYYY-MM-DD HH24:MI')) AS detail
    FROM outbox_retained() k
    CROSS JOIN bus_mode m
    WHERE k.kafka_backlog > 0
    GROUP BY k.topic, m.mode, m.changed_at
    ORDER BY 1
"""
_UNKNOWN_SENDERS: LiteralString = """
    SELECT topic AS subject,
           concat(waiting, ' in the last week: ', error, '; vivavoce deadletters list') AS detail
    FROM dead_letters_without_tenant()
    ORDER BY 1
"""
_STUCK_JOBS: LiteralString = """
    SELECT j.id AS subject,
           concat(j.task_name, CASE WHEN w.id IS NULL THEN ' belongs to no worker'
                               ELSE ' belongs to a worker without a heartbeat' END) AS detail
    FROM jobs.procrastinate_jobs j
    LEFT JOIN jobs.procrastinate_workers w ON w.id = j.worker_id
    WHERE j.status = 'doing'
      AND (w.id IS NULL OR w.last_heartbeat < clock_timestamp() - interval '60 seconds')
    ORDER BY j.id
"""
_FAILED_JOBS: LiteralString = """
    SELECT j.id AS subject, concat(j.task_name, ' gave up after ', j.attempts, ' tries') AS detail
    FROM jobs.procrastinate_jobs j
    WHERE j.status = 'failed'
    ORDER BY j.id
"""
_READ_REVISION: LiteralString = "SELECT version_num FROM alembic_version"


def platform_invariants(
    roles: Sequence[str] = (APP_ROLE, SYSTEM_ROLE),
) -> tuple[PlatformInvariant, ...]:
    """Return the invariants that do not depend on an organization."""
    return (
        _platform_invariant(
            "database",
            "is_durable",
            phrase("Committed data survives a power failure."),
            _check_by_query(_DURABILITY),
        ),
        _platform_invariant(
            "database",
            "roles_are_bound",
            phrase(
                "The app's database roles are neither superusers nor owners, and row-level "
                "security applies to them."
            ),
            _check_by_query(_UNSAFE_ROLES, {"roles": list(roles)}),
        ),
        _platform_invariant(
            "database",
            "tables_are_closed",
            phrase("Every table with an organization's data has forced row-level security."),
            _check_by_query(_OPEN_TABLES),
        ),
        _platform_invariant(
            "outbox",
            "is_relayed",
            translatable(
                "While a relay is running, no event waits longer than {seconds} s in the outbox.",
                seconds=_MAX_OUTBOX_AGE_S,
            ),
            _check_by_query(_BACKLOG, {"seconds": _MAX_OUTBOX_AGE_S, "runs": True}),
        ),
        _platform_invariant(
            "outbox",
            "waits_for_no_relay",
            phrase("A relay is running, so events do not wait."),
            _check_by_query(_BACKLOG, {"seconds": _MAX_OUTBOX_AGE_S, "runs": False}),
            is_note=True,
        ),
        _platform_invariant(
            "bus",
            "owes_kafka_nothing",
            phrase("Kafka, if configured, was available and received every event."),
            _check_by_query(_KAFKA_BACKLOG),
            is_note=True,
        ),
        _platform_invariant(
            "bus",
            "has_no_strangers",
            phrase("Every message from Kafka is an event of an organization here."),
            _check_by_query(_UNKNOWN_SENDERS),
            is_note=True,
        ),
        _platform_invariant(
            "jobs",
            "none_is_stuck",
            phrase("Every running job has a live worker."),
            _check_by_query(_STUCK_JOBS),
        ),
        _platform_invariant(
            "jobs",
            "none_gave_up",
            phrase("No job has used all its attempts."),
            _check_by_query(_FAILED_JOBS),
            is_note=True,
        ),
    )


def build_schema_invariant() -> PlatformInvariant:
    """Return the invariant that is checked first: the tables are those of this version."""
    return _platform_invariant(
        "database", "schema_is_newest", phrase("The schema matches this version."), _check_revision
    )


def _platform_invariant(
    owner: str,
    name: str,
    sentence: str,
    examine: Callable[[Database], Awaitable[InvariantCheckResult]],
    *,
    is_note: bool = False,
) -> PlatformInvariant:
    return PlatformInvariant(
        owner=owner, name=name, sentence=sentence, examine=examine, is_advisory=is_note
    )


def _check_by_query(
    query: LiteralString, params: dict[str, object] | None = None
) -> Callable[[Database], Awaitable[InvariantCheckResult]]:
    async def examine(database: Database) -> InvariantCheckResult:
        return build_violation_result(await database.execute(query, params))

    return examine


async def _check_revision(database: Database) -> InvariantCheckResult:
    try:
        rows = await database.execute(_READ_REVISION)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
        revision = "older than required by this version"
    else:
        revision = rows[0]["version_num"] if rows else "none"
    if revision == newest_revision():
        return InvariantCheckResult()
    detail = f"is {revision}, but this version needs {newest_revision()}. Run: vivavoce migrate"
    return InvariantCheckResult((InvariantViolation("schema", detail),))
