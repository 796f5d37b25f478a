"""Events as Kafka messages and back, without a Kafka."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.contracts.envelope import IntegrationEvent, to_envelope
from vivavoce.infra.kafka.messages import (
    UnreadableMessageError,
    derive_event_id,
    event_from_message,
    message_from_event,
)
from vivavoce.kernel.ids import EventId, InterviewId, TenantId

EVENT = IntegrationEvent(
    id=EventId(UUID(int=7)),
    topic="plan.generated",
    tenant_id=TenantId(UUID(int=1)),
    run_id="run_x",
    interview_id=InterviewId(UUID(int=2)),
    at=datetime(2026, 11, 20, 10, 1, 0, 123000, tzinfo=UTC),
    payload={"planId": "p", "duration": 60},
    correlation_id="req_1",
    version=2,
)
SAID = to_envelope(EVENT)
WORDS = st.text(st.characters(exclude_categories=["Cs"]))


def test_an_event_is_decoded_as_it_was_encoded() -> None:
    message = message_from_event(EVENT)

    assert event_from_message(message.topic, message.value, message.headers) == EVENT
    assert message.key == str(EVENT.interview_id).encode()
    assert json.loads(message.value) == SAID


@given(st.dictionaries(WORDS, WORDS | st.integers() | st.none(), max_size=4))
def test_any_payload_is_decoded_as_it_was_encoded(payload: dict[str, object]) -> None:
    value = json.dumps({**SAID, "payload": payload}).encode()

    assert event_from_message("plan.generated", value).payload == payload


def test_an_external_message_without_headers_gets_an_id_from_its_content() -> None:
    value = json.dumps(SAID).encode()

    event = event_from_message("plan.generated", value)

    assert (
        event.id
        == derive_event_id("plan.generated", value)
        == event_from_message("plan.generated", value).id
    )
    assert (event.id.version, event.version, event.correlation_id) == (8, 1, "")
    assert derive_event_id("plan.generated", value + b" ") != event.id
    assert derive_event_id("plan.generate", b"d" + value) != event.id


def test_a_timestamp_without_a_zone_is_utc() -> None:
    value = json.dumps({**SAID, "timestamp": "2026-11-20T10:01:00"}).encode()

    assert event_from_message("plan.generated", value).at == datetime(
        2026, 11, 20, 10, 1, tzinfo=UTC
    )


@pytest.mark.parametrize("member", list(SAID))
def test_every_member_of_the_envelope_is_required(member: str) -> None:
    value = json.dumps({name: text for name, text in SAID.items() if name != member}).encode()

    with pytest.raises(UnreadableMessageError, match=member):
        event_from_message("plan.generated", value)


@given(st.binary(max_size=200))
def test_any_message_is_an_event_or_unreadable(value: bytes) -> None:
    with pytest.raises(UnreadableMessageError):
        event_from_message("plan.generated", value)


@given(st.recursive(st.none() | st.booleans() | st.floats() | WORDS, st.lists))
def test_a_member_of_a_wrong_type_is_unreadable(odd: object) -> None:
    for member in ("tenantId", "interviewId", "timestamp"):
        with pytest.raises(UnreadableMessageError):
            event_from_message("plan.generated", json.dumps({**SAID, member: odd}).encode())


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_a_header_with_any_bytes_stays_printable(one: bytes, two: bytes) -> None:
    headers = [("event-id", one), ("event-version", two), ("correlation-id", one)]

    event = event_from_message("plan.generated", json.dumps(SAID).encode(), headers)

    assert event.correlation_id.isprintable()
    assert 0 <= event.version <= 9999
