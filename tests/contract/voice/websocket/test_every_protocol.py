"""The contract of every audio protocol, for a listener 60 ms away behind a jitter buffer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.contract.voice.websocket.protocol_call import BY_CLOCK, DIALECTS, EXACT, call
from tests.fakes.audio_recordings import silence, tone

from vivavoce.voice.ports.audio import AudioTransport

RATE = 24_000
SENTENCES = tone(1.3, RATE) + silence(0.3, RATE) + tone(1.1, RATE, hertz=300.0)


async def speak(
    ends: AudioTransport,
    sound: bytes = SENTENCES,
    *,
    generation: int = 0,
    text: str = "Tell me more.",
) -> None:
    audio_output = ends.audio_output
    await audio_output.begin(generation, turn=1, text=text)
    for start in range(0, len(sound), 2_646):
        await audio_output.write(sound[start : start + 2_646])
    await audio_output.finish()


@pytest.mark.parametrize("name", DIALECTS)
async def test_written_audio_arrives_unchanged(name: str) -> None:
    async with call(name) as line:
        await speak(line.ends)
        played = await line.ends.audio_output.wait_for_playout()
        await asyncio.sleep(0.5)

        assert line.listener.heard(0) == SENTENCES
        assert played.duration_ms == 2_700
        assert played.is_estimated == (name in BY_CLOCK)


@pytest.mark.parametrize("name", DIALECTS)
async def test_at_most_one_second_of_audio_is_in_transit(name: str) -> None:
    async with call(name) as line:
        began = asyncio.get_running_loop().time()
        await speak(line.ends, tone(5.0, RATE))
        took = asyncio.get_running_loop().time() - began
        await line.ends.audio_output.wait_for_playout()

        player = line.listener.players[0]
        longest_piece_s = 5.0 if any(len(blob) > 200_000 for blob in line.listener.blobs) else 0.1
        assert player.most_ahead_s <= 0.9 + longest_piece_s + 0.001
        if longest_piece_s == 0.1:
            assert took == pytest.approx(4.0, abs=0.15), "writing waits for the listening"


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("names_answers", [True, False])
@pytest.mark.parametrize("cut_after_s", [0.3, 0.52, 0.62, 1.0, 1.7, 2.4])
async def test_the_position_of_an_interruption_is_exact_to_the_sample(
    name: str, names_answers: bool, cut_after_s: float
) -> None:
    async with call(name, names_answers=names_answers) as line:
        speaking = line.tasks.create_task(speak(line.ends))
        await asyncio.sleep(cut_after_s)
        asked_at = asyncio.get_running_loop().time()
        played = await line.ends.audio_output.clear()
        waited = asyncio.get_running_loop().time() - asked_at
        await speaking
        await asyncio.sleep(3)

        heard = line.listener.heard(0)
        assert SENTENCES.startswith(heard)
        assert not played.is_estimated
        assert played.duration_ms == round(len(heard) / 2 / 24)
        assert waited <= 0.25 + 1e-6
        assert await line.ends.audio_output.wait_for_playout() == played


@pytest.mark.parametrize("name", EXACT)
async def test_a_missing_playback_report_is_estimated_after_250_ms(
    name: str,
) -> None:
    async with call(name, answers=False) as line:
        speaking = line.tasks.create_task(speak(line.ends))
        await asyncio.sleep(1.0)
        asked_at = asyncio.get_running_loop().time()
        played = await line.ends.audio_output.clear()
        waited = asyncio.get_running_loop().time() - asked_at
        await speaking

        assert waited == pytest.approx(0.25, abs=0.002)
        assert played.is_estimated
        assert played.duration_ms == pytest.approx(900, abs=10), "a second, less the way there"


@pytest.mark.parametrize("name", EXACT)
async def test_a_playback_report_from_before_an_interruption_is_ignored(name: str) -> None:
    async with call(name, answers_cuts=False) as line:
        line.tasks.create_task(speak(line.ends))
        await asyncio.sleep(0.9)
        played = await line.ends.audio_output.clear()
        heard_ms = len(line.listener.heard(0)) / 48

        assert played.is_estimated
        assert played.duration_ms == pytest.approx(heard_ms, abs=150), (
            "the last report, and the time since"
        )
        assert played.duration_ms > 600


@pytest.mark.parametrize("name", BY_CLOCK)
async def test_without_playback_reports_an_interruption_is_estimated_at_once(name: str) -> None:
    async with call(name) as line:
        speaking = line.tasks.create_task(speak(line.ends))
        await asyncio.sleep(1.0)
        played = await line.ends.audio_output.clear()
        await speaking
        await asyncio.sleep(3)

        assert played.is_estimated
        assert played.duration_ms == pytest.approx(len(line.listener.heard()) / 48, abs=150)
        assert line.listener.messages[-1] in (
            {"type": "FLUSH"},
            {
                "type": "AGENT_AUDIO",
                "streaming": "stop",
                "format": "L16",
                "sampleRate": RATE,
                "data": "",
            },
        )


@pytest.mark.parametrize("name", DIALECTS)
async def test_no_audio_of_an_interrupted_utterance_is_sent_afterwards(name: str) -> None:
    async with call(name) as line:
        speaking = line.tasks.create_task(speak(line.ends, SENTENCES * 2))
        await asyncio.sleep(0.4)
        await line.ends.audio_output.clear()
        await asyncio.sleep(0.1)
        count = len(line.listener.blobs)
        await speaking
        await asyncio.sleep(3)

        assert len(line.listener.blobs) == count


@pytest.mark.parametrize("name", DIALECTS)
async def test_a_caller_waiting_for_the_end_learns_of_the_interruption(name: str) -> None:
    async with call(name) as line:
        speaking = line.tasks.create_task(speak(line.ends))
        await asyncio.sleep(0.4)
        waiting = line.tasks.create_task(line.ends.audio_output.wait_for_playout())
        await asyncio.sleep(0)
        played = await line.ends.audio_output.clear()

        assert await waiting == played
        await speaking


@pytest.mark.parametrize("name", DIALECTS)
async def test_the_utterance_after_an_interruption_is_played_completely(name: str) -> None:
    async with call(name) as line:
        speaking = line.tasks.create_task(speak(line.ends))
        await asyncio.sleep(0.6)
        await line.ends.audio_output.clear()
        await speaking
        await asyncio.sleep(0.1)
        before = len(line.listener.heard(0)) if name in BY_CLOCK else 0
        await speak(line.ends, tone(0.7, RATE), generation=1)
        played = await line.ends.audio_output.wait_for_playout()
        await asyncio.sleep(0.5)

        assert played.duration_ms == 700
        assert line.listener.heard(1)[before:] == tone(0.7, RATE)


@pytest.mark.parametrize("name", DIALECTS)
async def test_a_closed_socket_discards_audio_and_returns_at_once(name: str) -> None:
    async with call(name) as line:
        speaking = line.tasks.create_task(speak(line.ends))
        await asyncio.sleep(0.3)
        line.listener.cut()
        await speaking
        await asyncio.sleep(3)
        lost_at = asyncio.get_running_loop().time()
        played = await line.ends.audio_output.wait_for_playout()
        again = await line.ends.audio_output.clear()
        await speak(line.ends, generation=1)
        nothing = await line.ends.audio_output.wait_for_playout()
        await line.ends.audio_output.send_update("listening")

        assert asyncio.get_running_loop().time() == lost_at
        assert played.duration_ms < 1_000, "nobody heard anything after the loss was noticed"
        assert played == again
        assert played.is_estimated
        assert nothing.duration_ms == 0
        sent_ms = sum(len(piece) for _, piece in line.listener.players[0]._pieces) / 48
        assert played.duration_ms <= sent_ms


@pytest.mark.parametrize("name", DIALECTS)
async def test_after_closing_nothing_is_written_and_no_caller_waits(name: str) -> None:
    async with call(name) as line:
        speaking = line.tasks.create_task(speak(line.ends, tone(6.0, RATE)))
        ears = line.tasks.create_task(_all(line.ends.audio_input.frames()))
        await asyncio.sleep(0.5)
        waiting = line.tasks.create_task(line.ends.audio_output.wait_for_playout())
        await asyncio.sleep(0)
        await line.ends.close()
        count = len(line.listener.sends)
        async with asyncio.timeout(0.01):
            await asyncio.gather(speaking, ears, waiting)
        await speak(line.ends, generation=1)

        assert len(line.listener.sends) == count
        assert not await line.ends.handle_message(b"\x00\x00")


@pytest.mark.parametrize("name", DIALECTS)
async def test_a_reconnection_gets_its_own_audio_input_and_output(name: str) -> None:
    async with call(name) as first:
        await speak(first.ends, tone(0.5, RATE))
        first.listener.cut()
        async with call(name) as second:
            await speak(first.ends, tone(0.5, RATE), generation=1)
            await speak(second.ends, tone(0.4, RATE), generation=2)
            await second.ends.audio_output.wait_for_playout()
            await asyncio.sleep(0.5)

            heard = second.listener.heard(2)
            assert heard == tone(0.4, RATE), "nothing old, nothing missing"


@pytest.mark.parametrize("name", DIALECTS)
async def test_an_utterance_without_audio_ends_at_once(name: str) -> None:
    async with call(name) as line:
        await line.ends.audio_output.begin(0, turn=None, text="")
        await line.ends.audio_output.finish()

        played = await line.ends.audio_output.wait_for_playout()
        assert (played.duration_ms, await line.ends.audio_output.clear()) == (0, played)


@pytest.mark.parametrize("name", DIALECTS)
async def test_muting_the_microphone_is_passed_on(name: str) -> None:
    async with call(name) as line:
        for is_muted in (True, False):
            kind = "mute" if name == "practice.v1" else "MUTE"
            line.listener.say({"type": kind, "muted": is_muted})
        kind = "audio_end" if name == "practice.v1" else "AUDIO_END"
        line.listener.say({"type": kind})
        await asyncio.sleep(0.2)

        assert (line.asked.mutes, line.asked.done) == ([True, False], 1)


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("message", ["", "{", "[]", '{"type":"TEXT","text":"hi"}', '{"type":7}'])
async def test_messages_that_are_not_audio_are_left_to_other_handlers(
    name: str, message: str
) -> None:
    async with call(name) as line:
        assert not await line.ends.handle_message(message)
        assert not line.listener.sends


async def _all(frames: AsyncIterator[bytes]) -> list[bytes]:
    return [frame async for frame in frames]
