"""Assessments in PostgreSQL; what quotes a person is sealed under that person's key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from vivavoce.assessment.adapters.rows import scorecard_of, scores_json, words_json
from vivavoce.assessment.domain.assessment import Assessment, Basis, Request
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.infra.database import Row
from vivavoce.infra.vault import Erased, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import AssessmentId, InterviewId, SessionId


class PostgresAssessments:
    """The store of assessments."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def ask(
        self,
        work: Work,
        *,
        assessment_id: AssessmentId,
        interview_id: InterviewId,
        run_id: str,
        session_id: SessionId,
        cause: str,
        at: datetime,
    ) -> bool:
        """Keep a request as the interview's next version; False if ``cause`` was heard before."""
        params = {
            "tenant": work.tenant_id,
            "id": assessment_id,
            "interview_id": interview_id,
            "run_id": run_id,
            "session_id": session_id,
            "cause": cause,
            "at": at,
        }
        await work.execute(_IN_TURN, params)
        return await work.execute(_ASK, params) == 1

    async def find(self, work: Work, assessment_id: AssessmentId) -> Request | None:
        """Return a request."""
        return _request(await work.fetch_one(_FIND, {"id": assessment_id}))

    async def lock(self, work: Work, assessment_id: AssessmentId) -> Request | None:
        """Return a request that nobody else can make until ``work`` ends."""
        return _request(await work.fetch_one(_LOCK, {"id": assessment_id}))

    async def newest(self, work: Work, interview_id: InterviewId) -> Request | None:
        """Return the newest request of an interview, made or not."""
        return _request(await work.fetch_one(_NEWEST, {"interview_id": interview_id}))

    async def take_turn(self, work: Work, interview_id: InterviewId) -> None:
        """Wait until nobody else asks for an assessment of this interview."""
        await work.execute(_IN_TURN, {"interview_id": interview_id})

    async def keep(
        self, work: Work, request: Request, basis: Basis, scorecard: Scorecard, at: datetime
    ) -> None:
        """Keep what was made of a request, or raise ``Gone`` where its person was erased."""
        cipher = await self._vault.cipher(work, basis.person_id)
        await work.execute(
            _KEEP,
            {
                "id": request.id,
                "at": at,
                "person_id": basis.person_id,
                "rubric_version": basis.rubric_version,
                "scorer_kind": scorecard.scorer.kind,
                "scorer_version": scorecard.scorer.version,
                "overall_score": scorecard.overall_score,
                "recommendation": scorecard.recommendation,
                "scores": Jsonb(scores_json(scorecard)),
                "sealed": cipher.seal_json(words_json(scorecard)),
            },
        )

    async def give_up(self, work: Work, assessment_id: AssessmentId, at: datetime) -> bool:
        """Note that a request could not be made; False if that is noted, or it was made after all."""
        return await work.execute(_GIVE_UP, {"id": assessment_id, "at": at}) == 1

    async def take_up(self, work: Work, assessment_id: AssessmentId) -> None:
        """Note that a request is tried anew."""
        await work.execute(_TAKE_UP, {"id": assessment_id})

    async def latest(self, work: Work, interview_id: InterviewId) -> Assessment | None:
        """Return the newest assessment that was made."""
        row = await work.fetch_one(_LATEST, {"interview_id": interview_id})
        request = _request(row)
        if row is None or request is None:
            return None
        words = await self._words(work, row)
        return Assessment(
            request=request,
            made_at=row["made_at"],
            rubric_version=row["rubric_version"],
            scorecard=scorecard_of(row, words),
            is_erased=words is None,
        )

    async def _words(self, work: Work, row: Row) -> dict[str, Any] | None:  # Any: JSON
        try:
            cipher = await self._vault.cipher(work, row["person_id"])
            words: dict[str, Any] = cipher.open_json(row["sealed"])
        except Erased:
            return None
        return words


def _request(row: Row | None) -> Request | None:
    if row is None:
        return None
    return Request(
        id=row["id"],
        interview_id=row["interview_id"],
        run_id=row["run_id"],
        session_id=row["session_id"],
        version=row["version"],
        is_made=row["made_at"] is not None,
    )


# Versions of one interview are counted by one transaction at a time.
_IN_TURN = """
    SELECT pg_advisory_xact_lock(hashtextextended('assessment ' || %(interview_id)s::text, 0))
"""
_ASK = """
    INSERT INTO assessment (tenant_id, id, interview_id, run_id, session_id, version, cause, asked_at)
    SELECT %(tenant)s, %(id)s, %(interview_id)s, %(run_id)s, %(session_id)s,
           coalesce(max(a.version), 0) + 1, %(cause)s, %(at)s
    FROM assessment a
    WHERE a.interview_id = %(interview_id)s
    ON CONFLICT (tenant_id, interview_id, cause) DO NOTHING
"""
_FIND = """
    SELECT *
    FROM assessment
    WHERE id = %(id)s
"""
_LOCK = """
    SELECT *
    FROM assessment
    WHERE id = %(id)s
    FOR UPDATE
"""
_NEWEST = """
    SELECT *
    FROM assessment
    WHERE interview_id = %(interview_id)s
    ORDER BY version DESC
    LIMIT 1
"""
_GIVE_UP = """
    UPDATE assessment
    SET gave_up_at = %(at)s
    WHERE id = %(id)s
      AND made_at IS NULL
      AND gave_up_at IS NULL
"""
_TAKE_UP = """
    UPDATE assessment
    SET gave_up_at = NULL
    WHERE id = %(id)s
"""
_LATEST = """
    SELECT *
    FROM assessment
    WHERE interview_id = %(interview_id)s
      AND made_at IS NOT NULL
    ORDER BY version DESC
    LIMIT 1
"""
_KEEP = """
    UPDATE assessment
    SET made_at = %(at)s,
        person_id = %(person_id)s,
        rubric_version = %(rubric_version)s,
        scorer_kind = %(scorer_kind)s,
        scorer_version = %(scorer_version)s,
        overall_score = %(overall_score)s,
        recommendation = %(recommendation)s,
        scores = %(scores)s,
        sealed = %(sealed)s
    WHERE id = %(id)s
      AND made_at IS NULL
"""
