"""Reviews in PostgreSQL; their words are sealed under the key of the person they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vivavoce.contracts.scorecard import Scorer
from vivavoce.infra.database import Row
from vivavoce.infra.vault import SubjectCipher, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import AssessmentId, InterviewId, PersonId, SessionId
from vivavoce.practice.adapters import reviews_sql as sql
from vivavoce.practice.domain.history import ReviewStanding
from vivavoce.practice.domain.review.review import Review
from vivavoce.practice.ports.reviews import Completed, Standing


class PostgresReviews:
    """The store of reviews."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, work: Work, interview_id: InterviewId) -> Review | None:
        """Return where a review stands."""
        return _review(await work.fetch_one(sql.FIND, {"interview_id": interview_id}))

    async def standings(
        self, work: Work, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, ReviewStanding]:
        """Return how the reviews of interviews stand, in one look; those without one are not in it."""
        rows = await work.fetch_all(sql.STANDINGS, {"ids": list(interview_ids)})
        return {
            InterviewId(row["interview_id"]): ReviewStanding(
                row["status"],
                None if row["overall_score"] is None else float(row["overall_score"]),
            )
            for row in rows
        }

    async def lock(self, work: Work, interview_id: InterviewId) -> Review | None:
        """Return a review that nobody else can change until ``work`` ends."""
        return _review(await work.fetch_one(sql.LOCK, {"interview_id": interview_id}))

    async def begin(self, work: Work, fresh: Review) -> Review:
        """Return the interview's review, ``fresh`` where there is none yet, locked as above."""
        await work.execute(sql.ADD, {"tenant": work.tenant_id, **_columns(fresh)})
        return await self.lock(work, fresh.interview_id) or fresh

    async def save(self, work: Work, review: Review) -> None:
        """Keep where a review stands."""
        await work.execute(sql.SAVE, _columns(review))

    async def keep(
        self, work: Work, review: Review, made: Completed, *, is_listed: bool | None
    ) -> None:
        """Keep a completed review, or raise ``Gone`` where its person was erased."""
        cipher = await self._vault.cipher(work, review.person_id)
        words = {
            "review": made.document,
            "name": made.display_name,
            "strong": list(made.strong),
            "weak": list(made.weak),
        }
        await work.execute(
            sql.KEEP,
            {
                **_columns(review),
                "scorer_kind": made.scorer.kind,
                "scorer_version": made.scorer.version,
                "overall_score": made.overall_score,
                "is_listed": is_listed,
                "document": cipher.seal_json(words),
            },
        )

    async def read(self, work: Work, interview_id: InterviewId) -> Completed | None:
        """Return a completed review with its words, or raise ``Gone`` once they were erased."""
        row = await work.fetch_one(sql.READ, {"interview_id": interview_id})
        if row is None:
            return None
        return _completed(row, await self._vault.cipher(work, row["person_id"]))

    async def read_many(
        self, work: Work, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, Completed]:
        """Return the completed ones of many interviews in one look."""
        rows = await work.fetch_all(sql.READ_MANY, {"interview_ids": list(interview_ids)})
        return {one.interview_id: one for one, _ in await self._opened(work, rows)}

    async def of_person(
        self, work: Work, person_id: PersonId, *, scorer_kind: str | None = None, limit: int
    ) -> list[Completed]:
        """Return a person's completed reviews, newest first, of one kind of scorer where it is named."""
        rows = await work.fetch_all(
            sql.OF_PERSON, {"person_id": person_id, "kind": scorer_kind, "limit": limit}
        )
        return [one for one, _ in await self._opened(work, rows)]

    async def best(self, work: Work, *, only_willing: bool, limit: int) -> list[Standing]:
        """Return the best scored review of each person, best first; an earlier one before an equal one."""
        rows = await work.fetch_all(sql.BEST, {"only_willing": only_willing, "limit": limit})
        return [
            Standing(
                rank=row["rank"],
                review=one,
                interview_type=row["interview_type"],
                difficulty=row["difficulty"],
            )
            for one, row in await self._opened(work, rows)
        ]

    async def forget(self, work: Work, person_id: PersonId) -> None:
        """Take a person's scores away and off every list; the words go with the person's key."""
        await work.execute(sql.FORGET, {"person_id": person_id})

    async def forget_interviews(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Take words and scores out of the reviews of interviews whose time is over."""
        await work.execute(sql.FORGET_INTERVIEWS, {"ids": list(interview_ids)})

    async def _opened(self, work: Work, rows: Sequence[Row]) -> list[tuple[Completed, Row]]:
        """Return what can still be opened; who was erased is left out."""
        ciphers = await self._vault.ciphers(work, {row["person_id"] for row in rows})
        return [
            (_completed(row, ciphers[row["person_id"]]), row)
            for row in rows
            if row["person_id"] in ciphers and row["document"]
        ]


def _completed(row: Row, cipher: SubjectCipher) -> Completed:
    words: dict[str, Any] = cipher.open_json(row["document"])  # Any: JSON
    return Completed(
        interview_id=InterviewId(row["interview_id"]),
        person_id=PersonId(row["person_id"]),
        scorer=Scorer(kind=row["scorer_kind"], version=row["scorer_version"]),
        overall_score=row["overall_score"],
        completed_at=row["completed_at"],
        document=words["review"],
        display_name=words["name"],
        strong=tuple(words["strong"]),
        weak=tuple(words["weak"]),
    )


def _review(row: Row | None) -> Review | None:
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
        ending=row["ending"],
        reason=row["reason"],
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
    return {name: getattr(review, name) for name in sql.COLUMNS}
