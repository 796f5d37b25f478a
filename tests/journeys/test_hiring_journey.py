"""The specified journey from another process: request, plan, approval, link, interview, webhooks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import psycopg
import pytest
import websockets
from tests.fakes.api_clients import ApiClient, Candidate, Json, signed_in
from tests.fakes.platform_process import RealPlatform
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.platform_client import WebhookReceiver, run_webhook_receiver
from vivavoce.app.demo.scripted_candidates import StrongCandidate

IN_TIME_S = 90


@pytest.fixture(scope="module")
def staff(platform: RealPlatform) -> Hiring:
    """Signed in once: each password takes the platform half a second of a core."""
    return asyncio.run(hiring_at(platform.url))


@pytest.fixture(scope="module")
def admin(platform: RealPlatform) -> ApiClient:
    return asyncio.run(signed_in(platform.url, "admin"))


@pytest.fixture
def hiring(staff: Hiring) -> Hiring:
    return replace(staff)


@pytest.fixture
async def receiver(admin: ApiClient) -> AsyncIterator[WebhookReceiver]:
    """A partner's receiver that the demo organisation has been told of."""
    async with run_webhook_receiver("a-secret-between-two-parties-of-a-test") as receiver:
        config = {"callbackUrl": receiver.url, "secret": receiver.secret}
        assert (await admin.ask("PUT", "/tenants/me/webhook-config", config)).status_code == 200
        yield receiver


def webhooks_of(receiver: WebhookReceiver, hiring: Hiring) -> list[tuple[int, str]]:
    """Return what the receiver was told of one interview, in order."""
    messages = [one for one in receiver.messages.values() if one["runId"] == hiring.run_id]
    return sorted((int(one["sequence"]), str(one["event"])) for one in messages)


async def until_webhook(
    receiver: WebhookReceiver, hiring: Hiring, event: str
) -> list[tuple[int, str]]:
    for _ in range(IN_TIME_S * 20):
        if any(name == event for _, name in webhooks_of(receiver, hiring)):
            break
        await asyncio.sleep(0.05)
    return webhooks_of(receiver, hiring)


class Playful(StrongCandidate):
    """Dana, who also asks to hear the first question again and leaves the last one out."""

    def __init__(self, skip_from: int) -> None:
        super().__init__()
        self._questions = 0
        self._skip_from = skip_from
        self._has_repeated = False

    def say(self, frame: Json) -> str | Json:
        if frame["kind"] == "question":
            self._questions += 1
            if not self._has_repeated:
                self._has_repeated = True
                return {"type": "REPEAT"}
            if self._questions >= self._skip_from:
                return {"type": "SKIP"}
        return self.answer(frame["text"], is_follow_up=frame["kind"] == "follow_up")


def kinds(candidate: Candidate) -> list[str]:
    return [str(one["kind"]) for one in candidate.frames if one["type"] == "TRANSCRIPT"]


async def test_the_journey_runs_from_a_missing_fact_to_the_last_webhook(
    hiring: Hiring, receiver: WebhookReceiver
) -> None:
    made = await hiring.request(level=None)
    assert (made["state"], [gap["field"] for gap in made["missingFields"]]) == (
        "INFO_NEEDED",
        ["level"],
    )
    run = f"/a2a/interview/{hiring.run_id}"
    filled = await hiring.partner.ask("PATCH", f"{run}/complete-info", {"level": "MID"})
    assert filled.json()["state"] == "VALIDATING_SKILLS"
    await hiring.until("PENDING")
    first = await hiring.plan()

    wish = {"comments": "Please ask about safety too.", "planId": first["planId"]}
    changed = await hiring.recruiter.ask("PATCH", f"{run}/request-modification", wish)
    assert changed.json()["state"] == "GENERATING_PLAN"
    await hiring.until("PENDING")
    second = await hiring.plan()
    assert (first["version"], second["version"]) == (1, 2)
    stale = await hiring.recruiter.ask(
        "POST", f"{run}/approve", {"approved": True, "planId": first["planId"]}
    )
    assert stale.status_code == 409

    refused = await hiring.viewer.ask("POST", f"{run}/approve", {"approved": True})
    assert refused.status_code == 403
    approved = await hiring.recruiter.post(
        f"{run}/approve", {"approved": True, "planId": second["planId"]}
    )
    assert approved["state"] == "APPROVED"
    way = hiring.way(approved["interviewLink"])
    await hiring.consent(way)
    session = await hiring.start(way)
    assert await hiring.start_again(way) == session

    count = sum(len(one["questions"]) for one in second["document"]["competencies"])
    candidate = Candidate(session, Playful(skip_from=count).say)
    ended = await candidate.take_interview(patience_s=IN_TIME_S)
    assert ended["reason"] == "all_asked"
    assert "repeat" in kinds(candidate)
    assert "follow_up" in kinds(candidate)
    assert candidate.seqs == sorted(set(candidate.seqs))

    await _assessed_and_approved(hiring)
    webhooks = await until_webhook(receiver, hiring, "interview.assessment_approved")
    assert webhooks == list(
        enumerate(
            [
                "interview.info_needed",
                "interview.info_completed",
                "interview.plan_generated",
                "interview.modification_requested",
                "interview.plan_generated",
                "interview.approved",
                "interview.started",
                "interview.completed",
                "interview.assessment_pending",
                "interview.assessment_rejected",
                "interview.assessment_pending",
                "interview.assessment_approved",
            ],
            1,
        )
    )
    assert receiver.refused == 0


