"""What the cleanup deletes and keeps, and the delivery of alerts."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from tests.database import TestDatabase
from tests.infrastructure import Ground

from vivavoce.access.adapters.one_time_codes import delete_expired_tokens
from vivavoce.analytics.domain.alerts import AlertStatus
from vivavoce.analytics.ports import Alert
from vivavoce.app.demo.platform_client import run_webhook_receiver
from vivavoce.app.wiring.analytics import EmailAlertChannel, WebhookAlertChannel
from vivavoce.delivery.adapters import checks as delivery
from vivavoce.delivery.adapters.overdue_postgres import delete_ended_webhooks
from vivavoce.delivery.domain.emails import Email, EmailDelayedError, EmailRefusedError
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.kernel.ids import TenantId

FIRED = Alert(
    id=UUID(int=3),
    status=AlertStatus(
        rule="QueueBacklog",
        labels=(),
        value=60.0,
        active_at=1_763_629_200.0,
        fired_at=1_763_629_800.0,
    ),
    severity="page",
)


def plant(database: TestDatabase, *statements: str) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


def messages(tenant: TenantId, interview: int, *rows: tuple[int, str, str]) -> list[str]:
    """Return what plants an interview's messages: sequence, age, status."""
    key = f"'{tenant}', '{UUID(int=interview)}'"
    last = max(sequence for sequence, _, _ in rows)
    columns = (
        "tenant_id, interview_id, id, run_id, sequence, event, state, at, url, subject_id, body, status,"
        " next_attempt_at"
    )
    return [
        f"INSERT INTO webhook_sequence (tenant_id, interview_id, last_sequence) VALUES ({key}, {last})",  # noqa: S608
        *(
            f"INSERT INTO webhook_message ({columns}) VALUES ({key}, gen_random_uuid(), 'r', {sequence},"  # noqa: S608
            f" 'e', 's', now() - interval '{age}', 'u', gen_random_uuid(), '', '{status}',"
            f" {'now()' if status == 'pending' else 'NULL'})"
            for sequence, age, status in rows
        ),
    ]


async def test_webhooks_that_ended_long_ago_are_deleted_without_a_gap(
    ground: Ground, database: TestDatabase, tenant: TenantId
) -> None:
    plant(
        database,
        *messages(tenant, 1, (1, "9 days", "gone"), (2, "8 days", "gone"), (3, "1 day", "gone")),
        *messages(tenant, 2, (1, "9 days", "gone"), (2, "8 days", "pending")),
        *messages(tenant, 3, (1, "9 days", "gone")),
    )
    gone = await delete_ended_webhooks(ground.database, days=7)
    async with ground.open_work(tenant) as work:
        left = await work.fetch_all(
            "SELECT interview_id, sequence FROM webhook_message ORDER BY 1, 2"
        )
        (promise,) = [one for one in delivery.invariants() if one.name == "sequence_has_no_gaps"]
        broken = (await promise.examine(work)).violations

    assert gone >= 3
    assert [(row["interview_id"].int, row["sequence"]) for row in left] == [(1, 3), (2, 1), (2, 2)]
    assert broken == ()


async def test_tokens_are_deleted_a_day_after_they_expired(
    ground: Ground, database: TestDatabase, tenant: TenantId
) -> None:
    plant(
        database,
        *(
            "INSERT INTO session_token (tenant_id, id, link_id, hash, expires_at) VALUES"  # noqa: S608
            f" ('{tenant}', gen_random_uuid(), gen_random_uuid(), '{age}', now() - interval '{age}')"
            for age in ("1 hour", "25 hours")
        ),
    )
    assert await delete_expired_tokens(ground.database, ground.clock.now()) >= 1
    async with ground.open_work(tenant) as work:
        left = await work.fetch_all("SELECT hash FROM session_token")

    assert [bytes(row["hash"]) for row in left] == [b"1 hour"]


async def test_an_alert_reaches_a_webhook_endpoint_signed_and_once(ground: Ground) -> None:
    secret = "a-secret-that-signs-alerts-of-one-test"
    async with run_webhook_receiver(secret) as receiver:
        outlet = make_outbound_http_client(ground.clock, is_local=True)
        channel = WebhookAlertChannel(receiver.url, outlet, ground.clock, secret)
        for attempt in (1, 2):
            assert await channel.notify(FIRED, "fired", attempt)
        assert await channel.notify(FIRED, "cleared", 1)
        forged = WebhookAlertChannel(
            receiver.url, outlet, ground.clock, "another-secret-of-thirty-two-letters"
        )
        assert not await forged.notify(FIRED, "fired", 1)
        heard = list(receiver.messages.values())

    assert receiver.refused == 1
    assert [one["event"] for one in heard] == ["alert.fired", "alert.cleared"]
    assert heard[0]["alert"] == "QueueBacklog"
    assert heard[0]["firedAt"] == "2025-11-20T09:10:00.000Z"
    assert not await WebhookAlertChannel(
        "http://127.0.0.1:1/", outlet, ground.clock, secret
    ).notify(FIRED, "fired", 1)


@pytest.mark.parametrize(
    ("failure", "is_taken"),
    [(None, True), (EmailDelayedError(), False), (EmailRefusedError(), True)],
)
async def test_an_alert_is_sent_to_the_operator_by_email(
    failure: Exception | None, is_taken: bool
) -> None:
    sent: list[Email] = []

    class Post:
        async def send(self, email: Email, **_: object) -> None:
            if failure is not None:
                raise failure
            sent.append(email)

    was_sent = await EmailAlertChannel("ops@example.com", Post()).notify(FIRED, "fired", 1)

    assert was_sent is is_taken
    if failure is None:
        assert sent[0].subject == "[Vivavoce] QueueBacklog fired"
        assert "More than 50 interviews" in sent[0].text
