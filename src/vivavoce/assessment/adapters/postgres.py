"""Assessments in PostgreSQL, and their deletion when their retention time is over.

Scores and reasons are stored in plain text; quotes, results per question and flags are encrypted with the
candidate's key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from vivavoce.assessment.domain.assessment import Assessment, AssessmentInput, AssessmentRequest
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.transcript import (
    CompetencyScore,
    Evidence,
    HeardElement,
    QuestionResult,
    QuestionVotes,
    Scorecard,
    ScorecardFlag,
    ScoreProvenance,
    ScorerInfo,
)
from vivavoce.infra.database import Row
from vivavoce.infra.keys import DataErasedError, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import AssessmentId, InterviewId, SessionId


def serialize_scores(scorecard: Scorecard) -> list[Json]:
    """Return the part to store in plain text: scores and reasons by competency."""
    return [
        {name: value for name, value in asdict(competency).items() if name != "evidence"}
        for competency in scorecard.competencies
    ]


def serialize_sealed_content(scorecard: Scorecard) -> Json:
    """Return the part to encrypt: evidence by competency, results by question, and flags."""
    return {
        "evidence": [
            [asdict(item) for item in competency.evidence] for competency in scorecard.competencies
        ],
        "flags": [asdict(flag) for flag in scorecard.flags],
        "questions": [asdict(question) for question in scorecard.questions],
        "provenance": None if scorecard.provenance is None else asdict(scorecard.provenance),
    }


def build_scorecard(row: Row, sealed_content: Json | None) -> Scorecard:
    """Return the scorecard of a row; without ``sealed_content`` it has only scores and reasons."""
    scores = row["scores"]
    quoted = [()] * len(scores) if sealed_content is None else sealed_content["evidence"]
    return Scorecard(
        overall_score=row["overall_score"],
        recommendation=row["recommendation"],
        competencies=tuple(
            CompetencyScore(**score, evidence=tuple(_build_evidence(item) for item in items))
            for score, items in zip(scores, quoted, strict=True)
        ),
        flags=()
        if sealed_content is None
        else tuple(ScorecardFlag(**flag) for flag in sealed_content["flags"]),
        scorer=ScorerInfo(kind=row["scorer_kind"], version=row["scorer_version"]),
        questions=()
        if sealed_content is None
        else tuple(_build_question(raw) for raw in sealed_content.get("questions", ())),
        provenance=build_provenance((sealed_content or {}).get("provenance")),
    )


def build_provenance(raw: dict[str, Any] | None) -> ScoreProvenance | None:  # Any: JSON
    """Return the provenance as it was stored."""
    if raw is None:
        return None
    votes = tuple(
        QuestionVotes(
            **{
                **vote,
                "scores": tuple(vote["scores"]),
                "wordings": tuple(vote.get("wordings", ())),
            }
        )
        for vote in raw["votes"]
    )
    return ScoreProvenance(**{**raw, "votes": votes})


def _build_question(raw: dict[str, Any]) -> QuestionResult:  # Any: JSON
    return QuestionResult(
        **{
            **raw,
            "elements": tuple(HeardElement(**element) for element in raw["elements"]),
            "evidence": tuple(_build_evidence(item) for item in raw["evidence"]),
        }
    )


def _build_evidence(item: dict[str, Any]) -> Evidence:  # Any: JSON
    return Evidence(**{**item, "found": tuple(item["found"])})


class PostgresAssessmentRepository:
    """Stores assessment requests and completed assessments."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def add_request(
        self,
        work: UnitOfWork,
        *,
        assessment_id: AssessmentId,
        interview_id: InterviewId,
        run_id: str,
        session_id: SessionId,
        cause: str,
        at: datetime,
    ) -> bool:
        """Store a request as the interview's next version; return False if ``cause`` is known already."""
        params = {
            "tenant": work.tenant_id,
            "id": assessment_id,
            "interview_id": interview_id,
            "run_id": run_id,
            "session_id": session_id,
            "cause": cause,
            "at": at,
        }
        await work.execute(_LOCK_INTERVIEW, params)
        return await work.execute(_INSERT_REQUEST, params) == 1

    async def find_request(
        self, work: UnitOfWork, assessment_id: AssessmentId
    ) -> AssessmentRequest | None:
        """Return a request, or None."""
        return _build_request(await work.fetch_one(_FIND_REQUEST, {"id": assessment_id}))

    async def lock_request(
        self, work: UnitOfWork, assessment_id: AssessmentId
    ) -> AssessmentRequest | None:
        """Return a request, locked until ``work`` ends, or None."""
        return _build_request(await work.fetch_one(_LOCK_REQUEST, {"id": assessment_id}))

    async def find_newest_request(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> AssessmentRequest | None:
        """Return the newest request of an interview, completed or not, or None."""
        return _build_request(
            await work.fetch_one(_FIND_NEWEST_REQUEST, {"interview_id": interview_id})
        )

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Serialize assessment requests for this interview until ``work`` ends."""
        await work.execute(_LOCK_INTERVIEW, {"interview_id": interview_id})

    async def save_assessment(
        self,
        work: UnitOfWork,
        request: AssessmentRequest,
        assessment_input: AssessmentInput,
        scorecard: Scorecard,
        at: datetime,
    ) -> None:
        """Store the assessment of a request; raise ``GoneError`` if the candidate was erased."""
        cipher = await self._vault.get_cipher(work, assessment_input.person_id)
        await work.execute(
            _SAVE_ASSESSMENT,
            {
                "id": request.id,
                "at": at,
                "person_id": assessment_input.person_id,
                "rubric_version": assessment_input.rubric_version,
                "scorer_kind": scorecard.scorer.kind,
                "scorer_version": scorecard.scorer.version,
                "overall_score": scorecard.overall_score,
                "recommendation": scorecard.recommendation,
                "scores": Jsonb(serialize_scores(scorecard)),
                "sealed": cipher.encrypt_json(serialize_sealed_content(scorecard)),
            },
        )

    async def mark_failed(
        self, work: UnitOfWork, assessment_id: AssessmentId, at: datetime
    ) -> bool:
        """Mark a request as failed; return False if it is marked already or is completed."""
        return await work.execute(_MARK_FAILED, {"id": assessment_id, "at": at}) == 1

    async def clear_failure(self, work: UnitOfWork, assessment_id: AssessmentId) -> None:
        """Clear the failure mark of a request that is retried."""
        await work.execute(_CLEAR_FAILURE, {"id": assessment_id})

    async def find_latest_assessment(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Assessment | None:
        """Return the newest completed assessment, or None."""
        row = await work.fetch_one(_FIND_LATEST_ASSESSMENT, {"interview_id": interview_id})
        request = _build_request(row)
        if row is None or request is None:
            return None
        words = await self._open_sealed(work, row)
        return Assessment(
            request=request,
            created_at=row["completed_at"],
            rubric_version=row["rubric_version"],
            scorecard=build_scorecard(row, words),
            is_erased=words is None,
        )

    async def _open_sealed(self, work: UnitOfWork, row: Row) -> dict[str, Any] | None:  # Any: JSON
        try:
            cipher = await self._vault.get_cipher(work, row["person_id"])
            words: dict[str, Any] = cipher.decrypt_json(row["sealed"])
        except DataErasedError:
            return None
        return words


def _build_request(row: Row | None) -> AssessmentRequest | None:
    if row is None:
        return None
    return AssessmentRequest(
        id=row["id"],
        interview_id=row["interview_id"],
        run_id=row["run_id"],
        session_id=row["session_id"],
        version=row["version"],
        is_completed=row["completed_at"] is not None,
    )


# Serializes the numbering of one interview's versions.
_LOCK_INTERVIEW = """
    SELECT pg_advisory_xact_lock(hashtextextended('assessment ' || %(interview_id)s::text, 0))
"""
_INSERT_REQUEST = """
    INSERT INTO assessment (tenant_id, id, interview_id, run_id, session_id, version, cause, requested_at)
    SELECT %(tenant)s, %(id)s, %(interview_id)s, %(run_id)s, %(session_id)s,
           coalesce(max(a.version), 0) + 1, %(cause)s, %(at)s
    FROM assessment a
    WHERE a.interview_id = %(interview_id)s
    ON CONFLICT (tenant_id, interview_id, cause) DO NOTHING
"""
_FIND_REQUEST = """
    SELECT *
    FROM assessment
    WHERE id = %(id)s
"""
_LOCK_REQUEST = """
    SELECT *
    FROM assessment
    WHERE id = %(id)s
    FOR UPDATE
"""
_FIND_NEWEST_REQUEST = """
    SELECT *
    FROM assessment
    WHERE interview_id = %(interview_id)s
    ORDER BY version DESC
    LIMIT 1
"""
_MARK_FAILED = """
    UPDATE assessment
    SET failed_at = %(at)s
    WHERE id = %(id)s
      AND completed_at IS NULL
      AND failed_at IS NULL
"""
_CLEAR_FAILURE = """
    UPDATE assessment
    SET failed_at = NULL
    WHERE id = %(id)s
"""
_FIND_LATEST_ASSESSMENT = """
    SELECT *
    FROM assessment
    WHERE interview_id = %(interview_id)s
      AND completed_at IS NOT NULL
    ORDER BY version DESC
    LIMIT 1
"""
_SAVE_ASSESSMENT = """
    UPDATE assessment
    SET completed_at = %(at)s,
        person_id = %(person_id)s,
        rubric_version = %(rubric_version)s,
        scorer_kind = %(scorer_kind)s,
        scorer_version = %(scorer_version)s,
        overall_score = %(overall_score)s,
        recommendation = %(recommendation)s,
        scores = %(scores)s,
        sealed = %(sealed)s
    WHERE id = %(id)s
      AND completed_at IS NULL
"""


async def erase_assessments(work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
    """Delete the assessments, panel results and rankings of these interviews.

    A database function does it, restricted to the tenant of the unit of work.
    """
    await work.execute("SELECT assessment_erase(%(ids)s::uuid[])", {"ids": list(interview_ids)})
