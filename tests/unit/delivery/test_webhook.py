import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.delivery.domain.webhook import (
    WEBHOOK_EVENTS,
    InvalidWebhookSecretError,
    InvalidWebhookSignatureError,
    WebhookMessage,
    build_secret,
    build_signed_headers,
    check_secret,
    decode_signing_key,
    serialize_message,
    verify,
)
from vivavoce.kernel.ids import InterviewId, TenantId

AT = datetime(2026, 11, 20, 9, 0, 0, 123_456, tzinfo=UTC)
TENANT = TenantId(UUID(int=7))
ID = UUID(int=9)
SECRET = build_secret("an-unguessable-token-of-many-bits-0123456789")
MESSAGE = WebhookMessage(
    id=ID,
    event="interview.approved",
    run_id="run_1_abc",
    interview_id=InterviewId(UUID(int=8)),
    tenant_id=TENANT,
    candidate_ref=None,
    external_id="req-2291",
    state="APPROVED",
    at=AT,
    sequence=3,
    data={"interviewLink": "https://example.org/interview/join/ü"},
)


def headers(body: bytes, *secrets: str, sent_at: datetime = AT) -> dict[str, str]:
    return build_signed_headers(
        body,
        message_id=ID,
        tenant_id=TENANT,
        attempt=2,
        sent_at=sent_at,
        secrets=secrets or (SECRET,),
    )


def test_the_body_has_the_specified_members_and_a_sequence_number() -> None:
    assert json.loads(serialize_message(MESSAGE)) == {
        "event": "interview.approved",
        "runId": "run_1_abc",
        "interviewId": str(UUID(int=8)),
        "tenantId": str(UUID(int=7)),
        "candidateRef": None,
        "externalId": "req-2291",
        "state": "APPROVED",
        "isTest": False,
        "timestamp": "2026-11-20T09:00:00.123Z",
        "sequence": 3,
        "data": {"interviewLink": "https://example.org/interview/join/ü"},
    }


def test_the_headers_are_those_of_the_specification_and_of_standard_webhooks() -> None:
    sent = headers(b"{}")

    assert sent["X-Webhook-Timestamp"] == "2026-11-20T09:00:00.123Z"
    assert sent["X-Webhook-Id"] == sent["webhook-id"] == str(ID)
    assert sent["X-Webhook-Attempt"] == "2"
    assert sent["X-Tenant-ID"] == str(TENANT)
    assert sent["X-Webhook-Signature"].startswith("sha256=")
    assert sent["webhook-timestamp"] == str(int(AT.timestamp()))


def test_the_specified_signature_equals_a_hand_computed_one() -> None:
    signed = build_signed_headers(
        b'{"a":1}',
        message_id=ID,
        tenant_id=TENANT,
        attempt=1,
        sent_at=AT,
        secrets=["a-secret-that-a-person-chose-0123"],
    )

    # printf '2026-11-20T09:00:00.123Z.{"a":1}' | openssl dgst -sha256 -hmac a-secret-…
    assert (
        signed["X-Webhook-Signature"]
        == "sha256=39aac81259047fba02831447a8c2776744b9258887543936a25877e373b2f58c"
    )


@given(body=st.binary(max_size=200))
def test_our_own_signature_verifies(body: bytes) -> None:
    verify(body, headers(body), [SECRET], now=AT)


@given(body=st.binary(min_size=1, max_size=60), place=st.integers(0), flip=st.integers(1, 255))
def test_one_changed_byte_is_refused(body: bytes, place: int, flip: int) -> None:
    forged = bytearray(body)
    forged[place % len(body)] ^= flip

    with pytest.raises(InvalidWebhookSignatureError):
        verify(bytes(forged), headers(body), [SECRET], now=AT)


def test_header_names_are_matched_in_any_case() -> None:
    lower = {name.lower(): value for name, value in headers(b"x").items()}

    verify(b"x", lower, [SECRET], now=AT)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_a_future_message_is_refused(minutes: int) -> None:
    with pytest.raises(InvalidWebhookSignatureError, match="too old or in the future"):
        verify(b"x", headers(b"x"), [SECRET], now=AT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "change",
    [
        {"X-Webhook-Signature": ""},
        {"X-Webhook-Signature": "sha256="},
        {"X-Webhook-Signature": "sha256=" + "0" * 64},
        {"X-Webhook-Signature": "ü"},
        {"X-Webhook-Timestamp": "2026-11-20T09:00:01.123Z"},
        {"X-Webhook-Timestamp": ""},
        {"X-Webhook-Timestamp": "yesterday"},
    ],
)
def test_a_malformed_header_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(InvalidWebhookSignatureError):
        verify(b"x", headers(b"x") | change, [SECRET], now=AT)


def test_nothing_verifies_without_a_secret() -> None:
    with pytest.raises(InvalidWebhookSignatureError):
        verify(b"x", headers(b"x"), [], now=AT)


def test_a_rotated_secret_loses_no_message() -> None:
    old, new = SECRET, build_secret("the-next-token-of-many-bits-9876543210")
    sent = headers(b"x", new, old)

    verify(b"x", sent, [new], now=AT)
    verify(b"x", headers(b"x", old), [new, old], now=AT)
    assert len(sent["webhook-signature"].split(" ")) == 2


@pytest.mark.parametrize("secret", [SECRET, "a secret that a person chose, 32+ letters"])
def test_the_standard_webhooks_library_accepts_our_signature(secret: str) -> None:
    body = serialize_message(MESSAGE)
    now = datetime.now(UTC)  # noqa: TID251 - that library asks the machine's clock
    sent = headers(body, SECRET, secret, sent_at=now)
    known = secret if secret.startswith("whsec_") else secret.encode()

    assert standardwebhooks.Webhook(known).verify(body, sent) == json.loads(body)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(known).verify(body + b" ", sent)


@pytest.mark.parametrize("secret", ["", "short", "a" * 31, "a" * 40 + "\n", "whsec_" + "!" * 40])
def test_a_weak_or_malformed_secret_is_refused_with_a_field(secret: str) -> None:
    with pytest.raises(InvalidWebhookSecretError) as refused:
        check_secret(secret)

    assert [error.field for error in refused.value.errors] == ["secret"]


def test_a_new_secret_is_valid_and_decodes_to_its_key() -> None:
    check_secret(SECRET)

    assert decode_signing_key(SECRET) == b"an-unguessable-token-of-many-bits-0123456789"


def test_the_data_of_a_message_is_hidden_from_its_repr() -> None:
    assert "join" not in repr(MESSAGE)


def test_every_event_has_one_name() -> None:
    assert len(set(WEBHOOK_EVENTS)) == len(WEBHOOK_EVENTS) == 14
    assert all(event.startswith("interview.") for event in WEBHOOK_EVENTS)
