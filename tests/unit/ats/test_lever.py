"""Lever's signature, its stages, and the ids that go into addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.fakes.ats_servers import KEY, STAGE, TEMPLATE, TOKEN, LeverServer

from vivavoce.ats.adapters.lever import LeverConnector
from vivavoce.ats.domain.connection import AtsConnection
from vivavoce.ats.domain.order import AtsSignatureError, JsonObject, MalformedOrderError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONNECTION = AtsConnection(
    ats="lever",
    api_key=KEY,
    signing_token=TOKEN,
    api_url="https://api.lever.co/v1",
    stage_templates={STAGE: TEMPLATE},
    is_active=True,
    connected_by=UUID(int=1),
    connected_at=NOW,
    changed_at=NOW,
)
DATA = {"toStageId": STAGE, "opportunityId": "opportunity-1"}


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "0" * 64},
        {"signature": None},
        {"signature": 7},
        {"token": "other"},
        {"token": None},
        {"triggeredAt": 1},
        {"triggeredAt": "1795171257000"},
    ],
)
def test_a_webhook_whose_signature_does_not_fit_is_refused(change: JsonObject) -> None:
    with pytest.raises(AtsSignatureError):
        LeverConnector().read_order(CONNECTION, {**LeverServer().event(DATA), **change})


def test_a_webhook_that_another_token_signed_is_refused() -> None:
    with pytest.raises(AtsSignatureError):
        LeverConnector().read_order(CONNECTION, LeverServer().event(DATA, key="another"))


def test_other_stages_and_other_events_order_nothing() -> None:
    other_stage = LeverServer().event(DATA | {"toStageId": "another"})
    other_event = LeverServer().event(DATA, name="candidateHired")

    assert LeverConnector().read_order(CONNECTION, other_stage) is None
    assert LeverConnector().read_order(CONNECTION, other_event) is None


@pytest.mark.parametrize("opportunity", ["../users", "a b", "a/b", "a?b", "ä"])
def test_an_id_that_would_change_the_address_is_refused(opportunity: str) -> None:
    body = LeverServer().event(DATA | {"opportunityId": opportunity})

    with pytest.raises(MalformedOrderError):
        LeverConnector().read_order(CONNECTION, body)
