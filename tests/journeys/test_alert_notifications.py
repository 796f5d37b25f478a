"""An alert of a real platform from its cause to its notification: it fires and clears once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.database import cloned_database, drop
from tests.fakes.api_clients import ApiClient, Json, signed_in
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import hiring_at
from tests.whole_examples import members_only_in_example

from vivavoce.app.demo.platform_client import run_webhook_receiver

SECRET = "a-secret-between-an-alert-and-its-receiver"
STOP_RELAYS = "SELECT pg_advisory_lock(7001, n) FROM generate_series(0, 15) AS n"
GO_ON = "SELECT pg_advisory_unlock_all()"
AGE = "UPDATE outbox SET at = at - interval '2 minutes' WHERE published_at IS NULL"


async def until(admin: ApiClient, is_so: Callable[[Json], bool], *, at_most_s: float) -> Json:
    seen: Json = {}
    for _ in range(int(at_most_s)):
        seen = await admin.get("/alerts")
        if is_so(seen):
            return seen
        await asyncio.sleep(1)
    raise AssertionError(f"not in {at_most_s} s: {seen}")


@pytest.mark.soak
@pytest.mark.turn(0, 3)
async def test_a_stuck_outbox_is_notified_when_it_begins_and_when_it_ends(
    worker_id: str, tmp_path: Path
) -> None:
    made = cloned_database(f"{worker_id}_alert")
    async with run_webhook_receiver(SECRET) as receiver:
        settings = {"ALERT_WEBHOOK_URL": receiver.url, "WEBHOOK_SECRET": SECRET}
        platform = RealPlatform(tmp_path, database_url=made.owner_url, settings=settings)
        with standing(platform), psycopg.connect(made.superuser_url, autocommit=True) as link:
            admin = await signed_in(platform.url, "admin")
            hiring = await hiring_at(platform.url)
            link.execute(STOP_RELAYS)
            await hiring.request()
            link.execute(AGE)

            # The rule waits a minute; the watch looks every five seconds.
            fired = await until(admin, lambda seen: seen["firing"] == 1, at_most_s=95)
            assert [one["rule"] for one in fired["data"]] == ["OutboxStuck"]
            assert members_only_in_example("get_alerts", fired) == []
            assert await receiver.wait_for_event("alert.fired")

            link.execute(GO_ON)
            await hiring.until("PENDING")
            await until(admin, lambda seen: seen["firing"] == 0, at_most_s=30)
            assert await receiver.wait_for_event("alert.cleared")

    event_names = [message["event"] for message in receiver.messages.values()]
    assert (sorted(event_names), receiver.refused) == (["alert.cleared", "alert.fired"], 0)
    drop(made)
