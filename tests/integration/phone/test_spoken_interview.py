"""A complete interview by phone: real audio on the call, scripted engines, pressed keys."""

from __future__ import annotations

import asyncio
import math
import struct
from urllib.parse import parse_qs, urlsplit

import pytest
from prometheus_client import generate_latest
from tests.fakes.phone_platform import NUMBER, TONE, PhonePlatform

from vivavoce.app.demo.phone_line import LineConditions, SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import AUTH_TOKEN, CallBehavior, PlacedCall

pytestmark = pytest.mark.soak

BEEP = b"".join(
    struct.pack("<h", round(9000 * math.sin(2 * math.pi * 440 * place / 8000)))
    for place in range(2400)
)
"""300 ms of 440 Hz."""


async def consent(platform: PhonePlatform, line: SimulatedPhoneLine) -> None:
    """Listen to the question of consent and press one."""
    await line.wait_until(lambda: bool(platform.voices and platform.voices[-1].said))
    await line.press_key("1")


async def answer_all(platform: PhonePlatform, line: SimulatedPhoneLine) -> None:
    """Answer whatever is asked until the line is closed."""
    answered = 0
    while True:
        await line.wait_until(lambda known=answered: len(_questions(platform)) > known, within_s=60)
        answered = len(_questions(platform))
        line.say(BEEP)
        await line.wait_until_spoken()
        await line.press_key("#")


def _questions(platform: PhonePlatform) -> list[int]:
    return [
        said.turn
        for voice in platform.voices
        for said in voice.said
        if said.turn is not None and said.kind in ("question", "follow_up")
    ]


async def test_a_phone_interview_runs_from_consent_to_the_goodbye(
    platform: PhonePlatform,
) -> None:
    async def answer_call(line: SimulatedPhoneLine) -> None:
        await consent(platform, line)
        await answer_all(platform, line)

    run = await platform.approved()
    line = LineConditions(latency_s=0.08, jitter_s=0.03, loss=0.02)
    platform.provider.behaviors = [CallBehavior(hold_call=answer_call, conditions=line)]
    await platform.call(run)
    over = await platform.until_call(run, lambda card: card["state"] == "ended", within_s=120)
    log = await platform.log(run)
    types = [event["type"] for event in log]

    assert over["outcome"] == "completed"
    assert log[-1]["type"] == "session.completed"
    granted = next(event for event in log if event["type"] == "consent.granted")
    assert granted["payload"]["method"] == "dtmf"
    answers = [
        event["payload"]
        for event in log
        if event["type"] == "turn.completed" and event["payload"]["role"] == "candidate"
    ]
    assert len(answers) >= 3
    assert all("picking errors" in one["text"] for one in answers)
    heard = [event["payload"] for event in log if event["type"] == "agent.utterance.spoken"]
    assert heard
    assert not any(one["is_estimated"] for one in heard), "marks came back for all of it"
    assert types.count("call.dialing") == 1
    await platform.until(lambda state: state not in ("IN_PROGRESS", "APPROVED"), run)
    [placed] = platform.provider.calls
    assert placed.line is not None
    assert placed.line.close_code == 1000
    assert len(placed.line.pcm()) > 10_000
    loudest = max(
        abs(one) for one in struct.unpack(f"<{len(_heard(platform)) // 2}h", _heard(platform))
    )
    assert 7000 < loudest < 11_000, "the caller's own sound came in at the ear's rate"


def _heard(platform: PhonePlatform) -> bytes:
    return bytes(platform.voices[0].incoming)


async def test_after_a_drop_the_redial_skips_consent_and_resumes_the_same_question(
    platform: PhonePlatform,
) -> None:
    async def break_off(line: SimulatedPhoneLine) -> None:
        await consent(platform, line)
        await line.wait_until(lambda: bool(_questions(platform)))
        await line.drop_connection()

    async def go_on(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: len(platform.voices) == 2 and bool(platform.voices[1].said))
        await answer_all(platform, line)

    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=break_off), CallBehavior(hold_call=go_on)]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["isRedial"])
    await platform.until_log(run, "connection.lost")
    await platform.hurry(run)
    await platform.until_call(run, lambda card: card["state"] == "ended", within_s=120)
    log = await platform.log(run)
    types = [event["type"] for event in log]

    assert types.count("consent.requested") == types.count("consent.granted") == 1
    lost, resumed = types.index("connection.lost"), types.index("connection.resumed")
    between = types[lost + 1 : resumed]
    for kind in ("call.dialing", "call.ringing", "call.answered"):
        assert between.count(kind) == 1, between
    open_question = platform.voices[0].said[-1]
    cut_off, again = platform.voices[1].said[:2]
    assert cut_off.text == "We were cut off."
    assert (again.turn, again.text, again.is_repeat) == (
        open_question.turn,
        open_question.text,
        True,
    )
    assert log[-1]["type"] == "session.completed"


