"""The results of interviews as CSV: one interview a row, with its score and the decision about it."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.assessment_flags import list_searchable_flags
from vivavoce.hiring.domain.hiring_decision import HiringDecision
from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.clock import format_timestamp

RESULT_COLUMNS = (
    "interviewId",
    "runId",
    "externalId",
    "candidateName",
    "candidateEmail",
    "candidateRef",
    "position",
    "level",
    "profile",
    "state",
    "createdAt",
    "stateSince",
    "planId",
    "assessmentId",
    "assessedAt",
    "overallScore",
    "recommendation",
    "competencyScores",
    "flags",
    "outcome",
    "decisionStatus",
    "decidedBy",
    "decidedAt",
    "isTest",
)


def list_result_cells(
    interview: Interview, assessment: Json | None, decision: HiringDecision | None
) -> list[str]:
    """Return the cells of one row, in the order of ``RESULT_COLUMNS``; what is not known is empty.

    Lists are in one cell, separated by semicolons. A competency without a score has none after its name.
    Flags about the person, such as distress or a protected topic, are left out: a list sorts by them.
    """
    request, scorecard = interview.request, (assessment or {}).get("scorecard") or {}
    values = (
        interview.id,
        interview.run_id,
        request.external_id,
        request.candidate_name,
        request.candidate_email,
        request.candidate_ref,
        request.position,
        request.level,
        request.profile,
        interview.state,
        format_timestamp(interview.created_at),
        format_timestamp(interview.state_since),
        interview.plan_id,
        interview.assessment_id,
        (assessment or {}).get("createdAt"),
        scorecard.get("overall_score"),
        scorecard.get("recommendation"),
        "; ".join(map(_describe_competency, scorecard.get("competencies", ()))),
        "; ".join(list_searchable_flags(assessment)),
        *_list_decision_cells(decision),
        "true" if interview.is_test else "false",
    )
    return ["" if value is None else str(value) for value in values]


def _describe_competency(competency: Json) -> str:
    score = competency["score"]
    return f"{competency['name']}: {'' if score is None else score}".rstrip()


def _list_decision_cells(decision: HiringDecision | None) -> tuple[str | None, ...]:
    if decision is None:
        return (None, None, None, None)
    at = format_timestamp(decision.decided_at)
    return (decision.outcome, decision.status, decision.decided_by_name, at)