async def _assessed_and_approved(hiring: Hiring) -> None:
    """Check that quotes are verbatim, have the assessment made again, and approve it as a person."""
    run = f"/a2a/interview/{hiring.run_id}"
    await hiring.until("ASSESSMENT_PENDING")
    first = await hiring.recruiter.get(f"/interviews/{hiring.run_id}/assessment")
    detail = await hiring.recruiter.get(f"/interviews/{hiring.run_id}")
    transcript = await hiring.recruiter.get(f"/sessions/{detail['sessionId']}/transcript")
    said = {
        turn["turn"]: turn["text"] for turn in transcript["turns"] if turn["role"] == "candidate"
    }
    quotes = [quote for one in first["scorecard"]["competencies"] for quote in one["evidence"]]
    assert quotes
    assert [quote for quote in quotes if quote["quote"] not in said.get(quote["turn"], "")] == []

    by_key = await hiring.partner.ask("POST", f"{run}/approve-assessment", {"approved": True})
    assert (by_key.status_code, by_key.json()["code"]) == (403, "person_required")
    step = {"transition": "APPROVE_ASSESSMENT"}
    by_name = await hiring.partner.ask(
        "POST", f"/workflow/interviews/{hiring.run_id}/transition", step
    )
    assert by_name.status_code == 403
    by_viewer = await hiring.viewer.ask("POST", f"{run}/approve-assessment", {"approved": True})
    assert by_viewer.status_code == 403

    again = {"reassess": True, "comments": "Look at the second answer again."}
    await hiring.recruiter.post(f"{run}/approve-assessment", again)
    await hiring.until("ASSESSMENT_PENDING")
    second = await hiring.recruiter.get(f"/interviews/{hiring.run_id}/assessment")
    assert second["assessmentId"] != first["assessmentId"]
    stale = {"approved": True, "assessmentId": first["assessmentId"]}
    refused = await hiring.recruiter.ask("POST", f"{run}/approve-assessment", stale)
    assert refused.status_code == 409
    done = await hiring.recruiter.post(f"{run}/approve-assessment", {"approved": True})
    assert done["state"] == "ASSESSMENT_APPROVED"


async def test_a_dropped_gateway_socket_resumes_at_its_position(
    platform: RealPlatform, hiring: Hiring
) -> None:
    way = await hiring.approved()
    await hiring.consent(way)
    session = await hiring.start(way)
    dana = StrongCandidate()
    address = f"ws://127.0.0.1:{platform.ports['gateway']}/ws"
    candidate = Candidate(
        session,
        lambda frame: dana.answer(frame["text"], is_follow_up=frame["kind"] != "question"),
        address,
    )

    await candidate.take_interview(patience_s=IN_TIME_S, drop_after=5)
    before = list(candidate.seqs)
    await candidate.take_interview(patience_s=IN_TIME_S, drop_after=len(candidate.frames) + 4)
    ended = await candidate.take_interview(patience_s=IN_TIME_S)

    assert candidate.connections == 3
    assert ended["reason"] == "all_asked"
    assert candidate.seqs[: len(before)] == before
    assert candidate.seqs == sorted(set(candidate.seqs))
    turns = [one["turn"] for one in candidate.frames if one["type"] == "TRANSCRIPT"]
    assert turns == sorted(set(turns))
    asked = [one["questionId"] for one in candidate.frames if one.get("kind") == "question"]
    assert len(asked) == len(set(asked))
    await hiring.until("ASSESSMENT_PENDING")


