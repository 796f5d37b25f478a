"""Decisions about candidates and corrections of levels in PostgreSQL; the reasons are encrypted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.hiring.domain.hiring_decision import (
    CompetencyLevel,
    HiringDecision,
    HiringOutcome,
    LevelCorrection,
)
from vivavoce.infra.database import Row
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId

_ADD: LiteralString = """
    INSERT INTO hiring_decision (tenant_id, id, interview_id, assessment_id, outcome, status, levels,
                                 comments, needs_second_person, decided_by, decided_by_name, decided_at,
                                 takes_effect_at, replaces)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(assessment)s, %(outcome)s, %(status)s, %(levels)s,
            %(comments)s, %(needs_second)s, %(decided_by)s, %(decided_by_name)s, %(decided_at)s,
            %(takes_effect_at)s, %(replaces)s)
"""
_SAVE: LiteralString = """
    UPDATE hiring_decision
    SET status = %(status)s, confirmed_by = %(confirmed_by)s, confirmed_by_name = %(confirmed_by_name)s,
        final_at = %(final_at)s
    WHERE id = %(id)s
"""
_LIST: LiteralString = """
    SELECT d.*, i.person_id
    FROM hiring_decision d
    JOIN interview i ON i.id = d.interview_id
    WHERE d.interview_id = %(interview)s
    ORDER BY d.decided_at DESC, d.id DESC
"""
_NEWEST: LiteralString = """
    SELECT DISTINCT ON (d.interview_id) d.*, NULL::uuid AS person_id
    FROM hiring_decision d
    WHERE d.interview_id = ANY (%(interviews)s)
    ORDER BY d.interview_id, d.decided_at DESC, d.id DESC
"""
_FIND_INTERVIEW: LiteralString = """
    SELECT d.interview_id
    FROM hiring_decision d
    JOIN interview i ON i.id = d.interview_id
    WHERE d.id = %(id)s AND i.deleted_at IS NULL
"""
_DELETE: LiteralString = "DELETE FROM hiring_decision WHERE id = %(id)s AND status <> 'final'"
_ADD_CORRECTION: LiteralString = """
    INSERT INTO level_correction (tenant_id, id, interview_id, assessment_id, competency, level, reason,
                                  corrected_by, corrected_by_name, corrected_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(assessment)s, %(competency)s, %(level)s, %(reason)s,
            %(corrected_by)s, %(corrected_by_name)s, %(corrected_at)s)
"""
_CORRECTIONS: LiteralString = """
    SELECT newest.*
    FROM (
        SELECT DISTINCT ON (c.competency) c.*, i.person_id
        FROM level_correction c
        JOIN interview i ON i.id = c.interview_id
        WHERE c.interview_id = %(interview)s AND c.assessment_id = %(assessment)s
        ORDER BY c.competency, c.corrected_at DESC, c.id DESC
    ) newest
    WHERE newest.level IS NOT NULL
    ORDER BY newest.corrected_at, newest.id
"""
_ERASE_REASONS: LiteralString = """
    WITH corrections AS (
        UPDATE level_correction SET reason = NULL WHERE interview_id = ANY (%(interviews)s)
    )
    UPDATE hiring_decision SET comments = NULL WHERE interview_id = ANY (%(interviews)s)
"""
_ERASE_LEVELS: LiteralString = """
    WITH corrections AS (
        DELETE FROM level_correction WHERE interview_id = ANY (%(interviews)s)
    )
    UPDATE hiring_decision
    SET levels = '[]', comments = NULL
    WHERE interview_id = ANY (%(interviews)s)
