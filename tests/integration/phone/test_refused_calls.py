"""Calls that are not placed, callbacks that are not trusted, and streams that are refused."""

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
from tests.fakes.phone_platform import PHONE, PhonePlatform
from tests.faults.journey.interview_journey import REQUEST

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import ACCOUNT_SID, CallBehavior, sign_callback
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

pytestmark = pytest.mark.soak

VOICE, STATUS = "/api/v1/telephony/twilio/voice", "/api/v1/telephony/twilio/status"


async def refusal(platform: PhonePlatform, run: str, **wish: object) -> tuple[int, str]:
    answer = await platform.ask("POST", f"/interviews/{run}/call", wish)
    return answer.status_code, answer.json().get("code", "")


async def test_every_refusal_has_its_own_code(platform: PhonePlatform) -> None:
    asked = await platform.ask("POST", "/a2a/interview", {**PHONE, "candidateRef": "early"})
    early = asked.json()["interviewId"]
    written = await platform.ask(
        "POST", "/a2a/interview", {**REQUEST, "candidateRef": "by text", "level": "MID"}
    )
    no_number = {name: value for name, value in PHONE.items() if name != "candidatePhone"}
    numberless = await platform.approved(**no_number, candidatePhone=None, candidateRef="no number")
    run = await platform.approved()
    far = (datetime.now(UTC) + timedelta(days=31)).isoformat()  # noqa: TID251 - a date beyond

    found = {
        "unknown": await refusal(platform, "01890000-0000-7000-8000-00000000000a"),
        "by text": await refusal(platform, written.json()["interviewId"]),
        "no number": await refusal(platform, numberless),
        "bad number": await refusal(platform, run, to="0113 496 0123"),
        "bad zone": await refusal(platform, run, timeZone="Mars/Olympus"),
        "too far": await refusal(platform, run, at=far),
        "no offset": await refusal(platform, run, at="2026-11-21T10:00:00"),
        "no date": await refusal(platform, run, at=5),
        "unknown member": await refusal(platform, run, number="+441134960123"),
        "never called": (
            (await platform.ask("GET", f"/interviews/{run}/call")).status_code,
            (await platform.ask("GET", f"/interviews/{run}/call")).json()["code"],
        ),
    }
    soon = (datetime.now(UTC) + timedelta(days=2)).isoformat()  # noqa: TID251 - a date soon
    planned = await platform.call(run, at=soon)
    found["under way"] = await refusal(platform, run)
    state = (await platform.ask("GET", f"/interviews/{early}/status")).json()["state"]
    if state != "APPROVED":
        found["not approved"] = await refusal(platform, early)

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
    assert platform.provider.orders == 0


async def test_a_phone_interview_asks_for_a_missing_number_and_refuses_an_invalid_one(
    platform: PhonePlatform,
) -> None:
    without = {name: value for name, value in PHONE.items() if name != "candidatePhone"}
    asked = (await platform.ask("POST", "/a2a/interview", without)).json()
    bad = await platform.ask("POST", "/a2a/interview", {**PHONE, "candidatePhone": "call me"})
    profile = {"phone": "+44 113 496 0123"}
    by_profile = await platform.ask(
        "POST", "/a2a/interview", {**without, "candidateProfile": profile}
    )

    assert asked["state"] == "INFO_NEEDED"
    assert "candidatePhone" in json.dumps(asked)
    assert "candidateEmail" not in json.dumps(asked)
    assert bad.status_code == 400
    assert by_profile.json()["state"] != "INFO_NEEDED"


async def test_a_call_at_night_waits_for_the_morning_and_says_so(platform: PhonePlatform) -> None:
    run = await platform.approved()
    here = platform.on.clock.now().hour
    behind = (here - 2) % 24  # a zone in which it is two o'clock
    night = f"Etc/GMT+{behind}" if behind <= 12 else f"Etc/GMT-{24 - behind}"

    asked = await platform.call(run, timeZone=night)

    assert asked.status_code == 202, asked.text
    morning = datetime.fromisoformat(asked.json()["nextAttemptAt"].replace("Z", "+00:00"))
    there = morning.astimezone(ZoneInfo(night))
    assert (there.hour, there.minute) == (8, 0)
    assert timedelta(hours=4) < morning - platform.on.clock.now() <= timedelta(hours=6)
    assert asked.json()["timeZone"] == night
    assert platform.provider.orders == 0


async def _post(
    platform: PhonePlatform, target: str, said: dict[str, str], sealed: str | None
) -> int:
    headers = {} if sealed is None else {"X-Twilio-Signature": sealed}
    url = platform.on.settings.gateway_url + target
    async with httpx.AsyncClient(timeout=60) as http:
        return (await http.post(url, data=said, headers=headers)).status_code


