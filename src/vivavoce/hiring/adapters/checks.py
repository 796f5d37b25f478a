"""What must be true of interviews and their history."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.hiring.domain.workflow import RULES, State, Transition
from vivavoce.infra.checks import KEPT
from vivavoce.infra.invariants import Invariant, by_query
from vivavoce.infra.work import Work

_HAVE_PLANS = (
    State.PENDING,
    State.APPROVED,
    State.REJECTED,
    State.SCHEDULED,
    State.IN_PROGRESS,
    State.COMPLETED,
    State.ASSESSMENT_PENDING,
    State.ASSESSMENT_APPROVED,
)
_HAVE_ASSESSMENTS = (State.ASSESSMENT_PENDING, State.ASSESSMENT_APPROVED)

_STATE: LiteralString = """
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
_CHAIN: LiteralString = """
    SELECT h.interview_id AS subject,
           concat('step ', h.seq, ' (', h.place, ' in order) begins at ', coalesce(h.from_state, 'nothing'),
                  ', the one before ended at ', coalesce(h.ended, 'nothing')) AS detail
    FROM (
        SELECT t.interview_id, t.seq, t.from_state, lag(t.to_state) OVER steps AS ended,
               row_number() OVER steps AS place
        FROM interview_transition t
        WINDOW steps AS (PARTITION BY t.interview_id ORDER BY t.seq)
    ) h
    WHERE h.seq <> h.place OR h.from_state IS DISTINCT FROM h.ended
    ORDER BY h.interview_id, h.seq
"""
_LEGAL: LiteralString = """
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
_NO_PLAN: LiteralString = """
    SELECT i.id AS subject, concat('is ', i.state, ' without a plan') AS detail
    FROM interview i
    WHERE i.state = ANY(%(states)s) AND i.plan_id IS NULL
    ORDER BY i.id
"""
_NO_ASSESSMENT: LiteralString = """
    SELECT i.id AS subject, concat('is ', i.state, ' without an assessment') AS detail
    FROM interview i
    WHERE i.state = ANY(%(states)s) AND i.assessment_id IS NULL
    ORDER BY i.id
"""
_TOLD: LiteralString = f"""
    SELECT interview_id, seq, event_id
    FROM interview_transition
    WHERE at > {KEPT}
"""  # noqa: S608 - made of constants only
_REFERENCES: LiteralString = """
    SELECT id, plan_id, assessment_id, session_id
    FROM interview
"""
_STATES: LiteralString = """
    SELECT id, state
    FROM interview
"""
_SEALED: LiteralString = """
    SELECT p.id AS subject
    FROM person p
    WHERE p.personal IS NOT NULL
    UNION
    SELECT i.person_id
    FROM interview_transition t
    JOIN interview i ON i.id = t.interview_id
    WHERE t.reason IS NOT NULL
"""


def invariants() -> tuple[Invariant, ...]:
    """Return what must be true of hiring's rows."""
    return (
        Invariant(
            owner="hiring",
            name="state_is_the_last_step",
            sentence="An interview stands where the last step of its history ended.",
            examine=by_query(_STATE),
        ),
        Invariant(
            owner="hiring",
            name="history_is_a_chain",
            sentence="Each step begins where the one before ended, and none is missing.",
            examine=by_query(_CHAIN),
        ),
        Invariant(
            owner="hiring",
            name="steps_are_legal",
            sentence="Every step of a history is one that the workflow knows.",
            examine=by_query(_LEGAL, _legal()),
        ),
        Invariant(
            owner="hiring",
            name="plan_before_decision",
            sentence="An interview that waits for a decision on its plan, or went on, has a plan.",
            examine=by_query(_NO_PLAN, {"states": [str(state) for state in _HAVE_PLANS]}),
        ),
        Invariant(
            owner="hiring",
            name="assessment_before_decision",
            sentence="An interview that waits for a decision on its assessment, or had it, has one.",
            examine=by_query(
                _NO_ASSESSMENT, {"states": [str(state) for state in _HAVE_ASSESSMENTS]}
            ),
        ),
    )


async def recent_steps(work: Work) -> dict[UUID, str]:
    """Return the events that told the steps of the last days, with the step that each told."""
    rows = await work.fetch_all(_TOLD)
    return {row["event_id"]: f"{row['interview_id']} step {row['seq']}" for row in rows}


async def references(work: Work, column: str) -> dict[str, str]:
    """Return interview → id of its plan, assessment or session (``column``), where it has one."""
    rows = await work.fetch_all(_REFERENCES)
    return {str(row["id"]): row[column] for row in rows if row[column] is not None}


async def states(work: Work) -> dict[str, str]:
    """Return interview → where it stands."""
    return {str(row["id"]): row["state"] for row in await work.fetch_all(_STATES)}


async def sealed_subjects(work: Work) -> set[UUID]:
    """Return the people under whose keys something is sealed here."""
    return {row["subject"] for row in await work.fetch_all(_SEALED)}


def _legal() -> dict[str, list[str | None]]:
    rules: list[tuple[str, str | None, str]] = [(Transition.RECEIVE, None, State.RECEIVED)]
    rules += [
        (name, source, rule.target) for name, rule in RULES.items() for source in rule.sources
    ]
    return {
        "steps": [str(step) for step, _, _ in rules],
        "sources": [None if source is None else str(source) for _, source, _ in rules],
        "targets": [str(target) for _, _, target in rules],
    }
