"""From the recruiter's word to somebody at the other end, through public addresses."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.fakes.phone_house import NUMBER, PhoneHouse

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import FROM_NUMBER, CallBehavior

pytestmark = pytest.mark.soak


async def stay(line: SimulatedPhoneLine) -> None:
    await asyncio.sleep(600)


async def test_a_candidate_is_called_answers_and_is_joined_to_their_session(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior(hold_call=stay)]

    asked = await house.call(run)
    talking = await house.until_call(run, lambda card: card["state"] == "talking")
    assert talking["sessionId"] is not None

    assert asked.status_code == 202, asked.text
    assert asked.json()["to"] == "…23"
    [placed] = house.provider.calls
    assert placed.form["To"] == NUMBER
    assert placed.form["From"] == FROM_NUMBER
    assert placed.form["Timeout"] == "30"
    assert placed.form["MachineDetection"] == "Enable"
    assert placed.callback_events == ["initiated", "ringing", "answered", "completed"]
    assert talking["attempt"] == 1
    log = await house.until_log(run, "consent.requested")
    assert [event["type"] for event in log] == [
        *("session.created", "call.dialing", "call.ringing", "call.answered"),
        *("worker.attached", "participant.joined", "consent.requested"),
    ]
    assert log[5]["payload"]["transport"] == "phone"
    assert "press one" in log[6]["payload"]["text"]
    assert await house.until(lambda state: state == "IN_PROGRESS", run), "a person answered"
    assert len(await house.steps(run, "START")) == 1


@pytest.mark.parametrize(
    ("pickup", "reason"),
    [
        (CallBehavior("busy"), "busy"),
        (CallBehavior("no-answer"), "no_answer"),
        (CallBehavior("machine"), "machine"),
        (CallBehavior("canceled"), "no_answer"),
        (CallBehavior("failed", sip="503"), "trunk"),
    ],
    ids=lambda value: getattr(value, "ending", ""),
)
async def test_who_is_not_reached_is_called_again_after_ten_minutes(
    house: PhoneHouse, pickup: CallBehavior, reason: str
) -> None:
    run = await house.approved()
    house.provider.behaviors = [pickup]
    await house.call(run)

    waiting = await house.until_call(
        run, lambda card: card["attempt"] == 1 and card["state"] == "waiting"
    )

    failed = (await house.log(run))[-1]
    assert failed["type"] == "call.failed"
    assert failed["payload"] == {"attempt": 1, "reason": reason, "is_last": False}
    left = house.on.clock.now() + timedelta(minutes=10)
    assert waiting["nextAttemptAt"][:15] <= left.isoformat()[:15]


async def test_the_third_try_is_the_last_and_the_session_ends_as_not_shown_up(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.behaviors = [
        CallBehavior("busy"),
        CallBehavior("no-answer"),
        CallBehavior("machine"),
    ]
    await house.call(run)
    for attempt in (1, 2):
        await house.until_call(
            run, lambda card, n=attempt: card["attempt"] == n and card["state"] == "waiting"
        )
        await house.hurry(run)
    over = await house.until_call(run, lambda card: card["state"] == "ended")

    assert (over["outcome"], over["nextAttemptAt"]) == ("not_reached", None)
    assert len(house.provider.calls) == 3
    end = (await house.log(run))[-2:]
    assert end[0]["payload"] == {"attempt": 3, "reason": "machine", "is_last": True}
    assert (end[1]["type"], end[1]["payload"]) == ("session.no_show", {"reason": "machine"})
    assert await house.steps(run, "START") == [], "nobody was reached"
    assert (await house.call(run)).status_code == 202, "the interview has attempts left"


async def test_a_number_that_does_not_exist_is_called_once_and_uses_up_no_attempt(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.refusals = [(400, 21211)]
    await house.call(run)

    over = await house.until_call(run, lambda card: card["state"] == "ended")

    assert over["outcome"] == "failed"
    end = (await house.log(run))[-2:]
    assert end[0]["payload"]["reason"] == "invalid"
    assert end[1]["type"] == "session.failed"


async def test_sound_is_loaded_while_it_rings_and_for_nobody_who_is_not_the_provider(
    house: PhoneHouse,
) -> None:
    voice = house.of.voice
    assert voice is not None
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("busy")]

    forged = await house.http.post("/api/v1/telephony/twilio/status", data={"CallStatus": "busy"})
    assert forged.status_code == 403
    assert voice.connections._loading is None
    await house.call(run)
    await house.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")

    loading = voice.connections._loading
    assert loading is not None
    await loading
    assert not house.voices, "nobody has answered yet"


async def test_a_provider_that_is_away_is_asked_again_for_the_same_attempt(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.refusals = [(503, 0)]
    house.provider.behaviors = [CallBehavior(hold_call=stay)]
    await house.call(run)

    talking = await house.until_call(run, lambda card: card["state"] == "talking")

    assert talking["attempt"] == 1
    assert house.provider.orders == 2
    assert (await house.types(run)).count("call.dialing") == 1


async def test_callbacks_that_come_twice_change_nothing_twice(house: PhoneHouse) -> None:
    run = await house.approved()
    house.provider.callback_repeats = 3
    house.provider.behaviors = [CallBehavior("busy"), CallBehavior(hold_call=stay)]
    await house.call(run)
    await house.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")
    first = house.provider.calls[0]
    await house.hurry(run)
    await house.until_call(run, lambda card: card["state"] == "talking")
    await house.until_log(run, "consent.requested")
    before = await house.types(run)
    for status in ("ringing", "busy", "completed", "initiated", "in-progress", "failed"):
        await house.provider.send_status(first, status)
    again = await house.provider.fetch_stream(first, AnsweredBy="human")

    assert again is None, "an old attempt leads nowhere"
    assert await house.types(run) == before
    assert before.count("call.ringing") == 2
    assert (await house.card(run))["state"] == "talking"


async def test_news_that_was_on_its_way_when_the_next_attempt_began_is_of_the_old_one(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("silence")]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "dialing")
    [old] = house.provider.calls
    before = await house.types(run)

    begun = (
        "UPDATE call SET attempt = attempt + 1, attempt_hash = 'another' WHERE interview_id = %s"
    )
    async with house.database.in_the_way(begun, run):
        news = [
            asyncio.ensure_future(house.provider.send_status(old, "busy")),
            asyncio.ensure_future(house.provider.fetch_stream(old, AnsweredBy="human")),
        ]
        await house.database.until_waiting_for_locks(len(news))
    _, way_in = await asyncio.gather(*news)

    assert way_in is None, "an old attempt leads nowhere"
    assert await house.types(run) == before
    card = await house.card(run)
    assert (card["attempt"], card["state"]) == (2, "dialing")


async def test_news_of_the_end_that_comes_before_the_ringing_is_taken_once(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("silence")]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "dialing")
    [placed] = house.provider.calls

    for status in ("busy", "ringing", "initiated"):
        await house.provider.send_status(placed, status)

    assert (await house.types(run))[1:] == ["call.dialing", "call.failed"]
    assert (await house.card(run))["state"] == "waiting"


async def test_a_call_of_which_nothing_is_heard_counts_as_not_answered(house: PhoneHouse) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("silence")]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "dialing")
    await house.hurry(run)

    assert house.provider.calls[0].was_end_requested, "nobody is left with a silent telephone"
    assert (await house.card(run))["state"] == "waiting"
    assert (await house.log(run))[-1]["payload"]["reason"] == "no_answer"


async def test_a_dropped_line_is_called_again_and_the_new_one_is_joined(house: PhoneHouse) -> None:
    async def drop(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: bool(house.voices))
        await line.drop_connection()

    run = await house.approved()
    house.provider.behaviors = [CallBehavior(hold_call=drop), CallBehavior(hold_call=stay)]
    await house.call(run)
    broken = await house.until_call(run, lambda card: card["isRedial"])
    await house.hurry(run)
    again = await house.until_call(run, lambda card: card["state"] == "talking")
    async with asyncio.timeout(60):
        while len(house.voices) < 2:  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.05)

    assert broken["state"] == "waiting"
    assert again["attempt"] == 2
    redial = [event for event in await house.log(run) if event["type"] == "call.dialing"][-1]
    assert (redial["payload"]["is_redial"], redial["payload"]["attempt"]) == (True, 2)
    assert len(house.voices) == 2
    assert again["sessionId"] == broken["sessionId"]


async def test_the_number_is_in_no_log_line_and_in_no_event(
    house: PhoneHouse, capfd: pytest.CaptureFixture[str]
) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("busy")]
    await house.call(run)
    await house.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")
    out, err = capfd.readouterr()
    rows = await house.on.database.execute("SELECT 1 AS one")

    assert rows
    assert NUMBER[1:] not in out + err
    assert NUMBER[1:] not in str(await house.log(run))
    assert house.provider.calls[0].sid not in out + err