"""


class PostgresHiringDecisionRepository:
    """The decisions and corrections of the organization that ``work`` belongs to."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def add(self, work: UnitOfWork, decision: HiringDecision, person_id: PersonId) -> None:
        """Store a new decision; its reason is not stored if the person was erased."""
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": decision.id,
                "interview": decision.interview_id,
                "assessment": decision.assessment_id,
                "outcome": decision.outcome,
                "status": decision.status,
                "levels": Jsonb(
                    [{"competency": own.competency, "level": own.level} for own in decision.levels]
                ),
                "comments": await self._seal(work, person_id, decision.comments),
                "needs_second": decision.needs_second_person,
                "decided_by": decision.decided_by,
                "decided_by_name": decision.decided_by_name,
                "decided_at": decision.decided_at,
                "takes_effect_at": decision.takes_effect_at,
                "replaces": decision.replaces,
            },
        )

    async def save(self, work: UnitOfWork, decision: HiringDecision) -> None:
        """Store the status, and who confirmed the decision when."""
        await work.execute(
            _SAVE,
            {
                "id": decision.id,
                "status": decision.status,
                "confirmed_by": decision.confirmed_by,
                "confirmed_by_name": decision.confirmed_by_name,
                "final_at": decision.final_at,
            },
        )

    async def delete(self, work: UnitOfWork, decision: HiringDecision) -> None:
        """Delete a decision that is not final."""
        await work.execute(_DELETE, {"id": decision.id})

    async def find_interview_id(self, work: UnitOfWork, decision_id: UUID) -> InterviewId | None:
        """Return the interview of a decision; None if it was undone or the interview deleted."""
        row = await work.fetch_one(_FIND_INTERVIEW, {"id": decision_id})
        return None if row is None else InterviewId(row["interview_id"])

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> tuple[HiringDecision, ...]:
        """Return the decisions about the candidate of an interview, newest first."""
        rows = await work.fetch_all(_LIST, {"interview": interview_id})
        cipher = await self._vault.find_cipher(work, rows[0]["person_id"]) if rows else None
        return tuple(_decision_from_row(row, cipher) for row in rows)

    async def newest(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, HiringDecision]:
        """Return the newest decision of each interview, without its reason."""
        rows = await work.fetch_all(_NEWEST, {"interviews": list(interview_ids)})
        return {InterviewId(row["interview_id"]): _decision_from_row(row, None) for row in rows}

    async def add_correction(
        self, work: UnitOfWork, correction: LevelCorrection, person_id: PersonId
    ) -> None:
        """Store a correction; its reason is not stored if the person was erased."""
        await work.execute(
            _ADD_CORRECTION,
            {
                "tenant": work.tenant_id,
                "id": correction.id,
                "interview": correction.interview_id,
                "assessment": correction.assessment_id,
                "competency": correction.competency,
                "level": correction.level,
                "reason": await self._seal(work, person_id, correction.comments),
                "corrected_by": correction.corrected_by,
                "corrected_by_name": correction.corrected_by_name,
                "corrected_at": correction.corrected_at,
            },
        )

    async def list_corrections(
        self, work: UnitOfWork, interview_id: InterviewId, assessment_id: str
    ) -> tuple[LevelCorrection, ...]:
        """Return the correction that counts for each competency, the oldest first."""
        params = {"interview": interview_id, "assessment": assessment_id}
        rows = await work.fetch_all(_CORRECTIONS, params)
        cipher = await self._vault.find_cipher(work, rows[0]["person_id"]) if rows else None
        return tuple(_correction_from_row(row, cipher) for row in rows)

    async def erase_reasons(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the reasons of all decisions and corrections of these interviews."""
        await work.execute(_ERASE_REASONS, {"interviews": list(interview_ids)})

    async def erase_levels(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete all levels and reasons; the outcome stays with the person's name and the time."""
        await work.execute(_ERASE_LEVELS, {"interviews": list(interview_ids)})

    async def _seal(self, work: UnitOfWork, person_id: PersonId, text: str | None) -> bytes | None:
        # The reason may name the candidate, so it becomes unreadable with the candidate's key.
        if text is None:
            return None
        cipher = await self._vault.find_cipher(work, person_id)
        return None if cipher is None else cipher.encrypt(text)


def _decision_from_row(row: Row, cipher: SubjectCipher | None) -> HiringDecision:
    return HiringDecision(
        id=row["id"],
        interview_id=InterviewId(row["interview_id"]),
        assessment_id=row["assessment_id"],
        outcome=HiringOutcome(row["outcome"]),
        status=row["status"],
        levels=tuple(CompetencyLevel(**own) for own in row["levels"]),
        comments=_decrypt(row["comments"], cipher),
        needs_second_person=row["needs_second_person"],
        decided_by=row["decided_by"],
        decided_by_name=row["decided_by_name"],
        decided_at=row["decided_at"],
        takes_effect_at=row["takes_effect_at"],
        confirmed_by=row["confirmed_by"],
        confirmed_by_name=row["confirmed_by_name"],
        final_at=row["final_at"],
        replaces=row["replaces"],
    )


def _correction_from_row(row: Row, cipher: SubjectCipher | None) -> LevelCorrection:
    return LevelCorrection(
        id=row["id"],
        interview_id=InterviewId(row["interview_id"]),
        assessment_id=row["assessment_id"],
        competency=row["competency"],
        level=None if row["level"] is None else float(row["level"]),
        comments=_decrypt(row["reason"], cipher),
        corrected_by=row["corrected_by"],
        corrected_by_name=row["corrected_by_name"],
        corrected_at=row["corrected_at"],
    )


def _decrypt(sealed: bytes | None, cipher: SubjectCipher | None) -> str | None:
    return None if sealed is None or cipher is None else cipher.decrypt(sealed)