async def test_without_consent_at_the_link_the_session_asks_for_it_first(
    hiring: Hiring,
) -> None:
    session = await hiring.start(await hiring.approved())
    dana = StrongCandidate()
    candidate = Candidate(
        session, lambda frame: dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")
    )

    await candidate.take_interview(patience_s=IN_TIME_S, drop_after=6)

    shown = [one["type"] for one in candidate.frames]
    assert "CONSENT" in shown
    assert shown.index("CONSENT") < shown.index("GREETING") < shown.index("TRANSCRIPT")


async def test_a_candidate_who_declines_is_asked_nothing_and_nothing_is_recorded(
    hiring: Hiring,
) -> None:
    session = await hiring.start(await hiring.approved())
    candidate = Candidate(session, str)
    frames: list[Json] = []
    async with (
        websockets.connect(candidate.address_of_socket()) as line,
        asyncio.timeout(IN_TIME_S),
    ):
        async for raw in line:
            frames.append(json.loads(raw))
            if frames[-1]["type"] == "CONSENT":
                await line.send('{"type": "CONSENT", "accepted": false}')
            if frames[-1]["type"] == "ENDED":
                break

    assert frames[-1]["reason"] == "consent_declined"
    assert not [one for one in frames if one["type"] in ("GREETING", "TRANSCRIPT")]


async def test_the_candidate_may_end_the_interview(hiring: Hiring) -> None:
    way = await hiring.approved()
    await hiring.consent(way)
    candidate = Candidate(await hiring.start(way), _ends_after_one(StrongCandidate()))

    ended = await candidate.take_interview(patience_s=IN_TIME_S)

    assert ended["reason"] == "candidate_ended"
    await hiring.until("ASSESSMENT_PENDING")


def _ends_after_one(dana: StrongCandidate):
    count = 0

    def answer(frame: Json) -> str | Json:
        nonlocal count
        count += 1
        if count > 2:
            return {"type": "END"}
        return dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")

    return answer


async def test_a_rejected_plan_is_announced_and_opens_no_link(
    hiring: Hiring, receiver: WebhookReceiver
) -> None:
    await hiring.request()
    await hiring.until("PENDING")
    run = f"/a2a/interview/{hiring.run_id}"

    done = await hiring.recruiter.post(
        f"{run}/approve", {"approved": False, "comments": "No need."}
    )

    assert (done["state"], done.get("interviewLink")) == ("REJECTED", None)
    late = await hiring.recruiter.ask("POST", f"{run}/approve", {"approved": True})
    assert late.status_code == 409
    webhooks = await until_webhook(receiver, hiring, "interview.rejected")
    assert [event for _, event in webhooks] == ["interview.plan_generated", "interview.rejected"]


async def test_a_rejected_plan_is_regenerated_where_the_organization_wants_it(
    platform: RealPlatform, hiring: Hiring
) -> None:
    admin = await signed_in(platform.url, "admin")
    rule = {"retryRejectedPlans": True}
    await hiring.request()
    await hiring.until("PENDING")
    first = await hiring.plan()

    try:
        assert (await admin.ask("PATCH", "/tenants/me/settings", rule)).status_code == 200
        answer = await hiring.recruiter.post(
            f"/a2a/interview/{hiring.run_id}/approve",
            {"approved": False, "reason": "One question shorter, please."},
        )
    finally:
        await admin.ask("PATCH", "/tenants/me/settings", {"retryRejectedPlans": False})
    await hiring.until("PENDING")
    second = await hiring.plan()

    assert answer["state"] == "GENERATING_PLAN"
    assert second["version"] == first["version"] + 1


