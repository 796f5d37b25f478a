"""Whole examples of answers in the API document, compared with a real answer that a test has at hand.

``tests/integration/api/test_examples.py`` compares most of them on one platform. The others are here: that
platform does not have what they show.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.fakes.api_clients import Json
from tests.integration.api.document_shapes import documented_members, undocumented_members
from tests.script_modules import load_script

COMPARED_ELSEWHERE = {
    "cancel_model_qualification": "integration/assessment/test_started_qualifications.py",
    "cancel_run": "integration/runs/test_runs.py",
    "download_media": "integration/media/test_artifacts.py",
    "get_alerts": "journeys/test_alert_notifications.py",
    "get_leaderboard": "integration/practice/test_standings.py",
    "issue_test_code": "integration/phone/test_test_interviews.py",
    "list_ats_connections": "integration/api/test_ats.py",
    "list_model_certificates": "integration/assessment/test_certificate_route.py",
    "list_rankings": "integration/hiring/test_rankings.py",
    "list_runs": "integration/runs/test_external_planners.py",
    "put_result": "journeys/test_external_agents.py",
    "rank_candidates": "integration/hiring/test_rankings.py",
    "retry_assessment": "integration/hiring/test_interview_routes.py",
    "retry_review": "integration/practice/test_reviews.py",
    "show_selection_rates": "integration/hiring/test_selection_rates.py",
    "start_model_qualification": "integration/assessment/test_started_qualifications.py",
}
"""By operation, the file below ``tests`` that compares its example."""
_JSON = "application/json"


def members_only_in_example(operation_id: str, answer: Any, status: str = "200") -> list[str]:
    """Return the members of the document's example of an answer that the real ``answer`` does not have."""
    document = _gateway_document()
    media = _find_operation(document, operation_id)["responses"][status]["content"][_JSON]
    shown, real = (
        documented_members(document, media["schema"], value)
        | undocumented_members(document, media["schema"], value)
        for value in (media["example"], answer)
    )
    return sorted(shown - real)


def _find_operation(document: Json, operation_id: str) -> Json:
    methods = (one for item in document["paths"].values() for one in item.values())
    found: Json = next(one for one in methods if one["operationId"] == operation_id)
    return found


@cache
def _gateway_document() -> Json:
    document: Json = load_script("api_types").application().openapi()
    return document
