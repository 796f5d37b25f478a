"""An interview of a test key reaches no mailbox and no telephone; the same steps of a live one do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.fakes.phone_platform import PHONE, PhonePlatform
from tests.whole_examples import members_only_in_example

from vivavoce.app.demo.platform_client import WebhookReceiver, run_webhook_receiver
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.domain.api_keys import TEST_KEY_PERMISSIONS
from vivavoce.voice.usecases.schedule_call import CALLABLE_STATES

pytestmark = pytest.mark.soak
Json = dict[str, Any]  # Any: JSON
_HIRING = {
    "candidateName": "Dana Kowalczyk",
    "position": "Warehouse shift lead",
    "level": "MID",
    "skills": ["Inventory control"],
    "jobDescription": "You lead the late shift, keep the safety rules and bring picking errors down.",
    "durationMinutes": 10,
}


async def _issue_key(platform: PhonePlatform, mode: str) -> Json:
    wish = {"name": mode, "permissions": sorted(TEST_KEY_PERMISSIONS), "mode": mode}
    answer = await platform.ask("POST", "/api-keys", wish)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


class _Partner:
    """A program with one key."""

    def __init__(self, platform: PhonePlatform, key: str) -> None:
        self.platform = platform
        self.headers = {"X-API-Key": key, "Authorization": ""}

    async def ask(self, method: str, path: str, body: object = None) -> Json:
        request = self.platform.http.build_request(method, f"/api/v1{path}", json=body)
        del request.headers["authorization"]
        request.headers["X-API-Key"] = self.headers["X-API-Key"]
        answer = await self.platform.http.send(request)
        return {"status": answer.status_code, **(answer.json() if answer.content else {})}

    async def approved(self, facts: Json) -> Json:
        made = await self.ask("POST", "/interviews", facts)
        assert made["status"] == 201, made
        run = made["interviewId"]
        await self.platform.until(lambda state: state == "PENDING", run)
        decided = await self.ask(
            "POST", f"/integration/interviews/{run}/plan/approve", {"comments": "Good questions."}
        )
        assert decided["status"] == 200, decided
        return made


async def _walk(partner: _Partner, address: str) -> None:
    """Do everything that would e-mail the candidate or the staff."""
    made = await partner.approved({**_HIRING, "candidateEmail": address})
    run, platform = made["interviewId"], partner.platform
    await platform.until(lambda state: state == "APPROVED", run)
    await partner.ask("POST", f"/interviews/{run}/invite")
    await partner.ask(
        "POST",
        f"/workflow/interviews/{run}/transition",
        {"transition": "SCHEDULE", "scheduledAt": "2031-03-05T09:00:00Z"},
    )
    link = (await partner.ask("GET", f"/interviews/{run}/status"))["interviewLink"]
    way = f"/api/v1/candidate-access/{link.rpartition('/')[2]}"
    info = (await platform.http.get(f"{way}/info")).json()
    await platform.http.post(
        f"{way}/consent", json={"accepted": True, "version": info["consent"]["version"]}
    )
    sent = await platform.http.post(f"{way}/request-otp")
    assert sent.status_code == 201, sent.text
    assert ("This is a test" in sent.json()["message"]) == made["isTest"]
    code = await partner.ask("POST", f"/interviews/{run}/test-code")
    headers = {}
    if made["isTest"]:
        assert members_only_in_example("issue_test_code", code) == []
        known = await platform.http.post(f"{way}/verify-otp", json={"otp": code["code"]})
        assert known.status_code == 200, known.text
        headers = {"x-session-token": known.json()["sessionToken"]}
        asked = await platform.http.post(f"{way}/request-person", json={}, headers=headers)
        assert asked.status_code < 300, asked.text
    else:
        assert (code["status"], code["code"]) == (409, "not_a_test")
    removed = await partner.ask("DELETE", f"/integration/interviews/{run}")
    assert removed["status"] in (200, 204), removed


async def _until_mailed(platform: PhonePlatform, address: str, count: int) -> list[str]:
    """Return the subjects of the e-mails to an address, once there are so many."""
    async with asyncio.timeout(60):
        while True:
            found = (await platform.ask("GET", f"/dev/mailbox?to={address}")).json()["data"]
            if len(found) >= count:
                return [one["subject"] for one in found]
            await asyncio.sleep(0.1)


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    async with run_webhook_receiver("a-secret-between-two-parties-of-a-test") as receiver:
        yield receiver


async def _until_counted(platform: PhonePlatform) -> dict[bool, int]:
    """Return how many interviews analytics has of tests and of others, once the live one is there."""
    async with asyncio.timeout(60):
        while True:
            async with platform.on.open_work(DEMO_TENANT_ID) as work:
                rows = await work.fetch_all(
                    """
                    SELECT i.is_test, count(a.interview_id) AS counted
                    FROM interview i
                    LEFT JOIN interview_analytics a ON a.interview_id = i.id AND a.outcome = 'cancelled'
                    GROUP BY i.is_test
                    """
                )
            counted = {row["is_test"]: row["counted"] for row in rows}
            if counted.get(False):
                return counted
            await asyncio.sleep(0.1)


async def test_a_test_interview_reaches_no_mailbox_but_its_webhooks_go_out(
    platform: PhonePlatform, receiver: WebhookReceiver
) -> None:
    live = _Partner(platform, (await _issue_key(platform, "live"))["key"])
    test = _Partner(platform, (await _issue_key(platform, "test"))["key"])
    config = {"callbackUrl": receiver.url, "secret": receiver.secret}
    await platform.ask("PUT", "/tenants/me/webhook-config", config)

    await _walk(test, "dana.test@example.com")
    assert await receiver.wait_for_event("interview.cancelled")
    of_test = list(receiver.messages.values())
    await _walk(live, "dana.live@example.com")
    to_candidate = await _until_mailed(platform, "dana.live@example.com", 5)
    everything = (await platform.ask("GET", "/dev/mailbox")).json()["data"]
    async with platform.on.open_work(DEMO_TENANT_ID) as work:
        stored = await work.fetch_all(
            "SELECT e.id FROM email e JOIN interview i ON i.person_id = e.subject_id WHERE i.is_test"
        )
    assert len(set(to_candidate)) >= 3
    assert {one["to"] for one in everything} == {"dana.live@example.com"}
    assert stored == []
    assert {message["event"] for message in of_test} >= {
        "interview.plan_generated",
        "interview.approved",
        "interview.scheduled",
        "interview.cancelled",
    }
    assert {message["isTest"] for message in of_test} == {True}
    assert [message["isTest"] for message in receiver.messages.values()].count(False) >= 1
    assert await _until_counted(platform) == {True: 0, False: 1}


async def test_a_test_interview_reaches_no_telephone(platform: PhonePlatform) -> None:
    test = _Partner(platform, (await _issue_key(platform, "test"))["key"])
    run = (await test.approved(PHONE))["interviewId"]
    state = await platform.until(lambda state: state in CALLABLE_STATES, run)
    zone = {"timeZone": platform.zone}

    by_key = await test.ask("POST", f"/interviews/{run}/call", zone)
    by_person = await platform.call(run)
    await platform.of.phone.sweep()

    assert state == "APPROVED"
    assert (by_key["status"], by_key["code"]) == (409, "no_call_for_test")
    assert by_person.json()["code"] == "no_call_for_test"
    assert platform.provider.calls == []
