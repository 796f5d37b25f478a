"""Data invariants of reviews and assignments, their encryption keys, and a check of reviews' quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.invariants import TenantInvariant, check_by_query
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import SessionId

_COMPLETED_WITHOUT_REVIEW: LiteralString = """
    SELECT a.id AS subject,
           concat('is completed by interview ', a.interview_id, ', whose review ',
                  coalesce('is ' || r.status, 'does not exist')) AS detail
    FROM assignment a
    LEFT JOIN review r ON r.interview_id = a.interview_id
    WHERE a.status = 'completed'
      AND r.status IS DISTINCT FROM 'completed'
    ORDER BY a.id
"""
_COMPLETED_REVIEWS: LiteralString = """
    SELECT interview_id
    FROM review
    WHERE status = 'completed'
    ORDER BY interview_id
"""
_REVIEW_DOCUMENTS: LiteralString = """
    SELECT interview_id, session_id, person_id, sealed_document
    FROM review
    WHERE status = 'completed' AND sealed_document <> ''
    ORDER BY interview_id
"""
_REVIEW_SUBJECTS: LiteralString = """
    SELECT DISTINCT person_id AS subject
    FROM review
    WHERE sealed_document <> ''
"""
_ASSIGNMENT_SUBJECTS: LiteralString = """
    SELECT DISTINCT batch_id AS subject
    FROM assignment
    WHERE email IS NOT NULL
"""
_WRONG_LINKS: LiteralString = """
    SELECT a.id AS subject, concat('is ', a.status, ' by interview ', a.interview_id,
        ', which was not set up for it') AS detail
    FROM assignment a
    LEFT JOIN practice_draft d ON d.interview_id = a.interview_id AND d.assignment_id = a.id
    WHERE a.interview_id IS NOT NULL AND d.interview_id IS NULL
    ORDER BY a.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuotes:
    """The quotes of a review, each as turn number and text."""

    interview_id: UUID
    session_id: SessionId
    quotes: tuple[tuple[int, str], ...]


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants that can be checked on rows of the database alone."""
    return (
        TenantInvariant(
            owner="practice",
            name="assignments_are_linked",
            sentence="An assignment that is linked to an interview was set up with it.",
            examine=check_by_query(_WRONG_LINKS),
        ),
        TenantInvariant(
            owner="practice",
            name="completed_assignments_are_reviewed",
            sentence="A completed assignment has a completed review.",
            examine=check_by_query(_COMPLETED_WITHOUT_REVIEW),
        ),
    )


async def completed_reviews(work: UnitOfWork) -> list[str]:
    """Return the ids of interviews whose review is completed."""
    return [str(row["interview_id"]) for row in await work.fetch_all(_COMPLETED_REVIEWS)]


async def review_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the people whose keys encrypt reviews."""
    return {row["subject"] for row in await work.fetch_all(_REVIEW_SUBJECTS)}


async def assignment_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the batches whose keys encrypt addresses."""
    return {row["subject"] for row in await work.fetch_all(_ASSIGNMENT_SUBJECTS)}


async def load_review_quotes(
    work: UnitOfWork, vault: SubjectKeyVault, keys: Mapping[UUID, bool]
) -> tuple[tuple[ReviewQuotes, ...], int]:
    """Return the quotes of all reviews, and how many reviews were skipped because their person was erased.

    ``keys`` says by person whether their key still exists: a check must never create a key.
    """
    review_quotes, skipped = [], 0
    for row in await work.fetch_all(_REVIEW_DOCUMENTS):
        if not keys.get(row["person_id"], False):
            skipped += 1
            continue
        texts = (await vault.get_cipher(work, row["person_id"])).decrypt_json(
            row["sealed_document"]
        )
        review = texts["review"]
        parts = [
            part
            for question in review["deep_analysis"]["per_question"]
            for part in question["framework_match"]["parts"]
            if part["quote"] is not None
        ]
        quoted = [quote for score in review["rubric_scores"] for quote in score["evidence"]]
        review_quotes.append(
            ReviewQuotes(
                interview_id=row["interview_id"],
                session_id=SessionId(row["session_id"]),
                quotes=tuple((quote["turn"], quote["quote"]) for quote in [*quoted, *parts]),
            )
        )
    return tuple(review_quotes), skipped


def find_misquotes(review_quotes: ReviewQuotes, transcript: Transcript) -> Iterator[str]:
    """Yield a message per quote that the transcript does not contain, by turn and without the text."""
    turns = {turn.turn: turn for turn in transcript.turns}
    for number, quote in review_quotes.quotes:
        turn = turns.get(number)
        if turn is None or turn.role != "candidate":
            yield f"quotes turn {number}, which the person did not say"
        elif quote not in turn.text:
            yield f"quotes turn {number} differently from what was said"
