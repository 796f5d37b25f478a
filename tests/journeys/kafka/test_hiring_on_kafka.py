"""The hiring journey on Kafka, and what an independent client reads meanwhile."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4  # noqa: TID251 - a group of its own

import pytest
from confluent_kafka import Consumer as IndependentConsumer
from confluent_kafka import Producer as IndependentProducer
from scripts.dev_broker import DevBroker
from tests.fakes.api_clients import ApiClient, Candidate, Json, signed_in
from tests.fakes.platform_process import RealPlatform
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.contracts.topics import TOPICS

pytestmark = pytest.mark.soak

SEED = {"eventType", "tenantId", "runId", "interviewId", "timestamp", "payload"}
TOLD = {
    "approval.approved",
    "assessment.approved",
    "assessment.completed",
    "interview.completed",
    "interview.info_completed",
    "interview.info_needed",
    "interview.received",
    "interview.started",
    "plan.generated",
    "plan.generation_started",
    "skill.validation.requested",
}


def read_of(address: str, run_id: str, *, until: set[str]) -> list:
    """Return the messages about a run that an independent client reads from the beginning.

    Each topic is read by itself: the last event may be here before an earlier one of another topic.
    """
    settings = {
        "bootstrap.servers": address,
        "group.id": f"independent-{uuid4().hex}",
        "auto.offset.reset": "earliest",
    }
    client = IndependentConsumer(settings)
    client.subscribe(list(TOPICS))
    found = []
    for _ in range(400):
        message = client.poll(0.1)
        if message is None or message.error() is not None:
            if until <= {one.topic() for one in found}:
                break
            continue
        if json.loads(message.value())["runId"] == run_id:
            found.append(message)
    client.close()
    return found


async def hire(hiring: Hiring) -> None:
    """From a request that lacks a fact to the verdict of a person."""
    await hiring.request(level=None)
    run = f"/a2a/interview/{hiring.run_id}"
    await hiring.partner.ask("PATCH", f"{run}/complete-info", {"level": "MID"})
    await hiring.until("PENDING")
    approved = await hiring.recruiter.post(f"{run}/approve", {"approved": True})
    way = hiring.way(approved["interviewLink"])
    await hiring.consent(way)
    dana = StrongCandidate()

    def answer(frame: Json) -> str:
        return dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")

    ended = await Candidate(await hiring.start(way), answer).take_interview(patience_s=60)
    assert ended["reason"] == "all_asked"
    await hiring.until("ASSESSMENT_PENDING")
    done = await hiring.recruiter.post(f"{run}/approve-assessment", {"approved": True})
    assert done["state"] == "ASSESSMENT_APPROVED"


async def until_no_lag(admin: ApiClient) -> None:
    """Wait until every group has heard and handled everything: what is listed is really read."""
    status: Json = {}
    for _ in range(60):
        status = await admin.get("/admin/kafka/status")
        totals = status["totals"]
        if (totals["lag"], totals["undelivered"], totals["unpublished"]) == (0, 0, 0):
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"somebody stays behind: {status}")


async def until_external_messages(admin: ApiClient, count: int) -> None:
    """Wait until every group has put aside what somebody said for an organisation that is not here."""
    status: Json = {}
    for _ in range(60):
        status = await admin.get("/admin/kafka/status")
        if status["totals"]["unknownSenders"] == count:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"not {count} strangers: {status['totals']}")


async def test_the_hiring_journey_runs_on_kafka_and_an_independent_client_reads_its_events(
    platform_on_kafka: RealPlatform, broker: DevBroker
) -> None:
    hiring = await hiring_at(platform_on_kafka.url)
    await hire(hiring)

    admin = await signed_in(platform_on_kafka.url, "admin")
    status = await admin.get("/admin/kafka/status")
    assert (status["mode"], status["broker"]["reachable"]) == ("kafka", True)
    await until_no_lag(admin)
    read = await asyncio.to_thread(read_of, broker.address, hiring.run_id, until=TOLD)
    assert {one.topic() for one in read} >= TOLD
    for one in read:
        said = json.loads(one.value())
        assert set(said) == SEED
        assert (said["eventType"], said["interviewId"]) == (one.topic(), hiring.interview_id)
        assert one.key() == hiring.interview_id.encode()
    by_id: dict[bytes, set[bytes]] = {}
    for one in read:
        by_id.setdefault(dict(one.headers())["event-id"], set()).add(one.value())
    assert {len(values) for values in by_id.values()} == {1}, (
        "an event that comes again is the same"
    )
    assert len(by_id) >= len(TOLD)

    assert status["totals"]["unknownSenders"] == 0
    (plan,) = [one for one in read if one.topic() == "plan.generated"]
    strange = {**json.loads(plan.value()), "tenantId": str(uuid4())}
    outside = IndependentProducer({"bootstrap.servers": broker.address})
    outside.produce("plan.generated", json.dumps(strange))
    await asyncio.to_thread(outside.flush, 10)
    await until_external_messages(admin, len(TOPICS["plan.generated"].groups))


async def test_the_events_command_tails_a_topic_from_the_beginning(
    platform_on_kafka: RealPlatform, broker: DevBroker
) -> None:
    hiring = await hiring_at(platform_on_kafka.url)
    await hiring.request()
    await hiring.until("PENDING")

    tailed = await asyncio.to_thread(
        platform_on_kafka.say,
        *("events", "tail", "plan.generated", "--from-beginning", "--no-follow", "--json"),
    )

    envelopes = [json.loads(line) for line in tailed.splitlines()]
    assert all(set(one) == SEED for one in envelopes)
    assert hiring.run_id in {one["runId"] for one in envelopes}
    listed = json.loads(await asyncio.to_thread(platform_on_kafka.say, "topics", "--json"))
    assert {one["partitions"] for one in listed["data"]} == {6}
