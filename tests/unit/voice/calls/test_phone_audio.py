"""Audio input and output of a phone call, on simulated time, with a small fake caller."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field

from structlog.testing import capture_logs
from tests.simulated_clock import SimulatedClock

from vivavoce.voice.adapters.mulaw import encode_mulaw
from vivavoce.voice.adapters.phone_audio import PhoneAudioInput, PhoneAudioOutput
from vivavoce.voice.domain.calls.media_stream_messages import StreamMediaMessage
from vivavoce.voice.ports.audio import PlaybackResult

TRIP_S = 0.08
SECOND = bytes(16_000)


@dataclass
class Caller:
    """Plays what it is sent a trip later, and returns marks another trip later."""

    sent: list[str] = field(default_factory=list)
    loudspeaker: PhoneAudioOutput | None = None
    free_at: float = 0.0
    is_dead: bool = False
    returns_marks: bool = True
    cleared_at: float | None = None
    played_s: float = 0.0

    async def send(self, text: str) -> None:
        if self.is_dead:
            raise RuntimeError("the line is gone")
        document = json.loads(text)
        self.sent.append(document["event"])
        loop = asyncio.get_running_loop()
        now = loop.time() + TRIP_S
        if document["event"] == "media":
            sound = len(base64.b64decode(document["media"]["payload"])) / 8000
            self.free_at = max(self.free_at, now) + sound
        elif document["event"] == "mark" and self.returns_marks:
            back = max(self.free_at, now) + TRIP_S
            loop.call_at(back, self.loudspeaker.record_mark, document["mark"]["name"])
        elif document["event"] == "clear":
            self.cleared_at = now


def a_call() -> tuple[Caller, PhoneAudioOutput]:
    caller = Caller()
    caller.loudspeaker = PhoneAudioOutput(caller.send, SimulatedClock(), stream_sid="MZ1")
    return caller, caller.loudspeaker


async def test_an_utterance_is_played_to_its_end_and_its_marks_confirm_it() -> None:
    caller, loudspeaker = a_call()
    await loudspeaker.begin(1, turn=1, text="Hello.")
    await loudspeaker.write(SECOND)
    await loudspeaker.finish()

    assert await loudspeaker.wait_for_playout() == PlaybackResult(1000, is_estimated=False)
    assert caller.sent.count("media") == 50
    assert caller.sent.count("mark") == 10
    assert 1.16 <= asyncio.get_running_loop().time() < 1.3


async def test_at_most_about_one_second_of_audio_is_in_transit() -> None:
    caller, loudspeaker = a_call()
    await loudspeaker.begin(1, turn=1, text="")
    await loudspeaker.write(SECOND * 5)

    assert 3.9 <= asyncio.get_running_loop().time() <= 4.1
    assert caller.sent.count("media") == 250


async def test_an_interruption_reports_exactly_what_was_heard_at_the_clear() -> None:
    for cut_s in (0.3, 0.55, 0.77, 1.2, 1.91):
        caller, loudspeaker = a_call()
        began = asyncio.get_running_loop().time()
        await loudspeaker.begin(1, turn=1, text="")
        writing = asyncio.ensure_future(loudspeaker.write(SECOND * 4))
        await asyncio.sleep(cut_s)
        played = await loudspeaker.clear()
        await writing

        assert caller.cleared_at is not None
        truly = caller.cleared_at - began - TRIP_S
        assert abs(played.duration_ms - truly * 1000) <= 21, cut_s
        assert not played.is_estimated
        assert await loudspeaker.wait_for_playout() == played
        assert caller.sent[-1] == "clear"


async def test_without_marks_the_clock_decides_and_the_position_is_marked_as_estimated() -> None:
    caller, loudspeaker = a_call()
    caller.returns_marks = False
    await loudspeaker.begin(1, turn=1, text="")
    await loudspeaker.write(SECOND)
    await loudspeaker.finish()

    assert await loudspeaker.wait_for_playout() == PlaybackResult(1000, is_estimated=True)
    assert asyncio.get_running_loop().time() < 5


async def test_a_closed_connection_discards_audio_and_returns_at_once() -> None:
    caller, loudspeaker = a_call()
    await loudspeaker.begin(1, turn=1, text="")
    writing = asyncio.ensure_future(loudspeaker.write(SECOND * 10))
    await asyncio.sleep(0.5)
    caller.is_dead = True
    await writing
    await loudspeaker.finish()
    cut = await loudspeaker.wait_for_playout()
    await loudspeaker.begin(2, turn=2, text="")
    await loudspeaker.write(SECOND)
    await loudspeaker.finish()

    assert cut.is_estimated
    assert 400 <= cut.duration_ms <= 800
    assert await loudspeaker.wait_for_playout() == PlaybackResult(0, is_estimated=True)
    assert await loudspeaker.clear() == PlaybackResult(0, is_estimated=True)
    assert asyncio.get_running_loop().time() < 1.5


async def test_a_clear_with_nothing_playing_has_no_effect() -> None:
    caller, loudspeaker = a_call()

    assert await loudspeaker.clear() == PlaybackResult(0, is_estimated=False)
    assert caller.sent == []


async def test_the_audio_input_doubles_the_sample_rate_and_ends_with_the_call() -> None:
    microphone = PhoneAudioInput()
    tone = encode_mulaw((b"\x00\x10\x00\xf0") * 80)
    for place in range(50):
        microphone.push_media(StreamMediaMessage(tone, place * 20))
    microphone.close()
    microphone.push_media(StreamMediaMessage(tone, 1000))
    audio = b"".join([pcm async for pcm in microphone.frames()])

    assert 31_000 <= len(audio) <= 32_000
    assert [pcm async for pcm in microphone.frames()] == []


async def test_an_unread_audio_input_keeps_the_last_ten_seconds_and_warns_once() -> None:
    microphone = PhoneAudioInput()
    loud = encode_mulaw((b"\x00\x10\x00\xf0") * 80)
    with capture_logs() as logs:
        for place in range(600):
            microphone.push_media(
                StreamMediaMessage(bytes(160) if place < 300 else loud, place * 20)
            )
    microphone.close()
    pieces = [pcm async for pcm in microphone.frames()]

    assert [log["event"] for log in logs] == ["voice.audio_dropped"]
    assert len(pieces) == 500
    assert pieces[-300] != pieces[0]
    assert pieces[-1] == pieces[-100], "the newest is there"
