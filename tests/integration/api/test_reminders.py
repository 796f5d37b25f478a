"""Reminders in the whole product: planned with the invitation, sent if wanted, and not for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
import pytest_asyncio
from psycopg.rows import dict_row
from tests.fakes.api_clients import Json
from tests.integration.api.gateway import Gateway

from vivavoce.infra.clock import SystemClock
from vivavoce.kernel.ids import DEMO_TENANT_ID, InterviewId
from vivavoce.tenancy.domain.api_keys import TEST_KEY_PERMISSIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")

SETTINGS = "/api/v1/tenants/me/settings"
FACTS = {
    "candidateName": "Remo Reminded",
    "candidateEmail": "remo@example.com",
    "position": "Buyer",
    "level": "MID",
    "skills": ["Negotiation"],
    "jobDescription": "You buy what the house needs and talk with the people who sell it to us.",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def modes(gateway: Gateway) -> Gateway:
    """The gateway with a key that creates tests."""
    wish = {"name": "reminders", "permissions": sorted(TEST_KEY_PERMISSIONS), "mode": "test"}
    issued = await gateway.ask("admin", "POST", "/api/v1/api-keys", wish)
    gateway.callers["test of reminders"] = {"X-API-Key": issued.json()["key"]}
    return gateway


async def scheduled(gateway: Gateway, who: str) -> InterviewId:
    """Create an interview in three days, approved without its plan, and invite its candidate."""
    at = SystemClock().now() + timedelta(days=3)
    body = {**FACTS, "scheduledAt": at.isoformat()}
    made = await gateway.ask(who, "POST", "/api/v1/interviews", body)
    assert made.status_code in (200, 201), made.text
    interview_id = InterviewId(UUID(made.json()["interviewId"]))
    async with await psycopg.AsyncConnection.connect(gateway.database.superuser_url) as link:
        await link.execute(
            "UPDATE interview SET state = 'SCHEDULED' WHERE id = %s", (interview_id,)
        )
    async with gateway.on.open_work(DEMO_TENANT_ID) as work:
        await gateway.of.access.candidate_links.extend_expiry(work, interview_id, at)
        await gateway.of.access.candidate_links.invite(work, interview_id)
    return interview_id


async def query(gateway: Gateway, statement: Any, *values: object) -> list[Json]:
    async with await psycopg.AsyncConnection.connect(
        gateway.database.superuser_url, row_factory=dict_row
    ) as link:
        return await (await link.execute(statement, values)).fetchall()


async def planned(gateway: Gateway, interview_id: InterviewId) -> list[Json]:
    """Return the arguments of the reminders of an interview, soonest first."""
    rows = await query(
        gateway,
        "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'access.send_reminder'"
        " AND args->>'interview_id' = %s ORDER BY scheduled_at",
        str(interview_id),
    )
    return [{name: row["args"][name] for name in ("interview_id", "kind", "of")} for row in rows]


async def count_emails(gateway: Gateway, interview_id: InterviewId) -> int:
    rows = await query(
        gateway,
        "SELECT count(*) AS many FROM email"
        " WHERE subject_id = (SELECT person_id FROM interview WHERE id = %s)",
        interview_id,
    )
    return int(rows[0]["many"])


async def test_a_reminder_is_queued_once_while_the_organization_sends_them(
    gateway: Gateway,
) -> None:
    interview_id = await scheduled(gateway, "admin")
    day_before, hour_before = await planned(gateway, interview_id)
    invited = await count_emails(gateway, interview_id)

    for _ in range(2):
        await gateway.of.access.send_reminder(DEMO_TENANT_ID, **day_before)
    reminded = await count_emails(gateway, interview_id)
    off = await gateway.ask("admin", "PATCH", SETTINGS, {"remindersSent": False})
    await gateway.of.access.send_reminder(DEMO_TENANT_ID, **hour_before)
    while_off = await count_emails(gateway, interview_id)
    on = await gateway.ask("admin", "PATCH", SETTINGS, {"remindersSent": True})
    await gateway.of.access.send_reminder(DEMO_TENANT_ID, **hour_before)

    assert (day_before["kind"], hour_before["kind"]) == ("day_before", "hour_before")
    assert datetime.fromisoformat(day_before["of"]) > SystemClock().now()
    assert (off.json()["remindersSent"], on.json()["remindersSent"]) == (False, True)
    assert (reminded - invited, while_off - reminded) == (1, 0)
    assert await count_emails(gateway, interview_id) == reminded + 1


async def test_the_candidate_of_a_test_is_not_reminded(modes: Gateway) -> None:
    interview_id = await scheduled(modes, "test of reminders")

    for ids in await planned(modes, interview_id):
        await modes.of.access.send_reminder(DEMO_TENANT_ID, **ids)

    assert len(await planned(modes, interview_id)) == 2
    assert await count_emails(modes, interview_id) == 0
