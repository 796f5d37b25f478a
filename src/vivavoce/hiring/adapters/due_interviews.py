"""Interviews of all organizations that are overdue or due for erasure, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString

from vivavoce.contracts.profiles import RetentionDays
from vivavoce.hiring.adapters.statements import MARK_WORDS_ERASED
from vivavoce.hiring.ports.interviews import OverdueInterview
from vivavoce.hiring.ports.retention import InterviewsDueForErasure, RetentionRun
from vivavoce.infra.database import Database
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId


class PostgresOverdueInterviewFinder:
    """Calls the database functions that read across organizations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Return up to ``limit`` open interviews of ``profile``, oldest first.

        They were created, and if in progress begun, by ``before`` and have not changed since ``idle_since``.
        """
        return await self._query(
            "SELECT * FROM interview_overdue(%(door)s, %(before)s, %(quiet)s, %(most)s)",
            {"door": profile, "before": before, "quiet": idle_since, "most": limit},
        )

    async def find_approved(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Like ``find``, but only interviews that were approved, scheduled for, or begun by ``before``."""
        return await self._query(
            "SELECT * FROM interview_abandoned(%(door)s, %(before)s, %(quiet)s, %(most)s)",
            {"door": profile, "before": before, "quiet": idle_since, "most": limit},
        )

    async def _query(
        self, query: LiteralString, params: Mapping[str, object]
    ) -> Sequence[OverdueInterview]:
        return [
            OverdueInterview(
                tenant_id=TenantId(row["tenant_id"]), interview_id=InterviewId(row["interview_id"])
            )
            for row in await self._database.execute(query, params)
        ]


class PostgresRetentionStore:
    """Reads interviews and records what each retention run deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_tenants(self) -> Sequence[TenantId]:
        """Return the organizations that keep interviews or conversations; reads across organizations."""
        rows = await self._database.execute("SELECT tenant_id FROM interview_retention_tenants()")
        return [TenantId(row["tenant_id"]) for row in rows]

    async def find_due(
        self,
        work: UnitOfWork,
        policy: Mapping[str, RetentionDays],
        now: datetime,
        *,
        skip: Sequence[InterviewId] = (),
        limit: int,
    ) -> InterviewsDueForErasure:
        """Return up to ``limit`` interviews of each kind that are due at ``now``, oldest first.

        The period counts from the last completion, or else from the last transition. The shorter of the
        period promised to the candidate and the organization's current one applies.
        """
        params = {
            "profiles": list(policy),
            "now": now,
            "skip": list(skip),
            "most": limit,
        }
        words = [days.transcript for days in policy.values()]
        assessments = [days.assessment for days in policy.values()]
        return InterviewsDueForErasure(
            words=_interview_ids(await work.fetch_all(_WORDS_DUE, {**params, "days": words})),
            assessments=_interview_ids(
                await work.fetch_all(_ASSESSMENTS_DUE, {**params, "days": assessments})
            ),
        )

    async def mark_words_erased(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId], at: datetime
    ) -> None:
        """Record that the transcripts of these interviews were erased."""
        await work.execute(MARK_WORDS_ERASED, {"ids": list(interview_ids), "at": at})

    async def mark_assessment_erased(
        self, work: UnitOfWork, interview_id: InterviewId, at: datetime
    ) -> None:
        """Record that the assessment of an interview was erased."""
        await work.execute(_MARK_ASSESSMENT_ERASED, {"id": interview_id, "at": at})

    async def add_run(self, work: UnitOfWork, run: RetentionRun) -> None:
        """Store what a run deleted."""
        await work.execute(
            _ADD_RUN,
            {
                "tenant": work.tenant_id,
                "at": run.at,
                "transcripts": run.transcripts,
                "assessments": run.assessments,
                "recordings": run.recordings,
                "conversations": run.conversations,
                "failed": run.failed,
            },
        )

    async def list_runs(self, work: UnitOfWork, *, limit: int) -> Sequence[RetentionRun]:
        """Return the last ``limit`` runs that deleted something or failed, newest first."""
        rows = await work.fetch_all(_RUNS, {"limit": limit})
        return [RetentionRun(**row) for row in rows]


def _interview_ids(rows: Sequence[Mapping[str, object]]) -> tuple[InterviewId, ...]:
    return tuple(InterviewId(row["id"]) for row in rows)  # type: ignore[arg-type]  # a uuid column


_FROM_DUE: LiteralString = """
    SELECT i.id
    FROM interview i
    JOIN unnest(%(profiles)s::text[], %(days)s::integer[]) AS policy(profile, days)
      ON policy.profile = i.profile
    LEFT JOIN LATERAL (
        SELECT max(t.at) AS at
        FROM interview_transition t
        WHERE t.tenant_id = i.tenant_id AND t.interview_id = i.id AND t.transition = 'COMPLETE'
    ) talk ON true
    WHERE NOT i.id = ANY (%(skip)s::uuid[])
"""
_OLDEST_FIRST: LiteralString = """
    ORDER BY i.state_since, i.id
    LIMIT %(most)s
"""
_WORDS_DUE: LiteralString = (
    _FROM_DUE
    + """
      AND i.transcript_erased_at IS NULL
      AND coalesce(talk.at, i.state_since)
          < %(now)s::timestamptz - make_interval(days => least(i.transcript_retention_days, policy.days))
"""
    + _OLDEST_FIRST
)
_ASSESSMENTS_DUE: LiteralString = (
    _FROM_DUE
    + """
      AND i.assessment_erased_at IS NULL
      AND coalesce(talk.at, i.state_since)
          < %(now)s::timestamptz - make_interval(days => least(i.assessment_retention_days, policy.days))
"""
    + _OLDEST_FIRST
)
_MARK_ASSESSMENT_ERASED: LiteralString = """
    UPDATE interview
    SET assessment_erased_at = %(at)s, assessment_id = NULL, recommendation = NULL,
        flags = NULL
    WHERE id = %(id)s
"""
_ADD_RUN: LiteralString = """
    INSERT INTO retention_run
        (tenant_id, at, transcripts, assessments, recordings, conversations, failed)
    VALUES (%(tenant)s, %(at)s, %(transcripts)s, %(assessments)s, %(recordings)s,
        %(conversations)s, %(failed)s)
    ON CONFLICT DO NOTHING
"""
_RUNS: LiteralString = """
    SELECT at, transcripts, assessments, recordings, conversations, failed
    FROM retention_run
    ORDER BY at DESC
    LIMIT %(limit)s
"""
