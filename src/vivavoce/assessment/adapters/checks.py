"""Data invariants of assessments and panel results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from vivavoce.assessment.adapters.postgres import build_scorecard
from vivavoce.contracts.transcript import Evidence, Transcript
from vivavoce.infra.invariants import TenantInvariant, check_by_query
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import SessionId

_SCORE_AND_REASON_MISMATCHES: LiteralString = """
    SELECT a.id AS subject,
           concat(count(*), ' competencies have neither a score nor a reason, or both') AS detail
    FROM assessment a
    CROSS JOIN LATERAL jsonb_array_elements(a.scores) AS s(one)
    WHERE (s.one ->> 'score' IS NULL) <> (s.one ->> 'insufficient_evidence' IS NOT NULL)
    GROUP BY a.id
    ORDER BY a.id
"""
_ASSESSMENT_VERSION_GAPS: LiteralString = """
    SELECT a.interview_id AS subject,
           concat('was asked for ', count(*), ' assessments, the last is version ', max(a.version)) AS detail
    FROM assessment a
    GROUP BY a.interview_id
    HAVING count(*) <> max(a.version)
    ORDER BY a.interview_id
"""
_EVALUATOR_VERSION_GAPS: LiteralString = """
    SELECT e.name AS subject,
           concat('has ', count(*), ' texts, the last is version ', max(e.version)) AS detail
    FROM panel_evaluator e
    GROUP BY e.tenant_id, e.name
    HAVING count(*) <> max(e.version)
    ORDER BY e.name
"""
_ASSESSMENT_INTERVIEWS: LiteralString = """
    SELECT id, interview_id
    FROM assessment
    WHERE completed_at IS NOT NULL
"""
_COMPLETED_ASSESSMENTS: LiteralString = """
    SELECT *
    FROM assessment
    WHERE completed_at IS NOT NULL
    ORDER BY id
"""
_SEALED_SUBJECTS: LiteralString = """
    SELECT person_id AS subject
    FROM assessment
    WHERE sealed IS NOT NULL
    UNION
    SELECT r.person_id
    FROM opinion o
    JOIN panel_run r USING (tenant_id, session_id, turn, version)
"""
_PANEL_QUOTES: LiteralString = """
    SELECT r.session_id, r.turn, coalesce(jsonb_agg(q.span) FILTER (WHERE q.span IS NOT NULL), '[]') AS spans
    FROM panel_run r
    LEFT JOIN evaluation e USING (tenant_id, session_id, turn, version)
    LEFT JOIN LATERAL jsonb_array_elements(e.quotes) AS q(span) ON true
    WHERE r.version = (
        SELECT max(newest.version)
        FROM panel_run newest
        WHERE (newest.tenant_id, newest.session_id, newest.turn) = (r.tenant_id, r.session_id, r.turn)
    )
    GROUP BY r.session_id, r.turn
    ORDER BY r.session_id, r.turn
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentQuotes:
    """The quotes of an assessment: for each competency, whether its score needs quotes, and its evidence.

    Level 1 for answers that show nothing has none: a person confirms it.
    """

    assessment_id: UUID
    session_id: SessionId
    evidence_by_competency: tuple[tuple[bool, tuple[Evidence, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelAnswerQuotes:
    """The spans of an answer that the panel's evaluations quote."""

    session_id: SessionId
    turn: int
    spans: tuple[tuple[int, int], ...]


async def load_panel_quotes(work: UnitOfWork) -> tuple[PanelAnswerQuotes, ...]:
    """Return the quoted spans of all evaluated answers, sorted by session and turn."""
    return tuple(
        PanelAnswerQuotes(
            session_id=SessionId(row["session_id"]),
            turn=row["turn"],
            spans=tuple((start, end) for start, end in row["spans"]),
        )
        for row in await work.fetch_all(_PANEL_QUOTES)
    )


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants that need only assessment's own tables."""
    return (
        TenantInvariant(
            owner="assessment",
            name="number_or_reason",
            sentence="A competency has either a score or the reason why it has none.",
            examine=check_by_query(_SCORE_AND_REASON_MISMATCHES),
        ),
        TenantInvariant(
            owner="assessment",
            name="versions_have_no_gaps",
            sentence="The assessments of an interview are versions 1, 2, 3 and so on.",
            examine=check_by_query(_ASSESSMENT_VERSION_GAPS),
        ),
        TenantInvariant(
            owner="assessment",
            name="evaluators_have_no_gaps",
            sentence="The versions of a custom evaluator are 1, 2, 3 and so on.",
            examine=check_by_query(_EVALUATOR_VERSION_GAPS),
        ),
    )


async def load_interview_ids_by_assessment(work: UnitOfWork) -> dict[str, str]:
    """Return the interview id of each completed assessment id."""
    return {
        str(row["id"]): str(row["interview_id"])
        for row in await work.fetch_all(_ASSESSMENT_INTERVIEWS)
    }


async def sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the people whose keys encrypt assessments or opinions."""
    return {row["subject"] for row in await work.fetch_all(_SEALED_SUBJECTS)}


async def load_assessment_quotes(
    work: UnitOfWork, vault: SubjectKeyVault, keys: Mapping[UUID, bool]
) -> tuple[tuple[AssessmentQuotes, ...], int]:
    """Return the quotes of all assessments, and how many were skipped because the person was erased.

    ``keys`` tells by person id whether a key exists, so that this check never creates one.
    """
    quotes, skipped = [], 0
    for row in await work.fetch_all(_COMPLETED_ASSESSMENTS):
        if not keys.get(row["person_id"], False):
            skipped += 1
            continue
        words = (await vault.get_cipher(work, row["person_id"])).decrypt_json(row["sealed"])
        scorecard = build_scorecard(row, words)
        shown = {
            question.competency
            for question in scorecard.questions
            if question.score is not None and not question.is_confirmation_needed
        }
        quotes.append(
            AssessmentQuotes(
                assessment_id=row["id"],
                session_id=SessionId(row["session_id"]),
                evidence_by_competency=tuple(
                    (
                        competency.score is not None
                        and (competency.name in shown or not scorecard.questions),
                        competency.evidence,
                    )
                    for competency in scorecard.competencies
                ),
            )
        )
    return tuple(quotes), skipped


def find_misquotes(assessment_quotes: AssessmentQuotes, transcript: Transcript) -> Iterator[str]:
    """Yield a description of each quote that the transcript does not contain, without quoting it."""
    turns = {turn.turn: turn for turn in transcript.turns}
    for place, (needs_quotes, evidence) in enumerate(
        assessment_quotes.evidence_by_competency, start=1
    ):
        if needs_quotes and not evidence:
            yield f"competency {place} has a score but no quotes"
        for quoted in evidence:
            turn = turns.get(quoted.turn)
            if turn is None or turn.role != "candidate":
                yield f"quotes turn {quoted.turn}, which the candidate did not say"
            elif turn.text[quoted.start : quoted.end] != quoted.quote:
                yield f"quotes turn {quoted.turn} at {quoted.start} differently from what was said"
