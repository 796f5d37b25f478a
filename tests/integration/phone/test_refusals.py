"""Who is not called, whose word is not believed, and what is not let in."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
import websockets
from tests.fakes.phone_house import PHONE, PhoneHouse
from tests.faults.journey.story import REQUEST

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import ACCOUNT_SID, CallBehavior, sign_callback
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

pytestmark = pytest.mark.soak

VOICE, STATUS = "/api/v1/telephony/twilio/voice", "/api/v1/telephony/twilio/status"


async def refusal(house: PhoneHouse, run: str, **wish: object) -> tuple[int, str]:
    answer = await house.ask("POST", f"/interviews/{run}/call", wish)
    return answer.status_code, answer.json().get("code", "")


async def test_every_refusal_has_a_code_of_its_own(house: PhoneHouse) -> None:
    asked = await house.ask("POST", "/a2a/interview", {**PHONE, "candidateRef": "early"})
    early = asked.json()["interviewId"]
    written = await house.ask(
        "POST", "/a2a/interview", {**REQUEST, "candidateRef": "by text", "level": "MID"}
    )
    no_number = {name: value for name, value in PHONE.items() if name != "candidatePhone"}
    numberless = await house.approved(**no_number, candidatePhone=None, candidateRef="no number")
    run = await house.approved()
    far = (datetime.now(UTC) + timedelta(days=31)).isoformat()  # noqa: TID251 - a date beyond

    found = {
        "unknown": await refusal(house, "01890000-0000-7000-8000-00000000000a"),
        "by text": await refusal(house, written.json()["interviewId"]),
        "no number": await refusal(house, numberless),
        "bad number": await refusal(house, run, to="0113 496 0123"),
        "bad zone": await refusal(house, run, timeZone="Mars/Olympus"),
        "too far": await refusal(house, run, at=far),
        "no offset": await refusal(house, run, at="2026-11-21T10:00:00"),
        "no date": await refusal(house, run, at=5),
        "unknown member": await refusal(house, run, number="+441134960123"),
        "never called": (
            (await house.ask("GET", f"/interviews/{run}/call")).status_code,
            (await house.ask("GET", f"/interviews/{run}/call")).json()["code"],
        ),
    }
    soon = (datetime.now(UTC) + timedelta(days=2)).isoformat()  # noqa: TID251 - a date soon
    planned = await house.call(run, at=soon)
    found["under way"] = await refusal(house, run)
    state = (await house.ask("GET", f"/interviews/{early}/status")).json()["state"]
    if state != "APPROVED":
        found["not approved"] = await refusal(house, early)

    assert planned.status_code == 202
    assert planned.json()["state"] == "waiting"
    assert found == {
        "unknown": (404, found["unknown"][1]),
        "by text": (409, "phone_not_supported"),
        "no number": (409, "phone_number_missing"),
        "bad number": (422, "malformed"),
        "bad zone": (422, "malformed"),
        "too far": (422, "malformed"),
        "no offset": (422, "validation"),
        "no date": (422, "validation"),
        "unknown member": (422, "validation"),
        "never called": (404, "no_call_yet"),
        "under way": (409, "call_in_progress"),
        "not approved": (409, "not_callable"),
    }
    assert house.provider.orders == 0


async def test_a_phone_interview_without_a_number_asks_for_it_and_takes_no_bad_one(
    house: PhoneHouse,
) -> None:
    without = {name: value for name, value in PHONE.items() if name != "candidatePhone"}
    asked = (await house.ask("POST", "/a2a/interview", without)).json()
    bad = await house.ask("POST", "/a2a/interview", {**PHONE, "candidatePhone": "call me"})
    profile = {"phone": "+44 113 496 0123"}
    by_profile = await house.ask("POST", "/a2a/interview", {**without, "candidateProfile": profile})

    assert asked["state"] == "INFO_NEEDED"
    assert "candidatePhone" in json.dumps(asked)
    assert "candidateEmail" not in json.dumps(asked)
    assert bad.status_code == 400
    assert by_profile.json()["state"] != "INFO_NEEDED"


async def test_a_call_at_night_waits_for_the_morning_and_says_so(house: PhoneHouse) -> None:
    run = await house.approved()
    here = house.on.clock.now().hour
    behind = (here - 2) % 24  # a zone in which it is two o'clock
    night = f"Etc/GMT+{behind}" if behind <= 12 else f"Etc/GMT-{24 - behind}"

    asked = await house.call(run, timeZone=night)

    assert asked.status_code == 202, asked.text
    morning = datetime.fromisoformat(asked.json()["nextAttemptAt"].replace("Z", "+00:00"))
    there = morning.astimezone(ZoneInfo(night))
    assert (there.hour, there.minute) == (8, 0)
    assert timedelta(hours=4) < morning - house.on.clock.now() <= timedelta(hours=6)
    assert asked.json()["timeZone"] == night
    assert house.provider.orders == 0


async def _post(house: PhoneHouse, target: str, said: dict[str, str], sealed: str | None) -> int:
    headers = {} if sealed is None else {"X-Twilio-Signature": sealed}
    url = house.on.settings.gateway_url + target
    async with httpx.AsyncClient(timeout=60) as http:
        return (await http.post(url, data=said, headers=headers)).status_code


async def test_nothing_is_believed_that_the_provider_has_not_signed(house: PhoneHouse) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("silence")]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "dialing")
    [placed] = house.provider.calls
    url = placed.form["StatusCallback"]
    target = url.removeprefix(house.on.settings.gateway_url)
    said = {"CallSid": placed.sid, "CallStatus": "busy", "AccountSid": ACCOUNT_SID}
    good = sign_callback(url, list(said.items()))

    answers = [
        await _post(house, target, said, None),
        await _post(house, target, said, ""),
        await _post(house, target, said, sign_callback(url, list(said.items()), "another secret")),
        await _post(house, target, {**said, "CallStatus": "completed"}, good),
        await _post(house, target + "&x=1", said, good),
        await _post(house, target.replace("status", "voice"), said, good),
        await _post(house, VOICE, said, good),
    ]

    assert answers == [403] * 7
    assert (await house.card(run))["state"] == "dialing"
    stranger = f"{STATUS}?attempt=nobody"
    signed = sign_callback(house.on.settings.gateway_url + stranger, list(said.items()))
    assert await _post(house, stranger, said, signed) == 204
    assert await _post(house, target, said, good) == 204
    assert (await house.card(run))["state"] == "waiting"


async def _closed_with(house: PhoneHouse, *messages: object) -> int | None:
    url = house.on.settings.gateway_url.replace("http", "ws") + "/telephony/media"
    async with websockets.connect(url) as link:
        for message in messages:
            await link.send(message if isinstance(message, str | bytes) else json.dumps(message))
        async with asyncio.timeout(60):
            await link.wait_closed()
        return link.close_code


async def test_a_stream_without_its_word_is_closed_and_told_nothing(house: PhoneHouse) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("silence")]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "dialing")
    [placed] = house.provider.calls
    answer = await house.provider.fetch_stream(placed, AnsweredBy="human")
    assert answer is not None
    word = answer[1]["token"]

    def start(token: str, sid: str) -> object:
        begun = {"streamSid": "MZ1", "callSid": sid, "customParameters": {"token": token}}
        return {"event": "start", "start": begun}

    found = [
        await _closed_with(house, "no json"),
        await _closed_with(house, b"\x00"),
        await _closed_with(house, {"event": "media", "media": {"payload": "////"}}),
        await _closed_with(house, *[{"event": "connected"}] * 4),
        await _closed_with(house, start("", placed.sid)),
        await _closed_with(house, start("guessed", placed.sid)),
        await _closed_with(house, start(word, "CA" + "9" * 32)),
        await _closed_with(house, start(word, placed.sid)),
    ]

    # The last one is right but for its word, which the one before it used up.
    assert found == [1008] * 8
    assert house.voices == []


async def test_a_flood_on_a_stream_ends_it(house: PhoneHouse) -> None:
    async def flood(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: bool(house.voices))
        second = base64.b64encode(b"\xff" * 8000).decode()
        assert line._socket is not None
        with contextlib.suppress(websockets.ConnectionClosed):
            for _ in range(8):
                await line._socket.send(
                    json.dumps({"event": "media", "media": {"payload": second}})
                )
        await asyncio.sleep(600)

    run = await house.approved()
    house.provider.behaviors = [CallBehavior(hold_call=flood)]
    await house.call(run)
    await house.until_call(run, lambda card: card["isRedial"])
    [placed] = house.provider.calls
    async with asyncio.timeout(60):
        await placed.is_over.wait()

    assert placed.line is not None
    assert placed.line.close_code == 1009


async def test_engines_that_start_slowly_make_no_flood_of_what_was_said_meanwhile(
    house: PhoneHouse,
) -> None:
    async def stay(line: SimulatedPhoneLine) -> None:
        await asyncio.sleep(600)

    house.script.opens_after_s = 4.5  # more than what may come ahead of time
    run = await house.approved()
    house.provider.behaviors = [CallBehavior(hold_call=stay)]
    await house.call(run)
    await house.until_log(run, "consent.requested")
    async with asyncio.timeout(60):
        while not (house.voices and len(house.voices[0].incoming) > 4 * 32_000):  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.05)

    assert (await house.card(run))["state"] == "talking"
    assert len(house.provider.calls) == 1


async def test_a_cancelled_interview_is_not_called_and_who_answers_late_is_let_go(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior("silence")]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "dialing")
    await house.ask("DELETE", f"/integration/interviews/{run}")
    await house.until(lambda state: state == "CANCELLED", run)
    async with asyncio.timeout(60):
        while (await house.types(run))[-1] != "session.cancelled":  # noqa: ASYNC110 - from outside
            await asyncio.sleep(0.05)
    [placed] = house.provider.calls

    assert await house.provider.fetch_stream(placed, AnsweredBy="human") is None
    assert "Hangup" in placed.twiml
    assert (await house.card(run))["outcome"] == "canceled"


async def test_an_erased_person_is_called_no_more_and_nothing_of_the_number_can_be_read(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    soon = (house.on.clock.now() + timedelta(days=2)).isoformat()
    await house.call(run, at=soon)

    erased = await house.ask("DELETE", f"/interviews/{run}")

    assert erased.status_code in (200, 204), erased.text
    async with await psycopg.AsyncConnection.connect(house.database.superuser_url) as link:
        found = await link.execute(
            "SELECT state, next_check_at, attempt_hash, provider_call_id_hash FROM call"
        )
        rows = await found.fetchall()
    assert rows == [("ended", None, None, None)]
    async with house.on.open_work(DEMO_TENANT_ID) as work:
        row = await work.fetch_one("SELECT id FROM call")
        assert row is not None
        assert await house.of.phone.place_call._lifecycle.calls.lock(work, row["id"]) is None


async def test_whoever_may_only_read_calls_nobody(house: PhoneHouse) -> None:
    run = await house.approved()
    me = {"email": build_demo_email("viewer"), "password": DEMO_PASSWORD}
    token = (await house.ask("POST", "/auth/login", me)).json()["accessToken"]
    house.http.headers["Authorization"] = f"Bearer {token}"

    answer = await house.call(run)

    assert answer.status_code == 403
