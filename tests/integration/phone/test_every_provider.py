"""Calling by either provider, Twilio's media streams or LiveKit's trunk: the same calls, the same log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from tests.database import TestDatabase
from tests.fakes.phone_platform import NUMBER, PhonePlatform, Trunk, a_phone_platform
from tests.samples import in_turn

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import CallBehavior

pytestmark = pytest.mark.soak


@pytest.fixture(params=in_turn(["twilio", "livekit"], 2))
async def platform(
    request: pytest.FixtureRequest, phone_database: TestDatabase, tmp_path: Path
) -> AsyncIterator[PhonePlatform]:
    trunk = cast(Trunk, request.param)
    async with a_phone_platform(phone_database, tmp_path, trunk=trunk) as platform:
        yield platform


LONG_S = 2.0
"""So long it rings that we surely hear of it before it ends."""


async def stay(line: SimulatedPhoneLine) -> None:
    await asyncio.sleep(600)


async def test_a_candidate_who_answers_is_asked_for_consent(platform: PhonePlatform) -> None:
    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior(hold_call=stay)]

    asked = await platform.call(run)
    talking = await platform.until_call(run, lambda card: card["state"] == "talking")

    assert asked.status_code == 202, asked.text
    assert talking["attempt"] == 1
    log = await platform.until_log(run, "consent.requested")
    assert [event["type"] for event in log] == [
        *("session.created", "call.dialing", "call.ringing", "call.answered"),
        *("worker.attached", "participant.joined", "consent.requested"),
    ]
    assert log[1]["payload"]["trunk"] == platform.trunk
    assert log[5]["payload"]["transport"] == "phone"
    assert "press one" in log[6]["payload"]["text"]


@pytest.mark.parametrize(
    ("pickup", "reason"),
    [
        (CallBehavior("busy", ringing_s=LONG_S), "busy"),
        (CallBehavior("no-answer", ringing_s=LONG_S), "no_answer"),
        (CallBehavior("failed", sip="503", ringing_s=LONG_S), "trunk"),
    ],
    ids=["busy", "no_answer", "trunk"],
)
async def test_an_unanswered_call_is_repeated_after_ten_minutes(
    platform: PhonePlatform, pickup: CallBehavior, reason: str
) -> None:
    run = await platform.approved()
    platform.phones.behaviors = [pickup]
    await platform.call(run)

    waiting = await platform.until_call(
        run, lambda card: card["attempt"] == 1 and card["state"] == "waiting"
    )

    log = await platform.log(run)
    assert [event["type"] for event in log][1:] == ["call.dialing", "call.ringing", "call.failed"]
    assert log[-1]["payload"] == {"attempt": 1, "reason": reason, "is_last": False}
    left = platform.on.clock.now() + timedelta(minutes=10)
    assert waiting["nextAttemptAt"][:15] <= left.isoformat()[:15]


@pytest.mark.parametrize(
    ("sip", "reason", "outcome"),
    [("603", "rejected", "not_reached"), ("404", "invalid", "failed")],
    ids=["declined", "no_such_number"],
)
async def test_a_declined_call_and_an_unknown_number_are_not_repeated(
    platform: PhonePlatform, sip: str, reason: str, outcome: str
) -> None:
    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior("failed", sip=sip)]
    await platform.call(run)

    over = await platform.until_call(run, lambda card: card["state"] == "ended")

    assert over["outcome"] == outcome
    failed = (await platform.log(run))[-2]
    assert failed["payload"] == {"attempt": 1, "reason": reason, "is_last": True}
    assert platform.phones.orders == 1


async def test_keys_give_consent_and_finish_an_answer(platform: PhonePlatform) -> None:
    async def agree(line: SimulatedPhoneLine) -> None:
        await _until_said(platform, "consent")
        await line.press_key("1")
        await _until_said(platform, "question")
        await line.press_key("#")
        await asyncio.sleep(600)

    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior(hold_call=agree)]
    await platform.call(run)
    log = await platform.until_log(run, "stt.final")

    [granted] = [event for event in log if event["type"] == "consent.granted"]
    assert granted["payload"]["method"] == "dtmf"
    answers = [e for e in log if e["type"] == "turn.completed"]
    assert platform.script.otherwise in [e["payload"]["text"] for e in answers]


async def test_a_candidate_who_refuses_consent_hears_a_goodbye_and_is_not_called_again(
    platform: PhonePlatform,
) -> None:
    async def refuse(line: SimulatedPhoneLine) -> None:
        await _until_said(platform, "consent")
        await line.press_key("2")
        await asyncio.sleep(600)

    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior(hold_call=refuse)]
    await platform.call(run)
    over = await platform.until_call(run, lambda card: card["state"] == "ended")
    async with asyncio.timeout(60):
        await platform.phones.calls[0].is_over.wait()

    assert over["outcome"] == "completed"
    assert "consent.declined" in await platform.types(run)
    assert platform.phones.orders == 1


async def test_a_dropped_call_is_redialed_and_the_interview_completes(
    platform: PhonePlatform,
) -> None:
    async def break_off(line: SimulatedPhoneLine) -> None:
        await _until_said(platform, "consent")
        await line.press_key("1")
        await _until_said(platform, "question")
        await line.drop_connection()

    async def go_on(line: SimulatedPhoneLine) -> None:
        while True:
            await _until_said(platform, "question", "follow_up")
            platform.voices[-1].said.clear()
            await line.press_key("#")

    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior(hold_call=break_off), CallBehavior(hold_call=go_on)]
    await platform.call(run)
    broken = await platform.until_call(run, lambda card: card["isRedial"])
    await platform.until_log(run, "connection.lost")
    await platform.hurry(run)
    over = await platform.until_call(run, lambda card: card["state"] == "ended", within_s=120)
    log = await platform.log(run)
    types = [event["type"] for event in log]

    assert broken["state"] == "waiting"
    assert (over["outcome"], over["attempt"]) == ("completed", 2)
    redial = [event["payload"] for event in log if event["type"] == "call.dialing"][-1]
    assert (redial["is_redial"], redial["attempt"]) == (True, 2)
    assert types.count("consent.requested") == types.count("consent.granted") == 1
    lost, resumed = types.index("connection.lost"), types.index("connection.resumed")
    between = types[lost + 1 : resumed]
    for kind in ("call.dialing", "call.ringing", "call.answered"):
        assert between.count(kind) == 1, between
    assert log[-1]["type"] == "session.completed"
    assert over["sessionId"] == broken["sessionId"]
    async with asyncio.timeout(60):
        await platform.phones.calls[1].is_over.wait()


async def test_a_canceled_call_is_hung_up_while_it_rings(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior(ringing_s=20, hold_call=stay)]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "ringing")

    await platform.ask("DELETE", f"/integration/interviews/{run}")
    over = await platform.until_call(run, lambda card: card["state"] == "ended")
    async with asyncio.timeout(60):
        await platform.phones.calls[0].is_over.wait()

    assert over["outcome"] == "canceled"
    assert platform.phones.calls[0].was_hung_up
    assert not platform.voices


async def test_the_phone_number_is_in_no_log_line_and_in_no_event(
    platform: PhonePlatform, capfd: pytest.CaptureFixture[str]
) -> None:
    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior("busy")]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")
    out, err = capfd.readouterr()

    assert NUMBER[1:] not in out + err
    assert NUMBER[1:] not in str(await platform.log(run))
    if platform.trunk == "twilio":
        assert platform.provider.calls[0].sid not in out + err


async def _until_said(platform: PhonePlatform, *kinds: str) -> None:
    async with asyncio.timeout(60):
        while not (platform.voices and any(one.kind in kinds for one in platform.voices[-1].said)):  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.05)


async def test_a_busy_line_starts_nothing_and_an_answered_call_starts_once(
    platform: PhonePlatform,
) -> None:
    async def agree(line: SimulatedPhoneLine) -> None:
        await _until_said(platform, "consent")
        await line.press_key("1")
        await asyncio.sleep(600)

    run = await platform.approved()
    platform.phones.behaviors = [
        CallBehavior("busy", ringing_s=LONG_S),
        CallBehavior(hold_call=agree),
    ]
    await platform.call(run)
    rings = await platform.until_log(run, "call.ringing")
    while_it_rings = await platform.until(bool, run)
    await platform.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")
    after_busy = await platform.until(bool, run)
    none = await platform.steps(run, "START")
    await platform.hurry(run)
    await platform.until_log(run, "consent.granted")
    begun = await platform.until(lambda state: state == "IN_PROGRESS", run)

    assert rings[-1]["type"] == "call.ringing"
    assert (while_it_rings, after_busy, none) == ("APPROVED", "APPROVED", [])
    assert begun == "IN_PROGRESS"
    [start] = await platform.steps(run, "START")
    assert start["from"] == "APPROVED"


async def test_a_silent_answer_starts_the_interview_only_when_a_person_is_known_to_have_answered(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior(hold_call=stay)]
    await platform.call(run)
    log = await platform.until_log(run, "consent.requested")
    [answered] = [event["payload"] for event in log if event["type"] == "call.answered"]

    if answered["answered_by"] == "human":
        assert await platform.until(lambda state: state == "IN_PROGRESS", run)
    else:
        await asyncio.sleep(2)
        assert await platform.until(bool, run) == "APPROVED", "it may be a machine"
        assert await platform.steps(run, "START") == []
    assert (answered["answered_by"] == "human") is (platform.trunk == "twilio")
