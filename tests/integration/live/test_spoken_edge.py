"""A candidate who speaks on a real socket: sound is opened when it is wished for, and never in the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from tests.fakes.live_edge import Edge, an_edge
from tests.fakes.scripted_voice import ScriptedVoiceConnectionFactory, heard, spoken
from tests.infrastructure import Ground
from tests.integration.live.test_edge import close_code, frame, say, state_of, until, until_asked
from tests.unit.live.test_conversations import EXPERT
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from vivavoce.contracts.voice import UnreadableAudioError
from vivavoce.kernel.ids import TenantId

pytestmark = pytest.mark.filterwarnings("error")
OURS = [Subprotocol("vivavoce.v1")]
VOICE_ON = json.dumps({"type": "VOICE", "mode": "on", "answers": "spoken"})


@pytest.fixture
def sounds() -> ScriptedVoiceConnectionFactory:
    return ScriptedVoiceConnectionFactory()


@pytest.fixture
async def edge(ground: Ground, sounds: ScriptedVoiceConnectionFactory) -> AsyncIterator[Edge]:
    async with an_edge(ground, sounds=sounds) as edge:
        yield edge


async def consented(line: ClientConnection) -> None:
    await until(line, "CONSENT")
    await line.send('{"type": "CONSENT", "accepted": true}')
    await until_asked(line)


async def opened_voice(sounds: ScriptedVoiceConnectionFactory, count: int = 1) -> None:
    """Wait until the latest of ``count`` voices was given something to say."""
    async with asyncio.timeout(20):
        while True:
            if len(sounds.opened) >= count and sounds.opened[-1][1].said:
                return
            await asyncio.sleep(0.01)


async def test_a_whole_interview_is_spoken_and_ends_when_the_goodbye_was_heard(
    edge: Edge, sounds: ScriptedVoiceConnectionFactory, tenant: TenantId
) -> None:
    opened = await edge.start(tenant)
    async with connect(edge.url(opened, tenant), subprotocols=OURS) as line:
        await consented(line)
        await line.send(VOICE_ON)
        await opened_voice(sounds)
        wish, voiced = sounds.opened[0]
        turn = 2
        for number, answer in enumerate(EXPERT.values()):
            await voiced.talk.on_utterance(heard(answer, turn))
            shown = await (
                until_asked(line) if number < 2 else until(line, "TRANSCRIPT", kind="closing")
            )
            turn = shown["turn"]
        await until(line, "ENDED")
        code = await close_code(line)
    state = await state_of(edge.ground, tenant, opened)

    assert (wish.audio_protocol, wish.answer_mode) == ("vivavoce.v1", "spoken")
    assert (state.status, code) == ("completed", 1000)
    assert state.transport == "voice"
    assert [turn.text for turn in state.turns if turn.role == "candidate"] == list(EXPERT.values())
    assert voiced.texts == [turn.text for turn in state.turns if turn.role == "agent"]
    assert voiced.closed is True
    assert voiced.taken == [VOICE_ON]


async def test_sound_goes_to_the_voice_and_words_that_are_typed_to_the_talk(
    edge: Edge, sounds: ScriptedVoiceConnectionFactory, tenant: TenantId
) -> None:
    opened = await edge.start(tenant)
    async with connect(edge.url(opened, tenant), subprotocols=OURS) as line:
        await consented(line)
        await line.send(VOICE_ON)
        await opened_voice(sounds)
        _, voiced = sounds.opened[0]
        for number in range(200):
            await line.send(number.to_bytes(8, "little"))
        await say(line, EXPERT["q1"], "m-1")
        await until_asked(line)
        await line.send('{"type": "VOICE", "mode": "off"}')
        await say(line, EXPERT["q2"], "m-2")
        await until_asked(line)
    state = await state_of(edge.ground, tenant, opened)

    assert sum(isinstance(message, bytes) for message in voiced.taken) == 200
    assert voiced.hushes == 1
    assert voiced.closed is False
    assert state.transport == "text"
    assert [turn.text for turn in state.turns if turn.role == "candidate"] == [
        EXPERT["q1"],
        EXPERT["q2"],
    ]


async def test_without_room_for_sound_the_talk_goes_on_in_writing(
    edge: Edge, sounds: ScriptedVoiceConnectionFactory, tenant: TenantId
) -> None:
    sounds.is_full = True
    opened = await edge.start(tenant)
    async with connect(edge.url(opened, tenant), subprotocols=OURS) as line:
        await consented(line)
        await line.send(VOICE_ON)
        refused = await until(line, "ERROR")
        await line.send(bytes(648))
        await line.send(bytes(648))
        await say(line, EXPERT["q1"])
        after = await frame(line)

    assert refused["code"] == "voice_unavailable"
    assert (after["type"], after["role"]) == ("TRANSCRIPT", "candidate")


async def test_where_nobody_gives_sound_a_wish_for_it_is_refused_and_nothing_else(
    ground: Ground, tenant: TenantId
) -> None:
    async with an_edge(ground) as edge:
        opened = await edge.start(tenant)
        async with connect(edge.url(opened, tenant), subprotocols=OURS) as line:
            await consented(line)
            await line.send(VOICE_ON)
            wished = await until(line, "ERROR")
            await line.send(bytes(648))
            sound = await until(line, "ERROR")

    assert (wished["code"], sound["code"]) == ("voice_unavailable", "binary_not_supported")


async def test_an_address_can_wish_for_mayas_sound_and_the_first_piece_can(
    edge: Edge, sounds: ScriptedVoiceConnectionFactory, tenant: TenantId
) -> None:
    opened = await edge.start(tenant)
    async with connect(edge.url(opened, tenant) + "&audio=webm&out=wav") as line:
        await consented(line)
        await opened_voice(sounds)
    async with connect(edge.url(opened, tenant)) as line:
        await until(line, "READY")
        await line.send(bytes(640))
        await line.send('{"type": "PAUSE"}')
        await until(line, "STATE", state="paused")
    wishes = [wish for wish, _ in sounds.opened]

    assert [wish.audio_protocol for wish in wishes] == ["maya.webm", "maya.pcm"]
    assert wishes[0].query_options == {"lastEventId": "0", "audio": "webm", "out": "wav"}


async def test_after_a_drop_the_question_is_said_again_and_the_last_words_are_kept(
    edge: Edge, sounds: ScriptedVoiceConnectionFactory, tenant: TenantId
) -> None:
    sounds.speaks = False
    opened = await edge.start(tenant)
    async with connect(edge.url(opened, tenant), subprotocols=OURS) as line:
        await consented(line)
        await line.send(VOICE_ON)
        await opened_voice(sounds)
        voiced = sounds.opened[0][1]
        await voiced.talk.on_report(spoken(2, is_interrupted=True, chars_heard=5))
        voiced.last_words = heard("We did", 2)
    async with connect(edge.url(opened, tenant), subprotocols=OURS) as line:
        await until(line, "READY")
        await line.send(VOICE_ON)
        await opened_voice(sounds, 2)
    state = await state_of(edge.ground, tenant, opened)
    again = sounds.opened[1][1].said

    assert [turn.text for turn in state.turns if turn.role == "candidate"] == ["We did"]
    assert [utterance.is_repeat for utterance in again] == [True]
    assert again[0].turn == next(t.turn for t in reversed(state.turns) if t.role == "agent")


async def test_sound_that_cannot_be_read_ends_the_connection_and_not_the_session(
    edge: Edge, sounds: ScriptedVoiceConnectionFactory, tenant: TenantId
) -> None:
    async def refuse(message: str | bytes) -> bool:
        raise UnreadableAudioError

    def spoil(voiced: object, _: object) -> None:
        voiced.handle_message = refuse  # type: ignore[attr-defined]

    sounds.on_open = spoil
    opened = await edge.start(tenant)
    async with connect(edge.url(opened, tenant), subprotocols=OURS) as line:
        await consented(line)
        await line.send(VOICE_ON)
        await line.send(bytes(648))
        code = await close_code(line)

    assert code == 4400
    assert not (await state_of(edge.ground, tenant, opened)).is_over