async def test_an_unsigned_callback_is_refused(platform: PhonePlatform) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior("silence")]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "dialing")
    [placed] = platform.provider.calls
    url = placed.form["StatusCallback"]
    target = url.removeprefix(platform.on.settings.gateway_url)
    said = {"CallSid": placed.sid, "CallStatus": "busy", "AccountSid": ACCOUNT_SID}
    good = sign_callback(url, list(said.items()))

    answers = [
        await _post(platform, target, said, None),
        await _post(platform, target, said, ""),
        await _post(
            platform, target, said, sign_callback(url, list(said.items()), "another secret")
        ),
        await _post(platform, target, {**said, "CallStatus": "completed"}, good),
        await _post(platform, target + "&x=1", said, good),
        await _post(platform, target.replace("status", "voice"), said, good),
        await _post(platform, VOICE, said, good),
    ]

    assert answers == [403] * 7
    assert (await platform.card(run))["state"] == "dialing"
    stranger = f"{STATUS}?attempt=nobody"
    signed = sign_callback(platform.on.settings.gateway_url + stranger, list(said.items()))
    assert await _post(platform, stranger, said, signed) == 204
    assert await _post(platform, target, said, good) == 204
    assert (await platform.card(run))["state"] == "waiting"


async def _closed_with(platform: PhonePlatform, *messages: object) -> int | None:
    url = platform.on.settings.gateway_url.replace("http", "ws") + "/telephony/media"
    async with websockets.connect(url) as link:
        for message in messages:
            await link.send(message if isinstance(message, str | bytes) else json.dumps(message))
        async with asyncio.timeout(60):
            await link.wait_closed()
        return link.close_code


async def test_a_media_stream_without_its_token_is_closed_without_a_reason(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior("silence")]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "dialing")
    [placed] = platform.provider.calls
    answer = await platform.provider.fetch_stream(placed, AnsweredBy="human")
    assert answer is not None
    word = answer[1]["token"]

    def start(token: str, sid: str) -> object:
        begun = {"streamSid": "MZ1", "callSid": sid, "customParameters": {"token": token}}
        return {"event": "start", "start": begun}

    found = [
        await _closed_with(platform, "no json"),
        await _closed_with(platform, b"\x00"),
        await _closed_with(platform, {"event": "media", "media": {"payload": "////"}}),
        await _closed_with(platform, *[{"event": "connected"}] * 4),
        await _closed_with(platform, start("", placed.sid)),
        await _closed_with(platform, start("guessed", placed.sid)),
        await _closed_with(platform, start(word, "CA" + "9" * 32)),
        await _closed_with(platform, start(word, placed.sid)),
    ]

    # The last one is right but for its word, which the one before it used up.
    assert found == [1008] * 8
    assert platform.voices == []


async def test_a_flood_on_a_media_stream_ends_it(platform: PhonePlatform) -> None:
    async def flood(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: bool(platform.voices))
        second = base64.b64encode(b"\xff" * 8000).decode()
        assert line._socket is not None
        with contextlib.suppress(websockets.ConnectionClosed):
            for _ in range(8):
                await line._socket.send(
                    json.dumps({"event": "media", "media": {"payload": second}})
                )
        await asyncio.sleep(600)

    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=flood)]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["isRedial"])
    [placed] = platform.provider.calls
    async with asyncio.timeout(60):
        await placed.is_over.wait()

    assert placed.line is not None
    assert placed.line.close_code == 1009


async def test_audio_received_while_engines_start_is_no_flood(
    platform: PhonePlatform,
) -> None:
    async def stay(line: SimulatedPhoneLine) -> None:
        await asyncio.sleep(600)

    platform.script.opens_after_s = 4.5  # more than what may come ahead of time
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=stay)]
    await platform.call(run)
    await platform.until_log(run, "consent.requested")
    async with asyncio.timeout(60):
        while not (platform.voices and len(platform.voices[0].incoming) > 4 * 32_000):  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.05)

    assert (await platform.card(run))["state"] == "talking"
    assert len(platform.provider.calls) == 1


async def test_a_canceled_interview_is_not_called_and_a_late_answer_is_hung_up(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior("silence")]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "dialing")
    await platform.ask("DELETE", f"/integration/interviews/{run}")
    await platform.until(lambda state: state == "CANCELLED", run)
    async with asyncio.timeout(60):
        while (await platform.types(run))[-1] != "session.cancelled":  # noqa: ASYNC110 - from outside
            await asyncio.sleep(0.05)
    [placed] = platform.provider.calls

    assert await platform.provider.fetch_stream(placed, AnsweredBy="human") is None
    assert "Hangup" in placed.twiml
    assert (await platform.card(run))["outcome"] == "canceled"


async def test_an_erased_person_is_not_called_and_their_number_is_unreadable(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    soon = (platform.on.clock.now() + timedelta(days=2)).isoformat()
    await platform.call(run, at=soon)

    erased = await platform.ask("DELETE", f"/interviews/{run}")

    assert erased.status_code in (200, 204), erased.text
    async with await psycopg.AsyncConnection.connect(platform.database.superuser_url) as link:
        found = await link.execute(
            "SELECT state, next_check_at, attempt_hash, provider_call_id_hash FROM call"
        )
        rows = await found.fetchall()
    assert rows == [("ended", None, None, None)]
    async with platform.on.open_work(DEMO_TENANT_ID) as work:
        row = await work.fetch_one("SELECT id FROM call")
        assert row is not None
        assert await platform.of.phone.place_call._lifecycle.calls.lock(work, row["id"]) is None


async def test_a_viewer_cannot_place_a_call(platform: PhonePlatform) -> None:
    run = await platform.approved()
    me = {"email": build_demo_email("viewer"), "password": DEMO_PASSWORD}
    token = (await platform.ask("POST", "/auth/login", me)).json()["accessToken"]
    platform.http.headers["Authorization"] = f"Bearer {token}"

    answer = await platform.call(run)

    assert answer.status_code == 403
