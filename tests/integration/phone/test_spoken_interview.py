"""A whole interview by telephone: real sound on the line, scripted engines, keys pressed by the caller."""

from __future__ import annotations

import asyncio
import math
import struct

from tests.fakes.phone_house import TONE, PhoneHouse
from tests.fakes.phone_line import Conditions, PhoneLine
from tests.fakes.phone_provider import Pickup

BEEP = b"".join(
    struct.pack("<h", round(9000 * math.sin(2 * math.pi * 440 * place / 8000)))
    for place in range(2400)
)
"""300 ms of 440 Hz."""


async def consent(house: PhoneHouse, line: PhoneLine) -> None:
    """Listen to the question of consent and press one."""
    await line.until(lambda: bool(house.voices and house.voices[-1].said))
    await line.press("1")


async def answer_all(house: PhoneHouse, line: PhoneLine) -> None:
    """Answer whatever is asked until the line is closed."""
    answered = 0
    while True:
        await line.until(lambda known=answered: len(_questions(house)) > known, within_s=60)
        answered = len(_questions(house))
        line.say(BEEP)
        await line.said()
        await line.press("#")


def _questions(house: PhoneHouse) -> list[int]:
    return [
        said.turn
        for voice in house.voices
        for said in voice.said
        if said.turn is not None and said.kind in ("question", "follow_up")
    ]


async def test_an_interview_by_telephone_goes_from_consent_to_the_goodbye(
    house: PhoneHouse,
) -> None:
    async def talk(line: PhoneLine) -> None:
        await consent(house, line)
        await answer_all(house, line)

    run = await house.approved()
    line = Conditions(trip_s=0.08, jitter_s=0.03, loss=0.02)
    house.provider.pickups = [Pickup(talk=talk, conditions=line)]
    await house.call(run)
    over = await house.until_call(run, lambda card: card["state"] == "ended", within_s=120)
    log = await house.log(run)
    types = [event["type"] for event in log]

    assert over["outcome"] == "talked"
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
    await house.until(lambda state: state not in ("IN_PROGRESS", "APPROVED"), run)
    [placed] = house.provider.calls
    assert placed.line is not None
    assert placed.line.close_code == 1000
    assert len(placed.line.pcm()) > 10_000
    loudest = max(abs(one) for one in struct.unpack(f"<{len(_heard(house)) // 2}h", _heard(house)))
    assert 7000 < loudest < 11_000, "the caller's own sound came in at the ear's rate"


def _heard(house: PhoneHouse) -> bytes:
    return bytes(house.voices[0].incoming)


async def test_after_a_drop_the_redial_asks_no_consent_and_takes_up_the_same_question(
    house: PhoneHouse,
) -> None:
    async def break_off(line: PhoneLine) -> None:
        await consent(house, line)
        await line.until(lambda: bool(_questions(house)))
        await line.drop()

    async def go_on(line: PhoneLine) -> None:
        await line.until(lambda: len(house.voices) == 2 and bool(house.voices[1].said))
        await answer_all(house, line)

    run = await house.approved()
    house.provider.pickups = [Pickup(talk=break_off), Pickup(talk=go_on)]
    await house.call(run)
    await house.until_call(run, lambda card: card["isRedial"])
    await house.until_log(run, "connection.lost")
    await house.hurry(run)
    await house.until_call(run, lambda card: card["state"] == "ended", within_s=120)
    log = await house.log(run)
    types = [event["type"] for event in log]

    assert types.count("consent.requested") == types.count("consent.granted") == 1
    lost, resumed = types.index("connection.lost"), types.index("connection.resumed")
    between = types[lost + 1 : resumed]
    for kind in ("call.dialing", "call.ringing", "call.answered"):
        assert between.count(kind) == 1, between
    first, again = house.voices[0].said[-1], house.voices[1].said[0]
    assert (again.turn is None) or again.is_again or again.text.endswith(first.text), again
    assert log[-1]["type"] == "session.completed"


async def test_a_key_stops_our_sound_and_the_log_has_what_was_heard(house: PhoneHouse) -> None:
    cut_at: list[float] = []

    async def talk(line: PhoneLine) -> None:
        await line.until(lambda: bool(line.heard))
        await asyncio.sleep(1.0)
        await line.press("1")
        cut_at.append(line.now_s)
        await line.until(lambda: bool(line.cleared))
        house.script.tone = TONE
        await asyncio.sleep(600)

    run = await house.approved()
    house.script.tone = TONE * 20  # four seconds of consent
    house.provider.pickups = [Pickup(talk=talk)]
    await house.call(run)
    await house.until_log(run, "consent.granted")
    [placed] = house.provider.calls
    line = placed.line
    assert line is not None
    await line.until(lambda: bool(line.cleared))

    clear_s = line.cleared[0] - cut_at[0]
    assert 0.15 <= clear_s < 2.0, "a trip there and a trip back"
    played = house.voices[0].played[0]
    truly_ms = sum(len(piece.sound) for piece in line.heard if piece.at_s <= line.cleared[0]) // 8
    assert not played.is_estimated
    assert abs(played.ms - truly_ms) <= 60, (played, truly_ms)
