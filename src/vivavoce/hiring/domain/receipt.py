"""The immediate response to a request: the state when it was committed, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.completeness import InformationGap
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A response that can be replayed unchanged. ``is_new`` is False for an interview that already exists."""

    body: Json
    is_new: bool
    is_replayed: bool = False


def build_receipt(interview: Interview, *, is_new: bool) -> Receipt:
    """Return the response to a request."""
    body: Json = {
        "id": str(interview.id),
        "interviewId": str(interview.id),
        "runId": interview.run_id,
        "state": str(interview.state),
        "workflowState": str(interview.state),
        "message": describe_receipt(interview, is_new=is_new),
        "dataQuality": str(interview.quality),
        "missingFields": [gap_to_json(gap) for gap in interview.gaps],
        "warnings": [gap_to_json(gap) for gap in interview.warnings],
    }
    return Receipt(body=body, is_new=is_new)


def describe_receipt(interview: Interview, *, is_new: bool) -> str:
    """Return the state in one sentence."""
    if not is_new:
        return "This interview was already requested. The response shows its current state."
    if interview.state is InterviewState.INFO_NEEDED:
        missing = ", ".join(gap.field for gap in interview.gaps)
        return f"The request was received. Still needed: {missing}."
    return "The request was received. The plan is being written."


def gap_to_json(gap: InformationGap) -> Json:
    """Return a gap as API JSON."""
    return {
        "field": gap.field,
        "severity": gap.severity,
        "message": gap.message,
        "question": gap.question,
    }
