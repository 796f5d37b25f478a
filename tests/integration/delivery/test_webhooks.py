"""Webhooks on a real database, to a receiver on a real socket."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta

import pytest
from tests.database import TestDatabase, fresh_tenant
from tests.fakes.delivery import INSTALLATION, DeliveryWorld
from tests.fakes.webhook_receiver import Receiver

from vivavoce.delivery.domain.webhook import verify
from vivavoce.delivery.domain.webhook_delivery import (
    MAX_ATTEMPTS,
    RETRY_DELAYS_S,
    DeliveryPendingError,
)
from vivavoce.delivery.usecases.manage_webhook_endpoint import WebhookEndpointChange
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId


async def test_a_published_webhook_arrives_signed_and_is_logged(world: DeliveryWorld) -> None:
    interview = world.interview()
    async with Receiver() as receiver:
        message = await world.publish_webhook(interview, receiver.url("ok", host="ats.example"))
        await world.attempt(world.tenant, message, 1)

    heard = receiver.requests[0]
    body = json.loads(heard.body)
    verify(heard.body.encode(), heard.headers, [INSTALLATION], now=world.clock.now())
    assert (body["event"], body["interviewId"], body["sequence"]) == (
        "interview.approved",
        str(interview),
        1,
    )
    assert heard.headers["x-webhook-id"] == str(message)
    record = await world.find(message)
    assert (record.status, record.next_attempt_at) == ("delivered", None)
    assert [(one.attempt, one.status, one.error) for one in record.attempts] == [(1, 204, None)]


async def _announce_and_roll_back(world: DeliveryWorld, interview: InterviewId) -> None:
    async with world.ground.open_work(world.tenant) as work:
        await world.webhook_publisher.publish(
            work,
            interview_id=interview,
            run_id="run_rolled_back",
            event="interview.approved",
            state="APPROVED",
            callback_url="http://ats.example/ok",
            data={},
        )
        raise RuntimeError("changed my mind")


async def test_a_webhook_of_a_rolled_back_transaction_is_not_sent(world: DeliveryWorld) -> None:
    interview = world.interview()
    jobs_before = len(await world.jobs_for(str(world.tenant)))

    with pytest.raises(RuntimeError, match="changed my mind"):
        await _announce_and_roll_back(world, interview)

    assert len(await world.jobs_for(str(world.tenant))) == jobs_before == 0
    async with world.ground.open_work(world.tenant) as work:
        assert await world.messages.list_by_interview(work, interview) == []


async def test_without_an_endpoint_nothing_is_stored(world: DeliveryWorld) -> None:
    async with world.ground.open_work(world.tenant) as work:
        message_id = await world.webhook_publisher.publish(
            work,
            interview_id=world.interview(),
            run_id="r",
            event="interview.approved",
            state="APPROVED",
            callback_url=None,
            data={},
        )

    assert message_id is None


async def test_an_unknown_event_name_is_an_error_of_the_caller(world: DeliveryWorld) -> None:
    with pytest.raises(ValueError, match=r"interview\.made_up"):
        await world.publish_webhook(
            world.interview(), "http://a.example/", event="interview.made_up"
        )


async def test_messages_of_an_interview_are_numbered_without_gaps_under_concurrent_writes(
    world: DeliveryWorld,
) -> None:
    one, other = world.interview(), world.interview()

    await asyncio.gather(
        *(world.publish_webhook(one, "http://a.example/") for _ in range(8)),
        *(world.publish_webhook(other, "http://a.example/") for _ in range(3)),
    )

    async with world.ground.open_work(world.tenant) as work:
        first = await world.messages.list_by_interview(work, one)
        second = await world.messages.list_by_interview(work, other)
    assert [record.sequence for record in first] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [record.sequence for record in second] == [1, 2, 3]


async def test_a_failing_endpoint_is_tried_eight_times_under_one_id_and_then_abandoned(
    world: DeliveryWorld,
) -> None:
    async with Receiver() as receiver:
        message = await world.publish_webhook(world.interview(), receiver.url("500"))
        waits = []
        for attempt in range(1, MAX_ATTEMPTS + 1):
            began = world.clock.now()
            await world.attempt(world.tenant, message, attempt)
            next_at = (await world.find(message)).next_attempt_at
            if next_at is not None:
                waits.append((next_at - began).total_seconds())
                world.clock.ahead += next_at - world.clock.now()
        await world.attempt(world.tenant, message, MAX_ATTEMPTS + 1)

    assert waits == pytest.approx(list(RETRY_DELAYS_S), abs=1)
    assert [one.headers["x-webhook-attempt"] for one in receiver.requests] == list("12345678")
    assert {one.headers["webhook-id"] for one in receiver.requests} == {str(message)}
    assert len({one.body for one in receiver.requests}) == 1
    record = await world.find(message)
    assert (record.status, len(record.attempts)) == ("dead", 8)


async def test_every_attempt_carries_a_new_timestamp(
    world: DeliveryWorld,
) -> None:
    async with Receiver() as receiver:
        message = await world.publish_webhook(world.interview(), receiver.url("flaky/1"))
        await world.attempt(world.tenant, message, 1)
        world.clock.ahead += timedelta(hours=6)
        await world.attempt(world.tenant, message, 2)

    late = receiver.requests[1]
    verify(late.body.encode(), late.headers, [INSTALLATION], now=world.clock.now())
    assert (await world.find(message)).status == "delivered"


@pytest.mark.parametrize(
    ("path", "error"), [("reset", "reset"), ("slow", "timeout"), ("garbage", "protocol")]
)
async def test_a_failing_endpoint_is_logged_by_error_kind_and_retried(
    world: DeliveryWorld, path: str, error: str
) -> None:
    quick = DeliveryWorld(world.ground, world.tenant, total_s=0.5)
    async with Receiver() as receiver:
        message = await quick.publish_webhook(world.interview(), receiver.url(path))
        await quick.attempt(world.tenant, message, 1)

    record = await quick.find(message)
    assert (record.status, record.attempts[0].error) == ("pending", error)
    jobs = await quick.jobs_for(str(message))
    assert [job["args"]["attempt"] for job in jobs] == ["1", "2"]
    assert jobs[1]["scheduled_at"] == record.next_attempt_at


async def test_a_forbidden_address_is_abandoned_at_once(world: DeliveryWorld) -> None:
    message = await world.publish_webhook(
        world.interview(), "http://169.254.169.254/latest/meta-data"
    )
    await world.attempt(world.tenant, message, 1)

    record = await world.find(message)
    assert (record.status, record.attempts[0].error) == ("dead", "refused_address")


async def test_an_abandoned_message_can_be_sent_again_under_its_own_id(
    world: DeliveryWorld,
) -> None:
    async with Receiver() as receiver:
        message = await world.publish_webhook(world.interview(), receiver.url("flaky/8"))
        for attempt in range(1, MAX_ATTEMPTS + 1):
            await world.attempt(world.tenant, message, attempt)
        assert (await world.find(message)).status == "dead"

        revived = await world.redeliver(world.tenant, message)
        with pytest.raises(DeliveryPendingError):
            await world.redeliver(world.tenant, message)
        await world.attempt(world.tenant, message, 9)

    assert revived.status == "pending"
    assert receiver.requests[-1].headers["x-webhook-id"] == str(message)
    assert receiver.requests[-1].headers["x-webhook-attempt"] == "9"
    assert (await world.find(message)).status == "delivered"


async def test_a_message_sent_again_has_a_complete_new_schedule(world: DeliveryWorld) -> None:
    async with Receiver() as receiver:
        message = await world.publish_webhook(world.interview(), receiver.url("500"))
        for attempt in range(1, MAX_ATTEMPTS + 1):
            await world.attempt(world.tenant, message, attempt)
        await world.redeliver(world.tenant, message)
        began = world.clock.now()
        await world.attempt(world.tenant, message, 9)

    next_at = (await world.find(message)).next_attempt_at
    assert next_at is not None
    assert (next_at - began).total_seconds() == pytest.approx(RETRY_DELAYS_S[0], abs=1)


async def test_concurrent_attempts_of_one_message_are_recorded_once(world: DeliveryWorld) -> None:
    async with Receiver() as receiver:
        message = await world.publish_webhook(world.interview(), receiver.url("500"))
        await asyncio.gather(*(world.attempt(world.tenant, message, 1) for _ in range(3)))
        await world.attempt(world.tenant, message, 1)

    assert {one.headers["x-webhook-id"] for one in receiver.requests} == {str(message)}
    assert len((await world.find(message)).attempts) == 1
    jobs = await world.jobs_for(str(message))
    assert [job["args"]["attempt"] for job in jobs] == ["1", "2"]


async def test_an_endpoint_that_returns_gone_is_disabled_until_it_is_configured_again(
    world: DeliveryWorld,
) -> None:
    async with Receiver() as receiver:
        await world.receivers.put(world.tenant, WebhookEndpointChange(url=receiver.url("410")))
        waiting = await world.publish_webhook(world.interview(), None)
        gone = await world.publish_webhook(world.interview(), None)
        await world.attempt(world.tenant, gone, 1)
        await world.attempt(world.tenant, waiting, 1)
        with pytest.raises(AssertionError):  # nobody listens
            await world.publish_webhook(world.interview(), None)

    assert receiver.connections == 1
    assert (await world.find(gone)).status == (await world.find(waiting)).status == "gone"
    assert (await world.receivers.get(world.tenant)).is_gone
    await world.receivers.put(world.tenant, WebhookEndpointChange(url="http://127.0.0.1:9009/ok"))
    assert not (await world.receivers.get(world.tenant)).is_gone
    assert await world.publish_webhook(world.interview(), None)


async def test_a_moved_endpoint_is_not_disabled_by_a_response_of_its_former_address(
    world: DeliveryWorld, database: TestDatabase
) -> None:
    async with Receiver() as receiver:
        await world.receivers.put(world.tenant, WebhookEndpointChange(url=receiver.url("410")))
        message = await world.publish_webhook(world.interview(), None)
        moves = "UPDATE webhook_endpoint SET callback_url = %s WHERE tenant_id = %s"
        async with database.hold_transaction_open(moves, receiver.url("ok"), world.tenant):
            tried = asyncio.ensure_future(world.attempt(world.tenant, message, 1))
            await database.until_waiting_for_locks(1)
        await tried

        moved = await world.receivers.get(world.tenant)
        waits = await world.find(message)
        await world.attempt(world.tenant, message, 2)

    assert (moved.is_active, moved.is_gone) == (True, False)
    assert (waits.status, [one.status for one in waits.attempts]) == ("pending", [410])
    assert [one.path for one in receiver.requests] == ["/410", "/ok"]
    assert (await world.find(message)).status == "delivered"


async def test_a_callback_that_returns_gone_ends_for_its_interview_only(
    world: DeliveryWorld,
) -> None:
    interview = world.interview()
    async with Receiver() as receiver:
        url = receiver.url("410")
        waiting = await world.publish_webhook(interview, url)
        first = await world.publish_webhook(interview, url)
        await world.attempt(world.tenant, first, 1)
        await world.attempt(world.tenant, waiting, 1)
        later = await world.publish_webhook(interview, url)
        elsewhere = await world.publish_webhook(world.interview(), url)
        by_hand = await world.redeliver(world.tenant, later)
        await world.attempt(world.tenant, later, 1)

    assert (await world.find(waiting)).status == "gone"
    assert by_hand.status == "pending"
    assert (await world.find(later)).status == "gone"
    assert (await world.find(elsewhere)).status == "pending"
    assert [one.headers["x-webhook-id"] for one in receiver.requests] == [str(first), str(later)]


async def test_concurrent_configurations_of_the_first_endpoint_create_one(
    world: DeliveryWorld, database: TestDatabase
) -> None:
    wishes = [
        WebhookEndpointChange(url=f"http://127.0.0.1:9009/{place}") for place in ("one", "other")
    ]

    async with database.hold_transaction_open(
        "LOCK TABLE webhook_endpoint IN SHARE ROW EXCLUSIVE MODE"
    ):
        puts = asyncio.gather(*(world.receivers.put(world.tenant, wish) for wish in wishes))
        await database.until_waiting_for_locks(2)
    made = await puts

    kept = await world.receivers.get(world.tenant)
    assert {endpoint.id for endpoint, _ in made} == {kept.id}
    assert sorted(is_new for _, is_new in made) == [False, True]


async def test_secrets_created_concurrently_both_sign(
    world: DeliveryWorld, database: TestDatabase
) -> None:
    wish = WebhookEndpointChange(url="http://127.0.0.1:9009/ok", has_new_secret=True)
    await world.receivers.put(world.tenant, wish)
    row = "SELECT 1 FROM webhook_endpoint WHERE tenant_id = %s FOR UPDATE"

    async with database.hold_transaction_open(row, world.tenant):
        puts = asyncio.gather(*(world.receivers.put(world.tenant, wish) for _ in range(2)))
        await database.until_waiting_for_locks(2)
    shown = {endpoint.secrets[0] for endpoint, _ in await puts}

    assert set((await world.receivers.get(world.tenant)).secrets) == shown


async def test_a_rotated_secret_and_its_predecessor_both_sign_for_a_day(
    world: DeliveryWorld,
) -> None:
    async with Receiver() as receiver:
        url = receiver.url("ok")
        old, _ = await world.receivers.put(world.tenant, WebhookEndpointChange(url=url))
        new, is_new = await world.receivers.put(
            world.tenant, WebhookEndpointChange(url=url, has_new_secret=True)
        )
        await world.receivers.put(world.tenant, WebhookEndpointChange(url=url, events=[]))
        during = await world.publish_webhook(world.interview(), None)
        await world.attempt(world.tenant, during, 1)
        world.clock.ahead += timedelta(hours=25)
        after = await world.publish_webhook(world.interview(), None)
        await world.attempt(world.tenant, after, 1)

    assert is_new
    assert old.secrets[0] != new.secrets[0]
    first, second = receiver.requests
    verify(first.body.encode(), first.headers, [new.secrets[0]], now=_sent(first.headers))
    assert len(first.headers["webhook-signature"].split(" ")) == 2
    assert len(second.headers["webhook-signature"].split(" ")) == 1


def _sent(headers: dict[str, str]) -> datetime:
    return datetime.fromisoformat(headers["x-webhook-timestamp"])


async def test_a_removed_endpoint_receives_nothing(world: DeliveryWorld) -> None:
    async with Receiver() as receiver:
        await world.receivers.put(world.tenant, WebhookEndpointChange(url=receiver.url("ok")))
        message = await world.publish_webhook(world.interview(), None)
        await world.receivers.remove(world.tenant)
        await world.attempt(world.tenant, message, 1)

    assert receiver.connections == 0
    assert (await world.find(message)).status == "gone"


async def test_a_message_is_sent_to_the_current_address_of_the_endpoint(
    world: DeliveryWorld,
) -> None:
    async with Receiver() as old, Receiver() as new:
        await world.receivers.put(world.tenant, WebhookEndpointChange(url=old.url("500")))
        message = await world.publish_webhook(world.interview(), None)
        await world.attempt(world.tenant, message, 1)
        await world.receivers.put(world.tenant, WebhookEndpointChange(url=new.url("ok")))
        await world.attempt(world.tenant, message, 2)

    assert (old.connections, new.connections) == (1, 1)


async def test_a_message_about_an_erased_person_ends_unsent(world: DeliveryWorld) -> None:
    person = world.ground.ids.new_id()
    async with Receiver() as receiver:
        message = await world.publish_webhook(world.interview(), receiver.url("ok"), person=person)
        async with world.ground.open_work(world.tenant) as work:
            await world.ground.vault.destroy_key(work, person)
        await world.attempt(world.tenant, message, 1)

    assert receiver.connections == 0
    assert (await world.find(message)).status == "dead"


async def test_the_body_is_encrypted_in_the_database(world: DeliveryWorld) -> None:
    message = await world.publish_webhook(
        world.interview(), "http://a.example/", data={"note": "canary-7f3a"}
    )

    async with world.ground.open_work(world.tenant) as work:
        row = await work.fetch_one(
            "SELECT m::text AS all, body FROM webhook_message m WHERE id = %(id)s",
            {"id": message},
        )
    assert row is not None
    assert b"canary" not in bytes(row["body"])
    assert "canary" not in row["all"]


async def test_another_tenant_finds_nothing(world: DeliveryWorld) -> None:
    interview = world.interview()
    await world.receivers.put(world.tenant, WebhookEndpointChange(url="http://a.example/"))
    async with Receiver() as receiver:
        message = await world.publish_webhook(interview, receiver.url("ok"))
        outsider = DeliveryWorld(world.ground, fresh_tenant())

        await outsider.attempt(outsider.tenant, message, 1)
        with pytest.raises(NotFoundError):
            await outsider.redeliver(outsider.tenant, message)
        with pytest.raises(NotFoundError):
            await outsider.find(message)
        with pytest.raises(NotFoundError):
            await outsider.receivers.get(outsider.tenant)
        async with world.ground.open_work(outsider.tenant) as work:
            assert await outsider.messages.list_by_interview(work, interview) == []

    assert receiver.connections == 0


async def test_a_message_whose_job_was_lost_is_recovered_once(world: DeliveryWorld) -> None:
    message = await world.publish_webhook(world.interview(), "http://a.example/")
    async with world.ground.open_work(world.tenant) as work:
        past = world.clock.now() - timedelta(minutes=5)
        await world.messages.postpone(work, message, past)
    before = len(await world.jobs_for(str(message)))

    await world.rescue()
    await world.rescue()

    assert len(await world.jobs_for(str(message))) == before + 1
