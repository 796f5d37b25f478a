"""Requesting an interview over the partner API: answers, repeated requests and refused fields."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.hiring import BODY
from tests.integration.hiring.hiring_api import Edge


async def test_a_complete_request_is_created_and_returns_its_state(edge: Edge) -> None:
    answer = await edge.ask("POST", "/a2a/interview", BODY | {"favouriteColour": "green"})

    made = answer.json()
    assert answer.status_code == 201
    assert made["state"] == "VALIDATING_SKILLS"
    assert made["dataQuality"] == "EXCELLENT"
    assert made["runId"].startswith("run_")
    assert len(made["runId"].split("_", 2)[2]) >= 14  # 80 bits in base64
    assert [(w["field"], w["severity"]) for w in made["warnings"]] == [("favouriteColour", "INFO")]


async def test_missing_facts_return_201_with_questions_and_malformed_ones_400(edge: Edge) -> None:
    missing = await edge.ask("POST", "/a2a/interview", {"position": "Nurse"})
    malformed = await edge.ask("POST", "/a2a/interview", BODY | {"level": "WIZARD", "skills": "x"})

    assert missing.status_code == 201
    assert missing.json()["state"] == "INFO_NEEDED"
    assert missing.json()["dataQuality"] == "POOR"
    assert {gap["severity"] for gap in missing.json()["missingFields"]} == {"CRITICAL", "HIGH"}
    assert malformed.status_code == 400
    assert malformed.json()["details"][0]["field"] == "skills"


@pytest.mark.parametrize(
    "extra",
    [
        {"tenantId": "t"},
        {"state": "APPROVED"},
        {"id": "1"},
        {"runId": "run_1_x"},
        {"scheduledAt": 17},
        {"scheduledAt": "soon"},
        {"scheduledAt": "0001-01-01T00:00:00+14:00"},
        {"duration": True},
        {"duration": 1.5},
        {"skills": [1]},
        {"callbackUrl": "http://127.0.0.1/x"},
        {"callbackUrl": "https://refused.example/x"},
        {"candidateProfile": "x"},
        {"abilities": {"evaluations": "yes"}},
        {"userId": "u" * 300},
    ],
)
async def test_fields_that_a_client_may_not_set_are_refused(
    edge: Edge, extra: dict[str, Any]
) -> None:
    answer = await edge.ask("POST", "/a2a/interview", BODY | extra)

    assert answer.status_code == 400, answer.text
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 0


async def test_an_idempotency_key_returns_the_same_response_and_marks_it(edge: Edge) -> None:
    key = {"Idempotency-Key": "abc"}

    first = await edge.ask("POST", "/a2a/interview", BODY, headers=key)
    again = await edge.ask("POST", "/integration/interviews", BODY, headers=key)
    other = await edge.ask("POST", "/a2a/interview", BODY | {"level": "MID"}, headers=key)
    empty = await edge.ask("POST", "/a2a/interview", BODY, headers={"Idempotency-Key": ""})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert empty.status_code == 400


async def test_a_known_external_id_returns_200_with_the_interview_in_its_state(edge: Edge) -> None:
    first = await edge.ask("POST", "/interviews", BODY | {"externalId": "e1"})
    again = await edge.ask("POST", "/interviews", BODY | {"externalId": "e1"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["runId"] == again.json()["runId"]
