"""One example of each webhook, in the order of an interview.

The tests of the use cases compare each webhook that is sent with its example.
"""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.workflow import InterviewState as S

_INTERVIEW = "0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"
_PLAN = "0198c1f3-10c2-7d41-8f0a-5e6b9c2d7a13"
_SESSION = "0198c7a4-52be-7c09-b1d8-0a4f6e3c9b27"
_ASSESSMENT = "0198c7b9-3d17-7e52-a6c4-8b1f0d5e2c96"
_PERSON = "0198b5d0-8e44-7b1f-9c03-6d2a7f4e1b58"
_DECISION: Json = {
    "decisionId": "0198cc41-7a90-7f36-8d25-1c9e4b6a0f73",
    "assessmentId": _ASSESSMENT,
    "outcome": "HIRE",
    "status": "final",
    "levels": [],
    "comments": "Named figures for each shift, and what was learned.",
    "needsSecondPerson": False,
    "decidedBy": "Robin Recruiter",
    "decidedById": _PERSON,
    "decidedAt": "2026-11-24T10:05:00.000Z",
    "takesEffectAt": "2026-11-24T10:05:10.000Z",
    "confirmedBy": None,
    "finalAt": "2026-11-24T10:05:10.000Z",
    "replaces": None,
}
_MISSING: Json = {
    "field": "jobDescription",
    "severity": "CRITICAL",
    "message": "The job description is missing.",
    "question": "What will this person do every day?",
}
_DECIDED: Json = {"planId": _PLAN, "decidedBy": _PERSON}
_EVENTS: tuple[tuple[str, S, str, Json], ...] = (
    (
        "interview.info_needed",
        S.INFO_NEEDED,
        "2026-11-22T09:30:00.000Z",
        {"dataQuality": "FAIR", "missingFields": [_MISSING]},
    ),
    (
        "interview.info_completed",
        S.VALIDATING_SKILLS,
        "2026-11-22T09:41:12.000Z",
        {"completedFields": ["jobDescription"]},
    ),
    (
        "interview.plan_generated",
        S.PENDING,
        "2026-11-22T09:41:15.000Z",
        {"planId": _PLAN, "validatedSkills": ["Inventory management"], "duration": 20},
    ),
    (
        "interview.modification_requested",
        S.GENERATING_PLAN,
        "2026-11-22T09:58:00.000Z",
        {**_DECIDED, "comments": "Ask about night shifts too."},
    ),
    (
        "interview.rejected",
        S.REJECTED,
        "2026-11-22T10:02:00.000Z",
        {**_DECIDED, "comments": "The position is filled."},
    ),
    (
        "interview.approved",
        S.APPROVED,
        "2026-11-22T10:02:00.000Z",
        {
            "planId": _PLAN,
            "interviewLink": "https://interviews.example.com/interview/join/9f2c4e51b7",
            "approvedBy": _PERSON,
            "comments": None,
        },
    ),
    (
        "interview.scheduled",
        S.SCHEDULED,
        "2026-11-22T10:03:00.000Z",
        {"scheduledAt": "2026-11-23T14:00:00.000Z"},
    ),
    (
        "interview.started",
        S.IN_PROGRESS,
        "2026-11-23T14:01:30.000Z",
        {"sessionId": _SESSION, "attempt": 1},
    ),
    (
        "interview.completed",
        S.COMPLETED,
        "2026-11-23T14:20:05.000Z",
        {
            "sessionId": _SESSION,
            "durationSeconds": 1115,
            "reason": "all_asked",
            "transcriptRef": f"/api/v1/sessions/{_SESSION}/transcript",
        },
    ),
    (
        "interview.assessment_pending",
        S.ASSESSMENT_PENDING,
        "2026-11-23T14:20:11.000Z",
        {"assessmentId": _ASSESSMENT, "overallScore": 72.5, "recommendation": "HIRE"},
    ),
    (
        "interview.assessment_rejected",
        S.COMPLETED,
        "2026-11-23T15:00:00.000Z",
        {
            "assessmentId": _ASSESSMENT,
            "decidedBy": _PERSON,
            "comments": "The third answer was left out.",
            "isReassessment": True,
        },
    ),
    (
        "interview.assessment_approved",
        S.ASSESSMENT_APPROVED,
        "2026-11-24T10:05:10.000Z",
        {
            "assessmentId": _ASSESSMENT,
            "decidedBy": _PERSON,
            "comments": "Named figures for each shift, and what was learned.",
            "isReassessment": False,
            "hiringDecision": _DECISION,
        },
    ),
    (
        "interview.decided",
        S.ASSESSMENT_APPROVED,
        "2026-11-24T10:05:10.000Z",
        {"hiringDecision": _DECISION},
    ),
    (
        "interview.cancelled",
        S.CANCELLED,
        "2026-11-22T16:00:00.000Z",
        {"reason": "WITHDRAWN", "cancelledBy": "candidate"},
    ),
)


def _build(event: str, state: S, timestamp: str, sequence: int, data: Json) -> Json:
    return {
        "event": event,
        "runId": "run_1795171257_NddQ251viHNKJuv3",
        "interviewId": _INTERVIEW,
        "tenantId": "0198a0c7-4f21-7d88-b7a9-3e5c1d0f6b42",
        "candidateRef": "cand-4711",
        "externalId": "req-2291",
        "state": str(state),
        "isTest": False,
        "timestamp": timestamp,
        "sequence": sequence,
        "data": data,
    }


WEBHOOK_EXAMPLES: dict[str, Json] = {
    event: _build(event, state, timestamp, sequence, data)
    for sequence, (event, state, timestamp, data) in enumerate(_EVENTS, 1)
}
"""The body of one webhook of each event."""


def add_webhook_examples(webhooks: Json) -> None:
    """Add the examples to the bodies of ``webhooks``, by event."""
    for event, methods in webhooks.items():
        content = methods["post"]["requestBody"]["content"]["application/json"]
        content["example"] = WEBHOOK_EXAMPLES[event]
