"""The first request of every operation, from its id."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.integration.api.prepared.first_request import FirstRequest, PreparedWorld
from tests.integration.api.prepared.hiring_requests import HIRING
from tests.integration.api.prepared.organization_requests import ORGANIZATION
from tests.integration.api.prepared.practice_requests import PRACTICE
from tests.integration.api.prepared.session_requests import SESSIONS
from tests.integration.api.valid_bodies import BODIES

FirstRequests = Mapping[str, Callable[[PreparedWorld], FirstRequest]]
FIRST_REQUESTS: FirstRequests = {**ORGANIZATION, **PRACTICE, **SESSIONS, **HIRING}
"""By operation id. An operation without a row needs no prepared thing."""
WITHOUT_SUCCESS = {
    "put_result": "this installation plans and assesses by itself; tests/journeys/test_external_agents.py",
    "cancel_run": "a built-in planner is done before it can be stopped; tests/integration/runs",
    "retry_assessment": "a built-in assessor leaves no interview without an assessment",
    "issue_test_code": "no interview here is a test; tests/integration/api/test_test_keys.py",
    **dict.fromkeys(
        ("start_model_qualification", "cancel_model_qualification"),
        "no model is configured here; tests/integration/assessment/test_started_qualifications.py",
    ),
    "get_voice_sound": "no candidate speaks here; tests/integration/media/test_voice_recording.py",
    "retry_review": "no review fails here; tests/integration/practice/test_reviews.py",
}
"""Operations that cannot answer with 2xx in this world, and why."""


def first_request(operation_id: str, world: PreparedWorld) -> FirstRequest:
    """Return what to send first to an operation."""
    row = FIRST_REQUESTS.get(operation_id)
    return FirstRequest(body=BODIES.get(operation_id)) if row is None else row(world)
