"""What Greenhouse gets as the status of a test, and where its key is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.fakes.ats_servers import KEY, GreenhouseServer

from vivavoce.ats.adapters.greenhouse import (
    GreenhouseConnector,
    describe_status,
    list_tests,
    read_reported_errors,
)
from vivavoce.ats.domain.connection import AtsConnection
from vivavoce.ats.domain.order import InterviewResult, MalformedOrderError, mask_addresses

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONNECTION = AtsConnection(
    ats="greenhouse",
    api_key=KEY,
    api_url="https://app.greenhouse.io",
    stage_templates={},
    is_active=True,
    connected_by=UUID(int=1),
    connected_at=NOW,
    changed_at=NOW,
)
APPROVED = InterviewResult(
    state="ASSESSMENT_APPROVED",
    is_approved=True,
    score=72.5,
    recommendation="HIRE",
    page_url="https://vivavoce.example.com/interviews/i",
)


def test_an_approved_assessment_is_complete_with_its_score_and_page() -> None:
    status = describe_status(APPROVED)

    assert status["partner_status"] == "complete"
    assert status["partner_score"] == 72.5
    assert status["partner_profile_url"] == APPROVED.page_url


def test_an_assessment_without_a_score_gets_no_number() -> None:
    status = describe_status(replace(APPROVED, score=None, recommendation=None))

    assert status["partner_status"] == "complete"
    assert "partner_score" not in status


@pytest.mark.parametrize("state", ["PENDING", "ASSESSMENT_PENDING", "REJECTED", "CANCELLED"])
def test_nothing_is_complete_before_a_person_approved(state: str) -> None:
    status = describe_status(
        replace(APPROVED, state=state, is_approved=False, score=None, recommendation=None)
    )

    assert status["partner_status"] == state.lower()
    assert "partner_score" not in status


def test_all_values_of_the_metadata_are_primitive() -> None:
    for result in (APPROVED, replace(APPROVED, is_approved=False, score=None)):
        metadata = describe_status(result)["metadata"]

        assert isinstance(metadata, dict)
        assert all(isinstance(value, str | int | float | bool) for value in metadata.values())


@pytest.mark.parametrize(
    "url",
    [
        "https://attacker.example.com/take",
        "http://app.greenhouse.io/take",
        "https://app.greenhouse.io.attacker.example.com/take",
        "https://app.greenhouse.io@attacker.example.com/take",
        "https://x@y.greenhouse.io/take",
        "https://[",
    ],
)
def test_the_key_goes_to_greenhouse_only(url: str) -> None:
    body = GreenhouseServer().order() | {"url": url}

    with pytest.raises(MalformedOrderError) as refused:
        GreenhouseConnector().read_order(CONNECTION, body)

    assert refused.value.errors[0].field == "url"


def test_another_host_of_greenhouse_and_the_address_inside_the_candidate_are_taken() -> None:
    body = GreenhouseServer().order()
    inside = dict(body) | {"candidate": {**body["candidate"], "url": body.pop("url")}}
    inside.pop("url", None)
    other = body | {"url": "https://app4.greenhouse.io/take_home_tests/1"}

    assert GreenhouseConnector().read_order(CONNECTION, inside) is not None
    assert GreenhouseConnector().read_order(CONNECTION, other) is not None


def test_an_id_that_is_none_of_ours_is_refused() -> None:
    body = GreenhouseServer().order() | {"partner_test_id": "12345"}

    with pytest.raises(MalformedOrderError, match="12345"):
        GreenhouseConnector().read_order(CONNECTION, body)


def test_the_tests_are_the_templates() -> None:
    assert list_tests([(UUID(int=3), "Buyer")]) == [
        {"partner_test_id": str(UUID(int=3)), "partner_test_name": "Buyer"}
    ]


def test_reported_errors_keep_no_address_of_a_candidate() -> None:
    body = {"api_call": "test_status", "errors": ["no page for harry@example.com"]}

    call, error = read_reported_errors(body)

    assert call == "test_status"
    assert "harry" not in mask_addresses(error)
    assert "no page for" in mask_addresses(error)
    assert read_reported_errors({}) == ("unknown", "no error was named")
