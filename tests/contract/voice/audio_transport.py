"""The contract of audio input and audio output, for every transport."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.audio import AudioInput, AudioOutput

NEAR_MS = 150
"""How far a position may be off that is told by a queue, or by a clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The two ends of one connection, and what a test does at its other side."""

    microphone: AudioInput
    loudspeaker: AudioOutput
    clock: Clock
    speak: Callable[[bytes], Awaitable[None]]
    """The candidate makes sound of 16 kHz."""
    leave: Callable[[], Awaitable[None]]
    """The candidate is gone."""


def _sound(ends: Ends, ms: int) -> bytes:
    return b"\x10\x10" * (ends.loudspeaker.rate * ms // 1000)


class TwoEnds:
    """The promises. A transport's test inherits them and gives the fixture ``ends``."""

    async def test_audio_arrives_at_16_khz_in_order_and_ends_with_the_connection(
        self, ends: Ends
    ) -> None:
        spoken = b"".join(number.to_bytes(2, "little") * 320 for number in range(1000, 1010))
        heard = b""

        async def listen() -> None:
            nonlocal heard
            async for pcm in ends.microphone.frames():
                heard += pcm

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listen())
            await ends.speak(spoken)
            await ends.clock.sleep(0.6)
            await ends.leave()

        assert len(heard) % 2 == 0
        loud = [heard[i : i + 2] for i in range(0, len(heard), 2) if heard[i + 1] != 0]
        assert len(loud) * 2 >= len(spoken) * 0.8

    async def test_an_utterance_that_ends_was_played_completely(self, ends: Ends) -> None:
        loudspeaker = ends.loudspeaker
        await loudspeaker.begin(1, turn=1, text="Good morning.")
        await loudspeaker.write(_sound(ends, 400))
        await loudspeaker.finish()

        played = await loudspeaker.wait_for_playout()

        assert played.duration_ms == 400

    async def test_writing_waits_while_about_a_second_is_in_transit(self, ends: Ends) -> None:
        began = ends.clock.monotonic()
        await ends.loudspeaker.begin(1, turn=1, text="A long question.")
        await ends.loudspeaker.write(_sound(ends, 2000))

        assert ends.clock.monotonic() - began >= 0.8
        await ends.loudspeaker.clear()

    async def test_an_interruption_stops_at_once_and_reports_about_where(self, ends: Ends) -> None:
        loudspeaker = ends.loudspeaker
        await loudspeaker.begin(1, turn=1, text="What is your experience?")
        began = ends.clock.monotonic()
        await loudspeaker.write(_sound(ends, 900))
        await ends.clock.sleep(0.3)

        cut = await loudspeaker.clear()
        passed_ms = min(900, round((ends.clock.monotonic() - began) * 1000))
        again = await loudspeaker.clear()
        waited = await loudspeaker.wait_for_playout()

        assert abs(cut.duration_ms - passed_ms) <= NEAR_MS
        assert cut == again == waited

    async def test_an_interruption_ends_a_waiting_write_and_discards_the_rest(
        self, ends: Ends
    ) -> None:
        loudspeaker = ends.loudspeaker
        await loudspeaker.begin(1, turn=1, text="A very long question.")
        async with asyncio.TaskGroup() as tasks:
            writing = tasks.create_task(loudspeaker.write(_sound(ends, 20_000)))
            await ends.clock.sleep(0.4)
            cut = await loudspeaker.clear()
            await writing
        await loudspeaker.write(_sound(ends, 1000))

        assert cut.duration_ms < 20_000
        assert await loudspeaker.wait_for_playout() == cut

    async def test_the_playback_position_of_the_next_utterance_starts_at_zero(
        self, ends: Ends
    ) -> None:
        loudspeaker = ends.loudspeaker
        await loudspeaker.begin(1, turn=1, text="What is your")
        await loudspeaker.write(_sound(ends, 500))
        await loudspeaker.clear()
        await loudspeaker.begin(2, turn=1, text="Hello.")
        await loudspeaker.write(_sound(ends, 200))
        await loudspeaker.finish()

        assert (await loudspeaker.wait_for_playout()).duration_ms == 200

    async def test_a_closed_connection_discards_everything_and_returns_at_once(
        self, ends: Ends
    ) -> None:
        loudspeaker = ends.loudspeaker
        await loudspeaker.begin(1, turn=1, text="What is")
        await loudspeaker.write(_sound(ends, 900))
        await ends.leave()
        began = ends.clock.monotonic()
        played = await loudspeaker.wait_for_playout()
        await loudspeaker.write(_sound(ends, 10_000))
        await loudspeaker.begin(2, turn=2, text="Are you there?")
        await loudspeaker.write(_sound(ends, 10_000))
        await loudspeaker.finish()
        after = await loudspeaker.wait_for_playout()

        assert ends.clock.monotonic() - began < 10  # half of what it would take to play
        assert played.is_estimated
        assert played.duration_ms <= 900
        assert after.duration_ms == 0
