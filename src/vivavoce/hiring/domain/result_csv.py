"""The results of interviews as CSV: one interview a row, with its score and the decision about it."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.assessment_flags import list_searchable_flags
from vivavoce.hiring.domain.hiring_decision import HiringDecision
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.interview_cells import list_interview_cells
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
    scorecard = (assessment or {}).get("scorecard") or {}
    own = {
        "interviewId": interview.id,
        "planId": interview.plan_id,
        "assessmentId": interview.assessment_id,
        "assessedAt": (assessment or {}).get("createdAt"),
        "overallScore": scorecard.get("overall_score"),
        "recommendation": scorecard.get("recommendation"),
        "competencyScores": "; ".join(map(_describe_competency, scorecard.get("competencies", ()))),
        "flags": "; ".join(list_searchable_flags(assessment)),
        "outcome": None if decision is None else decision.outcome,
        "decidedBy": None if decision is None else decision.decided_by_name,
        "decidedAt": None if decision is None else format_timestamp(decision.decided_at),
    }
    return list_interview_cells(RESULT_COLUMNS, interview, decision, own)


def _describe_competency(competency: Json) -> str:
    score = competency["score"]
    return f"{competency['name']}: {'' if score is None else score}".rstrip()
