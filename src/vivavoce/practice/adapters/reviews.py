"""Reviews in PostgreSQL; their text is encrypted with the key of the person they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vivavoce.contracts.transcript import ScorerInfo
from vivavoce.infra.database import Row
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import AssessmentId, InterviewId, PersonId, SessionId
from vivavoce.practice.adapters import reviews_sql as sql
from vivavoce.practice.domain.draft import ReviewSummary
from vivavoce.practice.domain.review.review import Review
from vivavoce.practice.ports import CompletedReview, LeaderboardEntry


class PostgresReviewRepository:
    """Stores reviews in the ``review`` table."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Review | None:
        """Return the interview's review without its text, or None."""
        return _review_from_row(await work.fetch_one(sql.FIND, {"interview_id": interview_id}))

    async def load_summaries(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, ReviewSummary]:
        """Return status and score by interview, with one query; interviews without a review are left out."""
        rows = await work.fetch_all(sql.LIST_SUMMARIES, {"ids": list(interview_ids)})
        return {
            InterviewId(row["interview_id"]): ReviewSummary(
                row["status"],
                None if row["overall_score"] is None else float(row["overall_score"]),
            )
            for row in rows
        }

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> Review | None:
        """Return the interview's review, its row locked until ``work`` ends, or None."""
        return _review_from_row(await work.fetch_one(sql.LOCK, {"interview_id": interview_id}))

    async def lock_or_create(self, work: UnitOfWork, review: Review) -> Review:
        """Return the interview's review, locked as above; store ``review`` if there is none yet."""
        await work.execute(sql.ADD, {"tenant": work.tenant_id, **_columns(review)})
        return await self.lock(work, review.interview_id) or review

    async def save(self, work: UnitOfWork, review: Review) -> None:
        """Store the status of a review; a completed review is not changed."""
        await work.execute(sql.SAVE, _columns(review))

    async def save_completed(
        self,
        work: UnitOfWork,
        review: Review,
        completed: CompletedReview,
        *,
        is_listed: bool | None,
    ) -> None:
        """Store a completed review, or raise ``GoneError`` if its person was erased.

        ``is_listed`` is the person's leaderboard choice, None without one. Only True shows the score.
        """
        cipher = await self._vault.get_cipher(work, review.person_id)
        texts = {
            "review": completed.document,
            "name": completed.display_name,
            "strong": list(completed.strong),
            "weak": list(completed.weak),
        }
        await work.execute(
            sql.SAVE_COMPLETED,
            {
                **_columns(review),
                "scorer_kind": completed.scorer.kind,
                "scorer_version": completed.scorer.version,
                "overall_score": completed.overall_score,
                "is_listed": is_listed,
                "document": cipher.encrypt_json(texts),
            },
        )

    async def find_completed(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CompletedReview | None:
        """Return the completed review with its text, or None; raise ``GoneError`` if the text was erased."""
        row = await work.fetch_one(sql.FIND_COMPLETED, {"interview_id": interview_id})
        if row is None:
            return None
        return _completed_from_row(row, await self._vault.get_cipher(work, row["person_id"]))

    async def list_completed(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, CompletedReview]:
        """Return the completed reviews of many interviews, with one query."""
        rows = await work.fetch_all(sql.LIST_COMPLETED, {"interview_ids": list(interview_ids)})
        return {review.interview_id: review for review, _ in await self._decrypt_rows(work, rows)}

    async def list_by_person(
        self, work: UnitOfWork, person_id: PersonId, *, scorer_kind: str | None = None, limit: int
    ) -> list[CompletedReview]:
        """Return a person's completed reviews, newest first, optionally of one kind of scorer only."""
        rows = await work.fetch_all(
            sql.LIST_BY_PERSON, {"person_id": person_id, "kind": scorer_kind, "limit": limit}
        )
        return [review for review, _ in await self._decrypt_rows(work, rows)]

    async def list_best(self, work: UnitOfWork, *, limit: int) -> list[LeaderboardEntry]:
        """Return the best-scored review of each person, best first; of equal scores, the earlier first.

        Only reviews that their person chose to show, of the kind of scorer that scored them most recently.
        """
        rows = await work.fetch_all(sql.LIST_BEST, {"limit": limit})
        return [
            LeaderboardEntry(
                rank=row["rank"],
                review=review,
                interview_type=row["interview_type"],
                difficulty=row["difficulty"],
            )
            for review, row in await self._decrypt_rows(work, rows)
        ]

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> None:
        """Delete a person's scores and unlist their reviews; the text is lost with the person's key."""
        await work.execute(sql.ERASE_PERSON, {"person_id": person_id})

    async def forget_interviews(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> None:
        """Delete text and scores of the reviews of interviews whose retention period is over."""
        await work.execute(sql.ERASE_INTERVIEWS, {"ids": list(interview_ids)})

    async def _decrypt_rows(
        self, work: UnitOfWork, rows: Sequence[Row]
    ) -> list[tuple[CompletedReview, Row]]:
        """Return the reviews that can still be decrypted; those of erased people are left out."""
        ciphers = await self._vault.get_ciphers(work, {row["person_id"] for row in rows})
        return [
            (_completed_from_row(row, ciphers[row["person_id"]]), row)
            for row in rows
            if row["person_id"] in ciphers and row["sealed_document"]
        ]


def _completed_from_row(row: Row, cipher: SubjectCipher) -> CompletedReview:
    texts: dict[str, Any] = cipher.decrypt_json(row["sealed_document"])  # Any: JSON
    return CompletedReview(
        interview_id=InterviewId(row["interview_id"]),
        person_id=PersonId(row["person_id"]),
        scorer=ScorerInfo(kind=row["scorer_kind"], version=row["scorer_version"]),
        overall_score=row["overall_score"],
        completed_at=row["completed_at"],
        document=texts["review"],
        display_name=texts["name"],
        strong=tuple(texts["strong"]),
        weak=tuple(texts["weak"]),
    )


def _review_from_row(row: Row | None) -> Review | None:
    if row is None:
        return None
    session_id, assessment_id = row["session_id"], row["assessment_id"]
    return Review(
        interview_id=InterviewId(row["interview_id"]),
        run_id=row["run_id"],
        person_id=PersonId(row["person_id"]),
        status=row["status"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        session_id=None if session_id is None else SessionId(session_id),
        stage=row["stage"],
        ending=row["end_reason"],
        reason=row["ineligibility_reason"],
        failure_code=row["failure_code"],
        is_retryable=row["is_retryable"],
        attempts=row["attempts"],
        version=row["version"],
        interview_type=row["interview_type"],
        difficulty=row["difficulty"],
        assessment_id=None if assessment_id is None else AssessmentId(assessment_id),
        completed_at=row["completed_at"],
    )


def _columns(review: Review) -> dict[str, Any]:  # Any: SQL values
    return {name: getattr(review, name) for name in sql.STATUS_COLUMNS}
