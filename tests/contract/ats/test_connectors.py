"""What every connector of an applicant tracking system does; the servers imitate the published documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.fakes.ats_servers import (
    KEY,
    STAGE,
    TEMPLATE,
    TOKEN,
    AshbyServer,
    GreenhouseServer,
    LeverServer,
)

from vivavoce.ats.adapters.ashby import AshbyConnector
from vivavoce.ats.adapters.greenhouse import GreenhouseConnector
from vivavoce.ats.adapters.lever import LeverConnector
from vivavoce.ats.domain.connection import AtsConnection, AtsName
from vivavoce.ats.domain.order import (
    AtsCandidate,
    AtsOrder,
    AtsOutboundCall,
    InterviewResult,
    MalformedOrderError,
    OutcomeKind,
    ReceivedOrder,
)
from vivavoce.ats.ports import AtsConnector
from vivavoce.kernel.ids import InterviewId

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
APPROVED = InterviewResult(
    state="ASSESSMENT_APPROVED",
    is_approved=True,
    score=72.5,
    recommendation="HIRE",
    page_url="https://vivavoce.example.com/interviews/i",
)


@dataclass
class Pair:
    """A connector and the imitated server of its system."""

    ats: AtsName
    connector: AtsConnector
    server: GreenhouseServer | AshbyServer | LeverServer

    @property
    def connection(self) -> AtsConnection:
        return AtsConnection(
            ats=self.ats,
            api_key=KEY,
            signing_token=TOKEN if self.ats == "lever" else None,
            api_url=self.server.api_url,
            stage_templates={STAGE: TEMPLATE} if self.ats == "lever" else {},
            is_active=True,
            connected_by=UUID(int=1),
            connected_at=NOW,
            changed_at=NOW,
        )

    def receive(self, number: int = 1, email: str | None = "harry@example.com") -> ReceivedOrder:
        received = self.connector.read_order(self.connection, self.server.order(number, email))
        assert received is not None
        return received

    def find_candidate(self, received: ReceivedOrder) -> AtsCandidate:
        """Return the candidate of an order; the server is asked if the order does not name them."""
        call = self.connector.build_candidate_call(self.connection, stored(self.ats, received))
        if call is None:
            assert received.candidate is not None
            return received.candidate
        status, answer = self.server.answer(call)
        assert status == 200
        return self.connector.read_candidate(answer or {})

    def report(
        self, outcome: OutcomeKind, result: InterviewResult = APPROVED
    ) -> AtsOutboundCall | None:
        order = stored(self.ats, self.receive())
        return self.connector.build_report(self.connection, order, outcome, result, at=NOW)


def stored(ats: AtsName, received: ReceivedOrder) -> AtsOrder:
    return AtsOrder(
        id=UUID(int=7),
        ats=ats,
        external_id=received.external_id,
        template_id=received.template_id,
        interview_id=InterviewId(UUID(int=8)),
        callback_url=received.callback_url,
        reported=None,
        created_at=NOW,
    )


@pytest.fixture(params=["greenhouse", "ashby", "lever"])
def pair(request: pytest.FixtureRequest) -> Pair:
    return {
        "greenhouse": lambda: Pair("greenhouse", GreenhouseConnector(), GreenhouseServer()),
        "ashby": lambda: Pair("ashby", AshbyConnector(), AshbyServer()),
        "lever": lambda: Pair("lever", LeverConnector(), LeverServer()),
    }[request.param]()


def test_an_order_names_a_template_and_leads_to_a_candidate(pair: Pair) -> None:
    received = pair.receive()

    assert received.template_id == TEMPLATE
    candidate = pair.find_candidate(received)
    assert (candidate.name, candidate.email) == ("Harry Example", "harry@example.com")


def test_the_same_order_has_the_same_id_and_another_one_has_another(pair: Pair) -> None:
    first, again, other = pair.receive(1), pair.receive(1), pair.receive(2)

    assert first.external_id == again.external_id != other.external_id


def test_a_candidate_without_an_address_is_refused_by_the_name_of_the_field(pair: Pair) -> None:
    with pytest.raises(MalformedOrderError) as refused:
        pair.find_candidate(pair.receive(email=None))

    assert "email" in refused.value.errors[0].field


def test_the_server_accepts_the_report_of_a_completed_interview(pair: Pair) -> None:
    call = pair.report("completed")

    assert call is not None
    assert pair.server.answer(call)[0] in (200, 201, 204)
    assert len(pair.server.reports) == 1


def test_a_report_without_a_score_has_no_number_in_its_place(pair: Pair) -> None:
    call = pair.report("completed", replace(APPROVED, score=None, recommendation=None))

    assert call is not None
    assert pair.server.answer(call)[0] in (200, 201, 204)
    text = call.body.decode()
    assert "72" not in text
    assert "None" in text or "none" in text or not text


def test_a_cancelled_interview_is_reported_where_the_system_has_a_place_for_it(pair: Pair) -> None:
    call = pair.report("cancelled")

    if pair.ats == "greenhouse":
        assert call is None
        return
    assert call is not None
    assert pair.server.answer(call)[0] in (200, 201)
    assert "cancel" in call.body.decode()
    assert "72" not in call.body.decode()


def test_a_report_says_the_score_and_the_recommendation_of_the_platform(pair: Pair) -> None:
    call = pair.report("completed")

    assert call is not None
    if pair.ats != "greenhouse":  # Greenhouse then asks for the status
        assert "72.5" in call.body.decode()
        assert "HIRE" in call.body.decode()


def test_the_times_and_values_of_ashby_have_its_form() -> None:
    pair = Pair("ashby", AshbyConnector(), AshbyServer())
    call = pair.report("completed")

    assert call is not None
    body = json.loads(call.body)
    assert body["timestamp"] == 1_795_424_400_000
    assert body["assessment_id"] == str(UUID(int=7))
    assert body["assessment_result"]["type"] == "numeric_score"
