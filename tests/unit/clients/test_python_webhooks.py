"""The Python client verifies what the platform signs, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from vivavoce.delivery.domain.webhook import build_secret, build_signed_headers
from vivavoce.kernel.ids import TenantId
from vivavoce_client import WebhookVerificationError, webhooks

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = build_secret("an-unguessable-token-of-enough-bytes")
PLAIN = "a-secret-without-the-prefix-and-long-enough"
BODY = json.dumps({"event": "interview.approved", "sequence": 4, "name": "Zoë"}).encode()


def signed(*secrets: str, body: bytes = BODY) -> dict[str, str]:
    return build_signed_headers(
        body,
        message_id=UUID(int=7),
        tenant_id=TenantId(UUID(int=8)),
        attempt=1,
        sent_at=NOW,
        secrets=secrets,
    )


@pytest.mark.parametrize("secret", [SECRET, PLAIN])
def test_a_signed_message_is_returned(secret: str) -> None:
    event = webhooks.verify(BODY, signed(secret), secret, now=NOW)

    assert event["event"] == "interview.approved"


def test_during_a_rotation_the_old_and_the_new_secret_match() -> None:
    headers = signed(SECRET, PLAIN)

    for secret in (SECRET, PLAIN, [PLAIN, "another"]):
        assert webhooks.verify(BODY, headers, secret, now=NOW)["sequence"] == 4


def test_header_names_match_in_any_case_and_the_body_may_be_text() -> None:
    headers = {name.upper(): text for name, text in signed(SECRET).items()}

    assert webhooks.verify(BODY.decode(), headers, SECRET, now=NOW)["sequence"] == 4


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"webhook-id": "another"}, "does not match"),
        ({"webhook-timestamp": "1"}, "does not match"),
        ({"webhook-signature": ""}, "does not match"),
        ({"webhook-signature": "v1,é"}, "does not match"),
        ({"webhook-signature": "v1a,AAAA v2,BBBB"}, "does not match"),
        ({"webhook-id": ""}, "headers"),
    ],
)
def test_changed_headers_are_refused(changed: dict[str, str], reason: str) -> None:
    with pytest.raises(WebhookVerificationError, match=reason):
        webhooks.verify(BODY, {**signed(SECRET), **changed}, SECRET, now=NOW)


def test_without_headers_it_is_refused() -> None:
    with pytest.raises(WebhookVerificationError, match="headers"):
        webhooks.verify(BODY, {}, SECRET)


def test_a_changed_body_and_another_secret_are_refused() -> None:
    for body, secret in ((BODY + b" ", SECRET), (BODY, PLAIN)):
        with pytest.raises(WebhookVerificationError, match="does not match"):
            webhooks.verify(body, signed(SECRET), secret, now=NOW)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_message_and_one_of_the_future_are_refused(minutes: int) -> None:
    with pytest.raises(WebhookVerificationError, match="too old or in the future"):
        webhooks.verify(BODY, signed(SECRET), SECRET, now=NOW + timedelta(minutes=minutes))


def test_a_body_that_is_no_json_is_refused() -> None:
    with pytest.raises(WebhookVerificationError, match="not JSON"):
        webhooks.verify(b"{", signed(SECRET, body=b"{"), SECRET, now=NOW)


def test_an_empty_secret_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="empty"):
        webhooks.verify(BODY, signed(SECRET), "", now=NOW)