async def test_a_call_is_not_ended_by_audio_received_while_engines_started(
    platform: PhonePlatform,
) -> None:
    async def answer_call(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: line.now_s > 4)
        platform.script.is_awake.set()
        await consent(platform, line)
        await asyncio.sleep(600)

    platform.script.is_awake.clear()
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=answer_call)]
    await platform.call(run)
    log = await platform.until_log(run, "consent.granted")

    assert [event["type"] for event in log].count("call.dialing") == 1
    assert len(platform.provider.calls) == 1


async def test_a_key_stops_the_interviewer_and_the_log_has_what_was_heard(
    platform: PhonePlatform,
) -> None:
    cut_at: list[float] = []

    async def answer_call(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: bool(line.heard))
        await asyncio.sleep(1.0)
        await line.press_key("1")
        cut_at.append(line.now_s)
        await line.wait_until(lambda: bool(line.cleared))
        platform.script.tone = TONE
        await asyncio.sleep(600)

    run = await platform.approved()
    platform.script.tone = TONE * 20  # four seconds of consent
    platform.provider.behaviors = [CallBehavior(hold_call=answer_call)]
    await platform.call(run)
    await platform.until_log(run, "consent.granted")
    [placed] = platform.provider.calls
    line = placed.line
    assert line is not None
    await line.wait_until(lambda: bool(line.cleared))

    clear_s = line.cleared[0] - cut_at[0]
    assert clear_s >= 0.15, "a trip there and a trip back"
    played = platform.voices[0].played[0]
    truly_ms = sum(len(piece.sound) for piece in line.heard if piece.at_s <= line.cleared[0]) // 8
    assert truly_ms < len(TONE) * 20 // 16, "not all of it was heard"
    assert not played.is_estimated
    assert abs(played.duration_ms - truly_ms) <= 60, (played, truly_ms)


async def test_keys_and_speech_are_in_no_log_line_and_no_metric(
    platform: PhonePlatform, capfd: pytest.CaptureFixture[str]
) -> None:
    async def break_off(line: SimulatedPhoneLine) -> None:
        await consent(platform, line)
        await line.wait_until(lambda: bool(_questions(platform)))
        await line.drop_connection()

    async def go_on(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: len(platform.voices) == 2 and bool(platform.voices[1].said))
        await answer_all(platform, line)

    platform.script.otherwise = platform.script.otherwise.replace(
        "twelve", "Bartholomew and twelve"
    )
    run = await platform.approved()
    platform.provider.behaviors = [
        CallBehavior("busy"),
        CallBehavior(hold_call=break_off),
        CallBehavior(hold_call=go_on),
    ]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["attempt"] == 1 and card["state"] == "waiting")
    await platform.hurry(run)
    await platform.until_call(run, lambda card: card["isRedial"])
    await platform.until_log(run, "connection.lost")
    await platform.hurry(run)
    await platform.until_call(run, lambda card: card["state"] == "ended", within_s=120)
    log = await platform.log(run)
    out, err = capfd.readouterr()
    shown = out + err + generate_latest().decode()

    assert log[-1]["type"] == "session.completed"
    assert "Bartholomew" in str(log), "it was said"
    assert "call.answered" in shown, "something was logged"
    words = {parameter for call in platform.provider.calls for parameter in _words(call)}
    assert len(words) == 5, "an attempt's word for each call, and one for each sound"
    for planted in (NUMBER[1:], NUMBER[-8:], "Bartholomew", AUTH_TOKEN, *words):
        assert planted not in shown
    assert not [call for call in platform.provider.calls if call.sid in shown]
    assert NUMBER[-8:] not in str(log)


def _words(call: PlacedCall) -> set[str]:
    """Return the words of ours that this call was given."""
    of_attempt = parse_qs(urlsplit(call.form["Url"]).query)["attempt"]
    return {*of_attempt, *(call.line.parameters.values() if call.line is not None else ())}
