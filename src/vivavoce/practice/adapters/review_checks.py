"""Data invariants of reviews, and a check of their quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.invariants import TenantInvariant, check_by_query
from vivavoce.infra.subject_keys import SubjectKeyVault
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
_SEALED_SUBJECTS: LiteralString = """
    SELECT DISTINCT person_id AS subject
    FROM review
    WHERE sealed_document <> ''
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
            name="completed_assignments_are_reviewed",
            sentence="A completed assignment has a completed review.",
            examine=check_by_query(_COMPLETED_WITHOUT_REVIEW),
        ),
    )


async def completed_reviews(work: UnitOfWork) -> list[str]:
    """Return the ids of interviews whose review is completed."""
    return [str(row["interview_id"]) for row in await work.fetch_all(_COMPLETED_REVIEWS)]


async def sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the people whose keys encrypt reviews."""
    return {row["subject"] for row in await work.fetch_all(_SEALED_SUBJECTS)}


async def load_review_quotes(
    work: UnitOfWork, vault: SubjectKeyVault, keys: Mapping[UUID, bool]
) -> tuple[tuple[ReviewQuotes, ...], int]:
    """Return the quotes of all reviews, and how many reviews were skipped because their person was erased.

    ``keys`` says by person whether their key still exists: a check must never create a key.
    """
    found, skipped = [], 0
    for row in await work.fetch_all(_REVIEW_DOCUMENTS):
        if not keys.get(row["person_id"], False):
            skipped += 1
            continue
        words = (await vault.get_cipher(work, row["person_id"])).decrypt_json(
            row["sealed_document"]
        )
        review = words["review"]
        parts = [
            part
            for one in review["deep_analysis"]["per_question"]
            for part in one["framework_match"]["parts"]
            if part["quote"] is not None
        ]
        quoted = [quote for one in review["rubric_scores"] for quote in one["evidence"]]
        found.append(
            ReviewQuotes(
                interview_id=row["interview_id"],
                session_id=SessionId(row["session_id"]),
                quotes=tuple((one["turn"], one["quote"]) for one in [*quoted, *parts]),
            )
        )
    return tuple(found), skipped


def find_misquotes(review_quotes: ReviewQuotes, transcript: Transcript) -> Iterator[str]:
    """Yield a message per quote that the transcript does not contain, by turn and without the text."""
    turns = {turn.turn: turn for turn in transcript.turns}
    for number, quote in review_quotes.quotes:
        turn = turns.get(number)
        if turn is None or turn.role != "candidate":
            yield f"quotes turn {number}, which the person did not say"
        elif quote not in turn.text:
            yield f"quotes turn {number} differently from what was said"