async def test_a_canceled_interview_closes_the_candidates_socket_and_link(
    hiring: Hiring, receiver: WebhookReceiver
) -> None:
    way = await hiring.approved()
    await hiring.consent(way)
    candidate = Candidate(await hiring.start(way), str)
    frames: list[Json] = []
    async with (
        websockets.connect(candidate.address_of_socket()) as line,
        asyncio.timeout(IN_TIME_S),
    ):
        async for raw in line:
            frames.append(json.loads(raw))
            if frames[-1]["type"] == "TRANSCRIPT":
                break
        step = {"transition": "CANCEL", "reason": "The position is filled."}
        flow = f"/workflow/interviews/{hiring.run_id}/transition"
        assert (await hiring.recruiter.post(flow, step))["newState"] == "CANCELLED"
        frames += [json.loads(raw) async for raw in line]

    assert frames[-1] == {"type": "ENDED", "seq": frames[-1]["seq"], "reason": "staff"}
    assert line.close_code == 1000
    assert (await hiring.anyone.ask("GET", f"{way}/info")).status_code == 404
    await until_webhook(receiver, hiring, "interview.cancelled")


@pytest.mark.parametrize("ending", ["info", "consent", "request-otp", "verify-otp", "start"])
async def test_an_unknown_link_is_unknown_at_every_step(hiring: Hiring, ending: str) -> None:
    body = {"consent": {"accepted": True, "version": "1"}, "verify-otp": {"otp": "123456"}}
    path = f"/candidate-access/{'x' * 43}/{ending}"

    answer = await hiring.anyone.ask("GET" if ending == "info" else "POST", path, body.get(ending))

    assert (answer.status_code, answer.json()["statusCode"]) == (404, 404)


@pytest.mark.parametrize("why", ["erased", "expired", "cancelled"])
async def test_an_expired_link_looks_like_an_unknown_one(
    platform: RealPlatform, hiring: Hiring, why: str
) -> None:
    way = await hiring.approved()
    assert (await hiring.anyone.ask("GET", f"{way}/info")).status_code == 200
    if why == "erased":
        admin = await signed_in(platform.url, "admin")
        gone = await admin.ask("DELETE", f"/interviews/{hiring.run_id}")
        assert gone.status_code == 204
    elif why == "expired":
        _let_expire(platform, hiring)
    else:
        run = f"/integration/interviews/{hiring.run_id}"
        assert (await hiring.partner.ask("DELETE", run)).status_code == 200

    over = (await hiring.anyone.ask("GET", f"{way}/info")).json()
    unknown = (await hiring.anyone.ask("GET", f"/candidate-access/{'x' * 43}/info")).json()

    assert {**over, "requestId": ""} == {**unknown, "requestId": ""}


def _let_expire(platform: RealPlatform, hiring: Hiring) -> None:
    """Let the days of one link be over: no public address turns a clock."""
    assert platform.admin_url is not None
    with psycopg.connect(platform.admin_url) as link:
        done = link.execute(
            "UPDATE candidate_link SET created_at = now() - interval '30 days',"
            " expires_at = now() - interval '1 second' WHERE interview_id = %s",
            (hiring.interview_id,),
        )
        assert done.rowcount == 1


async def test_without_the_code_no_session_starts(hiring: Hiring) -> None:
    way = await hiring.approved()

    bare = await hiring.anyone.ask("POST", f"{way}/start")
    forged = await hiring.anyone.ask("POST", f"{way}/start", **{"x-session-token": "x" * 43})
    await hiring.anyone.post(f"{way}/request-otp")
    right = await hiring.code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    guessed = await hiring.anyone.ask("POST", f"{way}/verify-otp", {"otp": wrong})

    assert (bare.status_code, forged.status_code) == (401, 401)
    assert guessed.status_code in (400, 401)


@pytest.mark.parametrize("where", ["edge", "gateway"])
async def test_a_socket_for_an_unknown_session_is_closed_with_4401(
    platform: RealPlatform, where: str
) -> None:
    path = "" if where == "edge" else "ws"
    address = f"ws://127.0.0.1:{platform.ports[where]}/{path}?sessionId=nobody&tenantId=nobody"
    async with websockets.connect(address) as line:
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(line.recv(), IN_TIME_S)

    assert line.close_code == 4401
