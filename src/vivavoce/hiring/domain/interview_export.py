"""Interviews as rows of a CSV file: the list, and the results with the scores and the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.assessment_flags import list_searchable_flags
from vivavoce.hiring.domain.hiring_decision import HiringDecision
from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel import spreadsheet
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp

_LIST_COLUMNS = (
    "id",
    "runId",
    "externalId",
    "candidateName",
    "candidateEmail",
    "candidateRef",
    "position",
    "level",
    "companyName",
    "profile",
    "state",
    "recommendation",
    "flags",
    "createdAt",
    "stateSince",
    "scheduledAt",
    "cancelReason",
    "decision",
    "decisionStatus",
    "isTest",
)
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


@dataclass(frozen=True, slots=True)
class CsvInterview:
    """One line of the list: an interview, and the newest decision about its candidate."""

    interview: Interview
    decision: HiringDecision | None


def write_csv(lines: Iterable[CsvInterview]) -> str:
    """Return the interviews as CSV with a line of column names."""
    return spreadsheet.write_csv(_LIST_COLUMNS, map(_list_cells, lines))


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
    return _order_cells(RESULT_COLUMNS, interview, decision, own)


def _list_cells(line: CsvInterview) -> list[str]:
    interview, decision = line.interview, line.decision
    own = {
        "id": interview.id,
        "companyName": interview.request.company_name,
        "recommendation": interview.recommendation,
        "flags": "; ".join(interview.flags),
        "scheduledAt": format_optional_timestamp(interview.request.scheduled_at),
        "cancelReason": interview.cancel_reason,
        "decision": None if decision is None else decision.outcome,
    }
    return _order_cells(_LIST_COLUMNS, interview, decision, own)


def _order_cells(
    columns: Sequence[str],
    interview: Interview,
    decision: HiringDecision | None,
    own: Mapping[str, object],
) -> list[str]:
    """Return the cells of one row in the order of ``columns``; ``own`` has what only this file says."""
    request = interview.request
    values: dict[str, object] = {
        "runId": interview.run_id,
        "externalId": request.external_id,
        "candidateName": request.candidate_name,
        "candidateEmail": request.candidate_email,
        "candidateRef": request.candidate_ref,
        "position": request.position,
        "level": request.level,
        "profile": request.profile,
        "state": interview.state,
        "createdAt": format_timestamp(interview.created_at),
        "stateSince": format_timestamp(interview.state_since),
        "decisionStatus": None if decision is None else decision.status,
        "isTest": "true" if interview.is_test else "false",
        **own,
    }
    cells = (values[column] for column in columns)
    return ["" if value is None else str(value) for value in cells]


def _describe_competency(competency: Json) -> str:
    score = competency["score"]
    return f"{competency['name']}: {'' if score is None else score}".rstrip()
