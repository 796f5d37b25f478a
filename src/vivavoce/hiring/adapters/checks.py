"""Consistency checks of interviews and their history."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.hiring.domain.workflow import (
    ASSESSED_STATES,
    TRANSITION_RULES,
    InterviewState,
    InterviewTransition,
)
from vivavoce.infra.invariants import RECENT_CUTOFF_SQL, TenantInvariant, check_by_query
from vivavoce.infra.unit_of_work import UnitOfWork

_STATES_WITH_PLAN = (
    InterviewState.PENDING,
    InterviewState.APPROVED,
    InterviewState.REJECTED,
    InterviewState.SCHEDULED,
    InterviewState.IN_PROGRESS,
    InterviewState.COMPLETED,
    InterviewState.ASSESSMENT_PENDING,
    InterviewState.ASSESSMENT_APPROVED,
)

_STATE_MISMATCHES: LiteralString = """
    SELECT i.id AS subject,
           concat('stands at ', coalesce(i.state, 'nothing'), ', version ', i.version,
                  '; its history ends at ', coalesce(h.to_state, 'nothing'), ', step ', coalesce(h.seq, 0))
           AS detail
    FROM interview i
    LEFT JOIN LATERAL (
        SELECT t.to_state, t.seq
        FROM interview_transition t
        WHERE t.interview_id = i.id
        ORDER BY t.seq DESC
        LIMIT 1
    ) h ON true
    WHERE i.state IS DISTINCT FROM h.to_state OR i.version <> coalesce(h.seq, 0)
    ORDER BY i.id
"""
_HISTORY_BREAKS: LiteralString = """
    SELECT h.interview_id AS subject,
           concat('step ', h.seq, ' (', h.position, ' in order) begins at ',
                  coalesce(h.from_state, 'nothing'), ', the one before ended at ',
                  coalesce(h.ended, 'nothing')) AS detail
    FROM (
        SELECT t.interview_id, t.seq, t.from_state, lag(t.to_state) OVER steps AS ended,
               row_number() OVER steps AS position
        FROM interview_transition t
        WINDOW steps AS (PARTITION BY t.interview_id ORDER BY t.seq)
    ) h
    WHERE h.seq <> h.position OR h.from_state IS DISTINCT FROM h.ended
    ORDER BY h.interview_id, h.seq
"""
_ILLEGAL_TRANSITIONS: LiteralString = """
    SELECT t.interview_id AS subject,
           concat('step ', t.seq, ': ', t.transition, ' from ', coalesce(t.from_state, 'nothing'), ' to ',
                  t.to_state) AS detail
    FROM interview_transition t
    WHERE NOT EXISTS (
        SELECT 1
        FROM unnest(%(steps)s::text[], %(sources)s::text[], %(targets)s::text[])
             AS rule(step, source, target)
        WHERE rule.step = t.transition
          AND rule.source IS NOT DISTINCT FROM t.from_state
          AND rule.target = t.to_state
    )
    ORDER BY t.interview_id, t.seq
"""
_MISSING_PLANS: LiteralString = """
    SELECT i.id AS subject, concat('is ', i.state, ' without a plan') AS detail
    FROM interview i
    WHERE i.state = ANY(%(states)s) AND i.plan_id IS NULL
    ORDER BY i.id
"""
_MISSING_ASSESSMENTS: LiteralString = """
    SELECT i.id AS subject, concat('is ', i.state, ' without an assessment') AS detail
    FROM interview i
    WHERE i.state = ANY(%(states)s) AND i.assessment_id IS NULL
    ORDER BY i.id
"""
_RECENT_TRANSITIONS: LiteralString = f"""
    SELECT interview_id, seq, event_id
    FROM interview_transition
    WHERE at > {RECENT_CUTOFF_SQL}
"""  # noqa: S608 - made of constants only
_REFERENCES: LiteralString = """
    SELECT id, plan_id, assessment_id, session_id
    FROM interview
"""
_STATES: LiteralString = """
    SELECT id, state
    FROM interview
"""
_SEALED_SUBJECTS: LiteralString = """
    SELECT p.id AS subject
    FROM person p
    WHERE p.personal IS NOT NULL
    UNION
    SELECT i.person_id
    FROM interview_transition t
    JOIN interview i ON i.id = t.interview_id
    WHERE t.reason IS NOT NULL
    UNION
    SELECT i.person_id
    FROM hiring_decision d
    JOIN interview i ON i.id = d.interview_id
    WHERE d.comments IS NOT NULL
    UNION
    SELECT i.person_id
    FROM level_correction c
    JOIN interview i ON i.id = c.interview_id
    WHERE c.reason IS NOT NULL
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of hiring's tables."""
    return (
        TenantInvariant(
            owner="hiring",
            name="state_is_the_last_step",
            sentence="The state of an interview is the state in which its history ends.",
            examine=check_by_query(_STATE_MISMATCHES),
        ),
        TenantInvariant(
            owner="hiring",
            name="history_is_a_chain",
            sentence="Each step of a history starts in the state in which the previous one ended, "
            "and no step is missing.",
            examine=check_by_query(_HISTORY_BREAKS),
        ),
        TenantInvariant(
            owner="hiring",
            name="steps_are_legal",
            sentence="The workflow knows every step of a history.",
            examine=check_by_query(_ILLEGAL_TRANSITIONS, _allowed_transitions()),
        ),
        TenantInvariant(
            owner="hiring",
            name="plan_before_decision",
            sentence="An interview whose plan waits for a decision, or was decided, has a plan.",
            examine=check_by_query(
                _MISSING_PLANS, {"states": [str(state) for state in _STATES_WITH_PLAN]}
            ),
        ),
        TenantInvariant(
            owner="hiring",
            name="assessment_before_decision",
            sentence="An interview whose assessment waits for a decision, or was decided, has an "
            "assessment.",
            examine=check_by_query(
                _MISSING_ASSESSMENTS, {"states": [str(state) for state in ASSESSED_STATES]}
            ),
        ),
    )


async def load_recent_transitions(work: UnitOfWork) -> dict[UUID, str]:
    """Return event id → transition for the transitions of the last days."""
    rows = await work.fetch_all(_RECENT_TRANSITIONS)
    return {row["event_id"]: f"{row['interview_id']} step {row['seq']}" for row in rows}


async def load_references(work: UnitOfWork, column: str) -> dict[str, str]:
    """Return interview id → plan, assessment or session id (``column``), for interviews that have one."""
    rows = await work.fetch_all(_REFERENCES)
    return {str(row["id"]): row[column] for row in rows if row[column] is not None}


async def load_interview_states(work: UnitOfWork) -> dict[str, str]:
    """Return interview id → state."""
    return {str(row["id"]): row["state"] for row in await work.fetch_all(_STATES)}


async def sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of people whose keys encrypt data in these tables."""
    return {row["subject"] for row in await work.fetch_all(_SEALED_SUBJECTS)}


def _allowed_transitions() -> dict[str, list[str | None]]:
    rules: list[tuple[str, str | None, str]] = [
        (InterviewTransition.RECEIVE, None, InterviewState.RECEIVED)
    ]
    rules += [
        (name, source, rule.target)
        for name, rule in TRANSITION_RULES.items()
        for source in rule.sources
    ]
    return {
        "steps": [str(step) for step, _, _ in rules],
        "sources": [None if source is None else str(source) for _, source, _ in rules],
        "targets": [str(target) for _, _, target in rules],
    }
