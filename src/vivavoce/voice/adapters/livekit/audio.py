"""The session's two ends of sound: what the candidate gives, and what they hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from livekit import rtc
from livekit.agents.voice import io

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.ports.equipment import Loudspeaker, Played
from vivavoce.voice.ports.floor import Cue, Uttered

EAR_RATE = 16_000
_LAST_ANSWER_S = 0.4
"""A loudspeaker answers within 250 ms; one that does not, is gone."""
_Ending = Callable[[], Awaitable[tuple[Played, bool]]]


class SoundIn(io.AudioInput):
    """The candidate's sound. It ends here: ``hear`` judges it, and the session acts on what that tells.

    No frame is ever handed on, since the session would only carry it past everybody to nobody.
    """

    def __init__(self, sound: AsyncIterator[bytes], hear: Callable[[bytes], None]) -> None:
        super().__init__(label="candidate")
        self._sound, self._hear = sound, hear

    async def __anext__(self) -> rtc.AudioFrame:
        async for pcm in self._sound:
            self._hear(pcm)
        raise StopAsyncIteration


class SoundOut(io.AudioOutput):
    """Gives frames to a loudspeaker and tells, once for each utterance, how much of it was heard."""

    def __init__(self, loudspeaker: Loudspeaker, clock: Clock) -> None:
        super().__init__(
            label="loudspeaker",
            capabilities=io.AudioOutputCapabilities(pause=False),
            sample_rate=loudspeaker.rate,
        )
        self._loudspeaker, self._clock = loudspeaker, clock
        self._cue: Cue | None = None
        self._is_open = False
        self._is_clearing = False
        self._given_ms = 0.0
        self._ending: asyncio.Future[None] | None = None
        self._first_sound_at: float | None = None
        self._uttered: Uttered | None = None

    def prepare(self, cue: Cue) -> None:
        """Say what the next utterance is."""
        self._cue = cue
        self._first_sound_at = self._uttered = None

    def result(self, *, is_interrupted: bool) -> Uttered:
        """Return what became of the utterance; without any sound it was not begun."""
        return self._uttered or Uttered(
            ms=0, is_interrupted=is_interrupted, is_estimated=False, first_sound_at=None
        )

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Hand sound to the loudspeaker; waits while enough of it is on its way."""
        if not self._is_open and (cue := self._cue) is not None:
            await self._loudspeaker.begin(cue.generation, turn=cue.turn, text=cue.text)
        await super().capture_frame(frame)
        if not self._is_open:
            self._is_open, self._is_clearing, self._given_ms = True, False, 0.0
            self._first_sound_at = self._clock.monotonic()
            self.on_playback_started(created_at=self._clock.now().timestamp())
        self._given_ms += frame.samples_per_channel * 1000 / frame.sample_rate
        await self._loudspeaker.write(bytes(frame.data))

    def flush(self) -> None:
        """The utterance was given whole, or its giver was stopped."""
        super().flush()
        if self._is_open and self._ending is None:
            self._ending = asyncio.ensure_future(self._end(self._play_out))

    def clear_buffer(self) -> None:
        """Stop what is heard."""
        if not self._is_open or self._is_clearing:
            return
        self._is_clearing = True
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.ensure_future(self._end(self._cut))

    async def aclose(self) -> None:
        """Report an utterance that is still open, so that nobody waits for it."""
        ending = self._ending
        if ending is not None:
            await asyncio.wait([ending], timeout=_LAST_ANSWER_S)
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)
        self._finish(self._by_the_clock(), is_interrupted=True)

    async def _play_out(self) -> tuple[Played, bool]:
        await self._loudspeaker.finish()
        played = await self._loudspeaker.played()
        return played, played.is_cut

    async def _cut(self) -> tuple[Played, bool]:
        return await self._loudspeaker.clear(), True

    async def _end(self, how: _Ending) -> None:
        try:
            played, is_interrupted = await how()
        except VivavoceError:
            played, is_interrupted = self._by_the_clock(), True
        self._ending = None
        self._finish(played, is_interrupted=is_interrupted)

    def _by_the_clock(self) -> Played:
        since = self._clock.monotonic() - (self._first_sound_at or 0.0)
        return Played(ms=round(min(self._given_ms, since * 1000)), is_estimated=True)

    def _finish(self, played: Played, *, is_interrupted: bool) -> None:
        if not self._is_open:
            return
        self._is_open = self._is_clearing = False
        self._uttered = Uttered(
            ms=played.ms,
            is_interrupted=is_interrupted,
            is_estimated=played.is_estimated,
            first_sound_at=self._first_sound_at,
        )
        self.on_playback_finished(
            playback_position=played.ms / 1000,
            interrupted=is_interrupted,
            synchronized_transcript="",
        )
