"""What candidates wrote on their own page, in PostgreSQL; the texts are encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.contracts.candidate_page import (
    CandidateFeedback,
    CandidateMessages,
    ReviewRequest,
    TranscriptCorrection,
)
from vivavoce.infra.database import Row
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId

_SAVE: LiteralString = """
    INSERT INTO candidate_message AS m (tenant_id, interview_id, kind, turn, stars, text, written_at)
    VALUES (%(tenant)s, %(interview)s, %(kind)s, %(turn)s, %(stars)s, %(text)s, %(written_at)s)
    ON CONFLICT (tenant_id, interview_id, kind, turn) DO UPDATE
    SET stars = excluded.stars, text = excluded.text, written_at = excluded.written_at
    WHERE m.answered_at IS NULL
"""
_LIST: LiteralString = """
    SELECT m.*, i.person_id
    FROM candidate_message m
    JOIN interview i ON i.id = m.interview_id
    WHERE m.interview_id = %(interview)s
    ORDER BY m.kind, m.turn
"""
_ANSWER: LiteralString = """
    UPDATE candidate_message
    SET answer = %(answer)s, answered_by = %(by)s, answered_by_name = %(by_name)s, answered_at = %(at)s
    WHERE interview_id = %(interview)s AND kind = 'review_request' AND answered_at IS NULL
"""
_FORGET: LiteralString = """
    UPDATE candidate_message
    SET text = NULL, answer = NULL
    WHERE interview_id = ANY (%(interviews)s)
"""


class PostgresCandidateMessageRepository:
    """The messages of candidates in the organization that ``work`` belongs to."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> CandidateMessages:
        """Return what the candidate of an interview wrote; erased texts are ''."""
        rows = await work.fetch_all(_LIST, {"interview": interview_id})
        cipher = await self._vault.find_cipher(work, rows[0]["person_id"]) if rows else None
        feedback = next((row for row in rows if row["kind"] == "feedback"), None)
        review = next((row for row in rows if row["kind"] == "review_request"), None)
        return CandidateMessages(
            corrections=tuple(
                TranscriptCorrection(
                    turn=row["turn"],
                    text=_decrypt(row["text"], cipher),
                    written_at=row["written_at"],
                )
                for row in rows
                if row["kind"] == "correction" and row["text"] is not None
            ),
            feedback=None
            if feedback is None
            else CandidateFeedback(
                stars=feedback["stars"],
                text=_decrypt(feedback["text"], cipher),
                written_at=feedback["written_at"],
            ),
            review=None if review is None else _review_from_row(review, cipher),
        )

    async def save_correction(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        correction: TranscriptCorrection,
    ) -> None:
        """Store a correction; it replaces the candidate's earlier one of the same turn."""
        await self._save(
            work,
            interview_id,
            person_id,
            "correction",
            correction.text,
            correction.written_at,
            turn=correction.turn,
        )

    async def save_feedback(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        feedback: CandidateFeedback,
    ) -> None:
        """Store feedback; it replaces the earlier one."""
        await self._save(
            work,
            interview_id,
            person_id,
            "feedback",
            feedback.text,
            feedback.written_at,
            stars=feedback.stars,
        )

    async def save_review_request(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        request: ReviewRequest,
    ) -> None:
        """Store a request for a review; it replaces the earlier one unless that was answered."""
        await self._save(
            work, interview_id, person_id, "review_request", request.text, request.written_at
        )

    async def answer_review(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        *,
        answer: str,
        by: UUID,
        by_name: str,
        at: datetime,
    ) -> bool:
        """Store the answer to a request for a review; return False if there is none without an answer."""
        cipher = await self._vault.get_cipher(work, person_id)
        values = {
            "interview": interview_id,
            "answer": cipher.encrypt(answer),
            "by": by,
            "by_name": by_name,
            "at": at,
        }
        return await work.execute(_ANSWER, values) > 0

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the texts and answers of these interviews; stars and times stay."""
        await work.execute(_FORGET, {"interviews": list(interview_ids)})

    async def _save(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        kind: str,
        text: str,
        at: datetime,
        *,
        turn: int = 0,
        stars: int | None = None,
    ) -> None:
        cipher = await self._vault.get_cipher(work, person_id)
        await work.execute(
            _SAVE,
            {
                "tenant": work.tenant_id,
                "interview": interview_id,
                "kind": kind,
                "turn": turn,
                "stars": stars,
                "text": cipher.encrypt(text) if text else None,
                "written_at": at,
            },
        )


def _review_from_row(row: Row, cipher: SubjectCipher | None) -> ReviewRequest:
    return ReviewRequest(
        text=_decrypt(row["text"], cipher),
        written_at=row["written_at"],
        answer=None if row["answered_at"] is None else _decrypt(row["answer"], cipher),
        answered_by=row["answered_by_name"],
        answered_at=row["answered_at"],
    )


def _decrypt(sealed: bytes | None, cipher: SubjectCipher | None) -> str:
    return "" if sealed is None or cipher is None else cipher.decrypt(sealed)
