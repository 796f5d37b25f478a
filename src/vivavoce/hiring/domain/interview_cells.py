"""The cells of an interview in a CSV file: what every list of interviews says alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vivavoce.hiring.domain.hiring_decision import HiringDecision
from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.clock import format_timestamp


def list_interview_cells(
    columns: Sequence[str],
    interview: Interview,
    decision: HiringDecision | None,
    own: Mapping[str, object],
) -> list[str]:
    """Return the cells of one row in the order of ``columns``; what is not known is empty.

    ``own`` has the values by column that only this list says.
    """
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
