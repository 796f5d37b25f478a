"""New answers to questions of reviewed sessions in PostgreSQL, encrypted with their person's key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import LiteralString

from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.practice.domain.review.new_answers import NewAnswer

_ADD: LiteralString = """
    INSERT INTO practice_answer
        (tenant_id, interview_id, question_number, attempt, answered_at, document)
    VALUES (%(tenant)s, %(interview)s, %(number)s, %(attempt)s, %(at)s, %(document)s)
"""
_LIST: LiteralString = """
    SELECT interview_id, question_number, attempt, answered_at, document
    FROM practice_answer
    WHERE interview_id = %(interview)s
    ORDER BY question_number, attempt
"""
_DELETE: LiteralString = """
    DELETE FROM practice_answer
    WHERE interview_id = ANY (%(interviews)s)
"""


class PostgresNewAnswerRepository:
    """Stores new answers in the ``practice_answer`` table."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def add(self, work: UnitOfWork, person_id: PersonId, answer: NewAnswer) -> None:
        """Store a new answer, or raise ``GoneError`` if its person was erased."""
        cipher = await self._vault.get_cipher(work, person_id)
        row = {
            "tenant": work.tenant_id,
            "interview": answer.interview_id,
            "number": answer.question_number,
            "attempt": answer.attempt,
            "at": answer.answered_at,
            "document": cipher.encrypt_json(answer.document),
        }
        await work.execute(_ADD, row)

    async def list_by_interview(
        self, work: UnitOfWork, person_id: PersonId, interview_id: InterviewId
    ) -> list[NewAnswer]:
        """Return the new answers of a session, by question, oldest first."""
        rows = await work.fetch_all(_LIST, {"interview": interview_id})
        if not rows:
            return []
        cipher = await self._vault.get_cipher(work, person_id)
        return [
            NewAnswer(
                interview_id=InterviewId(row["interview_id"]),
                question_number=row["question_number"],
                attempt=row["attempt"],
                answered_at=row["answered_at"],
                document=cipher.decrypt_json(row["document"]),
            )
            for row in rows
        ]

    async def forget_interviews(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> None:
        """Delete the new answers of these interviews."""
        await work.execute(_DELETE, {"interviews": list(interview_ids)})
