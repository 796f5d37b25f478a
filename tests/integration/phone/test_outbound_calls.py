"""From the recruiter's request to a candidate on the phone, through the public API."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.fakes.phone_platform import NUMBER, PhonePlatform

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import FROM_NUMBER, CallBehavior

pytestmark = pytest.mark.soak


async def stay(line: SimulatedPhoneLine) -> None:
    await asyncio.sleep(600)


async def test_a_candidate_who_answers_a_call_joins_their_session(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=stay)]

    asked = await platform.call(run)
    talking = await platform.until_call(run, lambda card: card["state"] == "talking")
    assert talking["sessionId"] is not None

    assert asked.status_code == 202, asked.text
    assert asked.json()["to"] == "…23"
    [placed] = platform.provider.calls
    assert placed.form["To"] == NUMBER
    assert placed.form["From"] == FROM_NUMBER
    assert placed.form["Timeout"] == "30"
    assert placed.form["MachineDetection"] == "Enable"
    assert placed.callback_events == ["initiated", "ringing", "answered", "completed"]
    assert talking["attempt"] == 1
    log = await platform.until_log(run, "consent.requested")
    assert [event["type"] for event in log] == [
        *("session.created", "call.dialing", "call.ringing", "call.answered"),
        *("worker.attached", "participant.joined", "consent.requested"),
    ]
    assert log[5]["payload"]["transport"] == "phone"
    assert "press one" in log[6]["payload"]["text"]
    assert await platform.until(lambda state: state == "IN_PROGRESS", run), "a person answered"
    assert len(await platform.steps(run, "START")) == 1


async def test_a_caller_hears_what_the_organization_added_to_the_consent_text(
    platform: PhonePlatform,
) -> None:
    added = await platform.ask(
        "PUT", "/tenants/me/consent-texts/en", {"text": "Larkfield is responsible."}
    )
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=stay)]

    await platform.call(run)

    asked = (await platform.until_log(run, "consent.requested"))[-1]["payload"]
    assert asked["text"].startswith("A computer program conducts this interview, not a person.")
    assert "Larkfield is responsible. If you agree, press one" in asked["text"]
    assert asked["text"] == added.json()["phoneText"]
    assert asked["text_version"].endswith(".own1.spoken")


@pytest.mark.parametrize(
    ("pickup", "reason"),
    [
        (CallBehavior("machine"), "machine"),
        (CallBehavior("canceled"), "no_answer"),
    ],
    ids=lambda value: getattr(value, "ending", ""),
)
async def test_a_call_that_a_machine_answers_or_the_provider_cancels_is_repeated_after_ten_minutes(
    platform: PhonePlatform, pickup: CallBehavior, reason: str
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [pickup]
    await platform.call(run)

    waiting = await platform.until_call(
        run, lambda card: card["attempt"] == 1 and card["state"] == "waiting"
    )

    failed = (await platform.log(run))[-1]
    assert failed["type"] == "call.failed"
    assert failed["payload"] == {"attempt": 1, "reason": reason, "is_last": False}
    left = platform.on.clock.now() + timedelta(minutes=10)
    assert waiting["nextAttemptAt"][:15] <= left.isoformat()[:15]


async def test_the_third_attempt_is_the_last_and_the_session_ends_as_no_show(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [
        CallBehavior("busy"),
        CallBehavior("no-answer"),
        CallBehavior("machine"),
    ]
    await platform.call(run)
    for attempt in (1, 2):
        await platform.until_call(
            run, lambda card, n=attempt: card["attempt"] == n and card["state"] == "waiting"
        )
        await platform.hurry(run)
    over = await platform.until_call(run, lambda card: card["state"] == "ended")

    assert (over["outcome"], over["nextAttemptAt"]) == ("not_reached", None)
    assert len(platform.provider.calls) == 3
    end = (await platform.log(run))[-2:]
    assert end[0]["payload"] == {"attempt": 3, "reason": "machine", "is_last": True}
    assert (end[1]["type"], end[1]["payload"]) == ("session.no_show", {"reason": "machine"})
    assert await platform.steps(run, "START") == [], "nobody was reached"
    assert (await platform.call(run)).status_code == 202, "the interview has attempts left"


async def test_an_invalid_number_is_called_once_and_uses_up_no_attempt(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.refusals = [(400, 21211)]
    await platform.call(run)

    over = await platform.until_call(run, lambda card: card["state"] == "ended")

    assert over["outcome"] == "failed"
    end = (await platform.log(run))[-2:]
    assert end[0]["payload"]["reason"] == "invalid"
    assert end[1]["type"] == "session.failed"


async def test_engines_are_loaded_while_it_rings_and_only_for_the_provider(
    platform: PhonePlatform,
) -> None:
    voice = platform.of.voice
    assert voice is not None
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior("busy")]

    forged = await platform.http.post(
        "/api/v1/telephony/twilio/status", data={"CallStatus": "busy"}
    )
    assert forged.status_code == 403
    assert voice.connections._loading is None
    await platform.call(run)
    await platform.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")

    loading = voice.connections._loading
    assert loading is not None
    await loading
    assert not platform.voices, "nobody has answered yet"


async def test_an_unavailable_provider_is_asked_again_for_the_same_attempt(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.refusals = [(503, 0)]
    platform.provider.behaviors = [CallBehavior(hold_call=stay)]
    await platform.call(run)

    talking = await platform.until_call(run, lambda card: card["state"] == "talking")

    assert talking["attempt"] == 1
    assert platform.provider.orders == 2
    assert (await platform.types(run)).count("call.dialing") == 1


async def test_repeated_callbacks_change_nothing(platform: PhonePlatform) -> None:
    run = await platform.approved()
    platform.provider.callback_repeats = 3
    platform.provider.behaviors = [CallBehavior("busy"), CallBehavior(hold_call=stay)]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")
    first = platform.provider.calls[0]
    await platform.hurry(run)
    await platform.until_call(run, lambda card: card["state"] == "talking")
    await platform.until_log(run, "consent.requested")
    before = await platform.types(run)
    for status in ("ringing", "busy", "completed", "initiated", "in-progress", "failed"):
        await platform.provider.send_status(first, status)
    again = await platform.provider.fetch_stream(first, AnsweredBy="human")

    assert again is None, "an old attempt leads nowhere"
    assert await platform.types(run) == before
    assert before.count("call.ringing") == 2
    assert (await platform.card(run))["state"] == "talking"


async def test_a_late_callback_of_an_earlier_attempt_counts_for_that_attempt(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior("silence")]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "dialing")
    [old] = platform.provider.calls
    before = await platform.types(run)

    begun = (
        "UPDATE call SET attempt = attempt + 1, attempt_hash = 'another' WHERE interview_id = %s"
    )
    async with platform.database.hold_transaction_open(begun, run):
        news = [
            asyncio.ensure_future(platform.provider.send_status(old, "busy")),
            asyncio.ensure_future(platform.provider.fetch_stream(old, AnsweredBy="human")),
        ]
        await platform.database.until_waiting_for_locks(len(news))
    _, way_in = await asyncio.gather(*news)

    assert way_in is None, "an old attempt leads nowhere"
    assert await platform.types(run) == before
    card = await platform.card(run)
    assert (card["attempt"], card["state"]) == (2, "dialing")


async def test_an_end_callback_before_the_ringing_one_is_handled_once(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior("silence")]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "dialing")
    [placed] = platform.provider.calls

    for status in ("busy", "ringing", "initiated"):
        await platform.provider.send_status(placed, status)

    assert (await platform.types(run))[1:] == ["call.dialing", "call.failed"]
    assert (await platform.card(run))["state"] == "waiting"


async def test_a_call_without_callbacks_counts_as_not_answered(platform: PhonePlatform) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior("silence")]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "dialing")
    await platform.hurry(run)

    assert platform.provider.calls[0].was_end_requested, "nobody is left with a silent telephone"
    assert (await platform.card(run))["state"] == "waiting"
    assert (await platform.log(run))[-1]["payload"]["reason"] == "no_answer"
